"""Compiles rules about how people report questions, from TOML files, to regular expressions.

A language has one file for all its regions, `asked_<language>.toml`.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from coach.language_tags import ENGLISH, primary_language
from coach.records import Record

_FOLDER = Path(__file__).parent
_NEVER = re.compile("(?!)")  # for what a language has no rule for
_LINE_BREAK = re.compile(r"\n *")  # a long pattern goes on in the next line
_NAME = re.compile(r"\{([a-z]\w*)\}")


class AskedAgain(Record):
    """What is said and written besides the questions when they are asked again."""

    title: str  # {day} is the date of the interview
    listen_for: tuple[str, ...]
    follow_ups: tuple[str, ...]
    telling: str
    said: str
    wished: str


class _Written(Record):
    """The file as it is written."""

    again: AskedAgain
    words: dict[str, str]
    rules: dict[str, str | list[str]]
    limits: dict[str, str | list[str]]


@dataclass(frozen=True)
class QuestionRules:
    """Compiled expressions, for text as `passages` gives it."""

    asking: re.Pattern[str]
    spoken: re.Pattern[str]
    named: re.Pattern[str]
    direct: re.Pattern[str]
    said_by: re.Pattern[str]
    plainly: re.Pattern[str]
    indirect: re.Pattern[str]
    inverted: re.Pattern[str]
    reported: re.Pattern[str]
    fragment: re.Pattern[str]
    embedded: re.Pattern[str]
    answered_back: re.Pattern[str]
    tag: re.Pattern[str]
    person_speaks: re.Pattern[str]
    governs: re.Pattern[str]
    governed: re.Pattern[str]
    alone: re.Pattern[str]
    bare: re.Pattern[str]
    clause: re.Pattern[str]
    request: re.Pattern[str]
    teller: re.Pattern[str]
    elsewhere: re.Pattern[str]
    not_asked: re.Pattern[str]
    told: re.Pattern[str]
    passing: re.Pattern[str]
    asker: re.Pattern[str]
    story: re.Pattern[str]
    someone: re.Pattern[str]
    small_talk: re.Pattern[str]
    rhetorical: re.Pattern[str]
    begins: re.Pattern[str]
    before_direct: re.Pattern[str]
    before_reported: re.Pattern[str]
    over: re.Pattern[str]
    another: re.Pattern[str]
    listed: re.Pattern[str]
    row: re.Pattern[str]
    in_between: re.Pattern[str]
    begun: re.Pattern[str]
    said_so: re.Pattern[str]
    hypothesis: re.Pattern[str]
    announced: re.Pattern[str]
    of_teller: re.Pattern[str]
    of_you: re.Pattern[str]
    soon_of_teller: re.Pattern[str]
    answered: re.Pattern[str]
    person: re.Pattern[str]
    teller_begins: re.Pattern[str]
    asks: re.Pattern[str]
    asks_on: re.Pattern[str]
    would: re.Pattern[str]
    kin: re.Pattern[str]
    at_home: re.Pattern[str]
    onward: re.Pattern[str]
    aside: re.Pattern[str]
    means: re.Pattern[str]
    pronoun: re.Pattern[str]
    unanswered: re.Pattern[str]
    said_apart: re.Pattern[str]
    goes_on: re.Pattern[str]
    asked_me: re.Pattern[str]
    asks_next: re.Pattern[str]
    wishes: re.Pattern[str]
    anew: re.Pattern[str]
    seam: re.Pattern[str]
    question_seam: re.Pattern[str]
    leads_on: re.Pattern[str]
    opens: re.Pattern[str]


def rules_for(language: str) -> QuestionRules | None:
    """The rules for a language, by a tag such as "de-AT"; None where it has no file."""
    path = _path(language)
    return _compiled_rules(path) if path.is_file() else None


def asked_again(language: str) -> AskedAgain:
    """What is said and written besides the questions; in English where a language has no file."""
    path = _path(language)
    return _read(path if path.is_file() else _path(ENGLISH)).again


def _path(language: str) -> Path:
    return _FOLDER / f"asked_{primary_language(language)}.toml"


@functools.cache
def _read(path: Path) -> _Written:
    return _Written.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@functools.cache
def _compiled_rules(path: Path) -> QuestionRules:
    written = _read(path)
    words: dict[str, str] = {}
    for name, pattern in written.words.items():
        words[name] = _filled(pattern, words)
    compiled = {
        name: _compiled(patterns, words, r"(?<![\w'])") for name, patterns in written.rules.items()
    }
    compiled |= {name: _compiled(patterns, words, "") for name, patterns in written.limits.items()}
    none = {each.name: _NEVER for each in fields(QuestionRules)}
    return QuestionRules(**(none | compiled))


def _compiled(patterns: str | Sequence[str], words: dict[str, str], before: str) -> re.Pattern[str]:
    """One expression for all of `patterns`."""
    each = [patterns] if isinstance(patterns, str) else patterns
    return re.compile("|".join(f"{before}(?:{_filled(pattern, words)})" for pattern in each))


def _filled(pattern: str, words: dict[str, str]) -> str:
    joined = _LINE_BREAK.sub("", pattern)
    return _NAME.sub(lambda name: words[name[1]], joined)
