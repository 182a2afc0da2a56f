"""Which questions somebody was asked, picked out of what they tell of it.

By rules, sentence by sentence: questions said straight out ("what did you do there?") and reported
ones ("she wanted to know how I handled it"). Each comes with the words it was picked from. Nothing
is made up: what the rules miss, the person adds, and what they take wrongly, the person drops.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from coach.debrief.rewording import as_question
from coach.records import Record

_RULES = Path(__file__).parent / "asked_en.toml"
_SENTENCE = re.compile(r"[^.?!…]+[.?!…]*[\"”’']*")
_CLAUSE_BEGINS = re.compile(r"[,;:“”\"]|\b(?:and|but|so|then|because|that|when|while|where)\b")
# Where the reported question is over: the teller goes on about the answer, or about something else.
_CLAUSE_ENDS = re.compile(
    r"[;:“”\"?!.]|,? (?:and|but|so|because|which|where) (?:i|she|he|they|we|that|the|it|there|then|um|uh)\b"
    r"|, (?:i|which|she|he|they|we|that|fair|you know|honest|and|but|so|um|uh|of all)\b| – "
)
_LEAST_WORDS = 2


class Asked(Record):
    """A question: the words it was picked from, and how it can be asked."""

    quote: str
    question: str


class _Rules(Record):
    clause: str
    request: str
    opening: str
    reported: tuple[str, ...]
    passive: tuple[str, ...]
    direct: tuple[str, ...]
    unmarked: tuple[str, ...]
    not_asked: tuple[str, ...]
    not_asker: str
    small_talk: str

    def one(self, patterns: Sequence[str]) -> re.Pattern[str]:
        """One expression for all of `patterns`, at the beginning of a word."""
        names = {"clause": self.clause, "request": self.request, "opening": self.opening}
        filled = []
        for pattern in patterns:
            for name, value in names.items():
                pattern = pattern.replace(f"{{{name}}}", value)  # noqa: PLW2901
            filled.append(rf"(?<!\w)(?:{pattern})")
        return re.compile("|".join(filled))


class _Patterns:
    def __init__(self, rules: _Rules) -> None:
        self.reported = rules.one(rules.reported)
        self.passive = rules.one(rules.passive)
        self.direct = rules.one(rules.direct)
        self.not_asked = rules.one(rules.not_asked)
        self.unmarked = rules.one(rules.unmarked)
        self.not_asker = re.compile(rules.not_asker)
        self.small_talk = re.compile(rules.small_talk)


@functools.cache
def _patterns() -> _Patterns:
    return _Patterns(_Rules.model_validate(tomllib.loads(_RULES.read_text(encoding="utf-8"))))


def questions_in(telling: str) -> list[Asked]:
    """The questions that were asked, in the order in which they are told."""
    found: list[Asked] = []
    for sentence in _SENTENCE.finditer(telling):
        text = sentence[0]
        for first, end in _spans(text):
            quote = text[first:end].strip(' ,;:“”"')
            if len(quote.split()) >= _LEAST_WORDS:
                found.append(Asked(quote=quote, question=as_question(quote)))
    return found


def _spans(sentence: str) -> list[tuple[int, int]]:
    """The parts of a sentence that carry a question, in order, none over another."""
    small = sentence.lower().replace("'", "’")
    patterns = _patterns()
    taken: list[tuple[int, int]] = []
    for first, end in (*_reported(small), *_passive(small), *_direct(small)):
        if patterns.small_talk.search(small, first, end):
            continue
        if not any(first < other_end and other < end for other, other_end in taken):
            taken.append((first, end))
    return sorted(taken)


def _reported(small: str) -> Iterator[tuple[int, int]]:
    patterns = _patterns()
    for match in patterns.reported.finditer(small):
        first = _subject_from(small, match.start())
        subject = small[first : match.start()]
        if not subject.strip():  # "the chair, a man with a soft voice, asked", "… and asked"
            subject, first = small[: match.start()], match.start()
        if subject.strip() and not patterns.not_asker.search(subject):
            yield first, _clause_end(small, match.end())


def _passive(small: str) -> Iterator[tuple[int, int]]:
    for match in _patterns().passive.finditer(small):
        yield match.start(), _clause_end(small, match.end())


def _direct(small: str) -> Iterator[tuple[int, int]]:
    patterns = _patterns()
    for match in patterns.direct.finditer(small):
        if not patterns.not_asked.search(match[0]):
            yield match.start(), match.end()
    for match in patterns.unmarked.finditer(small):
        end = _clause_end(small, match.end())
        if not patterns.not_asked.search(small, match.start(), end):
            yield match.start(), end


def _subject_from(small: str, verb: int) -> int:
    """Where the clause begins whose verb is at `verb`."""
    first = 0
    for boundary in _CLAUSE_BEGINS.finditer(small, 0, verb):
        first = boundary.end()
    return first


def _clause_end(small: str, after: int) -> int:
    match = _CLAUSE_ENDS.search(small, after)
    return match.start() if match else len(small)
