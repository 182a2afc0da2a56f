"""`coach search`."""

from __future__ import annotations

import shlex
from typing import Any

import click

from coach.cli.kept import library_of
from coach.cli.options import json_option, settings_from
from coach.cli.output import clock, day_and_time, hanging, print_json, result, talk
from coach.cli.writing import working
from coach.library.records import Kind
from coach.library.search import Hit, search


@click.command("search")
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, metavar="N", help="At most so many (20)."
)
@json_option
def command(text: tuple[str, ...], limit: int, **options: Any) -> None:
    """Find what you said: the sentences with all these words, and how to hear each.

    Those that have the words together come first, then the newest. '"small team"' finds the words
    only together, 'plann*' all that begin so.
    """
    settings = settings_from(options)
    wanted = " ".join(text)
    library = library_of(settings)
    with working("Looking through what was said"):
        found = search(library, wanted, limit=limit)
    if settings.json_:
        hits = [hit.as_json() | {"hear": _hear(hit)} for hit in found.hits]
        print_json({"text": wanted, "total": found.total, "hits": hits})
        return
    for hit in found.hits:
        _show(hit)
    if not found.total:
        talk(f"No sentence in {settings.recordings} has that: {wanted}")
    elif found.total > len(found.hits):
        talk(f"{len(found.hits)} of {found.total}. More: --limit {found.total}")


def _show(hit: Hit) -> None:
    demo = ", a demo" if hit.kind is Kind.DEMO else ""
    result(hanging("", f'"{hit.text}"'))
    result(f"    {day_and_time(hit.started_at)}, at {clock(hit.at_s)} · {hit.title}{demo}")
    result(hanging("    ", f"{hit.question}. {hit.question_text}"))
    result(f"    {_hear(hit)}")
    result()


def _hear(hit: Hit) -> str:
    where = f"{shlex.quote(hit.session)} {hit.question} --take {hit.take} --line {hit.line}"
    return f"coach replay {where}"
