"""Offers at the start of a command: questions of a real interview, and discarded answers."""

from __future__ import annotations

import sys
from datetime import date

import click

from coach.cli.output import talk
from coach.config import Settings
from coach.debrief.asked_set import PREFIX
from coach.errors import InvalidQuestionSet
from coach.formats import clock
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.records import Kind
from coach.paths import user_question_sets
from coach.questions.reading import read_set
from coach.questions.sets import QuestionSet

_DAYS = 14  # so long after a real interview its questions are offered
_PRACTISED = (Kind.PRACTICE, Kind.MOCK)


def asked_lately(library: Library, settings: Settings) -> QuestionSet | None:
    """The newest set of questions from a real interview, if the person wants to practise it.

    A set that was practised is not offered again. Without a terminal to ask at, the set is only
    named.
    """
    found = _newest(library, date.today())
    if found is None:
        return None
    question_set, days = found
    first, *others = question_set.questions
    others_too = f", and {len(others)} more" if others else ""
    news = f'{_when(days)} you were asked "{first.wordings.interview.rstrip(".")}"{others_too}.'
    by_voice = settings.hands_free or settings.eyes_free
    if settings.json_ or settings.answers or by_voice or not _at_terminal():
        talk(f"{news} Practise that: coach practice {question_set.name}")
        return None
    which = f"those {len(others) + 1}" if others else "that"
    return question_set if click.confirm(f"{news} Shall we take {which} again?", True) else None


def offer_back(opened: OpenSession) -> None:
    """Ask whether to keep answers that were skipped or started over before a session broke off.

    Answers the person does not want are deleted. Without a terminal to ask at, they are only named.
    """
    found = [
        (turn, take) for turn in opened.session.turns for take in turn.takes if take.restorable
    ]
    for turn, take in found:
        how = "skipped" if turn.skipped else "started over"
        what = f"You {how} question {turn.number} after {clock(take.duration_s or 0.0)}."
        if not _at_terminal():
            talk(f"{what} To bring that back, type coach resume at a terminal.")
        elif click.confirm(f"{what} Bring that back?", default=True, err=True):
            opened.restore(turn.number, take)
    if found and _at_terminal():
        opened.delete_discarded(even_restorable=True)


def _newest(library: Library, today: date) -> tuple[QuestionSet, int] | None:
    """The newest set that was not practised, and how many days ago it was asked."""
    files = sorted(user_question_sets().glob(f"{PREFIX}*.yaml"), reverse=True)
    recent = {path: days for path in files if 0 <= (days := _days_ago(path.stem, today)) <= _DAYS}
    if not recent:
        return None
    sessions = [listed.session for listed in library.sessions() if listed.session]
    practised = {
        each.question_set.name for each in sessions if each.kind in _PRACTISED and each.answered
    }
    for path, days in recent.items():
        if path.stem in practised:
            continue
        try:
            return read_set(path), days
        except InvalidQuestionSet:  # perhaps edited by hand; `coach questions check` explains it
            continue
    return None


def _days_ago(name: str, today: date) -> int:
    try:
        day = date.fromisoformat(name.removeprefix(PREFIX)[: len("2026-11-23")])
    except ValueError:
        return -1
    return (today - day).days


def _when(days: int) -> str:
    return {0: "Today", 1: "Yesterday"}.get(days, f"{days} days ago")


def _at_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()
