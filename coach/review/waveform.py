"""A take's sound as a picture, drawn from the levels that were kept with it."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from coach.audio.facts import SoundFacts

WIDTH, HEIGHT = 960, 80
_BARS = 240
_SOFTEST_DB, _LOUDEST_DB = -60.0, -6.0
_LEAST = 2  # so that silence is still a line


def waveform(facts: SoundFacts) -> str:
    """The path of an SVG of WIDTH by HEIGHT: a bar for each stretch of the take."""
    return _path(facts.levels_db)


@functools.lru_cache(maxsize=256)
def _path(levels_db: tuple[float, ...]) -> str:
    bars = min(_BARS, len(levels_db))
    parts = []
    for bar in range(bars):
        first, end = bar * len(levels_db) // bars, (bar + 1) * len(levels_db) // bars
        length = _length(levels_db[first:end])
        x = (bar + 0.5) * WIDTH / bars
        parts.append(f"M{x:g} {(HEIGHT - length) // 2}v{length}")
    return "".join(parts)


def _length(levels_db: Sequence[float]) -> int:
    """How long a bar is: the loudest moment, in decibels."""
    share = (max(levels_db) - _SOFTEST_DB) / (_LOUDEST_DB - _SOFTEST_DB)
    return max(_LEAST, round(min(max(share, 0.0), 1.0) * (HEIGHT - 4)))
