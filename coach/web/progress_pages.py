"""The page of progress: a question then and now, figures over time, ratings, coats recognised."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from coach.debrief.over_time import counted_ratings, rated_among, with_debrief
from coach.debrief.records import Rating
from coach.delivery.advice_taken import advice_taken
from coach.delivery.kept import figures
from coach.delivery.measuring import MeasuredTake
from coach.delivery.over_time import OverTime, QuestionOverTime
from coach.delivery.series import Series
from coach.errors import SessionDamaged
from coach.formats import clock, rounded
from coach.library.library import Library
from coach.library.reading import sound_erased, transcript_of
from coach.session.recognised import Recognised, by_month, recognised_in
from coach.web.charts import FIGURES, charts, dotted_rows
from coach.web.library_view import LibraryView
from coach.web.routing import Form, reading, writing
from coach.web.takes import key_of

_MOST_LISTED = 100  # of the newest answers
_NO_SOUND = "Its recording is not there."
_PARTS = {"before": "Those before", "newest": "The newest"}


@dataclass(frozen=True)
class ShownAnswer:
    """An answer in a list; `path` is where its sound and its mark are, `where` where it is read."""

    take: MeasuredTake
    path: str
    where: str

    @property
    def length(self) -> str:
        """Such as 1:07."""
        return clock(self.take.figures.get("length", 0.0))


@dataclass(frozen=True)
class Strip:
    """How often each rating was given: pieces of a bar, `total` long, each with where it begins."""

    name: str
    total: int
    pieces: tuple[tuple[Rating, int, int], ...]

    @classmethod
    def of(cls, name: str, counts: dict[Rating, int]) -> Strip:
        """The bar of these counts."""
        ends = list(accumulate(counts.values()))
        pieces = zip(counts, [0, *ends], counts.values(), strict=False)
        return cls(_PARTS.get(name, name), ends[-1], tuple(pieces))


@dataclass(frozen=True)
class HeardAgain:
    """A take to be heard and read again; `without_sound` says why it cannot be heard, or is ""."""

    name: str
    answer: ShownAnswer
    words: str
    without_sound: str


@dataclass(frozen=True)
class ThenAndNow:
    """The first and the newest take of a question, and their figures."""

    question: QuestionOverTime
    takes: tuple[HeardAgain, ...]
    figures: tuple[tuple[str, str, str], ...]

    @property
    def sounds(self) -> int:
        """How many of them can be heard."""
        return sum(not each.without_sound for each in self.takes)


def progress_pages(library_view: LibraryView) -> list[Route]:
    """The page `/progress`, and what leaves an answer out of it."""

    def progress(request: Request) -> Response:
        asked = request.query_params
        shown = _Progress(library_view, asked.get("set", ""), asked.get("question", ""))
        return shown.page(unfolded="answers" in asked)

    def count(_: Request, sent: Form, session_id: str, question: int, take: int) -> Response:
        library_view.take(session_id, question, take)
        with library_view.opened(session_id) as opened:
            found = opened.session.take(question, take)
            changed = found.model_copy(update={"left_out": "leave_out" in sent})
            opened.save_take(question, changed)
        if "progress" in sent:  # back to what was shown, with the list open to leave out more
            shown = {name: sent[name] for name in ("set", "question") if sent.get(name)}
            shown |= {"answers": "open"} if "leave_out" in sent else {}
            query = f"?{urlencode(shown)}" if shown else ""
            return RedirectResponse(f"{library_view.root}/progress{query}#answers", 303)
        where = f"{library_view.session_path(session_id)}#{key_of(question, take)}"
        return RedirectResponse(where, 303)

    def changed(request: Request) -> Response:
        index = figures(library_view.library)  # thoroughly, which the page did not wait for
        now = index.ask(lambda database: OverTime(database).version())
        return JSONResponse({"changed": now != request.query_params.get("version")})

    return [
        reading("/progress", progress),
        reading("/progress/changed", changed),
        writing("/session/{session_id}/{question:number}/{take:number}/count", count),
    ]


@dataclass(frozen=True)
class _Gathered:
    """What the page needs of the index; `takes` by row are those that are named."""

    series: Series
    takes: dict[int, MeasuredTake]
    repeated: list[QuestionOverTime]
    then_and_now: tuple[QuestionOverTime, tuple[MeasuredTake, MeasuredTake]] | None
    advised: list[tuple[str, bool, str]]
    with_debrief: list[MeasuredTake]
    known: list[Recognised]
    left_out: list[MeasuredTake]
    titles: list[str]
    version: str


def _gathered(
    library: Library, database: sqlite3.Connection, chosen: str, asked_for: str
) -> _Gathered:
    """Of the set with the title `chosen`, and of the question whose key is `asked_for`."""
    answers = OverTime(database, title=chosen or None)
    series, repeated = answers.series(), answers.repeated()
    question = next(iter([each for each in repeated if each.key == asked_for] or repeated), None)
    return _Gathered(
        series,
        answers.takes({*dotted_rows(series), *series.rows[-_MOST_LISTED:]}),
        repeated,
        (question, answers.then_and_now(question)) if question else None,
        answers.advised(),
        answers.of_sessions(with_debrief(library, answers.sessions())),
        recognised_in(answers.recognised()),
        answers.left_out(),
        answers.titles(),
        answers.version(),
    )


@dataclass(frozen=True)
class _Progress:
    """The page, of the set with the title `chosen` and with that `question` then and now."""

    library_view: LibraryView
    chosen: str
    question: str

    def page(self, *, unfolded: bool) -> Response:
        """With the list of answers `unfolded`, or not."""
        library = self.library_view.library
        index = figures(library, thorough=False)
        found = index.ask(lambda database: _gathered(library, database, self.chosen, self.question))
        rated = rated_among(library, found.with_debrief)
        takes, rows = found.takes, found.series.rows
        return self.library_view.page(
            "progress.html",
            title="Progress",
            answers=len(rows),
            days=len(found.series.days),
            sets=found.titles,
            chosen=self.chosen,
            asked_for=self.question,
            unfolded=unfolded,
            repeated=found.repeated,
            then_and_now=self._then_and_now(found),
            advice_taken=advice_taken(found.advised),
            charts=charts(found.series, takes, self._where),
            ratings=[
                (each.aspect, [Strip.of(name, counts) for name, counts in each.parts])
                for each in counted_ratings(rated)
            ],
            rated=len(rated),
            apart=sum(bool(each.gaps) for _, each in rated),
            **self._recognised(found.known),
            version=found.version,
            listed=[self._shown(takes[row]) for row in rows[: -_MOST_LISTED - 1 : -1]],
            left_out=[self._shown(take) for take in found.left_out],
        )

    def _recognised(self, known: Sequence[Recognised]) -> dict[str, Any]:
        return {
            "known": [(each, self._asked_at(each)) for each in reversed(known)],
            "months": by_month(known),
            "right": sum(each.is_right for each in known),
        }

    def _asked_at(self, each: Recognised) -> str:
        return f"{self.library_view.session_path(each.session)}#q{each.question}"

    def _where(self, take: MeasuredTake) -> str:
        path = self.library_view.session_path(take.session)
        return f"{path}#{key_of(take.question, take.take)}"

    def _shown(self, take: MeasuredTake) -> ShownAnswer:
        path = self.library_view.take_path(take.session, take.question, take.take)
        return ShownAnswer(take, path, self._where(take))

    def _then_and_now(self, found: _Gathered) -> ThenAndNow | None:
        """Of the question that was asked for, or the one that was answered last."""
        if found.then_and_now is None:
            return None
        question, both = found.then_and_now
        told = [
            (f"{title}, {unit}", *(rounded(take.figures[name]) for take in both))
            for name, (title, unit) in FIGURES.items()
            if all(name in take.figures for take in both)
        ]
        named = zip(("Then", "Now"), both, strict=True)
        return ThenAndNow(
            question,
            tuple(self._heard_again(name, take) for name, take in named),
            tuple((title, then, now) for title, then, now in told),
        )

    def _heard_again(self, name: str, take: MeasuredTake) -> HeardAgain:
        """The take with its words as they were corrected; "" where they cannot be read now."""
        words, without_sound = "", ""
        with contextlib.suppress(SessionDamaged):
            _, _, found = self.library_view.take(take.session, take.question, take.take)
            folder = self.library_view.folder(take.session)
            is_there = (folder / found.audio).is_file()
            without_sound = sound_erased(found) or ("" if is_there else _NO_SOUND)
            transcript = transcript_of(folder, found)
            words = transcript.text if transcript else ""
        return HeardAgain(name, self._shown(take), words, without_sound)
