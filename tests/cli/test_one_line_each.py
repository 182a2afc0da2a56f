"""Signs that end a line, in what people name and say: each thing in a list keeps its one line."""

from __future__ import annotations

import json
import sys

import pytest

from coach.library.records import AskedQuestion
from coach.paths import user_question_sets
from tests.helpers.coach_program import coach_here, succeeded
from tests.helpers.kept_sessions import PLAIN, keep, recordings

ENDS = "\u2028\u2029\x85\x0b\x0c\x1c"
QUESTION = f"Tell me{ENDS}about\na team."
PLAINLY = "Tell me      about a team."


def lines(*typed: str) -> list[str]:
    return succeeded(coach_here(*typed)).stdout.splitlines()


def kept() -> str:
    return keep([PLAIN], question=AskedQuestion(id="team", text=QUESTION, seconds=60))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_session_is_one_line_of_the_list() -> None:
    session = kept()
    (recordings() / session).rename(recordings() / f"Mine{ENDS}\n2026")
    (line,) = lines("sessions")
    assert line.startswith("Mine       2026")


def test_a_question_is_one_line_of_its_session() -> None:
    session = kept()
    assert f"1. {PLAINLY}" in lines("show", session)


def test_a_question_is_one_line_of_what_is_found() -> None:
    kept()
    assert f"    1. {PLAINLY}" in lines("search", "forty")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_set_is_one_line_of_the_list() -> None:
    before = lines("questions", "list")
    user_question_sets().mkdir(parents=True)
    (user_question_sets() / f"mine{ENDS}1.txt").write_text("Why us?\n")
    assert len(lines("questions", "list")) == len(before) + 1


def test_json_has_no_other_line_ends_than_those_between_its_lines() -> None:
    session = kept()
    done = succeeded(coach_here("show", session, "--json"))
    assert len(done.stdout.splitlines()) == done.stdout.count("\n")
    assert json.loads(done.stdout)["turns"][0]["question"]["text"] == QUESTION
