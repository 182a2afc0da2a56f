"""`coach practice`."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from coach.cli.completing import set_names
from coach.cli.front_end import leave_with, runner
from coach.cli.kept import library_of
from coach.cli.offering import offer_asked, offer_model, offer_story
from coach.cli.options import choosing_options, listening_options, settings_from
from coach.cli.output import talk
from coach.session.planned import planned_session
from coach.session.questions import chosen_questions, set_asked_for, set_name, with_next_step

_DEFAULT_SET = "career-vision"


@click.command("practice")
@click.argument("question_sets", metavar="[SET]…", nargs=-1, shell_complete=set_names)
@choosing_options
@listening_options
def command(question_sets: tuple[str, ...], **options: Any) -> None:
    """Answer questions aloud, without a clock. The coach asks, listens, writes down and keeps.

    SET is the name of a question set, or a file; several are asked in turn. Without SET the coach
    takes what is due by your plan (coach plan), or offers the questions you were asked in a real
    interview lately (coach debrief --real), else it takes career-vision. Questions you rated low
    come first, then those you were not asked lately.
    """
    settings = settings_from(options)
    named = set_asked_for(question_sets, settings, _DEFAULT_SET)
    library = library_of(settings)
    is_open = not (question_sets or settings.theme or settings.only)
    planned = planned_session(library, date.today(), talk) if is_open else None
    if planned:
        found, questions = planned.question_set, planned.questions(settings)
        fewer = len(questions) < len(found.questions)
        talk(f"{planned.news} Now {len(questions)} of them." if fewer else planned.news)
    else:
        offered = offer_asked(library, settings) if is_open else None
        found = offered or named
        chosen = chosen_questions(found, settings, library)
        questions = with_next_step(chosen, settings, library, talk)
    session = runner(settings, library).begin(set_name(found), questions)
    offer_story(library, session, settings)
    leave_with(session)
    offer_model(settings, found.language)
