"""`coach practice`."""

from __future__ import annotations

from typing import Any

import click

from coach.cli.kept import library_of
from coach.cli.options import choosing_options, listening_options, settings_from
from coach.cli.sitting import Sitting, chosen_questions, set_name, with_next_step
from coach.questions.finding import find_set

_DEFAULT_SET = "career-vision"


@click.command("practice")
@click.argument("question_set", metavar="[SET]", default=_DEFAULT_SET)
@choosing_options
@listening_options
def command(question_set: str, **options: Any) -> None:
    """Ask, listen, write down, keep. No clock.

    SET is the name of a question set or a YAML file; career-vision if you name none.
    """
    settings = settings_from(options)
    found = find_set(question_set)
    library = library_of(settings)
    questions = with_next_step(chosen_questions(found, settings), settings, library)
    Sitting(settings, library).begin(set_name(found), questions)
