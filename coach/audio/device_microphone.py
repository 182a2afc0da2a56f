"""A microphone of the sound card.

Threads: PortAudio's callback (`_take`) stamps a block with the time, copies it into a queue and
returns. The thread that iterates `blocks()` does the rest: mixing to mono, resampling, finding
gaps. Opening and closing: see `coach.audio.device_stream`.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple, Self

import numpy as np

from coach.audio.block_resampler import BlockResampler
from coach.audio.clips import Samples
from coach.audio.device_stream import BLOCK_S, DeviceStream, Frames
from coach.audio.devices import Device
from coach.audio.ports import Block
from coach.errors import MicrophoneLost

_SILENT_FOR_S = 2.0  # blocks come every BLOCK_S; after so long without one the device is gone
_FIRST_WITHIN_S = 5.0  # the first block may come so late: sound servers and Bluetooth take seconds
_LOOK_S = 0.25  # while no sound comes, how often to look whether the whole program was stopped
_STOPPED_S = 0.75  # a look that is so late means that it was
_QUEUE_BLOCKS = round(10 * 60 / BLOCK_S)  # ten minutes
_GAP_S = 0.5  # a shorter delay is no gap
_CATCHING_UP_S = 0.3  # late blocks are held back for so long, in case others make up for it
_DRIFT = 0.01  # the timeline follows the sound card's clock at most so fast

# A clock that goes on while the computer sleeps, and that nobody sets. On macOS CLOCK_MONOTONIC is
# one.
_CLOCK: int | None = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


class CapturedBlock(NamedTuple):
    """The sound of one callback: frames float32 (n, channels) that ended at `at_s` on the clock."""

    at_s: float
    frames: Frames
    is_after_overflow: bool


class DeviceMicrophone:
    """A `Microphone` on a device, open while its context is entered.

    Entering raises DeviceMissing. Leaving never hangs, even if the sound server has died.
    """

    is_prepared = False
    hears_loudspeaker = True

    def __init__(self, device: Device) -> None:
        self._device = device
        self._stream: DeviceStream | None = None
        self._inbox: queue.SimpleQueue[CapturedBlock | None] | None = None
        self._opened_at_s = 0.0
        self._is_over = False

    @property
    def name(self) -> str:
        """The device's name."""
        return self._device.name

    @property
    def exhausted(self) -> bool:
        """Always False: a device always has more sound."""
        return False

    def __enter__(self) -> Self:
        self._is_over = False
        channels = (1, self._device.inputs) if self._device.inputs > 1 else (1,)
        self._stream = DeviceStream(self._device, "input", channels, self._take, self._ended)
        self._opened_at_s = time.monotonic()
        return self

    def __exit__(self, *exc_info: object) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def blocks(self) -> Iterator[Block]:
        """The sound of one answer from now on, in short blocks (under 0.1 s).

        Ends when the microphone is closed. When no sound comes any more, raises MicrophoneLost
        after the last block.
        """
        if self._stream is None:
            raise RuntimeError("the microphone is not open")
        inbox: queue.SimpleQueue[CapturedBlock | None] = queue.SimpleQueue()
        self._inbox = inbox
        if self._is_over:
            inbox.put(None)
        return self._read(inbox)

    def _take(self, frames: Frames, is_after_overflow: bool) -> bool:
        """PortAudio's thread."""
        inbox = self._inbox
        if inbox is not None:
            if inbox.qsize() >= _QUEUE_BLOCKS:
                with suppress(queue.Empty):  # the reader was faster; a dropped block becomes a gap
                    inbox.get_nowait()
            inbox.put(CapturedBlock(_now_s(), frames.copy(), is_after_overflow))
        return True

    def _ended(self) -> None:
        """PortAudio's thread: the stream has stopped."""
        self._is_over = True
        inbox = self._inbox
        if inbox is not None:
            inbox.put(None)

    def _read(self, inbox: queue.SimpleQueue[CapturedBlock | None]) -> Iterator[Block]:
        timeline = Timeline(self._device.default_rate_hz)
        resampler = BlockResampler(self._device.default_rate_hz)
        try:
            while (heard := self._next(inbox)) is not None:
                for frames, lost_s in timeline.placed(heard):
                    yield from resampler.blocks(_mono(frames), lost_s)
            for frames, lost_s in timeline.rest():
                yield from resampler.blocks(_mono(frames), lost_s)
            yield from resampler.rest()
        finally:
            if self._inbox is inbox:
                self._inbox = None
        if self._stream is None:  # closed by its owner, not lost
            return
        raise MicrophoneLost(
            f'The microphone "{self.name}" stopped giving sound.',
            "Check its plug or battery, then look whether it is there: coach devices",
        )

    def _next(self, inbox: queue.SimpleQueue[CapturedBlock | None]) -> CapturedBlock | None:
        """The sound of the next callback; None when no more will come."""
        began_s = time.monotonic()
        opening_s = self._opened_at_s + _FIRST_WITHIN_S - began_s
        absence = Absence(began_s, max(_SILENT_FOR_S, opening_s))
        while True:
            try:
                return inbox.get(timeout=_LOOK_S)
            except queue.Empty:
                if absence.is_final(time.monotonic()):
                    return None


class Absence:
    """Decides when a device that gives no sound is gone; `is_final` is asked every _LOOK_S."""

    def __init__(self, at_s: float, patience_s: float) -> None:
        self._since_s = self._looked_s = at_s
        self._patience_s = patience_s

    def is_final(self, now_s: float) -> bool:
        """Whether the device has had its time, which begins anew after the program was stopped."""
        late_s, self._looked_s = now_s - self._looked_s - _LOOK_S, now_s
        if late_s >= _STOPPED_S:  # Ctrl-Z stops the device as well, and it takes a while to begin
            self._since_s, self._patience_s = now_s, _FIRST_WITHIN_S
        return now_s - self._since_s >= self._patience_s


class Timeline:
    """Finds the seconds missing between callbacks by the clock.

    If others come right behind a late callback, the computer was busy and nothing is missing. If
    not, the computer slept or blocks were dropped. So late blocks are held back until that is
    clear.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._due_s: float | None = None
        self._held: list[CapturedBlock] = []
        self._gap_s = 0.0

    def placed(self, heard: CapturedBlock) -> list[tuple[Frames, float]]:
        """Blocks that are ready, each with the seconds missing before it."""
        late_s = self._lateness_s(heard)
        if not self._held and late_s < _GAP_S:
            return [(heard.frames, self._overflow_s(heard, late_s))]
        self._gap_s = min(self._gap_s, late_s) if self._held else late_s
        self._held.append(heard)
        held_s = heard.at_s - self._held[0].at_s
        if self._gap_s < _GAP_S or held_s >= _CATCHING_UP_S:
            return self.rest()
        return []

    def rest(self) -> list[tuple[Frames, float]]:
        """The blocks that are still held back, each with the seconds missing before it."""
        held, self._held = self._held, []
        gap_s = self._gap_s if self._gap_s >= _GAP_S else 0.0
        self._gap_s = 0.0
        if self._due_s is not None:
            self._due_s += gap_s
        return [(one.frames, 0.0 if index else gap_s) for index, one in enumerate(held)]

    def _lateness_s(self, heard: CapturedBlock) -> float:
        """How much later `heard` came than the callbacks before it let expect."""
        duration_s = len(heard.frames) / self._rate_hz
        if self._due_s is None:
            self._due_s = heard.at_s - duration_s
        self._due_s += duration_s
        late_s = heard.at_s - self._due_s
        if late_s < 0:  # the earlier ones were late
            self._due_s = heard.at_s
            return 0.0
        if late_s < _GAP_S:
            self._due_s += _DRIFT * late_s
        return late_s

    def _overflow_s(self, heard: CapturedBlock, late_s: float) -> float:
        """The seconds lost if PortAudio reports an overflow, but the clock shows no gap."""
        if not heard.is_after_overflow or self._due_s is None:
            return 0.0
        self._due_s += late_s
        return max(late_s, len(heard.frames) / self._rate_hz)


def _mono(frames: Frames) -> Samples:
    if frames.shape[1] == 1:
        return frames[:, 0]
    averaged: Samples = frames.mean(axis=1, dtype=np.float32)
    return averaged


def _now_s() -> float:
    return time.monotonic() if _CLOCK is None else time.clock_gettime(_CLOCK)
