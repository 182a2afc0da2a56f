"""Cuts sound of any length into pieces for Whisper, while it is spoken or afterwards.

Pure: sound and its speech segments go in, pieces come out; no engine, thread or clock is used. The
pieces' own parts are a partition: no sample is lost and none comes twice, whatever the voice
activity says. The cuts depend on the sound alone, so that a live answer gets the same words as one
that is transcribed from its file.

A piece is cut some seconds before its end. The sound after the cut is its context: Whisper gets the
last words of a sound wrong if it does not hear how they go on. Thirteen human clips and 27 spoken
answers had 4.4 % word errors that way (tiny.en), and 5.6 % when Whisper itself went through them
window after window, which loses a sentence now and then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.speech_network import CHUNK_SAMPLES
from coach.audio.vad import CHUNK_S, SpeechSegment

CONTEXT_S = 4.0  # at least so much context follows a cut within speech
PAUSE_S = 0.25  # after so long a silence it is worth guessing that the answer is over
_END_OF_PIECE_PAUSE_S = PAUSE_S + 0.05  # blocks of a live take are 0.1 s long

# Whisper invents words in long silences and loses some next to them: of a 245 s telephone call
# with pauses of 10 s, a sentence was missing until they were left out. Each pause that is left out
# costs another, partly filled window: 3 s took a fifth longer than 5 s and found no more.
_LONG_PAUSE_S = 5.0
# Before the first word, shorter ones are not worth leaving out: the words may change a little.
_SHORT_SILENCE_S = 2.0
_MARGIN_S = 1.0  # silence kept before speech, for soft beginnings
TAIL_S = 0.2  # silence that stays with the speech before it
_SILENT_FROM_S, _SILENCE_KEPT_S = 4.0, 3.0
_SHORTEST_SPEECH_S = 0.13  # voice activity finds no shorter speech

_LOOKAHEAD = round(0.3 * LISTENING_RATE_HZ)  # voice activity is known with some delay
_QUIET_STEP = LISTENING_RATE_HZ // 20

# 120 s of float32 are 8 MB; the end of what was listened to is somewhere in the last stretch.
_AT_ONCE = 120 * LISTENING_RATE_HZ
_END_WITHIN_S = 30.0

Detect = Callable[[Samples], Sequence[SpeechSegment]]


@dataclass(frozen=True)
class Lengths:
    """How long pieces are, in seconds."""

    longest_s: float  # of a piece with its context; Whisper's window is 30 s
    earliest_s: float  # a piece of `longest_s` is cut no earlier
    heard_at_least_s: float  # a piece that ends in a pause has at least so much sound


LONG = Lengths(longest_s=25.0, earliest_s=10.0, heard_at_least_s=16.0)

# They leave little to do when an answer ends. The smallest model also gets more words right: 13
# human clips from five beginnings each had 11.1 % word errors, 11.9 % in long pieces. Larger models
# do better with long ones: base had 14.2 % (one beginning each), and 13.7 % in long pieces.
SHORT = Lengths(longest_s=15.0, earliest_s=5.0, heard_at_least_s=11.0)


@dataclass(frozen=True)
class Piece:
    """A part of a take from `start_s` on: float32 (n,) at 16 kHz, `own_s` seconds and then context.

    The times of `speech` count from the start of the piece. Whisper gets no sound after it.
    """

    samples: Samples
    start_s: float
    own_s: float
    speech: tuple[SpeechSegment, ...]

    @property
    def own_samples(self) -> Samples:
        """The piece without its context."""
        return self.samples[: round(self.own_s * LISTENING_RATE_HZ)]

    @property
    def end_s(self) -> float:
        """Where the next piece begins."""
        return self.start_s + self.own_s

    @property
    def enough_s(self) -> float:
        """After so many seconds no words are needed: nobody speaks, or the next piece has them.

        A context that ends in a pause counts as a whole, because a live take has its words already.
        """
        spoken_to_s = self.speech[-1].end_s if self.speech else 0.0
        ends_in_speech = round(spoken_to_s * LISTENING_RATE_HZ) >= len(self.samples)
        return min(spoken_to_s, self.own_s + CONTEXT_S) if ends_in_speech else spoken_to_s

    @property
    def without_sound(self) -> Piece:
        """The piece without its samples, to be kept: an hour of sound takes 230 MB."""
        return replace(self, samples=self.samples[:0].copy())

    @property
    def has_speech(self) -> bool:
        """Whether anybody speaks in the piece's own part."""
        return any(segment.start_s < self.own_s for segment in self.speech)


def pieces(
    blocks: Iterable[Samples], speech: Sequence[SpeechSegment], lengths: Lengths = LONG
) -> Iterator[Piece]:
    """Cut `blocks` (float32 (n,) at 16 kHz, any n) into pieces. `speech` is in order.

    `speech` may grow while `blocks` are read, as `overheard` makes it.
    """
    open_samples: Samples = np.zeros(0, dtype=np.float32)
    start = 0

    def complete(enough: int) -> Iterator[Piece]:
        nonlocal open_samples, start
        while len(open_samples) >= enough:
            start_s = start / LISTENING_RATE_HZ
            known = _of_piece(speech, start_s, start_s + 2 * lengths.longest_s)
            piece = first_piece(open_samples, start_s, known, lengths)
            if piece is None:
                return
            yield piece
            start += len(piece.own_samples)
            open_samples = open_samples[len(piece.own_samples) :]

    for block in blocks:
        open_samples = np.concatenate([open_samples, block])
        yield from complete(round(lengths.longest_s * LISTENING_RATE_HZ) + _LOOKAHEAD)
    yield from complete(1)
    if len(open_samples):
        start_s, length_s = start / LISTENING_RATE_HZ, len(open_samples) / LISTENING_RATE_HZ
        yield Piece(open_samples, start_s, length_s, _of_piece(speech, start_s, start_s + length_s))


def overheard(
    blocks: Iterable[Samples], detect: Detect, speech: list[SpeechSegment]
) -> Iterator[Samples]:
    """`blocks`, joined to larger ones. Before each comes, `speech` has what `detect` finds in it.

    A larger block ends in a pause. If there is no pause, speech is divided between two blocks.
    """
    pending: list[Samples] = []
    start_s = 0.0
    for block in blocks:
        pending.append(block)
        if sum(map(len, pending)) < _AT_ONCE:
            continue
        samples = np.concatenate(pending)
        length_s = len(samples) / LISTENING_RATE_HZ
        found = merged(detect(samples))
        end = round(best_cut(found, length_s - _END_WITHIN_S, length_s) * LISTENING_RATE_HZ)
        end_s = end / LISTENING_RATE_HZ
        speech += _later(within(found, 0.0, end_s), start_s)
        yield samples[:end]
        start_s += end_s
        pending = [samples[end:]]
    if any(map(len, pending)):
        samples = np.concatenate(pending)
        found = merged(detect(samples))
        speech += _later(within(found, 0.0, len(samples) / LISTENING_RATE_HZ), start_s)
        yield samples


def first_piece(
    samples: Samples, start_s: float, speech: Sequence[SpeechSegment], lengths: Lengths = LONG
) -> Piece | None:
    """The piece at the beginning of `samples`; None if more samples are needed to cut it.

    `samples` begin at `start_s` of the take. `speech` has times from there on, is in order and does
    not overlap.
    """
    longest = round(lengths.longest_s * LISTENING_RATE_HZ)
    samples = samples[: longest + _LOOKAHEAD]
    known_to_s = (len(samples) - _LOOKAHEAD) / LISTENING_RATE_HZ
    speech = within(speech, 0.0, min(len(samples) / LISTENING_RATE_HZ, lengths.longest_s))
    if not speech:
        silent = known_to_s > _SILENT_FROM_S
        return _cut(samples, start_s, known_to_s - _SILENCE_KEPT_S, ()) if silent else None
    if speech[0].start_s > _SHORT_SILENCE_S:
        return _cut(samples, start_s, speech[0].start_s - _MARGIN_S, ())
    for number, pause_s in enumerate(_pauses_s(speech, known_to_s), start=1):
        if pause_s >= _LONG_PAUSE_S:
            end_s = speech[number - 1].end_s + TAIL_S
            return _cut(samples, start_s, end_s, speech[:number])
    if len(samples) < longest + _LOOKAHEAD:
        return None
    speech, heard_s = _up_to_a_pause(speech, lengths)
    samples = samples[:longest]
    cut_s = _cut_within(samples, speech, lengths.earliest_s, heard_s - CONTEXT_S)
    return _cut(samples, start_s, cut_s, speech)


def _up_to_a_pause(
    speech: tuple[SpeechSegment, ...], lengths: Lengths
) -> tuple[tuple[SpeechSegment, ...], float]:
    """`speech` up to its last pause: so much of it a live take has transcribed by then."""
    pauses_s = _pauses_s(speech, lengths.longest_s)
    for number in range(len(speech), 0, -1):
        end_s = speech[number - 1].end_s
        if end_s >= lengths.heard_at_least_s and pauses_s[number - 1] >= _END_OF_PIECE_PAUSE_S:
            return speech[:number], end_s
    return speech, lengths.longest_s


def _of_piece(
    speech: Sequence[SpeechSegment], start_s: float, end_s: float
) -> tuple[SpeechSegment, ...]:
    """The speech of a piece, without the last moment of speech of the piece before it."""
    found = within(speech, start_s, end_s)
    return found[1:] if found and found[0].end_s < _SHORTEST_SPEECH_S else found


def _cut(
    samples: Samples, start_s: float, own_s: float, speech: tuple[SpeechSegment, ...]
) -> Piece:
    """A piece of at least one whole chunk, because a live take detects speech chunk by chunk."""
    own = min(max(1, int(own_s / CHUNK_S)) * CHUNK_SAMPLES, len(samples))
    return Piece(samples, start_s, own / LISTENING_RATE_HZ, speech)


def _pauses_s(speech: Sequence[SpeechSegment], known_to_s: float) -> list[float]:
    """The length of the silence after each segment, in seconds."""
    after = [following.start_s - segment.end_s for segment, following in pairwise(speech)]
    return [*after, known_to_s - speech[-1].end_s]


def _cut_within(
    samples: Samples, speech: Sequence[SpeechSegment], earliest_s: float, latest_s: float
) -> float:
    """Where to cut: in the longest pause of the middle part, else where the sound is softest."""
    cut_s = best_cut(speech, earliest_s, latest_s)
    if cut_s < latest_s:
        return cut_s
    first, end = (round(at_s * LISTENING_RATE_HZ) for at_s in (earliest_s, latest_s))
    end -= (end - first) % _QUIET_STEP
    steps = samples[first:end].reshape(-1, _QUIET_STEP)
    quietest = int(np.argmin(np.square(steps).sum(axis=1)))
    return (first + (quietest + 0.5) * _QUIET_STEP) / LISTENING_RATE_HZ


def best_cut(speech: Sequence[SpeechSegment], earliest_s: float, latest_s: float) -> float:
    """The middle of the longest pause between two times; `latest_s` if there is no pause.

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


def _later(speech: Iterable[SpeechSegment], offset_s: float) -> Iterator[SpeechSegment]:
    """`speech`, shifted by `offset_s`."""
    for each in speech:
        yield SpeechSegment(
            start_s=round(each.start_s + offset_s, 3), end_s=round(each.end_s + offset_s, 3)
        )


def merged(speech: Iterable[SpeechSegment]) -> list[SpeechSegment]:
    """`speech` in order, without overlaps and without empty segments."""
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
    """The speech between two times. Its times count from the first of them."""
    return tuple(
        SpeechSegment(
            start_s=round(max(segment.start_s, start_s) - start_s, 3),
            end_s=round(min(segment.end_s, end_s) - start_s, 3),
        )
        for segment in speech
        if segment.end_s > start_s and segment.start_s < end_s
    )
