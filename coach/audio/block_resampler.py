"""Resamples a stream of sound block by block, across gaps in it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import soxr

from coach.audio.clips import LISTENING_RATE_HZ, Samples, limited
from coach.audio.ports import Block


class BlockResampler:
    """Turns mono sound at `rate_hz` into blocks at LISTENING_RATE_HZ."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._start()

    def _start(self) -> None:
        # soxr's MQ keeps 16 bits, which suffices for a 16-bit file. MQ holds back 10 ms of
        # sound, and HQ up to 60.
        self._soxr = soxr.ResampleStream(
            self._rate_hz, LISTENING_RATE_HZ, 1, dtype="float32", quality="MQ"
        )
        self._lost_s = 0.0

    def blocks(self, samples: Samples, lost_s: float) -> Iterator[Block]:
        """The blocks that are ready after `samples`, before which `lost_s` seconds are missing.

        Before a gap, all sound that came ahead of it is ready.
        """
        if lost_s > 0:
            yield from self.rest()
            self._start()
            self._lost_s = lost_s
        yield from self._block(self._soxr.resample_chunk(samples))

    def rest(self) -> Iterator[Block]:
        """The sound that the resampler still holds back. Only a gap may follow it."""
        yield from self._block(self._soxr.resample_chunk(np.zeros(0, np.float32), last=True))

    def _block(self, samples: Samples) -> Iterator[Block]:
        if len(samples):
            lost_s, self._lost_s = self._lost_s, 0.0
            yield Block(limited(samples), lost_s)
