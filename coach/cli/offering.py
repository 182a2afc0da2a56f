"""Offers at the start of a command: questions of a real interview, and discarded answers."""

from __future__ import annotations

import sys
from datetime import date

import click

from coach.cli.output import talk
from coach.config import Settings
from coach.formats import clock
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.questions.sets import QuestionSet
from coach.session.questions import asked_lately


def offer_asked(library: Library, settings: Settings) -> QuestionSet | None:
    """The newest set of questions from a real interview, if the person wants to practise it.

    A set that was practised is not offered again. Without a terminal to ask at, the set is only
    named.
    """
    found = asked_lately(library, date.today())
    if found is None:
        return None
    question_set, count = found.question_set, len(found.question_set.questions)
    by_voice = settings.hands_free or settings.eyes_free
    if settings.json_ or settings.answers or by_voice or not _at_terminal():
        talk(f"{found.news} Practise that: coach practice {question_set.name}")
        return None
    which = f"those {count}" if count > 1 else "that"
    return (
        question_set if click.confirm(f"{found.news} Shall we take {which} again?", True) else None
    )


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


def _at_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()
