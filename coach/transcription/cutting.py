"""Sound of any length cut into pieces that Whisper takes, in silence wherever there is some.

Pure functions and one generator; nothing here knows an engine. A piece is a partition's part: no
sample is lost, none comes twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.vad import SpeechSegment

# Four of Whisper's windows. 127 s cut this way came out as well and as fast as in one go; 120 s of
# float32 are 8 MB.
LONGEST_S = 120.0
_CUT_WITHIN_S = 30.0  # the cut is somewhere in this last stretch of a piece: Whisper's window

# Whisper invents words in long silences and loses some next to them: of a 245 s telephone call
# with pauses of 10 s, a sentence was missing until they were left out. Each pause that is left out
# costs another, partly filled window: 3 s took a fifth longer than 5 s and found no more.
LONG_PAUSE_S = 5.0
SHORT_SILENCE_S = 2.0  # at either end, not worth trimming off: the words may change a little
MARGIN_S = 1.0  # silence kept around speech: soft beginnings, and a hint that a sentence ended

Detect = Callable[[Samples], Sequence[SpeechSegment]]


@dataclass(frozen=True)
class Piece:
    """Part of a take: float32 (n,) at 16 kHz, which begins at `start_s` of the take.

    `speech` is relative to the beginning of the piece.
    """

    samples: Samples
    start_s: float
    speech: tuple[SpeechSegment, ...]


def pieces(
    blocks: Iterable[Samples], detect: Detect, longest_s: float = LONGEST_S
) -> Iterator[Piece]:
    """`blocks` (float32 at 16 kHz, any size) as pieces of at most `longest_s`, cut at a pause.

    `detect` finds the speech in what was gathered; where its segments reach over a cut made in the
    midst of speech, each side keeps its part.
    """
    longest = round(longest_s * LISTENING_RATE_HZ)
    start = 0
    for gathered, ended in _gathered(blocks, longest):
        speech = merged(detect(gathered.samples))
        length_s = len(gathered.samples) / LISTENING_RATE_HZ
        if ended:
            cut = len(gathered.samples)
        else:
            earliest_s = max(longest_s - _CUT_WITHIN_S, longest_s / 2)
            cut = round(best_cut(speech, earliest_s, length_s) * LISTENING_RATE_HZ)
            cut = min(max(cut, 1), len(gathered.samples))
        cut_s = cut / LISTENING_RATE_HZ
        yield Piece(gathered.take(cut), start / LISTENING_RATE_HZ, within(speech, 0.0, cut_s))
        start += cut


def best_cut(speech: Sequence[SpeechSegment], earliest_s: float, latest_s: float) -> float:
    """The middle of the longest pause between two times; `latest_s` where speech leaves none.

    `speech` is in order and does not overlap.
    """
    edges = [earliest_s]
    for segment in within(speech, earliest_s, latest_s):
        edges += [segment.start_s + earliest_s, segment.end_s + earliest_s]
    edges.append(latest_s)
    pauses = [
        (end - start, (start + end) / 2)
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        if end > start
    ]
    return max(pauses)[1] if pauses else latest_s


def stretches(speech: Sequence[SpeechSegment], length_s: float) -> list[tuple[float, float]]:
    """What to show Whisper of `length_s` seconds: (start_s, end_s), silence trimmed off.

    Every second of `speech` is in one of them; long pauses are in none.
    """
    found: list[tuple[float, float]] = []
    spoken_to_s = -math.inf
    for segment in within(merged(speech), 0.0, length_s):
        if segment.start_s - spoken_to_s < LONG_PAUSE_S:
            found[-1] = (found[-1][0], _after(segment.end_s, length_s))
        else:
            found.append((_before(segment.start_s), _after(segment.end_s, length_s)))
        spoken_to_s = segment.end_s
    return found


def _before(start_s: float) -> float:
    """Where to begin when speech begins at `start_s`."""
    return 0.0 if start_s <= SHORT_SILENCE_S else start_s - MARGIN_S


def _after(end_s: float, length_s: float) -> float:
    """Where to end when speech ends at `end_s` of `length_s`."""
    return length_s if length_s - end_s <= SHORT_SILENCE_S else end_s + MARGIN_S


def merged(speech: Iterable[SpeechSegment]) -> list[SpeechSegment]:
    """The same speech in order, without overlaps and without empty segments."""
    result: list[SpeechSegment] = []
    for segment in sorted(speech, key=lambda one: one.start_s):
        if segment.end_s <= segment.start_s:
            continue
        if result and segment.start_s <= result[-1].end_s:
            end_s = max(result[-1].end_s, segment.end_s)
            result[-1] = SpeechSegment(start_s=result[-1].start_s, end_s=end_s)
        else:
            result.append(segment)
    return result


def within(
    speech: Iterable[SpeechSegment], start_s: float, end_s: float
) -> tuple[SpeechSegment, ...]:
    """The speech between two times, relative to the first."""
    return tuple(
        SpeechSegment(
            start_s=round(max(segment.start_s, start_s) - start_s, 3),
            end_s=round(min(segment.end_s, end_s) - start_s, 3),
        )
        for segment in speech
        if segment.end_s > start_s and segment.start_s < end_s
    )


class _Gathered:
    """What was read and not yet given away."""

    def __init__(self) -> None:
        self.samples: Samples = np.zeros(0, dtype=np.float32)

    def take(self, count: int) -> Samples:
        """The first `count` samples, which are gone from here afterwards."""
        taken, self.samples = self.samples[:count], self.samples[count:]
        return taken


def _gathered(blocks: Iterable[Samples], longest: int) -> Iterator[tuple[_Gathered, bool]]:
    """At most `longest` samples, and whether they are the last; the reader takes some off."""
    kept = _Gathered()
    pending: list[Samples] = []
    count = 0
    for block in blocks:
        pending.append(block)
        count += len(block)
        if count <= longest:
            continue
        kept.samples = np.concatenate([kept.samples, *pending])
        pending = []
        while len(kept.samples) > longest:
            beyond = kept.samples[longest:]
            kept.samples = kept.samples[:longest]
            yield kept, False
            kept.samples = np.concatenate([kept.samples, beyond])
        count = len(kept.samples)
    kept.samples = np.concatenate([kept.samples, *pending])
    if len(kept.samples):
        yield kept, True
