"""The listener's checklist after an answer: opened by a key, ticked by digits, never in the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from coach.audio.clips import Samples
from coach.interview import events
from coach.interview.ports import Choice
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName
from coach.testing import ScriptedMicrophone, ScriptedPerson
from tests.interview.test_conversation import ASKED, Room, SlowSpeaker

POINTS = ("a place", "a time", "a name")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    name = SetName(name="mine", title="Mine")
    questions = [
        AskedQuestion(id="where", text="Where was it?", listen_for=POINTS),
        AskedQuestion(id="why", text="Why?"),
    ]
    with Library(tmp_path / "recordings").new_session(Kind.PRACTICE, name, questions) as opened:
        yield Room(Library(tmp_path / "recordings"), opened)


def test_it_opens_and_is_ticked_and_any_other_choice_goes_on(room: Room, speech: Samples) -> None:
    ticks = [Choice.LISTEN_FOR, Choice.THIRD, Choice.FIRST, Choice.THIRD]
    room.hold(ScriptedMicrophone([speech]), [0.3, Choice.DONE, *ticks, Choice.STOP], ASKED)
    shown = room.of(events.PointsShown)
    assert shown[0].listen_for == POINTS
    assert [each.heard for each in shown] == [
        (None, None, None),
        (None, None, True),
        (True, None, True),
        (True, None, False),
    ]
    told = [(each.take, each.point, each.text, each.heard) for each in room.of(events.PointTicked)]
    assert told == [(1, 3, "a name", True), (1, 1, "a place", True), (1, 3, "a name", False)]


def test_nothing_is_ticked_unseen(room: Room, speech: Samples) -> None:
    script = [0.3, Choice.DONE, room.is_asked_what_next, Choice.FIRST, Choice.STOP]
    room.hold(ScriptedMicrophone([speech]), script, ASKED)
    assert not room.of(events.PointTicked)
    assert not room.of(events.PointsShown)


def test_it_is_ticked_while_the_answer_plays_on(room: Room, speech: Samples) -> None:
    speaker = room.speaker = SlowSpeaker()
    ticks = [Choice.PLAY, Choice.LISTEN_FOR, Choice.SECOND]
    script = [Choice.GO, Choice.GO, 0.3, Choice.DONE, *ticks, room.is_asked_what_next, Choice.STOP]
    room.hold(ScriptedMicrophone([speech]), script, ASKED)
    assert len(speaker.cut_off) == 2  # the greeting and the question, and not the take
    assert [each.text for each in room.of(events.PointTicked)] == ["a time"]
    told = [each for each in room.told if each != "AnswerMeasured"]  # which comes when it is ready
    assert told[-3:] == ["ChoiceAwaited", "PointsShown", "SessionFinished"]


def test_another_take_begins_with_nothing_ticked(room: Room, speech: Samples) -> None:
    one = [0.3, Choice.DONE, Choice.LISTEN_FOR, Choice.FIRST]
    script = [*one, Choice.AGAIN, *one, Choice.STOP]
    room.hold(ScriptedMicrophone([speech] * 2), script, ASKED)
    assert [(each.take, each.heard) for each in room.of(events.PointTicked)] == [
        (1, True),
        (2, True),
    ]


def test_a_question_without_points_offers_none(room: Room, speech: Samples) -> None:
    script = [0.3, Choice.DONE, Choice.NEXT, 0.3, Choice.DONE, Choice.LISTEN_FOR, Choice.STOP]
    room.hold(ScriptedMicrophone([speech] * 2), script, ASKED)
    assert not room.of(events.PointsShown)


class Buttons(ScriptedPerson):
    """A person whose front end shows the points by itself, as the page does."""

    controls = MappingProxyType({Choice.NEXT: "Next", Choice.STOP: "Stop"})


def test_it_is_not_offered_where_there_is_no_key_for_it(room: Room, speech: Samples) -> None:
    microphone = ScriptedMicrophone([speech])
    script = [0.3, Choice.DONE, room.is_asked_what_next, Choice.LISTEN_FOR, Choice.STOP]
    room.hold(microphone, [], ASKED, Buttons(script, microphone, room.clock))
    assert not room.of(events.PointsShown)
