"""Sound that comes at the pace of time."""

from __future__ import annotations

import time
from collections.abc import Iterator

from coach.audio.clips import LISTENING_RATE_HZ, Samples

BLOCK_SAMPLES = LISTENING_RATE_HZ // 10


def paced(sound: Samples, speed: float) -> Iterator[Samples]:
    """`sound` in blocks of a tenth of a second, `speed` times as fast as in real time.

    What a busy machine delays is caught up, as by a real microphone: sound and clock agree.
    """
    began_s = time.monotonic()
    for start in range(0, len(sound), BLOCK_SAMPLES):
        block = sound[start : start + BLOCK_SAMPLES]
        ready_s = began_s + (start + len(block)) / LISTENING_RATE_HZ / speed
        time.sleep(max(0.0, ready_s - time.monotonic()))
        yield block
