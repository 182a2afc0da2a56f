"""A real interview's questions as the person's own set: found, valid, private."""

from __future__ import annotations

import json
import stat
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from coach.debrief.asked_set import AskedOnce, free_name, write_asked_set
from coach.errors import CannotWrite, InvalidQuestionSet
from coach.paths import user_question_sets
from coach.questions.choosing import choose
from coach.questions.finding import find_set
from coach.questions.reading import read_set
from coach.session.questions import asked
from tests.helpers.coach_program import coach

DAY = date(2026, 11, 23)
EARLY = AskedOnce(question="Why did you leave so early?", wished="Because I had learned it all.")
NIGHTS = AskedOnce(question="Are you happy to do nights?")


def write(questions: Sequence[AskedOnce], folder: Path | None = None) -> Path:
    """Keep `questions` under the next free name; the file."""
    name = free_name(DAY, folder)
    asked = write_asked_set(questions, DAY, name, folder)
    path = (folder or user_question_sets()) / f"{name}.yaml"
    assert read_set(path).questions == asked
    return path


def test_is_found_by_name_with_what_the_person_wishes_they_had_said() -> None:
    path = write([EARLY, NIGHTS])
    assert path == user_question_sets() / "asked-2026-11-23.yaml"
    found = find_set("asked-2026-11-23")
    assert (found.title, found.language) == ("Asked on 23 November 2026", "en")
    assert [each.worded("chat") for each in found.questions] == [EARLY.question, NIGHTS.question]
    assert [each.wished for each in found.questions] == [EARLY.wished, None]
    assert [each.id for each in found.questions] == [
        "why-did-you-leave-so-early",
        "are-you-happy-to-do-nights",
    ]


def test_passes_the_check_and_stands_in_the_list() -> None:
    path = write([EARLY, NIGHTS])
    assert coach("questions", "check", str(path)).returncode == 0
    listed = json.loads(coach("questions", "list", "--json").stdout)
    assert "asked-2026-11-23" in json.dumps(listed)


def test_what_was_wished_reaches_the_session_but_is_not_shown_with_the_set() -> None:
    path = write([EARLY])
    assert asked(choose(read_set(path)))[0].wished == EARLY.wished
    assert EARLY.wished not in coach("questions", "show", str(path)).stdout


def test_a_second_one_of_the_day_leaves_the_first_alone(tmp_path: Path) -> None:
    first, second, third = (write([each], tmp_path) for each in (EARLY, NIGHTS, EARLY))
    assert [path.stem for path in (second, third)] == ["asked-2026-11-23-2", "asked-2026-11-23-3"]
    assert read_set(first).questions[0].worded("interview") == EARLY.question


def test_is_readable_by_its_owner_only_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = write([EARLY], tmp_path / "new" / "sets")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "question",
    [
        "Which one: this, or that?",
        "no",
        "2026-11-23",
        "What's \"it\" & why: 'so'? # really",
        "Wie heißen Sie? 你好吗",
        "- a list\n\tover\x07 lines \x1b[31m",
        "?" * 3,
        "& *alias !tag | >",
        "w" * 3000,
        "word " * 900,
    ],
)
def test_whatever_the_person_typed_can_be_read_again(tmp_path: Path, question: str) -> None:
    path = write([AskedOnce(question=question, wished=question)] * 3, tmp_path)
    found = read_set(path)
    assert len({each.id for each in found.questions}) == 3
    text = found.questions[0].worded("interview")
    assert " ".join(question.replace("\x07", "").replace("\x1b", "").split()).startswith(text)
    assert found.questions[2].wished == text


def test_nothing_to_ask_is_said_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(InvalidQuestionSet, match="no question"):
        write([AskedOnce(question=" \n")], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite) as caught:
        write([EARLY], tmp_path / "file" / "sets")
    assert "coach config" in caught.value.hint
