"""Joins the transcripts of pieces that overlap to one transcript.

A piece is transcribed with some seconds of context, which is sound of the piece after it. So both
pieces have the words there: the first knows what came before them, the second what followed. The
seam is put at a word that both have. Of several such words, the one is taken that leaves the words
of which Whisper is surest ("two sent", not "to send"), and of equals the nearest to the cut. So no
word is lost or comes twice. Whisper often mishears a beginning without what led to it ("By March"
became "I'm Archie"); such beginnings are rarely used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from coach.transcription.cutting import CONTEXT_S
from coach.transcription.ports import Transcript, Word
from coach.transcription.words import (
    count_before,
    one_after_the_other,
    only,
    plain_word,
    sureness,
)


@dataclass(frozen=True)
class WrittenPart:
    """The transcript of a piece that begins at `start_s` and has `own_s` seconds before its
    context.

    The times of `transcript` count from the start of the piece.
    """

    start_s: float
    own_s: float
    transcript: Transcript


def joined(blank: Transcript, parts: Sequence[WrittenPart]) -> Transcript:
    """One transcript of all `parts`, which are in order. `blank` has engine, model and language."""
    kept: list[tuple[float, Transcript]] = []
    first = 0
    for part, following in zip_longest(parts, parts[1:]):
        words = part.transcript.words
        end, next_first = _seam(part, following, first) if following else (_own(part), 0)
        chosen = [first <= number < end for number in range(len(words))]
        kept.append((part.start_s, only(part.transcript, chosen)))
        first = next_first
    return one_after_the_other(blank, kept)


def _own(part: WrittenPart) -> int:
    """How many words of `part` are not in its context."""
    return count_before(part.transcript, part.own_s)


def _seam(part: WrittenPart, following: WrittenPart, first: int) -> tuple[int, int]:
    """The word at which `part` ends and the word at which `following` begins.

    Words of `part` before number `first` are not considered.
    """
    words, own = part.transcript.words, _own(part)
    reaches_to_s = min(words[-1].end_s if words else 0.0, part.own_s + CONTEXT_S)
    one_from = max(first, own - 1)  # the last one may reach over the cut
    one = words[one_from : count_before(part.transcript, reaches_to_s)]
    apart_s = following.start_s - part.start_s
    other = following.transcript.words
    same = _same(one, other, apart_s)
    if not same:
        return own, 0
    (first_same, _), (_, last_twin) = same[0], same[-1]

    def worth(pair: tuple[int, int]) -> tuple[float, float]:
        last, its_twin = pair
        left = [*one[first_same : last + 1], *other[its_twin + 1 : last_twin + 1]]
        return round(sureness(left), 2), -abs(one[last].middle_s - part.own_s)

    last, its_twin = max(same, key=worth)
    return one_from + last + 1, its_twin + 1


def _same(one: Sequence[Word], other: Sequence[Word], apart_s: float) -> list[tuple[int, int]]:
    """The words that both have at the same time, as pairs of numbers. `other` began later.

    The time matters, because people do say "no, no".
    """
    pairs: list[tuple[int, int]] = []
    for number, word in enumerate(one):
        twins = [
            (abs(word.middle_s - twin.middle_s - apart_s), n)
            for n, twin in enumerate(other)
            if plain_word(twin.text) == plain_word(word.text)
            and word.start_s < twin.end_s + apart_s
            and twin.start_s + apart_s < word.end_s
        ]
        if twins:
            pairs.append((number, min(twins)[1]))
    return pairs
