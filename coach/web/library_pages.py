"""The page of the library: the list of sessions, with the search."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
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
from coach.web.listing import Day, SessionRow, Wanted, calendar
from coach.web.next_up import to_look_back_at
from coach.web.practice.pages import interrupted
from coach.web.routing import number_in, reading

_PER_PAGE = 40
_WEEKS = 26


def library_pages(library_view: LibraryView) -> list[Route]:
    """The page `/library`."""

    def library(request: Request) -> Response:
        return _library(library_view, request.query_params)

    return [reading("/library", library)]


def _library(library_view: LibraryView, asked: QueryParams) -> Response:
    rows = library_view.listing.rows()
    wanted = _wanted(asked)
    text = asked.get("q", "").strip()
    fitting = rows if wanted.everything else [row for row in rows if wanted.fits(row)]
    last = max(1, -(-len(fitting) // _PER_PAGE))
    number = min(last, max(1, number_in(asked, "page", int, 1)))
    first = (number - 1) * _PER_PAGE
    there = {row.kind for row in rows}
    end = first + _PER_PAGE
    return library_view.page(
        "library.html",
        title=_title(wanted, text),
        erased="erased" in asked,
        begun=interrupted(library_view, rows),
        look_back=to_look_back_at(library_view, rows),
        rows=fitting[first:end],
        total=len(fitting),
        everything=len(rows),
        sets=sorted({row.title for row in rows if row.kind}),
        kinds=[kind.value for kind in Kind if kind.value in there],
        wanted=wanted,
        text=text,
        found=shown_hits(library_view, text, wanted, fitting) if text else None,
        newer=_page(library_view, asked, number - 1) if number > 1 else "",
        older=_page(library_view, asked, number + 1) if end < len(fitting) else "",
        days=_calendar(rows),
        weeks=_WEEKS,
    )


def _title(wanted: Wanted, text: str) -> str:
    """What the tab is called, among others of the library."""
    if text:
        return f"“{text}” in the library"
    if wanted.since and wanted.since == wanted.until:
        return f"Library, {day(wanted.since)}"
    return "Library" if wanted.everything else "Library, filtered"


def _calendar(rows: Sequence[SessionRow]) -> list[Day]:
    return calendar(rows, datetime.now().astimezone().date(), _WEEKS)


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
    rest = {name: value for name, value in asked.items() if name != "page" and value}
    return f"{library_view.root}/library?" + urlencode(rest | {"page": str(number)})
