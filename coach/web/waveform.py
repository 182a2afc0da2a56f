"""Draws the waveform of a take from the levels that were kept with it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from coach.audio.facts import SoundFacts

WIDTH, HEIGHT = 960, 80
_BARS = 240
_FILLED = 0.55  # of its stretch
_SOFTEST_DB, _LOUDEST_DB = -60.0, -6.0
_LEAST = 2  # so that silence is still a line


@dataclass(frozen=True)
class Wave:
    """The path of an SVG of WIDTH by HEIGHT, and how thick it is drawn."""

    path: str
    stroke: float


def waveform(facts: SoundFacts) -> Wave:
    """A bar for each stretch of the take."""
    return _drawn(facts.levels_db)


@functools.lru_cache(maxsize=64)
def _drawn(levels_db: tuple[float, ...]) -> Wave:
    bars = min(_BARS, len(levels_db))
    parts = []
    for bar in range(bars):
        first, end = bar * len(levels_db) // bars, (bar + 1) * len(levels_db) // bars
        length = _length(levels_db[first:end])
        x = (bar + 0.5) * WIDTH / bars
        parts.append(f"M{x:g} {(HEIGHT - length) // 2}v{length}")
    return Wave("".join(parts), round(_FILLED * WIDTH / max(bars, 1), 1))


def _length(levels_db: Sequence[float]) -> int:
    """How long a bar is: the loudest moment, in decibels."""
    share = (max(levels_db) - _SOFTEST_DB) / (_LOUDEST_DB - _SOFTEST_DB)
    return max(_LEAST, round(min(max(share, 0.0), 1.0) * (HEIGHT - 4)))
