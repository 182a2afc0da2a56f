"""Finds what an advert asks for and a CV does not show, and asks about that first.

Only words are compared, by their families; words that often stand for the same count as the same.
Where a CV says it in yet other words, it is asked about all the same, and the person drops that.
"""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

from coach.questions.advert import Asked, asked_for, form_of, question_on, stems_of
from coach.questions.advert_parts import lower
from coach.questions.cv import questions_from_cv
from coach.questions.made import Asker, MadeQuestion, named

_SYNONYMS = Path(__file__).parent / "synonyms_en.toml"
_MOST_MISSING = 7
_MOST_SHOWN = 5
_MOST_OF_CV = 4
_MOST_LOOKED_AT = 40  # phrases of an advert
_SHOWN = 0.4  # of the words that tell something, in the CV
_TELL_LITTLE = """
    work experience skill skills team good strong knowledge understanding manage management use
    using support provide ensure make take part help develop deliver lead run keep maintain
    handle prepare carry out perform build set new own time day role job people business high
    standard quality end environment track record proven year years similar other about two
    three four ten daily weekly monthly month practical deal get know report reports write check
    first last well different level one side
"""
_LONG = 6  # letters: a shorter word in -er is seldom somebody who does something
_EXAMPLE = re.compile(r"\b(?:such as|including|like|for example|e\.g\.) (.+)")
_IN_BRACKETS = re.compile(r"\(([^)]+)\)")
_AND = re.compile(r", (?:and )?| and ")
_THINGS = ("skill", "knowledge", "tool", "ability", "background", "process", "doing")


def questions_from_both(advert: str, cv: str, today: date) -> list[MadeQuestion]:
    """First what the CV does not show, then what else the advert asks for, then the CV itself."""
    asker = Asker()
    missing, shown = missing_and_shown(advert, cv)
    asked = [_missing(each, asker) for each in missing[:_MOST_MISSING]]
    known = [question_on(each, asker) for each in shown[:_MOST_SHOWN]]
    own = itertools.islice(questions_from_cv(cv, today), _MOST_OF_CV)
    return named([*asked, *known, *own])


def missing_and_shown(advert: str, cv: str) -> tuple[list[Asked], list[Asked]]:
    """What the advert asks for, by whether the CV has most of its words."""
    words, text = _with_synonyms(stems_of(cv)), lower(cv)
    missing: list[Asked] = []
    shown: list[Asked] = []
    for each in asked_for(advert, _MOST_LOOKED_AT):
        topic = each.topic
        if topic:
            is_fit = topic.fits(text) or _has_most(each.sources[0], words)
            is_missing = topic.can_be_shown and not is_fit
        else:
            is_missing = not _is_shown(each, words)
        (missing if is_missing else shown).append(
            _without_shown(each, words) if is_missing else each
        )
    return missing, shown


def _without_shown(asked: Asked, words: frozenset[str]) -> Asked:
    """What is asked for, without those of several tools that the CV has."""
    first = asked.phrases[0]
    tools = _AND.split(first.said)
    unknown = [tool for tool in tools if not _telling(tool) & words]
    if form_of(first) != "tool" or not 0 < len(unknown) < len(tools):
        return asked
    said = " and ".join(filter(None, (", ".join(unknown[:-1]), unknown[-1])))
    return Asked([replace(first, said=said, source=said), *asked.phrases[1:]])


def _with_synonyms(words: frozenset[str]) -> frozenset[str]:
    """`words`, and those that could be meant by them: who picks is a picker."""
    doers = {f"{word}er" for word in words} | {
        word.removesuffix("er") for word in words if len(word) >= _LONG
    }
    return words.union(doers, *(group for group in _synonyms() if group & words))


@functools.cache
def _synonyms() -> tuple[frozenset[str], ...]:
    read = tomllib.loads(_SYNONYMS.read_text(encoding="utf-8"))
    return tuple(stems_of(group) for group in read["groups"])


def _is_shown(asked: Asked, words: frozenset[str]) -> bool:
    phrase = asked.phrases[0]
    examples = _EXAMPLE.search(phrase.said) or _IN_BRACKETS.search(phrase.source)
    if examples and _telling(examples[1]) & words:
        return True
    if form_of(phrase) == "tool":
        return all(_has_most(tool, words) for tool in _AND.split(phrase.said))
    return _has_most(phrase.said, words) or _has_first(phrase.said, words)


def _has_most(said: str, words: frozenset[str]) -> bool:
    wanted = {each for each in _telling(said) if not each.isdecimal()}
    return len(wanted & words) >= _SHOWN * len(wanted)


def _has_first(said: str, words: frozenset[str]) -> bool:
    """Whether all of the first of several things is there: "lead onboarding and drive adoption"."""
    first, *others = _AND.split(said)
    wanted = _telling(first)
    return bool(others) and bool(wanted) and wanted <= words


def _telling(said: str) -> frozenset[str]:
    return stems_of(said) - stems_of(_TELL_LITTLE)


def _missing(asked: Asked, asker: Asker) -> MadeQuestion:
    phrase = asked.phrases[0]
    if asked.topic:
        return question_on(asked, asker, "missing")
    form = "missing-thing" if form_of(phrase) in _THINGS else "missing-duty"
    if phrase.form in ("trait", "value", "liking", "interest", "quality"):
        return question_on(asked, asker, "missing")
    return asker.ask(form, phrase.said, asked.sources, "missing")
