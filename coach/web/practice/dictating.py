"""Sittings without a conversation: a note for looking back, the telling of a real interview."""

from __future__ import annotations

from datetime import datetime

from coach.config import Settings
from coach.debrief.gaps import when_complete
from coach.debrief.keeping import read_debrief, write_debrief
from coach.debrief.rating import FINE_TUNE
from coach.debrief.records import Rated, Words
from coach.debrief.told import PROMPTS, TELLING, ToldInterview
from coach.errors import NoSpeech, WrongUse
from coach.interview import events
from coach.interview.dictation import Dictation, line_said, meant, say
from coach.interview.ports import Choice
from coach.interview.session_devices import SessionDevices
from coach.library.open_session import OpenSession
from coach.library.records import Kind, QuestionRef, Take, Turn
from coach.session.telling import new_telling
from coach.session.turns import turn_of
from coach.web.practice.messages import SayNote, Tell
from coach.web.practice.sitting import PageSitting, settings_of


def say_note(sitting: PageSitting, asked: SayNote) -> None:
    """Have it said what to fine-tune in an answer, and note that with its ratings.

    Raises CoachError, SittingInterrupted.
    """
    settings, library = settings_of(asked.options), sitting.library
    with library.open_session(library.find(asked.session)) as opened:
        session = opened.session
        turn = turn_of(session, asked.question)
        take = _take(turn, asked.take)
        runner = sitting.runner(settings, session.kind)
        with runner.devices(session.question_set, sitting.front_end) as devices:
            _show(devices, turn, FINE_TUNE)
            stopped = say(devices, FINE_TUNE) is Choice.STOP
            text = None if stopped else line_said(devices)
        if text is None:
            return
        if not text:
            raise NoSpeech(f"No speech was heard from {devices.microphone.name}.")
        _note(opened, turn, take, meant(text))
        sitting.kept(session.id)


def have_told(sitting: PageSitting, asked: Tell) -> None:
    """Have a real interview told of, or one part of it, unless that is done, and write it down.

    Raises CoachError, SittingInterrupted.
    """
    settings, library = settings_of(asked.options), sitting.library
    with (
        library.open_session(library.find(asked.session))
        if asked.session
        else new_telling(library, settings)
    ) as opened:
        if opened.session.kind is not Kind.REAL:
            raise WrongUse(f"{opened.session.id} is not about a real interview.")
        sitting.kept(opened.session.id)  # told at once, for a page whose coach dies meanwhile
        try:
            sitting.writer(settings).write_missing(opened)
            if asked.question:
                _have_told_of(sitting, settings, opened, asked)
            else:
                _have_told(sitting, settings, opened)
        finally:
            if not opened.session.holds_sound:
                sitting.kept("")


def _have_told(sitting: PageSitting, settings: Settings, opened: OpenSession) -> None:
    told, turn = ToldInterview(opened), opened.session.turn(1)
    if told.telling.words is None:
        words = told.unclaimed(turn) or _words(sitting, settings, opened, turn, TELLING.text)
        if words:
            told.tell_words(words)


def _have_told_of(
    sitting: PageSitting, settings: Settings, opened: OpenSession, asked: Tell
) -> None:
    told, turn = ToldInterview(opened), turn_of(opened.session, asked.question)
    recalled = told.telling.recall_of(turn.number)
    if recalled is None:
        raise WrongUse(f"{turn.number} is no question that was picked out of what you told.")
    if getattr(recalled, asked.part) is None:
        prompt = PROMPTS[asked.part]
        words = told.unclaimed(turn) or _words(sitting, settings, opened, turn, prompt)
        if words:
            told.tell_of(recalled, asked.part, words)
            told.finish_if_told()


def _words(
    sitting: PageSitting, settings: Settings, opened: OpenSession, turn: Turn, prompt: str
) -> Words | None:
    """What is said to `prompt`, about the question of `turn`; None where the person stopped."""
    runner = sitting.runner(settings, Kind.REAL)
    with runner.devices(opened.session.question_set, sitting.front_end) as devices:
        _show(devices, turn, prompt)
        dictation = Dictation(opened, devices, runner.options(devices))
        dictated = dictation.take(turn, ToldInterview(opened).aloud(prompt))
        if dictated.take:
            return Words(take=dictated.take.number)
        if dictated.stopped:
            return None
        raise NoSpeech(f"No speech was heard from {devices.microphone.name}.")


def _show(devices: SessionDevices, turn: Turn, text: str) -> None:
    """Show what is asked about the question of `turn`."""
    question = QuestionRef(number=turn.number, id=turn.question.id, text=text)
    devices.presenter.show(events.QuestionAsked(devices.at_s(), question, 1, "", None))


def _take(turn: Turn, number: int) -> Take:
    take = next((each for each in turn.said if each.number == number), None)
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
