"""`coach debrief`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import click

from coach.cli.delivered import lines_of_delivery, unsure_line
from coach.cli.desk import desk_at
from coach.cli.kept import library_of
from coach.cli.options import listening_options, settings_from
from coach.cli.output import print_json, result, talk
from coach.cli.selecting import turn_of
from coach.cli.sitting import Sitting
from coach.debrief.keeping import read_debrief
from coach.debrief.walk import Walk
from coach.delivery.findings import Delivery
from coach.errors import WrongUse
from coach.library.records import Take, Turn
from coach.wiring import choose_speaker


@click.command("debrief")
@click.argument("session", default="last")
@click.argument("question", type=int, required=False)
@listening_options
def command(session: str, question: int | None, **options: Any) -> None:
    """Listen back and ask each answer what it truly reflected, before any word or figure is shown.

    QUESTION is its number in the session, to rate only that one. What is rated is kept at once;
    called again, it goes on where it was left. --json prints what was rated so far.
    """
    settings = settings_from(options)
    library = library_of(settings)
    session_id = library.find(session)
    if settings.json_:
        rated = read_debrief(library.folder / session_id)
        print_json({"session": session_id} | rated.model_dump(mode="json"))
        return
    with library.open_session(session_id) as opened, _told_how_to_go_on(session_id):
        speaker = choose_speaker(settings.speaker)

        def retake(turn: Turn) -> Take | None:
            before = opened.session.turn(turn.number).kept_takes
            Sitting(settings, library, opened.session.kind).go_on(opened, [turn])
            after = opened.session.turn(turn.number).kept_takes
            return after[-1] if len(after) > len(before) else None

        walk = Walk(opened, desk_at(speaker), retake, _figures)
        turns = [turn_of(opened.session, question)] if question else walk.waiting()
        if not turns:
            _nothing_waits(session_id, answered=opened.session.answered)
            return
        finished = walk.through(turns, again=question is not None)
    if finished:
        result(f"\nAll of it is rated. Read it: {library.folder / session_id / 'debrief.md'}")
    else:
        talk(f"Kept. Go on: coach debrief {session_id}")


@contextlib.contextmanager
def _told_how_to_go_on(session_id: str) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt as error:
        error.add_note(f"What was rated is kept. Go on: coach debrief {session_id}")
        raise


def _figures(delivery: Delivery, target_s: int | None) -> Sequence[str]:
    lines = [*lines_of_delivery(delivery, target_s, 1), unsure_line(delivery)]
    return [line for line in lines if line]


def _nothing_waits(session_id: str, *, answered: int) -> None:
    if not answered:
        raise WrongUse(f"{session_id} has no answers.", f"coach resume {session_id}")
    talk(f"Every answer is rated. One of them again: coach debrief {session_id} 1")
