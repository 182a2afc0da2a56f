"""`coach sessions`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from coach.cli.fitting import columns
from coach.cli.kept import looked_at
from coach.cli.options import json_option, listing_settings_from
from coach.cli.output import print_json, result, talk
from coach.cli.watching import Watching
from coach.formats import clock, day_and_time, one_line, to_type
from coach.library.overview import Overview, overviews


@click.command("sessions")
@click.option(
    "--not-mine", metavar="SESSION", help="First mark a session in which somebody else speaks."
)
@click.option("--mine", metavar="SESSION", help="First take that mark off again.")
@json_option
def command(not_mine: str | None, mine: str | None, **options: Any) -> None:
    """List the sessions that are kept, oldest first.

    A session in which somebody else speaks counts in no progress, comparison, reel or vision.
    """
    settings = listing_settings_from(options)
    library, states = looked_at(settings)
    for name, value in ((not_mine, True), (mine, False)):
        if name is not None:
            with library.open_session(library.find(name)) as opened:
                opened.mark_not_mine(value)
            states = None
    listed = overviews(library.folder, Watching("Reading sessions"), states)
    sessions = [each for each in listed if not each.damage]
    damaged = [(each.id, *each.damage) for each in listed if each.damage]
    if settings.json_:
        print_json(
            {
                "sessions": [each.about for each in sessions],
                "damaged": [{"session": name, "message": message} for name, message, _ in damaged],
            }
        )
        return
    width = max((len(each.id) for each in sessions), default=0)
    if sessions:  # at once: each line by itself would take a write of its own
        result("\n".join(_fitting([_line(each, width) for each in sessions], width)))
    for _, message, hint in damaged:
        talk(message)
        talk(hint)
    _offer_to_erase([each.id for each in sessions if each.is_silent])
    if not listed:
        talk(f"Nothing is kept in {settings.recordings} yet. Begin: coach practice")


def _fitting(lines: Sequence[str], width: int) -> Sequence[str]:
    """The lines as they are; on a terminal too narrow for them, what stands behind the session's
    name, which has `width` characters, in a line of its own.
    """
    room = columns(sys.stdout)
    if not room or max(map(len, lines), default=0) <= room:
        return lines
    return [part for line in lines for part in (line[:width].rstrip(), f"  {line[width:]}")]


def _offer_to_erase(silent: Sequence[str]) -> None:
    """Say how to delete sessions that hold only silence."""
    if len(silent) == 1:
        talk(f"One session has no speech. Delete it: {to_type('erase', silent[0])}")
    elif silent:
        newest = to_type("erase", silent[-1])
        talk(f"{len(silent)} sessions have no speech. Delete the newest: {newest}")


def _line(overview: Overview, width: int) -> str:
    answered = f"{overview.answered:>2} of {overview.questions:<2} answered"
    if overview.kind == "real":  # question 1 is the account; the others need no spoken answer
        answered = f"{overview.questions - 1:>2} asked".ljust(len(answered))
    assert overview.started_at
    return one_line(
        f"{overview.id:<{width}}  {day_and_time(overview.started_at)}  {answered}  "
        f"{clock(overview.spoken_s):>6}  {', '.join(overview.marks)}".rstrip()
    )
