"""The library: its sessions, what was said in them, and how that changes."""

from __future__ import annotations

import contextlib
from datetime import date, datetime
from urllib.parse import urlencode

from flask import Flask, request

from coach.debrief.over_time import rated_among
from coach.delivery.kept import all_measured
from coach.library.records import Kind
from coach.web.charts import charts, rating_charts
from coach.web.hits import shown_hits
from coach.web.listing import Wanted, calendar
from coach.web.shelf import Shelf, page

_PER_PAGE = 40
_WEEKS = 26


def add_library_pages(app: Flask, shelf: Shelf) -> None:
    """The pages `/` and `/progress`."""

    @app.get("/")
    def library() -> str:
        return _library(shelf)

    @app.get("/progress")
    def progress() -> str:
        return _progress(shelf)


def _library(shelf: Shelf) -> str:
    rows = shelf.listing.rows()
    wanted = _wanted()
    text = request.args.get("q", "").strip()
    fitting = [row for row in rows if wanted.fits(row)]
    last = max(1, -(-len(fitting) // _PER_PAGE))
    number = min(last, max(1, request.args.get("page", 1, type=int)))
    first = (number - 1) * _PER_PAGE
    end = first + _PER_PAGE
    return page(
        "library.html",
        title="Library",
        rows=fitting[first:end],
        total=len(fitting),
        everything=len(rows),
        sets=sorted({row.title for row in rows if row.kind}),
        kinds=[kind.value for kind in Kind if any(row.kind == kind for row in rows)],
        wanted=wanted,
        text=text,
        found=shown_hits(shelf.library, text, wanted, fitting) if text else None,
        newer=_page(number - 1) if number > 1 else "",
        older=_page(number + 1) if end < len(fitting) else "",
        days=calendar(rows, datetime.now().astimezone().date(), _WEEKS),
        weeks=_WEEKS,
    )


def _progress(shelf: Shelf) -> str:
    titles = {row.id: row.title for row in shelf.listing.rows() if row.counts}
    takes = [take for take in all_measured(shelf.library) if take.session in titles]
    chosen = request.args.get("set", "")
    fitting = [take for take in takes if chosen in ("", titles[take.session])]
    return page(
        "progress.html",
        title="Progress",
        charts=charts(fitting) + rating_charts(rated_among(shelf.library, fitting)),
        answers=len(fitting),
        sets=sorted({titles[take.session] for take in takes}),
        chosen=chosen,
    )


def _wanted() -> Wanted:
    return Wanted(
        set_title=request.args.get("set", ""),
        kind=request.args.get("kind", ""),
        since=_date("from"),
        until=_date("to"),
    )


def _date(name: str) -> date | None:
    with contextlib.suppress(ValueError):
        return date.fromisoformat(request.args.get(name, ""))
    return None


def _page(number: int) -> str:
    rest = {name: value for name, value in request.args.items() if name != "page" and value}
    return f"{request.script_root}/?" + urlencode(rest | {"page": str(number)})
