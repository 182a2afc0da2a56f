"""Searches the transcripts of all sessions for words and phrases."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from coach.library.kinds import Kind
from coach.library.library import Library
from coach.library.said import LINES_BITS, SentenceIndex
from coach.library.session_index import Watch

_JOINED = f"""
FROM said JOIN searched_takes AS takes ON takes.id = said.rowid >> {LINES_BITS}
    JOIN searched_sessions AS sessions USING (session)
WHERE said MATCH :query
"""
# Which, and only then what: a word in every sentence must not have them all read.
_WHICH = f"""
SELECT said.rowid, count(*) OVER ()
{_JOINED}
    AND (:sessions IS NULL OR session IN (SELECT value FROM json_each(:sessions)))
    AND (:kinds IS NULL OR instr(:kinds, ' ' || kind || ' '))
ORDER BY said.rowid NOT IN (SELECT rowid FROM said WHERE said MATCH :together),
    began_s DESC, said.rowid
LIMIT :limit OFFSET :offset
"""  # noqa: S608  nothing that was typed becomes part of the text  # nosec B608
_WHAT = f"""
SELECT session, kind, title, set_name, question, question_id, question_text, take, started_at,
    transcript, said.rowid & {(1 << LINES_BITS) - 1} AS line, first_word, end_word, start_s, end_s,
    text, word_starts, highlight(said, 0, char(2), char(3)) AS marked
{_JOINED}
    AND said.rowid = :row
"""
# Newest name first.
_UNREAD = """
SELECT session, unread FROM searched_sessions
WHERE unread
    AND (:sessions IS NULL OR session IN (SELECT value FROM json_each(:sessions)))
    AND (:kinds IS NULL OR kind IS NULL OR instr(:kinds, ' ' || kind || ' '))
ORDER BY session DESC
"""
_NOTHING = '""'  # to FTS5
_MARKED = re.compile("[\x02\x03]")
_TERM = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]?(\*?)|([^\s"“”„«»]+)')


@dataclass(frozen=True)
class SearchHit:
    """A sentence that was found. Its words are [first_word, end_word) of the transcript.

    `matched` are those of them that were asked for, and `at_s` is where the first of these begins.
    """

    session: str
    kind: Kind
    title: str
    set_name: str
    question: int
    question_id: str
    question_text: str
    take: int
    started_at: datetime
    transcript: str
    line: int  # as `coach show` numbers them
    first_word: int
    end_word: int
    start_s: float
    end_s: float
    text: str
    matched: tuple[int, ...]
    at_s: float

    def as_json(self) -> dict[str, Any]:
        """The hit as a JSON document."""
        return vars(self) | {"kind": self.kind.value, "started_at": self.started_at.isoformat()}


@dataclass(frozen=True)
class SearchResults:
    """Some of the hits, and the number of all hits.

    `unread` has, for each session, the number of answers whose words or corrections cannot be read.
    """

    total: int
    hits: list[SearchHit]
    unread: dict[str, int] = field(default_factory=dict)


def sentences(
    library: Library, watch: Watch = iter, states: Mapping[str, str] | None = None
) -> SentenceIndex:
    """What is searched. `watch`: see SessionIndex; `states`: see LookedAt."""
    return SentenceIndex(library.folder, partial(library.content_states, states=states), watch)


def search(
    said: Library | SentenceIndex,
    text: str,
    *,
    limit: int = 50,
    offset: int = 0,
    kinds: Collection[Kind] | None = None,
    sessions: Collection[str] | None = None,
) -> SearchResults:
    """The sentences that have all words of `text`, in any case and with or without accents.

    Those that have them together, as typed, come first, then the newest. "Two words" in quotation
    marks are only found together, and `plann*` is every word that begins so. Only of these `kinds`
    and these `sessions`, where they are named.
    Raises PartMissing where SQLite lacks FTS5.
    """
    terms = _terms(text)
    if not terms:
        return SearchResults(0, [])
    wanted = _wanted(terms, limit) | {
        "sessions": None if sessions is None else json.dumps(list(sessions)),
        "kinds": None if kinds is None else f" {' '.join(kinds)} ",
        "offset": offset,
    }
    said = said if isinstance(said, SentenceIndex) else sentences(said)
    return said.ask(lambda database: _found(database, wanted))


def search_as_indexed(library: Library, text: str, *, limit: int) -> SearchResults | None:
    """What the index has of it, without looking for changes in the library.

    None where it has nothing, or where a session that it names has changed.
    """
    said, terms = sentences(library), _terms(text)
    if not terms:
        return None
    wanted = _wanted(terms, limit)
    found = said.ask_as_it_is(lambda database: _found(database, wanted))
    if found is None or not found.hits or not said.are_current({hit.session for hit in found.hits}):
        return None
    return found


def says_what(text: str) -> bool:
    """Whether there is anything in `text` to look for."""
    return bool(_terms(text))


def with_any_ending(text: str) -> str:
    """The same search, for every word that begins as those of `text` do."""
    return " ".join(f'"{term}"*' if " " in term else f"{term}*" for term, _ in _terms(text))


def _wanted(terms: Sequence[tuple[str, bool]], limit: int) -> dict[str, Any]:
    """What the queries have in their places."""
    together = _quoted(" ".join(term for term, _ in terms), terms[-1][1])
    return {
        "query": " ".join(_quoted(term, is_beginning) for term, is_beginning in terms),
        "together": together if len(terms) > 1 else _NOTHING,
        "sessions": None,
        "kinds": None,
        "limit": limit,
        "offset": 0,
    }


def _terms(text: str) -> list[tuple[str, bool]]:
    """The words and phrases of a query, and whether each is only a beginning."""
    clean = text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    terms = []
    for phrase, star, word in _TERM.findall(clean):
        term = phrase or word.rstrip("*")
        if any(character.isalnum() for character in term):
            terms.append((term, bool(star) or word.endswith("*")))
    return terms


def _quoted(term: str, is_beginning: bool) -> str:
    """`term` for FTS5, with nothing in it that FTS5 would take for a sign."""
    return f'"{term}" *' if is_beginning else f'"{term}"'


def _found(database: sqlite3.Connection, wanted: dict[str, Any]) -> SearchResults:
    which = database.execute(_WHICH, wanted).fetchall()
    database.row_factory = sqlite3.Row
    hits = [_hit(database.execute(_WHAT, wanted | {"row": row}).fetchone()) for row, _ in which]
    unread = dict(database.execute(_UNREAD, wanted))
    if wanted["offset"] and not which:
        return SearchResults(_found(database, wanted | {"offset": 0, "limit": 1}).total, [], unread)
    return SearchResults(which[0][1] if which else 0, hits, unread)


def _hit(row: sqlite3.Row) -> SearchHit:
    found = dict(row)
    marked, starts = found.pop("marked"), found.pop("word_starts").split()
    places = _matched(found["text"], marked, len(starts))
    found["kind"] = Kind(found["kind"])
    found["started_at"] = datetime.fromisoformat(found["started_at"])
    return SearchHit(
        **found,
        matched=tuple(found["first_word"] + place for place in places),
        at_s=float(starts[places[0]]) if places else found["start_s"],
    )


def _matched(text: str, marked: str, words: int) -> list[int]:
    """Which words of `text` have a mark in `marked`; none where that cannot be told."""
    if _MARKED.sub("", marked) != text or text.count(" ") != words - 1:
        return []
    inside, places = False, set()
    place = 0
    for character in marked:
        if character in "\x02\x03":
            inside = character == "\x02"
        elif character == " ":
            place += 1
        elif inside:
            places.add(place)
    return sorted(places)
