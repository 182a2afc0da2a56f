"""What answers show over time: the median of a week, the usual band, a question then and now.

Different questions ask for different answers, so single answers are never compared in a row: a
figure of all answers is summed up week by week, and only takes of one question stand side by side.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from coach.delivery.bands import Band, bands_of
from coach.delivery.kept import abouts, takes_in, unpacked
from coach.delivery.series import Points, Series
from coach.language_tags import primary_language
from coach.library.kinds import Kind

if TYPE_CHECKING:
    from coach.delivery.measuring import MeasuredTake

ENOUGH_ANSWERS = 4  # in a week, for a median of them to say something
_WEEK = 7

_FITTING = "(:question IS NULL OR question_id = :question) AND (:title IS NULL OR title = :title)"
_COUNTED = f"NOT left_out AND {_FITTING}"
_REPEATABLE = f"{_COUNTED} AND kind != '{Kind.DRILL}'"
_ORDER = "ORDER BY began_s, session, id"


def _of_takes(columns: str, where: str, rest: str = _ORDER) -> str:
    """A query; nothing that was typed becomes part of its text."""
    return f"SELECT {columns} FROM measured_takes WHERE {where} {rest}"  # noqa: S608  # nosec B608


_DOCUMENT = "document, checksum"
_OF_QUESTION = f"{_REPEATABLE} AND question_id = :id AND plain = :plain"
_SERIES = _of_takes("id, language, packed, packed_checksum", _COUNTED)
_LEFT_OUT = _of_takes(_DOCUMENT, f"left_out AND {_FITTING}")
_IN_SESSIONS = "session IN (SELECT value FROM json_each(:sessions))"
_OF_SESSIONS = _of_takes(_DOCUMENT, f"{_COUNTED} AND {_IN_SESSIONS}")
_BY_ROW = _of_takes(f"id, {_DOCUMENT}", "id IN (SELECT value FROM json_each(?))")
_FIRST = _of_takes(_DOCUMENT, _OF_QUESTION, f"{_ORDER} LIMIT 1")
_NEWEST = _of_takes(_DOCUMENT, _OF_QUESTION, "ORDER BY began_s DESC, session DESC, id DESC LIMIT 1")
_REPEATED = _of_takes(
    "question_id, plain, count(*) AS takes",
    _REPEATABLE,
    "GROUP BY question_id, plain HAVING takes > 1 ORDER BY max(began_s) DESC",
)
_ADVISED = _of_takes("advised, gone, language", f"advised IS NOT NULL AND {_COUNTED}")
_SESSIONS = "SELECT session FROM measured_sessions"
_IDS = _of_takes("DISTINCT question_id", _COUNTED, "ORDER BY question_id")
_TITLES = _of_takes("DISTINCT title", "TRUE", "ORDER BY title")
_VERSION = _of_takes("count(*), total(packed_checksum), total(left_out)", "TRUE", "")
_RECOGNISED = """
SELECT about, checksum FROM measured_sessions
WHERE is_recognised AND (:title IS NULL OR title = :title)
"""


@dataclass(frozen=True)
class Week:
    """The median of a figure in a week that begins on `monday`."""

    monday: date
    answers: int
    median: float


@dataclass(frozen=True)
class QuestionOverTime:
    """A question that was answered more than once. Two questions may have one `id`."""

    id: str  # in the question set
    text: str  # as it is asked in an interview
    takes: int

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return f"{self.id} {self.text}"


class OverTime:
    """The answers that count, in the index; of one question or one set, where these are named."""

    def __init__(
        self, database: sqlite3.Connection, question: str | None = None, title: str | None = None
    ) -> None:
        """`question` is its id, `title` that of the set."""
        self._database = database
        self._of = {"question": question, "title": title}

    def series(self) -> Series:
        """Their charted figures."""
        rows = self._database.execute(_SERIES, self._of).fetchall()
        packed = unpacked((each[2], each[3]) for each in rows)
        return Series([each[0] for each in rows], [each[1] for each in rows], packed)

    def takes(self, rows: Iterable[int]) -> dict[int, MeasuredTake]:
        """The takes with these numbers, by number."""
        wanted = json.dumps(list(set(rows)))
        found = self._database.execute(_BY_ROW, (wanted,)).fetchall()
        takes = takes_in((document, checksum) for _, document, checksum in found)
        return dict(zip((row for row, *_ in found), takes, strict=True))

    def left_out(self) -> list[MeasuredTake]:
        """What the person left out, which does not count."""
        return takes_in(self._database.execute(_LEFT_OUT, self._of))

    def repeated(self) -> list[QuestionOverTime]:
        """The questions with more than one take; the one that was answered last comes first.

        Two questions of one id are told apart by what they ask. Drills say another sentence each
        time.
        """
        rows = self._database.execute(_REPEATED, self._of)
        return [QuestionOverTime(*row) for row in rows]

    def then_and_now(self, question: QuestionOverTime) -> tuple[MeasuredTake, MeasuredTake]:
        """The take that was given first, and the one that was given last."""
        of = self._of | {"id": question.id, "plain": question.text}
        first, newest = (self._database.execute(each, of).fetchall() for each in (_FIRST, _NEWEST))
        return takes_in(first)[0], takes_in(newest)[0]

    def advised(self) -> list[tuple[str, bool, str]]:
        """What was to be changed before a take, whether it is gone in it, and its language."""
        rows = self._database.execute(_ADVISED, self._of)
        return [(finding, bool(gone), language) for finding, gone, language in rows]

    def sessions(self) -> list[str]:
        """All sessions, also those without such an answer."""
        return [session for (session,) in self._database.execute(_SESSIONS)]

    def of_sessions(self, sessions: Sequence[str]) -> list[MeasuredTake]:
        """The takes of some sessions."""
        if not sessions:
            return []
        of = self._of | {"sessions": json.dumps(list(sessions))}
        return takes_in(self._database.execute(_OF_SESSIONS, of))

    def question_ids(self) -> list[str]:
        """The ids of all questions that were answered, in order."""
        return [name for (name,) in self._database.execute(_IDS, self._of)]

    def recognised(self) -> list[dict[str, Any]]:
        """What sessions with a question in another coat say of themselves: see `recognised_in`."""
        return abouts(self._database.execute(_RECOGNISED, self._of))

    def version(self) -> str:
        """A text that changes with what is shown of any answer."""
        return "-".join(f"{each:.0f}" for each in self._database.execute(_VERSION).fetchone())

    def titles(self) -> list[str]:
        """Those of all sets with answers."""
        return [title for (title,) in self._database.execute(_TITLES)]


def newest_weekly_medians(points: Points, most: int) -> list[Week]:
    """The medians of the newest weeks with enough answers, oldest first, without a look at all."""
    newest = 2 * ENOUGH_ANSWERS * most
    while True:
        found = _weekly_medians(points.days[-newest:], points.values[-newest:])
        # The oldest week may be cut, and where the person travels, the one after it.
        if len(found) >= most + 2 or newest >= len(points.values):
            return found[-most:]
        newest *= 4


def weekly_medians(points: Points) -> list[Week]:
    """The medians of the weeks with enough answers, oldest first."""
    return _weekly_medians(points.days, points.values)


def _weekly_medians(days: Sequence[float], figures: Sequence[float]) -> list[Week]:
    weeks: dict[float, list[float]] = {}
    for day, value in zip(days, figures, strict=True):
        weeks.setdefault((day - 1) // _WEEK, []).append(value)  # day 1 was a Monday
    return [
        Week(date.fromordinal(int(week) * _WEEK + 1), len(values), round(median(values), 1))
        for week, values in sorted(weeks.items())
        if len(values) >= ENOUGH_ANSWERS
    ]


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def band_of(points: Points, figure: str) -> Band | None:
    """The band of most speakers for a figure; None where there is none, or the answers are in
    several languages.

    Raises InvalidSetting.
    """
    languages = {primary_language(code) for code in points.languages}
    if len(languages) != 1:
        return None
    return bands_of(languages.pop()).get(figure)


def range_of(band: Band) -> str:
    """A band in words, such as: 125 to 210."""
    if band.low is None:
        return f"up to {band.high:g}"
    return f"{band.low:g} or more" if band.high is None else f"{band.low:g} to {band.high:g}"
