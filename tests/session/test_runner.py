"""A session with a front end that is made of nothing but fakes of the four ports: no terminal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coach import wiring
from coach.audio.clips import Samples
from coach.debrief.keeping import read_debrief
from coach.errors import CannotWrite
from coach.interview import events
from coach.interview.ports import Choice
from coach.library.library import Library
from coach.library.reading import transcript_of
from coach.library.records import AskedQuestion, Kind, Session, SetName
from coach.testing import (
    ScriptedMicrophone,
)
from tests.helpers.coach_fixture import FreeSpace
from tests.helpers.fake_front_end import WORDS, FakeFrontEnd

SET = SetName(name="screening", title="Screening")
QUESTIONS = [
    AskedQuestion(id="vision", text="What do you want?"),
    AskedQuestion(id="why", text="Why?"),
]
FOLLOWED_UP = [
    question.model_copy(update={"follow_ups": ("And then?", "How so?", "Who else?")})
    for question in QUESTIONS
]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "recordings")


def only_session(library: Library) -> Session:
    return library.session("last")


@pytest.mark.parametrize("strict", [True, False])
def test_a_session_that_is_gone_on_with_is_shown_as_strictly_as_it_began(
    library: Library, speech: Samples, strict: bool
) -> None:
    fakes = FakeFrontEnd([speech], [Choice.DONE, Choice.STOP])
    with library.new_session(Kind.MOCK, SET, QUESTIONS, {"strict": strict}) as opened:
        fakes.runner(library, Kind.MOCK).go_on(opened, list(opened.session.turns))
    assert [settings.strict for settings in fakes.opened_with] == [strict]


def test_a_whole_session_with_nothing_but_fakes_in_front(library: Library, speech: Samples) -> None:
    wiring.remember_heard(ScriptedMicrophone.name)
    fakes = FakeFrontEnd([speech, speech], [Choice.DONE, Choice.NEXT, Choice.DONE, Choice.STOP])
    fakes.runner(library).begin(SET, QUESTIONS)
    session = only_session(library)
    assert [turn.question.id for turn in session.turns] == ["vision", "why"]
    for turn in session.turns:
        (take,) = turn.takes
        transcript = transcript_of(library.folder / session.id, take)
        assert transcript is not None
        assert transcript.text == WORDS
    names = [document["event"] for document in fakes.documents()]
    assert names.count("question_asked") == 2
    assert names.count("answer_transcribed") == 2
    assert names[-1] == "session_finished"
    assert fakes.speaker.played


def test_a_session_that_was_stopped_is_gone_on_with(library: Library, speech: Samples) -> None:
    wiring.remember_heard(ScriptedMicrophone.name)
    begun = FakeFrontEnd([speech], [Choice.DONE, Choice.STOP])
    begun.runner(library).begin(SET, QUESTIONS)
    session = only_session(library)
    assert [turn.number for turn in session.open_turns] == [2]
    later = FakeFrontEnd([speech], [Choice.DONE, Choice.NEXT])
    with library.open_session(session.id) as opened:
        later.runner(library).go_on(opened, list(opened.session.open_turns))
    session = only_session(library)
    assert not session.open_turns
    assert [len(turn.takes) for turn in session.turns] == [1, 1]


def resumed(
    library: Library, speech: Samples, began_with: dict[str, object], **typed: object
) -> list[events.Event]:
    """What is shown when a session of these settings is gone on with, with others `typed`."""
    wiring.remember_heard(ScriptedMicrophone.name)
    begun = FakeFrontEnd([speech], [Choice.DONE, Choice.STOP])
    begun.runner(library, **began_with).begin(SET, FOLLOWED_UP)
    later = FakeFrontEnd([np.tile(speech, 3)] * 4, [Choice.DONE] * 3 + [Choice.NEXT])
    with library.open_session(only_session(library).id) as opened:
        later.runner(library, **typed).go_on(opened, list(opened.session.open_turns))
    return later.presenter.events


def test_a_panel_stays_a_panel(library: Library, speech: Samples) -> None:
    told = resumed(library, speech, {"panel": True, "follow_ups": False})
    assert [each.asked_by for each in told if isinstance(each, events.QuestionAsked)] == ["Robin"]
    told = resumed(library, speech, {"follow_ups": False})
    assert [each.asked_by for each in told if isinstance(each, events.QuestionAsked)] == [""]


@pytest.mark.parametrize(
    ("began_with", "typed", "asked"),
    [
        ({"follow_ups": False}, {}, 0),
        ({"follow_ups": False}, {"follow_ups": True}, 1),
        ({"probing": True}, {}, 2),
        ({"probing": True}, {"follow_ups": False}, 0),
    ],
)
def test_as_many_follow_ups_are_asked_as_before(
    library: Library,
    speech: Samples,
    began_with: dict[str, object],
    typed: dict[str, object],
    asked: int,
) -> None:
    told = resumed(library, speech, began_with, **typed)
    assert sum(isinstance(each, events.FollowUpAsked) for each in told) == asked


def test_a_microphone_that_was_heard_well_is_not_checked_again(
    library: Library, speech: Samples
) -> None:
    for checked in (1, 0):
        fakes = FakeFrontEnd([speech] * 2, [Choice.DONE, Choice.STOP])
        fakes.runner(library).begin(SET, QUESTIONS)
        told = [e for e in fakes.presenter.events if isinstance(e, events.SoundChecked)]
        assert len(told) == checked


POINTED = [QUESTIONS[0].model_copy(update={"listen_for": ("a place", "a time")}), QUESTIONS[1]]


def test_what_is_ticked_after_an_answer_is_kept_at_once(library: Library, speech: Samples) -> None:
    wiring.remember_heard(ScriptedMicrophone.name)
    ticks = [Choice.LISTEN_FOR, Choice.FIRST, Choice.SECOND, Choice.FIRST]
    fakes = FakeFrontEnd([speech], [Choice.DONE, *ticks, Choice.STOP])
    fakes.runner(library).begin(SET, POINTED)
    rated = read_debrief(library.folder / only_session(library).id).of(1, 1)
    assert rated is not None
    assert rated.heard == {1: False, 2: True}
    assert not rated.ratings
    told = [each for each in fakes.documents() if each["event"] == "point_ticked"]
    assert [(each["point"], each["text"], each["heard"]) for each in told] == [
        (1, "a place", True),
        (2, "a time", True),
        (1, "a place", False),
    ]


def test_a_tick_that_cannot_be_kept_is_told_and_the_session_goes_on(
    library: Library, speech: Samples
) -> None:
    wiring.remember_heard(ScriptedMicrophone.name)
    ticks = [Choice.LISTEN_FOR, lambda: damaged(library), Choice.FIRST]
    fakes = FakeFrontEnd([speech] * 2, [Choice.DONE, *ticks, Choice.NEXT, Choice.DONE, Choice.STOP])
    fakes.runner(library).begin(SET, POINTED)
    (notice,) = [e for e in fakes.presenter.events if isinstance(e, events.NoticeGiven)]
    assert "debrief.json" in notice.message
    assert only_session(library).answered == 2


def damaged(library: Library) -> bool:
    """Damage the debrief of the only session."""
    (library.folder / only_session(library).id / "debrief.json").write_text("{")
    return True


def test_a_full_disk_is_told_before_anything_is_opened(
    library: Library, free_space: FreeSpace
) -> None:
    free_space(5_000_000)
    fakes = FakeFrontEnd([], [])
    with pytest.raises(CannotWrite):
        fakes.runner(library).begin(SET, QUESTIONS)
    assert fakes.microphone.opened == 0
    assert library.sessions() == []
