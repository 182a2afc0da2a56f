"""Words that the person says whatever they are asked."""

from __future__ import annotations

import sqlite3

import pytest

from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind
from coach.library.said_often import said_often
from tests.helpers.kept_sessions import keep, recordings

WORDS = ("team", "pharmacy", "don't")


def answered(count: int, text: str, kind: Kind = Kind.PRACTICE, first: int = 1) -> None:
    for number in range(first, first + count):
        question = AskedQuestion(id=f"q{number}", text=f"Question {number}?")
        keep([text], question=question, kind=kind)


def test_a_word_in_the_answers_to_a_fifth_of_ten_questions_is_said_often() -> None:
    library = Library(recordings())
    assert said_often(library, WORDS) == frozenset()
    answered(8, "I like it there.")
    answered(1, "My Team is small. I don't mind.", first=9)
    answered(1, "The team again.", first=10)
    assert said_often(library, WORDS) == {"team"}
    answered(20, "A pharmacy.", Kind.DEMO)
    assert said_often(library, WORDS) == {"team"}


def test_before_ten_questions_are_answered_nothing_is() -> None:
    library = Library(recordings())
    answered(9, "The team.")
    for _ in range(5):
        answered(1, "The team, once more.")
    assert said_often(library, WORDS) == frozenset()


def test_where_sqlite_cannot_search_nothing_is(monkeypatch: pytest.MonkeyPatch) -> None:
    answered(10, "The team.")
    connect = sqlite3.connect

    class WithoutSearch(sqlite3.Connection):
        def execute(self, sql: str, *rest: object) -> sqlite3.Cursor:
            if "fts5" in sql:
                error = sqlite3.OperationalError("no such module: fts5")
                error.sqlite_errorcode = sqlite3.SQLITE_ERROR
                raise error
            return super().execute(sql, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=WithoutSearch))
    assert said_often(Library(recordings()), WORDS) == frozenset()
