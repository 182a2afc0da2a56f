"""The short forms of a set: a plain list, and YAML with wordings only."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.errors import InvalidQuestionSet
from coach.questions.choosing import choose
from coach.questions.reading import read_set, set_of
from coach.questions.short_form import (
    DEFAULT_FOLLOW_UPS,
    DEFAULT_LISTEN_FOR,
    DEFAULT_SECONDS,
    DEFAULT_THEME,
)
from coach.questions.writing import NewQuestion, with_line

WHY, WHERE = "Why do you want to be a nurse?", "Where else have you applied?"


def put(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("my-ward_round.txt", f"{WHY}\n{WHERE}\n"),
        ("my-ward_round.txt", f"\ufeff# the first round\r\n\r\n1. {WHY}\r\n2) {WHERE}"),
        ("my-ward_round.TXT", f"- {WHY}\n\n  * {WHERE}\n"),
        ("my-ward_round.yaml", f"- {WHY}\n- {WHERE}\n"),
        ("my-ward_round.yaml", f"questions:\n  - {WHY}\n  - {WHERE}\n"),
        ("my-ward_round.yaml", f"- interview: {WHY}\n- wordings:\n    interview: {WHERE}\n"),
        ("my-ward_round.yml", f"questions:\n- interview: {WHY}\n- {WHERE}\n"),
    ],
)
def test_every_short_form_is_a_whole_set(tmp_path: Path, name: str, content: str) -> None:
    read = read_set(put(tmp_path, name, content))
    assert (read.name, read.title, read.language) == ("my-ward_round", "My ward round", "en")
    assert [each.worded("interview") for each in read.questions] == [WHY, WHERE]
    assert [each.id for each in read.questions] == [
        "why-do-you-want-to-be-a-nurse",
        "where-else-have-you-applied",
    ]
    for question in read.questions:
        assert (question.theme, question.seconds) == (DEFAULT_THEME, DEFAULT_SECONDS)
        assert question.listen_for == DEFAULT_LISTEN_FOR
        assert question.follow_ups == DEFAULT_FOLLOW_UPS


def test_what_is_said_counts_and_what_is_left_out_is_put_in(tmp_path: Path) -> None:
    content = f"title: Nurse\nquestions:\n- interview: {WHY}\n  chat: Why nursing?\n  seconds: 60\n"
    read = read_set(put(tmp_path, "mine.yaml", content))
    assert read.title == "Nurse"
    (question,) = read.questions
    assert (question.seconds, question.theme) == (60, DEFAULT_THEME)
    assert question.coats == {"interview": WHY, "chat": "Why nursing?"}


def test_a_coat_that_is_missing_is_asked_as_in_an_interview(tmp_path: Path) -> None:
    path = put(tmp_path, "mine.yaml", f"- interview: {WHY}\n  chat: Why nursing?\n")
    asked = {coat: choose(read_set(path), coat=coat)[0] for coat in ("meeting", "chat")}
    assert (asked["meeting"].coat, asked["meeting"].text) == ("interview", WHY)
    assert (asked["chat"].coat, asked["chat"].text) == ("chat", "Why nursing?")
    assert asked["chat"].wordings == {"interview": WHY, "chat": "Why nursing?"}


def test_ids_are_made_up_around_those_that_are_said(tmp_path: Path) -> None:
    content = (
        "- Why us?\n- {id: why-us, interview: And why now}\n- Why us!\n- Почему?\n- 3 things?\n"
    )
    read = read_set(put(tmp_path, "mine.yaml", content))
    assert [each.id for each in read.questions] == [
        "why-us-2",
        "why-us",
        "why-us-3",
        "question",
        "3-things",
    ]


def test_in_another_language_nothing_english_is_heard(tmp_path: Path) -> None:
    read = read_set(put(tmp_path, "mine.yaml", "language: de\nquestions: [Warum wir]\n"))
    assert read.questions[0].follow_ups == ()
    assert choose(read)[0].follow_ups == ()


def test_signs_that_yaml_would_stumble_on_are_text_in_a_list(tmp_path: Path) -> None:
    content = 'So: why C # and not C++?\n"Why" indeed?\n@home or not?\n2026 was hard: why?\n'
    read = read_set(put(tmp_path, "mine.txt", content))
    assert [each.worded("interview") for each in read.questions] == content.splitlines()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "line 1: expected one question a line, found an empty file"),
        ("# nothing yet\n\n", "line 1: expected one question a line"),
        ("Why?\n\n" + "x" * 1001, "line 3: questions[2].wordings.interview: expected a text"),
        ("Why?\nWhy \x07 not?", "line 2: questions[2].wordings.interview: expected a text"),
    ],
)
def test_what_is_wrong_in_a_list_is_told_with_its_line(
    tmp_path: Path, content: str, says: str
) -> None:
    with pytest.raises(InvalidQuestionSet) as caught:
        read_set(put(tmp_path, "mine.txt", content))
    assert says in caught.value.message


@pytest.mark.parametrize("name", ["---.txt", "_.yaml"])
def test_a_name_without_words_has_a_title_too(tmp_path: Path, name: str) -> None:
    assert read_set(put(tmp_path, name, "- Why?\n")).title == "Questions"


@pytest.mark.parametrize("name", ["bell\x07.txt", "bell\x07.yaml"])
def test_a_control_character_in_a_name_is_shown_in_the_title(tmp_path: Path, name: str) -> None:
    assert read_set(put(tmp_path, name, "- Why?\n")).title == "Bell\\x07"


@pytest.mark.parametrize("content", ["purpose: Mine\n", "questions: Why?\n", "questions: {a: b}\n"])
def test_no_title_is_asked_for_where_something_else_is_wrong(tmp_path: Path, content: str) -> None:
    with pytest.raises(InvalidQuestionSet) as caught:
        read_set(put(tmp_path, "mine.yaml", content))
    (mistake,) = caught.value.mistakes
    assert "mine.yaml, line 1: questions: " in mistake


@pytest.mark.parametrize(
    "asked", ["#1 priority: what is yours?", "3. quarter: what went wrong?", "- or + first?"]
)
def test_a_question_added_to_a_list_is_read_as_it_was_asked(tmp_path: Path, asked: str) -> None:
    text = with_line("Why us?\n", NewQuestion(asked))
    read = set_of(tmp_path / "mine.txt", text)
    assert [each.worded("interview") for each in read.questions] == ["Why us?", asked]
