"""`coach mock`."""

from __future__ import annotations

from typing import Any

import click

from coach.cli.completing import set_names
from coach.cli.front_end import leave_with, runner
from coach.cli.kept import library_of
from coach.cli.offering import offer_model, offer_story
from coach.cli.options import choosing_options, clock_options, listening_options, settings_from
from coach.cli.output import talk
from coach.library.records import Kind
from coach.session.questions import (
    chosen_questions,
    mock_questions,
    set_asked_for,
    set_name,
    with_next_step,
)

_DEFAULT_SET = "screening"


@click.command("mock")
@click.argument("question_sets", metavar="[SET]…", nargs=-1, shell_complete=set_names)
@clock_options
@choosing_options
@listening_options
def command(question_sets: tuple[str, ...], **options: Any) -> None:
    """Answer questions aloud, against the clock. The coach warns you, and cuts you off only with
    --strict.

    SET is the name of a question set, or a file; several are asked in turn. Without SET it is
    screening.
    """
    settings = settings_from(options)
    found = set_asked_for(question_sets, settings, _DEFAULT_SET)
    library = library_of(settings)
    questions = with_next_step(chosen_questions(found, settings, library), settings, library, talk)
    questions = mock_questions(questions, settings)
    session = runner(settings, library, Kind.MOCK).begin(set_name(found), questions)
    offer_story(library, session, settings)
    leave_with(session)
    offer_model(settings, found.language)
