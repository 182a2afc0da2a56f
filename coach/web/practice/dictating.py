"""Sittings without a conversation: a note for looking back."""

from __future__ import annotations

from datetime import datetime

from coach.debrief.gaps import when_complete
from coach.debrief.keeping import read_debrief, write_debrief
from coach.debrief.rating import FINE_TUNE
from coach.debrief.records import Rated
from coach.errors import NoSpeech, WrongUse
from coach.interview import events
from coach.interview.dictation import line_said, meant, say
from coach.interview.ports import Choice
from coach.library.open_session import OpenSession
from coach.library.records import QuestionRef, Take, Turn
from coach.session.turns import turn_of
from coach.web.practice.messages import SayNote
from coach.web.practice.sitting import PageSitting, settings_of


def say_note(sitting: PageSitting, asked: SayNote) -> str:
    """Have it said what to fine-tune in an answer, and note that with its ratings.

    Returns the session; "" if the person stopped. Raises CoachError, SittingInterrupted.
    """
    settings, library = settings_of(asked.options), sitting.library
    with library.open_session(library.find(asked.session)) as opened:
        session = opened.session
        turn = turn_of(session, asked.question)
        take = _take(turn, asked.take)
        runner = sitting.runner(settings, session.kind)
        with runner.devices(session.question_set, sitting.front_end) as devices:
            question = QuestionRef(number=turn.number, id=turn.question.id, text=FINE_TUNE)
            devices.presenter.show(events.QuestionAsked(devices.at_s(), question, 1, "", None))
            stopped = say(devices, FINE_TUNE) is Choice.STOP
            text = None if stopped else line_said(devices)
        if text is None:
            return ""
        if not text:
            raise NoSpeech(f"No speech was heard from {devices.microphone.name}.")
        _note(opened, turn, take, meant(text))
    return opened.folder.name


def _take(turn: Turn, number: int) -> Take:
    take = next((each for each in turn.answers if each.number == number), None)
    if take is None:
        raise WrongUse(f"Question {turn.number} has no take {number} to note something for.")
    return take


def _note(opened: OpenSession, turn: Turn, take: Take, text: str) -> None:
    """Note `text` after what is noted already."""
    debrief = read_debrief(opened.folder)
    rated = debrief.of(turn.number, take.number) or Rated(
        question=turn.number, take=take.number, rated_at=datetime.now().astimezone()
    )
    rated = rated.model_copy(update={"note": f"{rated.note or ''} {text}".strip()})
    rated = when_complete(opened.folder, turn, take, rated)
    write_debrief(opened.folder, opened.session, debrief.having(rated))
