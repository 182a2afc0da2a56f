"""Finds steady voiced sounds without a word, which may be fillers that Whisper left out."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator

from coach.delivery.spoken import Spoken

_SHORTEST_S = 0.35
_STEADY_SEMITONES = 0.6  # how far the pitch wanders; that of words wanders further
_MARGIN_S = 0.05  # word times are not exact


def uncovered(spoken: Spoken) -> Iterator[tuple[float, float]]:
    """Where somebody holds a tone for a while and no word was written: (start_s, end_s)."""
    step_s = spoken.facts.pitch_step_s
    pitches_hz = spoken.facts.pitches_hz
    for start_s, end_s in _without_words(spoken):
        first, end = round(start_s / step_s), round(end_s / step_s)
        run: list[int] = []
        for step in range(first, end + 1):
            pitch_hz = pitches_hz[step] if step < min(end, len(pitches_hz)) else 0
            if pitch_hz:
                run.append(pitch_hz)
                continue
            if len(run) * step_s >= _SHORTEST_S and _is_steady(run):
                yield (step - len(run)) * step_s, step * step_s
            run = []


def _without_words(spoken: Spoken) -> Iterator[tuple[float, float]]:
    """The parts of the speech that no word covers."""
    words = iter((*spoken.words, None))
    word = next(words)
    for segment in spoken.facts.speech:
        at_s = segment.start_s
        while word and word.start_s - _MARGIN_S < segment.end_s:
            if word.start_s - _MARGIN_S - at_s >= _SHORTEST_S:
                yield at_s, word.start_s - _MARGIN_S
            at_s = max(at_s, word.end_s + _MARGIN_S)
            if word.end_s > segment.end_s:
                break
            word = next(words)
        if segment.end_s - at_s >= _SHORTEST_S:
            yield at_s, segment.end_s


def _is_steady(pitches_hz: list[int]) -> bool:
    semitones = [12 * math.log2(pitch_hz) for pitch_hz in pitches_hz]
    return statistics.pstdev(semitones) < _STEADY_SEMITONES
