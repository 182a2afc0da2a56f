"""Advice after an answer: what to keep and to change, and whether it is gone in the next take."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from coach.audio.clips import Samples
from coach.delivery.advised import advice_in
from coach.interview import events
from coach.interview.measuring import Measuring
from coach.interview.ports import Choice
from coach.library.library import Library
from coach.library.reading import facts_of, transcript_of
from coach.library.records import AdvisedBefore, AskedQuestion, Kind, Session, SetName
from coach.session.sentences import line_of
from coach.testing import CannedTranscriber, ScriptedMicrophone
from tests.interview.test_conversation import ALONE, ASKED, Room, ending

STORY = AskedQuestion(id="move", text="Tell me about a time you met a deadline.", seconds=60)
ALL_OURS = (
    "We moved the archive, we hired two vans, and we worked on Saturdays. We made a list, and "
    "in the end we opened the office on Monday."
)
MINE = (
    "I moved the archive, I hired two vans, and I worked on Saturdays. I made a list, and in the "
    "end they opened the office 3 days early."
)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    library = Library(tmp_path / "recordings")
    name = SetName(name="screening", title="Screening")
    with library.new_session(Kind.PRACTICE, name, [STORY]) as opened:
        yield Room(library, opened, transcriber=CannedTranscriber([ALL_OURS, MINE]))


@pytest.fixture
def answer(speech: Samples) -> Samples:
    """So much speech that the words come at the pace of people, in one piece."""
    return np.tile(speech, 6)


def test_it_is_told_after_the_figures(room: Room, answer: Samples) -> None:
    room.hold(ending(answer))
    told = room.told
    assert told[told.index("AnswerMeasured") + 1] == "AnswerAdvised"
    (advice,) = room.of(events.AnswerAdvised)
    assert (advice.question.number, advice.take, advice.gone) == (1, 1, None)
    assert advice.change.finding == "no_own_part"
    assert 1 <= len(advice.lines) <= 2
    assert line_of(advice, {}) == "\n".join(advice.lines)


def test_another_take_is_offered_with_it_in_mind_and_says_whether_it_is_gone(
    room: Room, answer: Samples
) -> None:
    again = [room.is_asked_what_next, Choice.AGAIN, 12.0, Choice.DONE]
    script = [12.0, Choice.DONE, *again, room.is_asked_what_next, Choice.STOP]
    room.hold(ScriptedMicrophone([answer, answer]), script, ASKED)
    first, second = room.of(events.AnswerAdvised)
    assert first.change.finding == "no_own_part"
    assert (second.tried.finding, second.gone) == ("no_own_part", True)
    assert second.lines[0] == "Gone this time: only “we”."
    offered = [each.in_mind for each in room.of(events.ChoiceAwaited)]
    assert offered[0] is True


def test_too_little_to_tell_anything_gets_none(room: Room, answer: Samples) -> None:
    room.transcriber = CannedTranscriber(["I moved the archive."])
    room.hold(ending(answer))
    assert room.of(events.AnswerMeasured)
    assert not room.of(events.AnswerAdvised)


def test_it_is_said_aloud_to_those_who_do_not_look(room: Room, answer: Samples) -> None:
    room.hold(ending(answer), session_options=replace(ALONE, eyes_free=True))
    (advice,) = room.of(events.AnswerAdvised)
    assert any(advice.lines[-1] in text for text in room.said_aloud)


def test_what_was_kept_before_is_known_when_a_session_goes_on(room: Room, answer: Samples) -> None:
    room.hold(ending(answer))
    before = room.of(events.AnswerAdvised)
    devices = SimpleNamespace(presenter=room.presenter, at_s=lambda: 0.0)
    turn = room.opened.session.turn(1)
    transcript = transcript_of(room.opened.folder, turn.take(1))
    facts = facts_of(room.opened.folder, turn.take(1))
    assert transcript is not None
    assert facts is not None
    Measuring(room.opened, devices).show(turn, turn.take(1), facts, transcript)
    again = room.of(events.AnswerAdvised)[len(before) :]
    assert [each.gone for each in again] == [False]


OTHER = AskedQuestion(id="paint", text="Tell me about a time you led a team.", seconds=60)
THREE_THINGS = (
    "We moved the archive, we hired two vans, and we worked on Saturdays. We made a list, and we "
    "opened the office on Monday. We carried every box up the stairs by hand. We were all very "
    "tired. So yeah, that's about it."
)


def held(
    library: Library, answer: Samples, question: AskedQuestion, text: str
) -> tuple[Session, events.AnswerAdvised]:
    """A session with that answer, and the advice that was told."""
    name = SetName(name="screening", title="Screening")
    with library.new_session(Kind.PRACTICE, name, [question]) as opened:
        room = Room(library, opened, transcriber=CannedTranscriber([text]))
        room.hold(ending(answer))
    (advice,) = room.of(events.AnswerAdvised)
    return library.session(opened.session.id), advice


def test_a_later_session_says_whether_it_is_gone(tmp_path: Path, answer: Samples) -> None:
    library = Library(tmp_path / "recordings")
    held(library, answer, STORY, ALL_OURS)
    session, still = held(library, answer, STORY, ALL_OURS)
    assert [take.to_change for take in session.turn(1).takes] == ["no_own_part"]
    assert (still.tried.finding, still.tried.name, still.gone) == (
        "no_own_part",
        "only “we”",
        False,
    )
    assert still.lines[0].startswith("Still: ")
    in_another_coat = STORY.model_copy(
        update={"text": "So, any deadlines?", "coat": "chat", "wordings": {"interview": STORY.text}}
    )
    session, gone = held(library, answer, in_another_coat, MINE)
    assert gone.lines[0] == "Gone this time: only “we”."
    told = advice_in(library.folder / session.id, session)[1, 1]
    assert told.lines == gone.lines  # also when it is read again
    assert [take.to_change for take in session.turn(1).takes] == [""]
    _, after = held(library, answer, STORY, MINE)
    assert after.tried is None  # nothing was to be changed in the newest take


def test_what_was_said_last_is_not_said_first_in_the_next_session(
    tmp_path: Path, answer: Samples
) -> None:
    library = Library(tmp_path / "recordings")
    first, told = held(library, answer, STORY, THREE_THINGS)
    assert told.change.finding == "trailed_off"
    session, told = held(library, answer, OTHER, THREE_THINGS)
    assert told.change.finding == "no_own_part"
    assert (told.tried, told.gone) == (None, None)  # another question
    shutil.rmtree(library.folder / first.id)
    again = advice_in(library.folder / session.id, session)[1, 1].advice.change
    assert again is not None
    assert again.finding == "no_own_part"  # what was told stays so


def test_what_others_said_is_nobodys_advice(tmp_path: Path, answer: Samples) -> None:
    library = Library(tmp_path / "recordings")
    earlier, _ = held(library, answer, STORY, THREE_THINGS)
    path = library.folder / earlier.id / "session.json"
    path.write_text(earlier.model_copy(update={"not_mine": True}).model_dump_json())
    _, told = held(library, answer, STORY, THREE_THINGS)
    assert (told.change.finding, told.tried) == ("trailed_off", None)
    path.write_text("{")
    _, told = held(library, answer, OTHER, THREE_THINGS)
    assert told.change.finding == "no_own_part"  # a damaged session is passed over


def test_the_made_up_candidate_of_the_demo_hears_of_no_earlier_session(
    tmp_path: Path, answer: Samples
) -> None:
    library = Library(tmp_path / "recordings")
    held(library, answer, STORY, ALL_OURS)
    name = SetName(name="screening", title="Screening")
    with library.new_session(Kind.DEMO, name, [STORY]) as opened:
        room = Room(library, opened, transcriber=CannedTranscriber([ALL_OURS]))
        room.hold(ending(answer))
    (advice,) = room.of(events.AnswerAdvised)
    assert advice.tried is None


def test_advice_of_a_later_version_is_passed_over(tmp_path: Path, answer: Samples) -> None:
    library = Library(tmp_path / "recordings")
    session, _ = held(library, answer, STORY, ALL_OURS)
    turn = session.turn(1)
    before = AdvisedBefore(change="new_kind", to_change="new_kind", name="something new")
    session = session.with_turn(turn.model_copy(update={"advised_before": before}))
    assert advice_in(library.folder / session.id, session)[1, 1].tried is None


@pytest.mark.parametrize("kind", [Kind.VISION, Kind.DRILL])
def test_what_is_said_for_the_vision_gets_none(tmp_path: Path, answer: Samples, kind: Kind) -> None:
    library = Library(tmp_path / "recordings")
    name = SetName(name="vision", title="Vision")
    with library.new_session(kind, name, [STORY]) as opened:
        room = Room(library, opened, transcriber=CannedTranscriber([ALL_OURS]))
        room.hold(ending(answer))
    assert room.of(events.AnswerMeasured)
    assert not room.of(events.AnswerAdvised)
