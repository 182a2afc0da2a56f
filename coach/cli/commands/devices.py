"""`coach devices`."""

from __future__ import annotations

import dataclasses
from typing import Any

import click

from coach.audio.devices import Device, list_devices
from coach.cli.options import json_option, settings_from
from coach.cli.output import print_json, result
from coach.errors import DeviceMissing


@click.command("devices")
@json_option
def command(**options: Any) -> None:
    """List microphones and loudspeakers. The star marks those that are used if you name none."""
    settings = settings_from(options)
    devices = list_devices()
    if settings.json_:
        print_json([dataclasses.asdict(device) for device in devices])
    elif devices:
        _show("Microphones (--device NAME)", [d for d in devices if d.inputs], "input")
        result()
        _show("Loudspeakers (--speaker NAME)", [d for d in devices if d.outputs], "output")
    if not devices:
        raise DeviceMissing(
            "This machine has no microphone and no loudspeaker.",
            "See it without them: coach demo    Answer from files: coach practice --answers FILE",
        )


def _show(title: str, devices: list[Device], direction: Any) -> None:
    result(title)
    for device in devices:
        star = "*" if device.is_default(direction) else " "
        result(f"  {star} {device.name}  ({device.host_api}, {device.default_rate_hz} Hz)")
    if not devices:
        result("    none")
