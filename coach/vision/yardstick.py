"""Finds lines of the vision that share most words with an answer, and lines that share none.

Only words are compared, in any form. A rare word weighs more than an everyday word, and common
words weigh nothing. In doubt nothing is reported. A line counts as touched if one or two
neighbouring sentences have most of its words, some of them in a row: the same words in another
order mostly mean something else. A line counts as left out if the whole answer has none of its
words.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from coach.delivery.language import language_of
from coach.stemming import stem
from coach.transcription.lines import lines_of
from coach.transcription.ports import Transcript
from coach.transcription.words import plain_word
from coach.vision.records import Line, Vision

_EVERYDAY_WEIGHT = 0.25  # of a word that many answers have; a rarer one weighs 1
_LEAST_SHARE = 0.6  # of the weight of the line's words
_LEAST_SHARED = 3  # words that matter
_LEAST_RUN = 4  # words in a row, of any kind, that both have
_LEAST_RUN_WEIGHT = 1.5  # of those: not only "I want a job that lets me"
_LEAST_RARE = 2  # words of a line, to say that an answer has none of it
_LEAST_ANSWER_WORDS = 20  # a shorter answer says too little to miss anything in it
_EDGES = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True)
class Touched:
    """A line, the sentence or two that have most of its words, and which those are."""

    line: Line
    sentence: str
    shared: tuple[str, ...]


@dataclass(frozen=True)
class LeftOut:
    """A line on the question's theme, and its words, of which the answer has none."""

    line: Line
    words: tuple[str, ...]


@dataclass(frozen=True)
class AgainstVision:
    """The lines of the vision that an answer touched or left out."""

    touched: tuple[Touched, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def measure(transcript: Transcript, theme: str, vision: Vision) -> AgainstVision:
    """Compare the vision with an answer to a question on `theme`.

    In a language without a list of everyday words, nothing is reported.
    """
    code = transcript.language
    if not language_of(code).repetition.everyday_words:
        return AgainstVision()
    sentences = [line.text for line in lines_of(transcript)]
    passages = [*sentences, *(" ".join(pair) for pair in itertools.pairwise(sentences))]
    long_enough = len(transcript.words) >= _LEAST_ANSWER_WORDS
    touched = (_touched(line, passages, code) for line in vision.lines)
    left_out = (
        _left_out(line, sentences, code)
        for line in vision.lines
        if line.section == theme and long_enough
    )
    return AgainstVision(tuple(filter(None, touched)), tuple(filter(None, left_out)))


def _touched(line: Line, passages: Sequence[str], code: str) -> Touched | None:
    """The line beside the first of `passages` that has enough of its words."""
    words = _by_stem(line.text, code)
    passage = next((each for each in passages if _has_most_of(line.text, each, code)), None)
    if passage is None:
        return None
    shared = words.keys() & stems(passage, code)
    return Touched(line, passage, tuple(words[stem] for stem in words if stem in shared))


def _left_out(line: Line, sentences: Sequence[str], code: str) -> LeftOut | None:
    """The line, if it has rare words and no sentence has any word of it."""
    words = _by_stem(line.text, code)
    if len(_rare(words, code)) < _LEAST_RARE:
        return None
    if any(words.keys() & stems(sentence, code) for sentence in sentences):
        return None
    return LeftOut(line, tuple(words.values()))


def touched_sentence(touched: Touched) -> str:
    """A sentence for the person about a line that the answer touched."""
    return (
        f'Your vision "{touched.line.text}" shares the words {_listed(touched.shared, "and")} '
        f'with "{touched.sentence}"'
    )


def left_out_sentence(left_out: LeftOut) -> str:
    """A sentence for the person about a line that the answer left out."""
    return (
        f'Your vision "{left_out.line.text}": this answer has none of the words '
        f"{_listed(left_out.words, 'or')}."
    )


def _listed(words: Iterable[str], conjunction: str) -> str:
    """Such as: "small", "team" and "shifts"."""
    *most, last = (f'"{word}"' for word in words)
    return f"{', '.join(most)} {conjunction} {last}" if most else last


def _has_most_of(line: str, passage: str, code: str) -> bool:
    """Whether a passage has most of a line's words, some of them in a row."""
    words = stems(line, code)
    shared = words & stems(passage, code)
    if _weight(shared, code) < _LEAST_SHARE * _weight(words, code):
        return False
    return len(shared) >= _LEAST_SHARED and any(
        len(run) >= _LEAST_RUN and _weight(words & set(run), code) >= _LEAST_RUN_WEIGHT
        for run in _runs(line, passage, code)
    )


def _runs(one: str, other: str, code: str) -> Iterator[list[str]]:
    """The stems that two texts have in a row."""
    row, beside = ([stem(plain_word(word), code) for word in text.split()] for text in (one, other))
    for match in SequenceMatcher(None, row, beside, autojunk=False).get_matching_blocks():
        yield row[match.a : match.a + match.size]


def _weight(stems: Iterable[str], code: str) -> float:
    everyday = _everyday(code)
    return sum(_EVERYDAY_WEIGHT if stem in everyday else 1.0 for stem in stems)


def _rare(stems: Iterable[str], code: str) -> set[str]:
    return set(stems) - _everyday(code)


def stems(text: str, language: str) -> frozenset[str]:
    """The words of `text` that are not in every sentence, as stems."""
    return frozenset(_by_stem(text, language))


def _by_stem(text: str, code: str) -> dict[str, str]:
    """The words of `text` that are not in every sentence, by their stems, in their order."""
    common = {plain_word(word) for word in language_of(code).repetition.common_words}
    found: dict[str, str] = {}
    for word in text.split():
        plain = plain_word(word)
        if plain and plain not in common:
            found.setdefault(stem(plain, code), _EDGES.sub("", word))
    return found


@functools.cache
def _everyday(code: str) -> frozenset[str]:
    return frozenset(
        stem(plain_word(word), code) for word in language_of(code).repetition.everyday_words
    )
