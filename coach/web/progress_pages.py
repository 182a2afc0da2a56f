"""The page of progress: a question then and now, figures over time, ratings, coats recognised."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach.debrief.over_time import counted_ratings, rated_among
from coach.debrief.records import Rating
from coach.delivery.advice_taken import advice_taken
from coach.delivery.kept import MeasuredTake, kept_figures, measured_in
from coach.delivery.over_time import QuestionOverTime, repeated_questions
from coach.errors import SessionDamaged
from coach.formats import clock, rounded
from coach.library.index import Document
from coach.library.reading import sound_erased, transcript_of
from coach.session.recognised import Recognised, by_month, recognised_in
from coach.web.charts import FIGURES, charts
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
        return _Progress(library_view, asked.get("set", ""), asked.get("question", "")).page()

    def count(_: Request, sent: Form, session_id: str, question: int, take: int) -> Response:
        library_view.take(session_id, question, take)
        with library_view.opened(session_id) as opened:
            found = opened.session.take(question, take)
            changed = found.model_copy(update={"left_out": "leave_out" in sent})
            opened.save_take(question, changed)
        if "progress" in sent:
            return RedirectResponse(f"{library_view.root}/progress#answers", 303)
        where = f"{library_view.session_path(session_id)}#{key_of(question, take)}"
        return RedirectResponse(where, 303)

    return [
        reading("/progress", progress),
        writing("/session/{session_id}/{question:number}/{take:number}/count", count),
    ]


@dataclass(frozen=True)
class _Progress:
    """The page, of the set with the title `chosen` and with that `question` then and now."""

    library_view: LibraryView
    chosen: str
    question: str

    def page(self) -> Response:
        library = self.library_view.library
        titles = {row.id: row.title for row in self.library_view.listing.rows() if row.counts}
        figures = kept_figures(library)
        found = [take for take in measured_in(figures) if take.session in titles]
        fitting = [take for take in found if self.chosen in ("", titles[take.session])]
        takes = [take for take in fitting if not take.left_out]
        repeated = repeated_questions(takes)
        rated = rated_among(library, takes)
        return self.library_view.page(
            "progress.html",
            title="Progress",
            answers=len(takes),
            days=len({take.started_at.date() for take in takes}),
            sets=sorted({titles[take.session] for take in found}),
            chosen=self.chosen,
            repeated=repeated,
            then_and_now=self._then_and_now(repeated),
            advice_taken=advice_taken(takes),
            charts=charts(takes, self._where),
            ratings=[
                (each.aspect, [Strip.of(name, counts) for name, counts in each.parts])
                for each in counted_ratings(rated)
            ],
            rated=len(rated),
            apart=sum(bool(each.gaps) for _, each in rated),
            **self._recognised(figures, titles),
            listed=[self._shown(take) for take in takes[: -_MOST_LISTED - 1 : -1]],
            left_out=[self._shown(take) for take in fitting if take.left_out],
        )

    def _recognised(self, figures: Sequence[Document], titles: dict[str, str]) -> dict[str, Any]:
        known = [
            each
            for each in recognised_in(figures)
            if each.session in titles and self.chosen in ("", titles[each.session])
        ]
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

    def _then_and_now(self, repeated: Sequence[QuestionOverTime]) -> ThenAndNow | None:
        """Of the question that was asked for, or the one that was answered last."""
        asked = [each for each in repeated if each.key == self.question]
        question = next(iter(asked or repeated), None)
        if question is None:
            return None
        both = (question.first, question.newest)
        figures = [
            (f"{title}, {unit}", *(rounded(take.figures[name]) for take in both))
            for name, (title, unit) in FIGURES.items()
            if all(name in take.figures for take in both)
        ]
        named = zip(("Then", "Now"), both, strict=True)
        return ThenAndNow(
            question,
            tuple(self._heard_again(name, take) for name, take in named),
            tuple((title, then, now) for title, then, now in figures),
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
