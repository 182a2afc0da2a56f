"""The words of a sentence that tell what it is about, by their stems, and how much each weighs.

Common words weigh nothing. A word that many answers have weighs little, and so does one that this
person says in many of their answers.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from coach.delivery.language import language_of
from coach.stemming import stem
from coach.transcription.words import plain_word, without_edges

_EVERYDAY_WEIGHT = 0.25  # of a word that many answers have; a rarer one weighs 1
_CONTRACTED = re.compile(r"['\u2019](?:s|d|m|t|re|ve|ll)\W*$", re.IGNORECASE)


def weight_of(stem: str, language: str, said_often: frozenset[str] = frozenset()) -> float:
    """What one stem weighs; `said_often` are stems that the person says all the time."""
    is_everyday = stem in said_often or stem in _everyday(language)
    return _EVERYDAY_WEIGHT if is_everyday else 1.0


def rare(stems: Iterable[str], language: str) -> set[str]:
    """Those of `stems` that few answers have."""
    return set(stems) - _everyday(language)


@functools.lru_cache(maxsize=4096)  # each line is compared with every sentence of an answer
def stems(text: str, language: str) -> frozenset[str]:
    """The words of `text` that are not in every sentence, as stems."""
    return frozenset(by_stem(text, language))


def by_stem(text: str, language: str) -> dict[str, str]:
    """The words of `text` that are not in every sentence, by their stems, in their order."""
    common = _common(language)
    found: dict[str, str] = {}
    for word, its_stem in zip(text.split(), stems_in_order(text, language), strict=True):
        if its_stem and not {head(word), plain_word(word)} & common:
            found.setdefault(its_stem, without_edges(word))
    return found


@functools.lru_cache(maxsize=4096)
def stems_in_order(text: str, language: str) -> tuple[str, ...]:
    """A stem for each word of `text`, common words too."""
    return tuple(stem(head(word), language) for word in text.split())


def head(word: str) -> str:
    """A word as it is compared, without what is contracted with it: "brother's", "don't"."""
    return plain_word(_CONTRACTED.sub("", word))


@functools.cache
def _common(language: str) -> frozenset[str]:
    return frozenset(map(plain_word, language_of(language).repetition.common_words))


@functools.cache
def _everyday(language: str) -> frozenset[str]:
    words = language_of(language).repetition.everyday_words
    return frozenset(stem(plain_word(word), language) for word in words)
