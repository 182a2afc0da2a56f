"""Which lines of the vision an answer touched, and which relevant ones it did not.

By words alone: those that matter of a line (no common ones), reduced to their stems by Snowball
(M. F. Porter, https://snowballstem.org). Never a verdict: both are quoted, the person judges.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from coach.delivery.language import language_of
from coach.transcription.lines import lines_of
from coach.transcription.ports import Transcript
from coach.transcription.words import plain_word
from coach.vision.records import Line, Vision

_LEAST_SHARED = 2  # words that matter, in one sentence
_LEAST_SHARE = 0.3  # of those of the line
_ALGORITHMS = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian"}


@dataclass(frozen=True)
class Touched:
    """A line, and the sentence of the answer that has most words in common with it."""

    line: Line
    sentence: str


@dataclass(frozen=True)
class Measured:
    """What an answer touched; `left_out` are other lines on the question's own theme."""

    touched: tuple[Touched, ...]
    left_out: tuple[Line, ...]


def measure(transcript: Transcript, theme: str, vision: Vision) -> Measured:
    """Lay the vision beside an answer to a question on `theme`."""
    language = transcript.language
    sentences = [(line.text, stems(line.text, language)) for line in lines_of(transcript)]
    touched: list[Touched] = []
    for line in vision.lines:
        wanted = stems(line.text, language)
        shared, sentence = max(
            ((len(wanted & found), text) for text, found in sentences), default=(0, "")
        )
        if shared >= _LEAST_SHARED and shared >= _LEAST_SHARE * len(wanted):
            touched.append(Touched(line, sentence))
    numbers = {each.line.number for each in touched}
    left_out = (
        line for line in vision.lines if line.section == theme and line.number not in numbers
    )
    return Measured(tuple(touched), tuple(left_out))


def stems(text: str, language: str) -> frozenset[str]:
    """The words of `text` that matter, as stems."""
    common = {plain_word(word) for word in language_of(language).repetition.common_words}
    words = {plain_word(word) for word in text.split()} - common - {""}
    stemmer = _stemmer(language)
    return frozenset(stemmer.stemWords(list(words)) if stemmer else words)


@functools.cache
def _stemmer(language: str) -> Any:
    import snowballstemmer

    algorithm = _ALGORITHMS.get(language)
    return snowballstemmer.stemmer(algorithm) if algorithm else None
