"""Puts transcripts of the same sound side by side, and finds the words in which they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from coach.transcription.words import plain_word

_WORDS_IN_A_ROW = 10


@dataclass(frozen=True)
class ComparedWord:
    """A word, and whether another transcript has something else there."""

    text: str
    differs: bool


Row = tuple[tuple[ComparedWord, ...], ...]  # what each transcript has for one stretch


def side_by_side(texts: Sequence[Sequence[str]]) -> list[Row]:
    """The words of each transcript, in rows of which each has the same stretch of the sound.

    The first transcript is compared with each of the others. Case and punctuation do not count.
    """
    first, *others = [[plain_word(word) or word for word in text] for text in texts]
    pairs = [_Pair(first, other) for other in others]
    shared = [all(n in pair.same for pair in pairs) for n in range(len(first))]
    compared = [
        tuple(ComparedWord(word, not shared[n]) for n, word in enumerate(texts[0])),
        *(
            tuple(ComparedWord(word, n not in pair.there) for n, word in enumerate(text))
            for pair, text in zip(pairs, texts[1:], strict=True)
        ),
    ]
    begins = _row_begins(shared)
    cuts = [begins, *([0, *(pair.same[n] for n in begins[1:])] for pair in pairs)]
    return [
        tuple(
            words[cut[row] : cut[row + 1] if row + 1 < len(cut) else None]
            for words, cut in zip(compared, cuts, strict=True)
        )
        for row in range(len(begins))
    ]


def _row_begins(shared: Sequence[bool]) -> list[int]:
    """The places in the first transcript where a row begins: at a word that all have."""
    begins = [0]
    for place, is_shared in enumerate(shared):
        if is_shared and place >= begins[-1] + _WORDS_IN_A_ROW:
            begins.append(place)
    return begins


class _Pair:
    """The words that two transcripts share: `same` has the place in the second of a place in the
    first, `there` all places in the second.
    """

    def __init__(self, first: list[str], second: list[str]) -> None:
        blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
        self.same = {b.a + n: b.b + n for b in blocks for n in range(b.size)}
        self.there = set(self.same.values())
