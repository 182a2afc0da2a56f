"""`coach practice`."""

from __future__ import annotations

from typing import Any

import click

from coach.cli.completing import set_names
from coach.cli.front_end import leave_with, runner
from coach.cli.kept import library_of
from coach.cli.offering import offer_asked, offer_model
from coach.cli.options import choosing_options, listening_options, settings_from
from coach.cli.output import talk
from coach.questions.finding import find_set
from coach.session.questions import chosen_questions, set_name, with_next_step

_DEFAULT_SET = "career-vision"


@click.command("practice")
@click.argument("question_set", metavar="[SET]", required=False, shell_complete=set_names)
@choosing_options
@listening_options
def command(question_set: str | None, **options: Any) -> None:
    """Answer questions aloud, without a clock. The coach asks, listens, writes down and keeps.

    SET is the name of a question set, or a YAML file. Without SET the coach offers the questions
    you were asked in a real interview lately (coach debrief --real), else it takes career-vision.
    """
    settings = settings_from(options)
    found = find_set(question_set) if question_set else None
    library = library_of(settings)
    found = found or offer_asked(library, settings) or find_set(_DEFAULT_SET)
    questions = with_next_step(chosen_questions(found, settings), settings, library, talk)
    leave_with(runner(settings, library).begin(set_name(found), questions))
    offer_model(settings, found.language)
