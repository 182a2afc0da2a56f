"""`coach resume`."""

from __future__ import annotations

from typing import Any

import click

from coach.cli.completing import session_names
from coach.cli.front_end import leave_with, runner
from coach.cli.kept import library_of
from coach.cli.offering import offer_back
from coach.cli.options import listening_options, settings_from
from coach.cli.output import talk
from coach.cli.progress import answer_writer
from coach.library.library import Library
from coach.library.records import Kind


@click.command("resume")
@click.argument("session", required=False, shell_complete=session_names)
@listening_options
def command(session: str | None, **options: Any) -> None:
    """Go on with an interrupted session: recorded answers are written down, and the questions that
    are left are asked.

    Without SESSION the coach takes the newest session that is not complete: practice and mock
    sessions first, then imported recordings.
    """
    settings = settings_from(options)
    library = library_of(settings)
    with library.open_session(_id(library, session)) as opened:
        offer_back(opened)
        written = answer_writer(settings).write_missing(opened)
        turns = list(opened.session.open_turns)
        kind = opened.session.kind
        if kind is Kind.REAL:
            talk(f"Go on telling: coach debrief {opened.session.id}")
        elif turns and kind is not Kind.IMPORT:
            runner(settings, library, kind).go_on(opened, turns)
            leave_with(opened.session)
        else:
            if opened.session.finished_at is None:
                opened.finish()
            session_id = opened.session.id
            talk(
                f"Read it: coach show {session_id}"
                if written
                else f"Nothing is left to do in {session_id}."
            )


def _id(library: Library, session: str | None) -> str:
    return library.find(session) if session else library.unfinished()
