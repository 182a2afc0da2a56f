"""A small program that uses the devices, run by tests with the virtual sound card's environment.

    python -m tests.helpers.device_child record SECONDS OUT.npy [FLUSH_AFTER_S]
    python -m tests.helpers.device_child play CLIP.npy RATE_HZ [STOP_AFTER_S]
    python -m tests.helpers.device_child leave
    python -m tests.helpers.device_child list

Says "ready" when the device is open, then one JSON document; errors of ours are part of it.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Any

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip
from coach.audio.device_microphone import DeviceMicrophone
from coach.audio.device_speaker import DeviceSpeaker
from coach.audio.devices import find_input, find_output, list_devices, look_again
from coach.errors import CoachError


def say(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)


def record(seconds: str, path: str, flush_after_s: str = "0") -> None:
    """Listen until `seconds` of sound are there, or until the microphone is lost."""
    began_s = time.monotonic()
    with DeviceMicrophone(find_input()) as microphone:
        opened_s = time.monotonic() - began_s
        next(microphone.blocks())
        say(ready=True, opened_s=opened_s)
        time.sleep(float(flush_after_s))
        began_s = time.monotonic()
        heard = list(take(microphone, float(seconds)))
        left_s = time.monotonic()
    np.save(path, np.concatenate([samples for samples, _, _ in heard]))
    say(
        lengths=[len(samples) for samples, _, _ in heard],
        arrivals_s=[at_s - began_s for _, at_s, _ in heard],
        lost_s=sum(lost_s for _, _, lost_s in heard),
        closed_s=time.monotonic() - left_s,
    )


def take(microphone: DeviceMicrophone, seconds: float) -> Iterator[tuple[Any, float, float]]:
    missing = round(seconds * LISTENING_RATE_HZ)
    last_s = time.monotonic()
    try:
        for block in microphone.blocks():
            last_s = time.monotonic()
            yield block.samples, last_s, block.lost_s
            missing -= len(block.samples)
            if missing <= 0:
                return
    except CoachError as error:
        say(error=type(error).__name__, message=error.message, after_s=time.monotonic() - last_s)


def play(path: str, rate_hz: str, stop_after_s: str = "inf") -> None:
    """Play a clip, to its end or for so many seconds."""
    speaker = DeviceSpeaker(find_output())
    clip = AudioClip(np.load(path), int(rate_hz))
    began_s = time.monotonic()
    with speaker.play(clip) as playback:
        started_s = time.monotonic() - began_s
        say(ready=True, started_s=started_s)
        positions = [playback.position_s]
        until_s = began_s + float(stop_after_s)
        for _ in takewhile(lambda _: not playback.wait(0.05), iter(int, 1)):
            positions.append(playback.position_s)
            if time.monotonic() > until_s:
                break
        ended_s = time.monotonic() - began_s
        positions.append(playback.position_s)
    say(positions=positions, ended_s=ended_s, closed_s=time.monotonic() - began_s - ended_s)


def leave() -> None:
    """Close the microphone while another thread listens, and look for devices before and after."""
    ends: list[str] = []

    def listen() -> None:
        ends.append("lost")
        for _ in blocks:
            pass
        ends[:] = ["ended"]

    with DeviceMicrophone(find_input()) as microphone:
        blocks = microphone.blocks()
        next(blocks)
        recorder = threading.Thread(target=listen)
        recorder.start()
        looked_while_open = look_again()
    recorder.join(1)
    say(ends=ends, looked=[looked_while_open, look_again()], devices=len(list_devices()))


def show() -> None:
    say(devices=[vars(device) for device in list_devices()])


def main(what: str, *arguments: str) -> None:
    does: dict[str, Callable[..., None]] = {"record": record, "play": play, "list": show}
    does["leave"] = leave
    does[what](*arguments)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except CoachError as error:
        say(error=type(error).__name__, message=error.message, hint=error.hint)
