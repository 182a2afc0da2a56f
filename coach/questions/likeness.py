"""Finds questions that mean the same: they share the stems of their rare words.

Words that any question may begin with, such as "describe an example", count for nothing, and words
that many questions have count little. Opposites, such as the most and the least, are told apart.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from coach.language_tags import primary_language
from coach.stemming import stem

MOST_COMPARED = 1_000  # questions of one set: no set that a person has written is larger
_LIKE = 0.5  # of the weight of all words in two questions: they mean the same
_LIKE_BY_SEVERAL = 0.42  # where they share more than one word
_RARE_SHARE = 0.05  # of all questions, that a rare word is in at most
_EVERYDAY_WEIGHT = 0.25  # of a word that more questions have
_WORD = re.compile(r"[^\W_]+")
_OPPOSITES = ({"most", "least"}, {"best", "worst"}, {"first", "last"}, {"before", "after"})
_FRAMES = """
    a about after again all also am an and another any anybody anything are as ask asked at be been
    before being best better biggest but by can case certain could day describe did do does done
    during else ever example first for from get give go good got greatest had has have here how i if
    in into is it its just kind know last let like little lot made main make many may me might
    moment more most much must my need next no not now occasion of on one only or other others our
    ours out over own people quite really s said same say should situation so some somebody someone
    something sort such take tell than that the their them then there these they thing things think
    this those time to today too two until up us very was way we well were what when where which
    while who whom whose why will with without would year years you your yours
"""


class Likeness:
    """Compares questions in a language; how rare a word is depends on all `texts`."""

    def __init__(self, texts: Iterable[str], language: str) -> None:
        self._language = language
        all_words = [self._words(text) for text in texts]
        self._total = len(all_words)
        self._having = Counter(itertools.chain.from_iterable(all_words))

    def alike(self, one: str, other: str) -> bool:
        """Whether two questions mean the same, as far as their words tell."""
        words, beside = self._words(one), self._words(other)
        shared = words & beside
        if not shared or _opposed(one, other):
            return False
        weight = self._weight(words | beside)
        share = self._weight(shared) / weight if weight else float(words == beside)
        return share >= (_LIKE_BY_SEVERAL if len(shared) > 1 else _LIKE)

    def _words(self, text: str) -> frozenset[str]:
        """The stems of a question that tell what it is about; of all its words where none do."""
        return _telling_stems(text, self._language)

    def _weight(self, words: Iterable[str]) -> float:
        return sum(map(self._weight_of, words))

    def _weight_of(self, word: str) -> float:
        having = self._having[word] or 1
        weight = math.log((self._total + 1) / having)
        return weight if having <= self._total * _RARE_SHARE else _EVERYDAY_WEIGHT * weight


def pairs_alike(
    own: Sequence[str], others: Sequence[str], likeness: Likeness
) -> Iterator[tuple[int, int]]:
    """Places in `own`, each with that of the first later text in `own`, or else in `others` after
    it, that means the same. Of very many texts, only the first MOST_COMPARED are compared.
    """
    texts = [*own, *others]
    for one, text in enumerate(own[:MOST_COMPARED]):
        later = [*range(one + 1, min(len(own), MOST_COMPARED)), *range(len(own), len(texts))]
        for other in later:
            if likeness.alike(text, texts[other]):
                yield one, other
                break


def _opposed(one: str, other: str) -> bool:
    """Whether one has a word and the other has its opposite."""
    words, beside = _all_words(one), _all_words(other)
    return any(
        len(pair & words) == 1 and len(pair & beside) == 1 and pair & words != pair & beside
        for pair in _OPPOSITES
    )


@functools.lru_cache(maxsize=4096)
def _all_words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


@functools.lru_cache(maxsize=4096)  # each question is compared with hundreds
def _telling_stems(text: str, language: str) -> frozenset[str]:
    found = _stems(text, language)
    return found - _frames() or found if primary_language(language) == "en" else found


def _stems(text: str, language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in _WORD.findall(text.lower()))


@functools.cache
def _frames() -> frozenset[str]:
    return _stems(_FRAMES, "en")
