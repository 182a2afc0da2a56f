"""`coach search`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import click

from coach.cli.kept import looked_at, unrecovered
from coach.cli.options import json_option, listing_settings_from
from coach.cli.output import hanging, print_json, result, talk
from coach.cli.watching import Watching
from coach.errors import WrongUse
from coach.formats import clock, counted, day_and_time, one_line, to_type
from coach.library.kinds import Kind
from coach.library.library import Library
from coach.library.said import SentenceIndex
from coach.library.search import (
    SearchHit,
    SearchResults,
    says_what,
    search,
    search_as_indexed,
    sentences,
    with_any_ending,
)


@click.command("search")
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, metavar="N", help="Show at most N (20)."
)
@json_option
def command(text: tuple[str, ...], limit: int, **options: Any) -> None:
    """Find sentences you said that have all these words, and how to hear each.

    Sentences that have the words side by side come first, then the newest. '"small team"' finds the
    words only side by side. 'plann*' finds every word that begins with plann.
    """
    settings = listing_settings_from(options)
    wanted = " ".join(text)
    if not says_what(wanted):
        raise WrongUse("There is nothing to look for.", "coach search small team")
    shown = None if settings.json_ else _shown_at_once(unrecovered(settings), wanted, limit)
    library, states = looked_at(settings)
    said = sentences(library, Watching("Taking in what was said"), states)
    found = search(said, wanted, limit=limit)
    if settings.json_:
        hits = [hit.as_json() | {"hear": _hear(hit)} for hit in found.hits]
        print_json({"text": wanted, "total": found.total, "hits": hits})
    elif shown:
        _tell_late(shown, found)
    else:
        _show_all(found)
        if not found.total:
            talk(f"No sentence in {settings.recordings} has that: {wanted}")
            _hint_at_endings(said, wanted)
    if found.unread:
        _tell_unread(found.unread)


def _shown_at_once(library: Library, wanted: str, limit: int) -> SearchResults | None:
    """What the index has of it, shown before anybody looks for changes: a person can be shown more
    a moment later, a program cannot. None where there is nothing, or it is not so any more.
    """
    found = search_as_indexed(library, wanted, limit=limit)
    if found:
        _show_all(found)
        sys.stdout.flush()
    return found


def _tell_late(before: SearchResults, now: SearchResults) -> None:
    """Show what only came up when changes were looked for."""
    late = [hit for hit in now.hits if hit not in before.hits]
    if late or now.total != before.total:
        talk("Changed meanwhile, such as by a new session or a sync client:")
        _show_all(SearchResults(now.total, late))


def _show_all(found: SearchResults) -> None:
    for hit in found.hits:
        _show(hit)
    if found.total > len(found.hits) and found.hits:
        talk(f"{len(found.hits)} of {found.total}. More: --limit {found.total}")


def _hint_at_endings(said: SentenceIndex, wanted: str) -> None:
    """If a word was said with another ending, say how to find that."""
    longer = with_any_ending(wanted)
    if search(said, longer, limit=1).total:
        talk(f"A * stands for any ending: {to_type('search', longer)}")


def _tell_unread(unread: Mapping[str, int]) -> None:
    answers = counted(sum(unread.values()), "answer", "answers")
    newest = next(iter(unread))
    where = newest if len(unread) == 1 else f"{len(unread)} sessions, the newest {newest}"
    talk(f"{answers} could not be read, in {where}.")
    talk(
        f"See what is wrong: {to_type('show', newest)}   "
        f"Write it down again: {to_type('transcribe', newest)}"
    )


def _show(hit: SearchHit) -> None:
    demo = ", a demo" if hit.kind is Kind.DEMO else ""
    result(hanging("", f'"{hit.text}"'))
    result(
        f"    {day_and_time(hit.started_at)}, at {clock(hit.at_s)} · {one_line(hit.title)}{demo}"
    )
    result(hanging("    ", f"{hit.question}. {hit.question_text}"))
    result(f"    {_hear(hit)}")
    result()


def _hear(hit: SearchHit) -> str:
    return to_type("replay", hit.session, hit.question, "--take", hit.take, "--line", hit.line)
