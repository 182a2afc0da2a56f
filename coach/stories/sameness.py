"""Tells whether two answers surely tell the same story: by rare words that both have.

Everyday words tell nothing, nor do those of the questions. In doubt the answer is no: which story
an answer tells is for the person to mark.
"""

from __future__ import annotations

import functools
import re

from coach.delivery.language import language_of
from coach.language_tags import primary_language
from coach.stemming import stem
from coach.transcription.words import plain_word

_LEAST_SHARED = 6  # rare words
_LEAST_SHARE = 0.4  # of the rare words of the answer that has fewer
_SHORTEST = 4  # letters of a rare word
_SHORTEST_NUMBER = 2  # digits
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


@functools.lru_cache(maxsize=2048)  # each answer is compared with every story
def rare_words(text: str, language: str) -> frozenset[str]:
    """The stems of the words of `text` that are not in every other answer, and its numbers."""
    everyday = _everyday_stems(primary_language(language))
    words = (plain_word(word) for word in _WORD.findall(text))
    stems = {
        stem(word, language)
        for word in words
        if len(word) >= (_SHORTEST_NUMBER if word[:1].isdigit() else _SHORTEST)
    }
    return frozenset(stems - everyday)


def surely_same(one: str, other: str, language: str, questions: str = "") -> bool:
    """Whether two answers in `language` have so many rare words in common that it is one story.

    The words of their `questions` do not count. Without a list of everyday words it is never sure.
    """
    if not language_of(language).repetition.everyday_words:
        return False
    asked = rare_words(questions, language)
    words, others = (rare_words(text, language) - asked for text in (one, other))
    shared = len(words & others)
    return shared >= max(_LEAST_SHARED, _LEAST_SHARE * min(len(words), len(others)))


@functools.cache
def _everyday_stems(code: str) -> frozenset[str]:
    return frozenset(stem(word, code) for word in language_of(code).repetition.no_names)
