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
from coach.cli.stories import tell_newest_take
from coach.config import Settings
from coach.formats import to_type
from coach.library.library import Library
from coach.library.records import Kind, Session
from coach.stories.building import keep_told


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
            talk(f"Go on telling: {to_type('debrief', opened.session.id)}")
        elif turns and kind is not Kind.IMPORT:
            runner(settings, library, kind).go_on(opened, turns)
            _keep_story(library, opened.session, settings)
            leave_with(opened.session)
        else:
            if opened.session.finished_at is None:
                opened.finish()
            if written:
                _keep_story(library, opened.session, settings)
            session_id = opened.session.id
            talk(
                f"Read it: {to_type('show', session_id)}"
                if written
                else f"Nothing is left to do in {session_id}."
            )


def _keep_story(library: Library, session: Session, settings: Settings) -> None:
    """Have what was told of a story become its newest take, as without the interruption."""
    if session.kind is Kind.STORY and (story := keep_told(library, session.id)):
        tell_newest_take(story, settings)


def _id(library: Library, session: str | None) -> str:
    return library.find(session) if session else library.unfinished()
