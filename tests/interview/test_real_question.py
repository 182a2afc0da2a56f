"""Which question was that really? With fakes all around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coach.audio.clips import Samples, silence
from coach.interview import events, wording
from coach.interview.ports import Choice
from coach.library.library import Library
from coach.library.reading import read_session
from coach.library.records import AskedQuestion, Kind, SetName
from coach.testing import CannedTranscriber, ScriptedMicrophone
from tests.interview.test_conversation import ALONE, ASKED, Room, ending

pytestmark = pytest.mark.real  # takes too long for `make quick`

MIXED = replace(ASKED, asks_real_question=True, waits_for_transcript_s=None)


def question(theme: str) -> AskedQuestion:
    wordings = {"interview": f"Tell me of {theme}.", "chat": "So, how was it?"}
    return AskedQuestion(
        id=theme, theme=theme, coat="chat", text="So, how was it?", wordings=wordings
    )


def room_with(folder: Path, *themes: str) -> Iterator[Room]:
    library, name = Library(folder / "recordings"), SetName(name="mine", title="Mine")
    with library.new_session(Kind.PRACTICE, name, [question(theme) for theme in themes]) as opened:
        yield Room(library, opened, transcriber=CannedTranscriber(["All was well."]))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    yield from room_with(tmp_path, "setbacks", "done-and-why", "people", "setbacks", "pay", "more")


@pytest.fixture
def lone_room(tmp_path: Path) -> Iterator[Room]:
    yield from room_with(tmp_path, "setbacks")


def test_the_theme_is_chosen_before_the_words_are_shown(room: Room, speech: Samples) -> None:
    script = [0.3, Choice.DONE, Choice.FOURTH, Choice.NEXT]
    script += [0.3, Choice.DONE, Choice.FIRST, Choice.STOP]
    room.hold(ScriptedMicrophone([speech] * 3), script, MIXED)
    first = room.of(events.RealQuestionAsked)[0]
    assert first.themes == ("done-and-why", "pay", "people", "setbacks")
    told = [(e.theme, e.chosen, e.wording) for e in room.of(events.RealQuestionTold)]
    assert told == [
        ("setbacks", "setbacks", "Tell me of setbacks."),
        ("done-and-why", "done-and-why", "Tell me of done-and-why."),
    ]
    names = room.told
    assert names.index("RealQuestionTold") < names.index("AnswerTranscribed")
    kept = read_session(room.opened.folder)
    assert [turn.taken_for for turn in kept.turns[:3]] == ["setbacks", "done-and-why", None]
    assert room.written(1) == ["All was well."]


def test_who_cannot_tell_is_told(room: Room, speech: Samples) -> None:
    script = [0.3, Choice.DONE, Choice.NEXT, Choice.STOP]
    room.hold(ScriptedMicrophone([speech] * 2), script, MIXED)
    (told,) = room.of(events.RealQuestionTold)
    assert (told.theme, told.chosen) == ("setbacks", None)
    assert room.opened.session.turn(1).taken_for is None


def test_who_stops_there_keeps_the_answer(room: Room, speech: Samples) -> None:
    script = [0.3, Choice.DONE, Choice.STOP]
    room.hold(ScriptedMicrophone([speech] * 2), script, MIXED)
    assert room.told[-1] == "SessionFinished"
    assert room.written(1) == ["All was well."]


def test_another_take_is_not_asked_about_again(room: Room, speech: Samples) -> None:
    script = [0.3, Choice.DONE, Choice.FIRST, Choice.AGAIN, 0.3, Choice.DONE, Choice.STOP]
    room.hold(ScriptedMicrophone([speech] * 2), script, MIXED)
    assert len(room.of(events.RealQuestionAsked)) == 1
    assert len(room.written(1)) == 2


def test_a_lone_theme_is_told_and_nobody_is_asked(lone_room: Room, speech: Samples) -> None:
    lone_room.hold(ScriptedMicrophone([speech]), [0.3, Choice.DONE, Choice.NEXT], MIXED)
    assert not lone_room.of(events.RealQuestionAsked)
    assert len(lone_room.of(events.RealQuestionTold)) == 1


def test_with_nobody_there_it_is_only_told(room: Room, speech: Samples) -> None:
    options = replace(ALONE, asks_real_question=True)
    silence = np.zeros(8000, np.float32)
    room.hold(ending(speech, silence), session_options=options)
    assert not room.of(events.RealQuestionAsked)
    assert [e.question.number for e in room.of(events.RealQuestionTold)] == [1]


BY_VOICE = replace(ALONE, asks_real_question=True, hands_free=True)


@pytest.mark.parametrize(
    ("said", "chosen"), [("Two.", "pay"), ("The setbacks.", None), ("I don't know.", None)]
)
def test_hands_free_it_is_answered_aloud(
    room: Room, speech: Samples, said: str, chosen: str | None
) -> None:
    room.transcriber = CannedTranscriber([said])
    quiet = silence(1.5).samples
    reply = np.concatenate([quiet, speech, quiet])
    room.hold(ending(speech, reply), session_options=BY_VOICE)
    (asked,) = room.of(events.RealQuestionAsked)
    assert asked.question.number == 1
    (told,) = room.of(events.RealQuestionTold)
    assert told.chosen == chosen
    assert room.opened.session.turn(1).taken_for == chosen
    english = wording.english()
    assert english.say_which() in room.said_aloud
    assert english.real_question("setbacks", "Tell me of setbacks.") in room.said_aloud
    assert len(room.takes(1)) == 1  # the reply is no answer
    assert room.finished.answered == 1


def test_hands_free_a_key_answers_too(room: Room, speech: Samples) -> None:
    listening = ScriptedMicrophone([np.tile(speech, 3), silence(0.2).samples])
    room.hold(listening, [Choice.DONE, 1.0, Choice.THIRD, Choice.STOP], BY_VOICE)
    (told,) = room.of(events.RealQuestionTold)
    assert told.chosen == "people"


def test_hands_free_a_stop_is_understood_there(room: Room, speech: Samples) -> None:
    room.transcriber = CannedTranscriber(["Stop the session."])
    quiet = silence(1.5).samples
    reply = np.concatenate([quiet, speech, quiet])
    room.hold(ending(speech, reply, speech), session_options=BY_VOICE)
    assert len(room.of(events.QuestionAsked)) == 1
    assert room.finished.left > 0


def test_prepared_answers_are_not_taken_for_a_reply(room: Room, speech: Samples) -> None:
    class Prepared(ScriptedMicrophone):
        is_prepared = True

    room.hold(Prepared([speech, speech], ends=True), session_options=BY_VOICE)
    assert not room.of(events.RealQuestionAsked)
    assert room.finished.answered == 2


def test_eyes_free_it_is_asked_and_told_aloud(room: Room, speech: Samples) -> None:
    script = [0.3, Choice.DONE, Choice.SECOND, Choice.STOP]
    room.hold(ScriptedMicrophone([speech] * 2), script, replace(MIXED, eyes_free=True))
    themes = ("done-and-why", "pay", "people", "setbacks")
    english = wording.english()
    assert english.which_question(themes) in room.said_aloud
    assert "1: done and why, 2: pay" in english.which_question(themes)
    assert english.real_question("setbacks", "Tell me of setbacks.") in room.said_aloud
