"""`coach retake`."""

from __future__ import annotations

from typing import Any

import click

from coach.cli.completing import session_names
from coach.cli.front_end import runner
from coach.cli.kept import library_of
from coach.cli.options import listening_options, settings_from
from coach.session.turns import turn_of


@click.command("retake")
@click.argument("session", shell_complete=session_names)
@click.argument("question", type=int)
@listening_options
def command(session: str, question: int, **options: Any) -> None:
    """Answer a question of a session once more. The earlier takes are kept.

    QUESTION is the number of the question in the session.
    """
    settings = settings_from(options)
    library = library_of(settings)
    with library.open_session(library.find(session)) as opened:
        turn = turn_of(opened.session, question)
        runner(settings, library, opened.session.kind).go_on(opened, [turn])
