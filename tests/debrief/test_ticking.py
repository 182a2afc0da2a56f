"""The listener's checklist: told before the answer is heard, ticked by ear, and kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.debrief.keeping import read_debrief
from coach.debrief.ticking import numbers_in
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.records import AskedQuestion, Kind, SetName
from coach.testing import ScriptedPrompter
from tests.debrief.test_walk import RATED, answer, walk

POINTS = ("what they did themselves", "what came of it")
QUESTION = AskedQuestion(id="team", text="Tell me about a team.", listen_for=POINTS)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenSession]:
    name = SetName(name="mine", title="Mine")
    with Library(tmp_path / "recordings").new_session(Kind.PRACTICE, name, [QUESTION]) as opened:
        answer(opened, 1)
        yield opened


def test_points_are_told_first_and_what_was_heard_is_kept(opened: OpenSession) -> None:
    prompter = ScriptedPrompter(["2", *RATED, "next"])
    assert walk(opened, prompter).through(list(opened.session.turns))
    assert prompter.shown[1:4] == ["Listen for:", f"  1  {POINTS[0]}", f"  2  {POINTS[1]}"]
    assert prompter.asked[0].startswith("Which of these did you hear?")
    rated = read_debrief(opened.folder).of(1, 1)
    assert rated is not None
    assert rated.complete
    assert rated.heard == {1: False, 2: True}
    written = (opened.folder / "debrief.md").read_text()
    assert "- Heard: what came of it.\n- Not heard: what they did themselves.\n" in written


def test_stopping_there_asks_again_and_what_was_ticked_is_not_asked_twice(
    opened: OpenSession,
) -> None:
    assert not walk(opened, ScriptedPrompter([])).through(list(opened.session.turns))
    assert not walk(opened, ScriptedPrompter(["1 and 2"])).through(list(opened.session.turns))
    later = ScriptedPrompter([*RATED, "next"])
    assert walk(opened, later).through(list(opened.session.turns))
    rated = read_debrief(opened.folder).of(1, 1)
    assert rated is not None
    assert rated.heard == {1: True, 2: True}


@pytest.mark.parametrize("mistyped", ["pyny", "3", "yes"])
def test_a_reply_that_names_none_of_them_is_asked_about_again(
    opened: OpenSession, mistyped: str
) -> None:
    prompter = ScriptedPrompter([mistyped, "1", *RATED, "next"])
    assert walk(opened, prompter).through(list(opened.session.turns))
    rated = read_debrief(opened.folder).of(1, 1)
    assert rated is not None
    assert rated.heard == {1: True, 2: False}
    assert "  Tell it with numbers up to 2, or with “none”." in prompter.shown


@pytest.mark.parametrize("none", ["", "none", "Nothing.", "no, none", "0"])
def test_none_of_them_may_have_been_heard(opened: OpenSession, none: str) -> None:
    assert walk(opened, ScriptedPrompter([none, *RATED, "next"])).through(
        list(opened.session.turns)
    )
    rated = read_debrief(opened.folder).of(1, 1)
    assert rated is not None
    assert rated.heard == {1: False, 2: False}


@pytest.mark.parametrize(
    ("reply", "numbers"),
    [("", []), ("1 3", [1, 3]), ("13", [1, 3]), ("One and three.", [1, 3]), ("none", [])],
)
def test_numbers_are_typed_or_said(reply: str, numbers: list[int]) -> None:
    assert numbers_in(reply, 3) == numbers


def test_of_ten_points_the_tenth_is_no_one_and_no_none() -> None:
    assert numbers_in("2 10", 10) == [2, 10]
