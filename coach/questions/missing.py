"""Finds what an advert asks for and a CV does not show, and asks about that first.

Only words are compared, by their stems. Where a CV says the same in other words, it is asked about
all the same, and the person drops that question.
"""

from __future__ import annotations

import itertools
from datetime import date

from coach.questions.advert import Asked, asked_for, form_of, question_on, stems_of
from coach.questions.advert_parts import lower
from coach.questions.cv import questions_from_cv
from coach.questions.made import Asker, MadeQuestion, named

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
    first last well different level
"""
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
    words, text = stems_of(cv), lower(cv)
    missing: list[Asked] = []
    shown: list[Asked] = []
    for each in asked_for(advert, _MOST_LOOKED_AT):
        topic = each.topic
        if topic:
            is_missing = topic.can_be_shown and not topic.fits(text)
        else:
            is_missing = not _is_shown(each, words)
        (missing if is_missing else shown).append(each)
    return missing, shown


def _is_shown(asked: Asked, words: frozenset[str]) -> bool:
    wanted = stems_of(asked.phrases[0].said) - stems_of(_TELL_LITTLE)
    return len(wanted & words) >= _SHOWN * len(wanted)


def _missing(asked: Asked, asker: Asker) -> MadeQuestion:
    phrase = asked.phrases[0]
    if asked.topic:
        return question_on(asked, asker, "missing")
    form = "missing-thing" if form_of(phrase) in _THINGS else "missing-duty"
    if phrase.form in ("trait", "value", "liking", "quality"):
        return question_on(asked, asker, "missing")
    return asker.ask(form, phrase.said, asked.sources, "missing")
