"""Lists microphones and loudspeakers, and finds the device that a name means.

A device is identified by its name. PortAudio's numbers change from run to run, so `index_of` looks
up the number each time a stream is opened. The functions here may be called from any thread; the
thread described in `coach.audio.portaudio` makes every call to PortAudio.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from coach.audio import portaudio
from coach.errors import DeviceMissing
from coach.formats import to_type

Direction = Literal["input", "output"]

_WASAPI = "Windows WASAPI"
# Windows lists each device once for each interface. The best interface comes first here; all other
# interfaces rank equal.
_BEST_HOST_APIS = (_WASAPI, "Windows DirectSound", "MME", "Windows WDM-KS")
_KIND = {"input": "microphone", "output": "loudspeaker"}
_OPTION = {"input": "--device", "output": "--speaker"}


@dataclass(frozen=True)
class Device:
    """A sound device as PortAudio sees it. `inputs` and `outputs` are numbers of channels."""

    name: str
    host_api: str
    inputs: int
    outputs: int
    default_rate_hz: int
    is_default_input: bool = False
    is_default_output: bool = False

    def channels(self, direction: Direction) -> int:
        """The number of channels in that direction."""
        return self.inputs if direction == "input" else self.outputs

    def is_default(self, direction: Direction) -> bool:
        """Whether the system uses it when nobody asks for another."""
        return self.is_default_input if direction == "input" else self.is_default_output


def list_devices() -> list[Device]:
    """All devices, in PortAudio's order; empty if there are none.

    PortAudio looks for devices once in a process; `look_again` makes it look anew. Raises
    DeviceMissing if PortAudio is not installed.
    """
    return portaudio.call(_query, "The sound devices cannot be listed")


def look_again() -> bool:
    """Make PortAudio look for devices anew. While a stream is open, do nothing and return False."""
    return portaudio.call(_restart, "The sound devices cannot be listed")


def find_input(name: str | None = None) -> Device:
    """The microphone that `name` means: see `choose`.

    Looks again before it raises DeviceMissing.
    """
    return _find(name, "input")


def find_output(name: str | None = None) -> Device:
    """The loudspeaker that `name` means: see `choose`.

    Looks again before it raises DeviceMissing.
    """
    return _find(name, "output")


def choose(devices: Sequence[Device], name: str | None, direction: Direction) -> Device:
    """The one of `devices` that `name` means; without a name, the system's default.

    A whole name wins over a part of a name. Case does not matter. Raises DeviceMissing if no device
    fits, or if a part fits devices with different names.
    """
    usable = [device for device in devices if device.channels(direction)]
    if not usable:
        raise _none_at_all(direction)
    if not name:
        defaults = [device for device in usable if device.is_default(direction)]
        return (defaults or usable)[0]
    wanted = name.strip().casefold()
    exact = [device for device in usable if device.name.casefold() == wanted]
    fitting = exact or [device for device in usable if wanted in device.name.casefold()]
    if not fitting:
        raise _none_fits(name, usable, direction)
    best = min(_rank(device) for device in fitting)
    fitting = [device for device in fitting if _rank(device) == best]
    if len({device.name.casefold() for device in fitting}) > 1:
        raise _several_fit(name, fitting, direction)
    return fitting[0]


def index_of(sounddevice: Any, device: Device, direction: Direction) -> int:
    """PortAudio's number of `device`, valid for one opening. Call on the "portaudio" thread only.

    Raises DeviceMissing if the device is not there any more.
    """
    host_apis = sounddevice.query_hostapis()
    for index, entry in enumerate(sounddevice.query_devices()):
        there = _device(entry, host_apis)
        same = (there.name, there.host_api) == (device.name, device.host_api)
        if same and there.channels(direction):
            return index
    raise DeviceMissing(f'The {_KIND[direction]} "{device.name}" is gone.', "coach devices")


def _find(name: str | None, direction: Direction) -> Device:
    try:
        return choose(list_devices(), name, direction)
    except DeviceMissing:  # perhaps it was plugged in since PortAudio looked
        if not look_again():
            raise
    return choose(list_devices(), name, direction)


def _restart(sounddevice: Any) -> bool:
    if portaudio.open_streams:
        return False
    sounddevice._terminate()
    sounddevice._initialize()
    return True


def _query(sounddevice: Any) -> list[Device]:
    host_apis = sounddevice.query_hostapis()
    default_input = _default_index(sounddevice, host_apis, "input")
    default_output = _default_index(sounddevice, host_apis, "output")
    return [
        _device(entry, host_apis, index == default_input, index == default_output)
        for index, entry in enumerate(sounddevice.query_devices())
    ]


def _default_index(sounddevice: Any, host_apis: Sequence[Any], direction: Direction) -> int:
    """The number of the default device; -1 if there is none.

    On Windows the default of WASAPI is taken: PortAudio's own default has the oldest interface.
    """
    for host_api in host_apis:
        if host_api["name"] == _WASAPI and host_api[f"default_{direction}_device"] >= 0:
            return int(host_api[f"default_{direction}_device"])
    return int(sounddevice.default.device[0 if direction == "input" else 1])


def _device(
    entry: Any,
    host_apis: Sequence[Any],
    is_default_input: bool = False,
    is_default_output: bool = False,
) -> Device:
    return Device(
        name=entry["name"],
        host_api=host_apis[entry["hostapi"]]["name"],
        inputs=entry["max_input_channels"],
        outputs=entry["max_output_channels"],
        default_rate_hz=int(entry["default_samplerate"]),
        is_default_input=is_default_input,
        is_default_output=is_default_output,
    )


def _rank(device: Device) -> int:
    if device.host_api in _BEST_HOST_APIS:
        return _BEST_HOST_APIS.index(device.host_api)
    return len(_BEST_HOST_APIS)


def _names(devices: Sequence[Device]) -> str:
    return ", ".join(f'"{name}"' for name in dict.fromkeys(device.name for device in devices))


def _none_at_all(direction: Direction) -> DeviceMissing:
    return DeviceMissing(
        f"No {_KIND[direction]} found.", "Connect one, then look whether it is there: coach devices"
    )


def _none_fits(name: str, usable: Sequence[Device], direction: Direction) -> DeviceMissing:
    return DeviceMissing(
        f'No {_KIND[direction]} is called "{name}". There is: {_names(usable)}.', "coach devices"
    )


def _several_fit(name: str, fitting: Sequence[Device], direction: Direction) -> DeviceMissing:
    return DeviceMissing(
        f'"{name}" fits more than one {_KIND[direction]}: {_names(fitting)}.',
        to_type("practice", _OPTION[direction], fitting[0].name),
    )
