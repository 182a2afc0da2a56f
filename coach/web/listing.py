"""The list of sessions, as the pages ask the library's index for it: only what is shown is read."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from coach.library.library import Library
from coach.web.listing_index import ListingIndex, SessionRow, rows_in

_T = TypeVar("_T")
_NOTHING: Mapping[str, str | None] = {}

_FITTING = """
(:set_title = '' OR title = :set_title) AND (:kind = '' OR kind = :kind)
AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day <= :until)
"""
_NEWEST_FIRST = "ORDER BY sorted_by DESC, session DESC"
_SINCE = "sorted_by >= :since AND kind IN (SELECT value FROM json_each(:kinds))"


def _of_rows(columns: str, where: str, rest: str = "") -> str:
    """A query; nothing that was typed becomes part of its text."""
    return f"SELECT {columns} FROM page_rows WHERE {where} {rest}"  # noqa: S608  # nosec B608


_DOCUMENT = "document, checksum"
_PAGE = _of_rows(_DOCUMENT, _FITTING, f"{_NEWEST_FIRST} LIMIT :count OFFSET :first")
_IDS = _of_rows("session", _FITTING, _NEWEST_FIRST)
_COUNT = _of_rows("count(*)", _FITTING)
_TITLES = _of_rows("DISTINCT title", "kind != ''", "ORDER BY title")
_KINDS = _of_rows("DISTINCT kind", "TRUE")
_SPOKEN = _of_rows("day, total(spoken_s), count(*)", "sorted_by >= ? AND counts", "GROUP BY day")
_BROKEN_OFF = _of_rows("session", f"{_SINCE} AND NOT is_whole", _NEWEST_FIRST)
_UNRATED = _of_rows(_DOCUMENT, f"{_SINCE} AND unrated AND counts", f"{_NEWEST_FIRST} LIMIT 2")


@dataclass(frozen=True)
class Wanted:
    """What the person asked the list for; "" and None where everything will do."""

    set_title: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Wanted()

    @property
    def terms(self) -> dict[str, str | None]:
        """The same for a query."""
        since, until = (day.isoformat() if day else None for day in (self.since, self.until))
        return {"set_title": self.set_title, "kind": self.kind, "since": since, "until": until}


_EVERYTHING = Wanted()


class Rows:
    """The rows of a library, newest first, as they are in its index."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def page(self, wanted: Wanted, first: int, count: int) -> list[SessionRow]:
        """So many of the `wanted`, from the `first` on, which is 0 at the beginning."""
        asked = wanted.terms | {"first": first, "count": count}
        return rows_in(self._database.execute(_PAGE, asked))

    def count(self, wanted: Wanted = _EVERYTHING) -> int:
        """How many fit."""
        (count,) = self._database.execute(_COUNT, wanted.terms).fetchone()
        return int(count)

    def ids(self, wanted: Wanted) -> list[str]:
        """The sessions that fit."""
        return self._texts(_IDS, wanted.terms)

    def titles(self) -> list[str]:
        """Those of the sets that were asked, in order."""
        return self._texts(_TITLES)

    def kinds(self) -> list[str]:
        """Those that there are; "" is that of what cannot be read."""
        return self._texts(_KINDS)

    def spoken_since(self, day: date) -> dict[date, tuple[float, int]]:
        """By day, how long the person spoke in practice of their own, and in how many sessions."""
        found = self._database.execute(_SPOKEN, (day.isoformat(),))
        return {date.fromisoformat(day): (spoken_s, count) for day, spoken_s, count in found}

    def broken_off(self, kinds: Sequence[str], since: datetime) -> list[str]:
        """The sessions of these kinds, begun since then, that are not whole."""
        return self._texts(_BROKEN_OFF, _begun(kinds, since))

    def to_rate(self, kinds: Sequence[str], since: datetime) -> list[SessionRow]:
        """The newest two of these kinds, begun since then, with answers that wait to be rated."""
        return rows_in(self._database.execute(_UNRATED, _begun(kinds, since)))

    def _texts(self, query: str, of: Mapping[str, str | None] = _NOTHING) -> list[str]:
        return [text for (text,) in self._database.execute(query, of)]


def _begun(kinds: Sequence[str], since: datetime) -> dict[str, str | None]:
    return {"kinds": json.dumps(kinds), "since": f"{since:%Y-%m-%d_%H%M}"}


class Listing:
    """The rows of a library. Any thread may ask; one at a time reads what has changed."""

    def __init__(self, library: Library) -> None:
        self._lock = threading.Lock()
        self._index = ListingIndex(library)

    def ask(self, asking: Callable[[Rows], _T]) -> _T:
        """What `asking` finds in the rows as they should be now."""
        with self._lock:
            return self._index.ask(lambda database: asking(Rows(database)))


@dataclass(frozen=True)
class Day:
    """A day of the calendar; `level` from 0 (nothing) to 4, by the minutes spoken."""

    day: date
    week: int
    spoken_s: float
    sessions: int
    level: int


_MINUTES = (1, 5, 10, 20)  # from which a day's level is 1, 2, 3, 4; less than one is still a 1


def calendar(rows: Rows, today: date, weeks: int) -> list[Day]:
    """The days of the last `weeks` weeks, Mondays first, with what the person spoke."""
    first = today.toordinal() - today.weekday() - 7 * (weeks - 1)
    spoken = rows.spoken_since(date.fromordinal(first))
    days = []
    for ordinal in range(first, today.toordinal() + 1):
        day = date.fromordinal(ordinal)
        total_s, sessions = spoken.get(day, (0.0, 0))
        level = max(int(bool(sessions)), sum(total_s >= 60 * least for least in _MINUTES))
        days.append(Day(day, (ordinal - first) // 7, total_s, sessions, level))
    return days
