"""A loudspeaker of the sound card, and one that makes no sound.

Threads: PortAudio's callback (`DevicePlayback._give`) copies the next frames and returns. `play`,
`wait` and `position_s` may be used from any thread. Opening and closing: see
`coach.audio.device_stream`.
"""

from __future__ import annotations

import math
import threading
import time
from typing import Self

from coach.audio.clips import AudioClip
from coach.audio.device_stream import BLOCK_S, DeviceStream, Frames
from coach.audio.devices import Device
from coach.audio.ports import Playback

LEAD_IN_S = 0.3  # silence before a clip: Bluetooth swallows the beginning of every sound
_STANDING_STILL_S = 5.0  # a device that asked for nothing for so long is gone
_LOOKS_EVERY_S = 0.2  # `wait` checks so often whether the device is gone


class DeviceSpeaker:
    """A `Speaker` on a device.

    Each clip opens the device anew, so it may come and go in between.
    """

    def __init__(self, device: Device) -> None:
        self._device = device

    @property
    def name(self) -> str:
        """The device's name."""
        return self._device.name

    def play(self, clip: AudioClip) -> Playback:
        """Begin to play `clip` and return at once. LEAD_IN_S seconds of silence come first.

        Raises DeviceMissing if the device cannot be opened.
        """
        if not len(clip.samples):
            return SilentPlayback(clip)
        return DevicePlayback(self._device, clip)


class DevicePlayback:
    """A clip that is playing, from the making of this object on. Leaving the context stops it.

    If the device vanishes, the playback ends: `wait` returns True, and `position_s` stays below the
    length of the clip.
    """

    def __init__(self, device: Device, clip: AudioClip) -> None:
        self._duration_s = clip.duration_s
        self._rate_hz = device.default_rate_hz
        self._samples = clip.at_rate(self._rate_hz).after_silence(LEAD_IN_S).samples
        self._given = 0
        self._latency_s = 0.0  # until the stream is open
        self._tail_samples = math.inf
        self._asked_at_s = time.monotonic()
        self._ended = threading.Event()
        both_ears = min(2, device.outputs)
        channels = (both_ears, device.outputs)
        self._stream = DeviceStream(device, "output", channels, self._give, self._ended.set)
        self._latency_s = self._stream.latency_s
        self._tail_samples = (self._latency_s + 2 * BLOCK_S) * self._rate_hz
        self._asked_at_s = time.monotonic()  # opening may have taken seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._stream.close()

    def wait(self, timeout_s: float) -> bool:
        """Wait up to `timeout_s` seconds. True once the last sample has left the loudspeaker."""
        deadline_s = time.monotonic() + timeout_s
        while not self._is_over():
            left_s = deadline_s - time.monotonic()
            if left_s <= 0:
                return False
            self._ended.wait(min(left_s, _LOOKS_EVERY_S))
        return True

    @property
    def position_s(self) -> float:
        """How many seconds of the clip have been played. The lead-in does not count."""
        heard_s = self._given / self._rate_hz - self._latency_s - LEAD_IN_S
        return min(max(heard_s, 0.0), self._duration_s)

    def _is_over(self) -> bool:
        stands_still_s = time.monotonic() - self._asked_at_s
        return self._ended.is_set() or stands_still_s > _STANDING_STILL_S

    def _give(self, frames: Frames, _is_after_overflow: bool) -> bool:
        """Fill `frames` with the next samples. Runs on PortAudio's thread.

        Some systems call a stream finished while its buffer is still full. So as much silence as
        the buffer may hold follows the clip: once the device asks for that, the clip itself is out.
        """
        self._asked_at_s = time.monotonic()
        part = self._samples[self._given : self._given + len(frames)]
        frames[: len(part)] = part[:, None]
        frames[len(part) :] = 0.0
        self._given += len(frames)
        if self._given < len(self._samples) + self._tail_samples:
            return True
        self._ended.set()
        return False


class SilentSpeaker:
    """A `Speaker` that plays nothing: for machines without one, and for `--voice none`."""

    @property
    def name(self) -> str:
        """The name that the person sees."""
        return "no loudspeaker"

    def play(self, clip: AudioClip) -> Playback:
        """Play nothing; the playback is over at once."""
        return SilentPlayback(clip)


class SilentPlayback:
    """The playback of a clip that made no sound: it is over at once."""

    def __init__(self, clip: AudioClip) -> None:
        self._duration_s = clip.duration_s

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Do nothing: there is nothing to stop."""

    def wait(self, timeout_s: float) -> bool:  # noqa: ARG002 (the port's signature)
        """Return True at once."""
        return True

    @property
    def position_s(self) -> float:
        """The whole length of the clip, in seconds."""
        return self._duration_s
