"""Finds lines of the vision that an answer says again, and lines of whose words it has none.

Only words are compared, in any form; `saying_again` tells when they are the line's own. In doubt
nothing is reported. What is told about a line is therefore about its words, and not about what the
person meant.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from coach.delivery.language import language_of
from coach.library.library import Library
from coach.library.records import Session, Take, Turn
from coach.library.said_often import said_often
from coach.transcription.lines import lines_of
from coach.transcription.ports import Transcript
from coach.vision.records import Line, Vision
from coach.vision.saying_again import says_again
from coach.vision.word_weights import by_stem, rare, stems

_LEAST_RARE = 2  # words of a line, to say that an answer has none of it
_LEAST_ANSWER_WORDS = 20  # a shorter answer says too little to miss anything in it
_LETTERS_OF_KIN = 5  # that "defend" and "defence" begin with: they may mean the same

# Those of some words that the person says in many answers.
SaidOften = Callable[[Iterable[str]], frozenset[str]]


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


def _nothing_often(_words: Iterable[str]) -> frozenset[str]:
    return frozenset()


def beside_answer(
    library: Library,
    vision: Vision,
    session: Session,
    turn: Turn,
    take: Take,
    transcript: Transcript,
) -> AgainstVision:
    """Compare the vision with one answer; nothing where somebody else speaks.

    A line that comes from this very answer is left out: of course they share all words. A follow-up
    asks for one thing alone, so that nothing is missing in the answer to it.
    """
    if not session.own_speech:
        return AgainstVision()
    here = (session.id, turn.number, take.number)
    lines = [line for line in vision.lines if (line.session, line.question, line.take) != here]
    elsewhere = vision.model_copy(update={"lines": tuple(lines)})
    beside = measure(transcript, turn.question.theme, elsewhere, partial(said_often, library))
    return beside if take.follow_up is None else replace(beside, left_out=())


def measure(
    transcript: Transcript, theme: str, vision: Vision, often: SaidOften = _nothing_often
) -> AgainstVision:
    """Compare the vision with an answer to a question on `theme`.

    In a language without a list of everyday words, nothing is reported.
    """
    code = transcript.language
    if not language_of(code).repetition.everyday_words:
        return AgainstVision()
    sentences = [line.text for line in lines_of(transcript)]
    passages = [*sentences, *(" ".join(pair) for pair in itertools.pairwise(sentences))]
    long_enough = len(transcript.words) >= _LEAST_ANSWER_WORDS
    touched = (_touched(line, passages, code, often) for line in vision.lines)
    left_out = (
        _left_out(line, sentences, code)
        for line in vision.lines
        if line.section == theme and long_enough
    )
    return AgainstVision(tuple(filter(None, touched)), tuple(filter(None, left_out)))


def _touched(line: Line, passages: Sequence[str], code: str, often: SaidOften) -> Touched | None:
    """The line beside the first of `passages` that says it again."""
    found = [passage for passage in passages if says_again(line.text, passage, code)]
    if not found:
        return None
    words = by_stem(line.text, code)
    frequent = often(words.values())  # only now: it reads the library
    stems_often = frozenset(stem for stem, word in words.items() if word in frequent)
    for passage in found:
        if says_again(line.text, passage, code, stems_often):
            shared = words.keys() & stems(passage, code)
            return Touched(line, passage, tuple(words[stem] for stem in words if stem in shared))
    return None


def _left_out(line: Line, sentences: Sequence[str], code: str) -> LeftOut | None:
    """The line, if it has rare words and no sentence has any word of it, or one akin to it."""
    words = by_stem(line.text, code)
    if len(rare(words, code)) < _LEAST_RARE:
        return None
    said = frozenset().union(*(stems(sentence, code) for sentence in sentences))
    if any(_akin(stem, other) for stem in words for other in said):
        return None
    return LeftOut(line, tuple(words.values()))


def _akin(one: str, other: str) -> bool:
    """Whether two stems are one, begin alike, or one is in the other, as in a compound."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _LETTERS_OF_KIN:
        return one == other
    return shorter[:_LETTERS_OF_KIN] in longer


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
        f"{_listed(left_out.words, 'or')}. You may have said it in others."
    )


def _listed(words: Iterable[str], conjunction: str) -> str:
    """Such as: "small", "team" and "shifts"."""
    *most, last = (f'"{word}"' for word in words)
    return f"{', '.join(most)} {conjunction} {last}" if most else last
