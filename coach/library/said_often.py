"""Which words the person says in answers to many questions, whatever they were asked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from coach.errors import PartMissing
from coach.library.library import Library
from coach.library.said import LINES_BITS, SentenceIndex

_LEAST_QUESTIONS = 10  # that were answered, before any word is said often
_OFTEN = 0.2  # of these questions, or more

_OWN = "session IN (SELECT session FROM searched_sessions WHERE own)"
_ANSWERED = f"SELECT count(DISTINCT question_text) FROM searched_takes WHERE {_OWN}"  # noqa: S608  # nosec B608
_WITH_WORD = f"""
SELECT count(DISTINCT question_text) FROM said
    JOIN searched_takes AS takes ON takes.id = said.rowid >> {LINES_BITS}
WHERE said MATCH :word AND {_OWN}
"""  # noqa: S608  nothing that was said becomes part of the text  # nosec B608


def said_often(library: Library, words: Iterable[str]) -> frozenset[str]:
    """Those of `words` that are in the answers to a fifth of the questions.

    Only the person's own speech counts. None where SQLite lacks FTS5.
    """

    def often(database: sqlite3.Connection) -> frozenset[str]:
        (answered,) = database.execute(_ANSWERED).fetchone()
        if answered < _LEAST_QUESTIONS:
            return frozenset()
        least = _OFTEN * answered
        return frozenset(word for word in words if _with(database, word) >= least)

    try:
        return SentenceIndex(library.folder, library.content_states).ask(often)
    except PartMissing:
        return frozenset()


def _with(database: sqlite3.Connection, word: str) -> int:
    """How many questions were answered with `word`."""
    quoted = '"{}"'.format(word.replace('"', " "))
    row = database.execute(_WITH_WORD, {"word": quoted}).fetchone()
    return int(row[0])
