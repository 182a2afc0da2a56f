"""`coach stories practise`."""

from __future__ import annotations

from typing import Any

import click

from coach.cli.front_end import leave_with, runner
from coach.cli.kept import library_of
from coach.cli.options import listening_options, settings_from
from coach.cli.stories import tell_newest_take
from coach.library.records import Kind
from coach.session.own_questions import story_set, to_tell_story
from coach.stories.building import SETTING, keep_told
from coach.stories.keeping import StoriesFolder


@click.command("practise")
@click.argument("name")
@click.option(
    "--seconds",
    type=click.IntRange(min=10, max=600),
    default=60,
    metavar="SECONDS",
    help="How long the story is to be, such as 30, 60 (the default) or 120.",
)
@listening_options
def practise(name: str, seconds: int, **options: Any) -> None:
    """Tell a story once more, by its NAME or number. The recording becomes its newest take."""
    settings = settings_from(options)
    library = library_of(settings)
    story = StoriesFolder(library.folder).story(name)
    holding = runner(settings, library, Kind.STORY, notes={SETTING: story.number})
    session = holding.begin(story_set(story), [to_tell_story(story, seconds)])
    kept = keep_told(library, session.id) if session.answered else None
    if kept:
        tell_newest_take(kept, settings)
    leave_with(session)
