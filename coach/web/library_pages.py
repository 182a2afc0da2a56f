"""The page of the library: the list of sessions, with the search."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from coach.formats import day
from coach.library.records import Kind
from coach.web.hits import shown_hits
from coach.web.library_view import LibraryView
from coach.web.listing import Day, Rows, Wanted, calendar
from coach.web.listing_index import SessionRow
from coach.web.next_up import NextUp, to_look_back_at
from coach.web.practice.pages import broken_off, interrupted
from coach.web.routing import number_in, reading

_PER_PAGE = 40
_WEEKS = 26


def library_pages(library_view: LibraryView) -> list[Route]:
    """The page `/library`."""

    def library(request: Request) -> Response:
        return _library(library_view, request.query_params)

    return [reading("/library", library)]


@dataclass(frozen=True)
class _Gathered:
    """What the page needs of the list: the `rows` on its page `number`, and what all have."""

    number: int
    rows: list[SessionRow]
    total: int
    everything: int
    sets: list[str]
    kinds: list[str]
    broken_off: list[str]
    look_back: NextUp | None
    days: list[Day]

    @property
    def has_older(self) -> bool:
        """Whether there is another page after it."""
        return self.number * _PER_PAGE < self.total


def _gathered(library_view: LibraryView, rows: Rows, wanted: Wanted, number: int) -> _Gathered:
    total = rows.count(wanted)
    number = min(max(1, -(-total // _PER_PAGE)), max(1, number))
    return _Gathered(
        number,
        rows.page(wanted, (number - 1) * _PER_PAGE, _PER_PAGE),
        total,
        rows.count(),
        rows.titles(),
        rows.kinds(),
        broken_off(rows),
        to_look_back_at(library_view, rows),
        calendar(rows, datetime.now().astimezone().date(), _WEEKS),
    )


def _library(library_view: LibraryView, asked: QueryParams) -> Response:
    wanted = _wanted(asked)
    text = asked.get("q", "").strip()
    number = number_in(asked, "page", int, 1)
    found = library_view.listing.ask(lambda rows: _gathered(library_view, rows, wanted, number))
    return library_view.page(
        "library.html",
        title=_title(wanted, text),
        erased="erased" in asked,
        begun=interrupted(library_view, found.broken_off),
        look_back=found.look_back,
        rows=found.rows,
        total=found.total,
        everything=found.everything,
        sets=found.sets,
        kinds=[kind.value for kind in Kind if kind.value in found.kinds],
        wanted=wanted,
        text=text,
        found=shown_hits(library_view, text, wanted) if text else None,
        newer=_page(library_view, asked, found.number - 1) if found.number > 1 else "",
        older=_page(library_view, asked, found.number + 1) if found.has_older else "",
        days=found.days,
        weeks=_WEEKS,
    )


def _title(wanted: Wanted, text: str) -> str:
    """What the tab is called, among others of the library."""
    if text:
        return f"“{text}” in the library"
    if wanted.since and wanted.since == wanted.until:
        return f"Library, {day(wanted.since)}"
    return "Library" if wanted.everything else "Library, filtered"


def _wanted(asked: QueryParams) -> Wanted:
    return Wanted(
        set_title=asked.get("set", ""),
        kind=asked.get("kind", ""),
        since=_date(asked.get("from", "")),
        until=_date(asked.get("to", "")),
    )


def _date(text: str) -> date | None:
    with contextlib.suppress(ValueError):
        return date.fromisoformat(text)
    return None


def _page(library_view: LibraryView, asked: QueryParams, number: int) -> str:
    wanted = {name: value for name, value in asked.items() if value}
    rest = {name: wanted[name] for name in wanted.keys() - {"page", "erased"}}
    return f"{library_view.root}/library?" + urlencode(rest | {"page": str(number)})
