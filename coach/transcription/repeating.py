"""Finds words that repeat themselves, as Whisper's do in a loop.

Whisper is the surer of a repetition the longer it goes on, because it looks at what it wrote. So a
repeated word is worth no more than when it was first written, where people who say a sentence twice
are as well understood the first time.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.transcription.ports import Word
from coach.transcription.words import plain_word

_LONGEST = 16  # words of a sentence that is written again and again
_SHORTEST = 2  # one word said several times is a stutter, or emphasis

# Laughter and the like become two or three words, over and over, and nothing else.
_ONE_SOUND_WORDS = 10
_ONE_SOUND_COMPRESSED = 2.4  # Whisper's own threshold for loops
_ONE_SOUND_DISTINCT = 3

_WITHIN_A_WORD = re.compile(r"(.{1,6}?)\1{4,}")
_MOST_PER_S = 6.0  # nobody says more syllables or digits in a second
_UNSURE, _VERY_UNSURE = 0.5, 0.1


@dataclass(frozen=True)
class Repetition:
    """Words [first, end) that say the same `period` words at least twice."""

    first: int
    period: int
    end: int


def repetitions(words: Sequence[Word]) -> Iterator[Repetition]:
    """Where `words` repeat what came just before, in order: at each place the longest stretch."""
    texts = [plain_word(word.text) for word in words]
    first = 0
    while first < len(texts):
        found = _longest_from(texts, first)
        if found:
            yield found
        first = found.end if found else first + 1


def worth(words: Sequence[Word]) -> list[float]:
    """The probability of each word; of one that was repeated, as when it was first written."""
    probabilities = [word.probability for word in words]
    for each in repetitions(words):
        if each.period < _SHORTEST:
            continue
        for number in range(each.first + each.period, each.end):
            before = probabilities[number - each.period]
            probabilities[number] = min(probabilities[number], before)
    return probabilities


def is_one_sound(words: Sequence[Word]) -> bool:
    """Whether these words are two or three, over and over: laughter, a siren, a hum."""
    texts = [plain_word(word.text) for word in words]
    if len(texts) < _ONE_SOUND_WORDS or len(set(texts)) > _ONE_SOUND_DISTINCT:
        return False
    text = " ".join(texts).encode()
    return len(text) > _ONE_SOUND_COMPRESSED * len(zlib.compress(text))


def runs_on(word: Word) -> bool:
    """Whether a word that is unsure repeats a part of itself, and faster than anybody speaks or
    very unsure: "n-4-3-3-3-3-3".
    """
    found = _WITHIN_A_WORD.search(word.text)
    if not found or word.probability >= _UNSURE:
        return False
    times = len(found.group()) / len(found.group(1))
    is_too_fast = times > _MOST_PER_S * (word.end_s - word.start_s)
    return is_too_fast or word.probability < _VERY_UNSURE


def _longest_from(texts: Sequence[str], first: int) -> Repetition | None:
    best: Repetition | None = None
    for period in range(1, min(_LONGEST, (len(texts) - first) // 2) + 1):
        end = first + period
        while end < len(texts) and texts[end] == texts[end - period]:
            end += 1
        if end - first >= 2 * period and (best is None or end > best.end):
            best = Repetition(first, period, end)
    return best
