"""`coach stories`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import islice
from typing import Any

import click

from coach import wiring
from coach.cli.commands.stories_told import practise
from coach.cli.completing import session_names
from coach.cli.groups import CommandGroup, pass_on
from coach.cli.kept import library_of
from coach.cli.options import json_option, playing_options, settings_from
from coach.cli.output import hanging, print_json, result, talk
from coach.cli.playing import heard_out, play_each
from coach.cli.selecting import take_of
from coach.cli.stories import (
    show_stories,
    stories_document,
    story_document,
    take_document,
)
from coach.errors import WrongUse
from coach.formats import clock, counted, to_type
from coach.library.library import Library
from coach.questions.finding import readable_sets
from coach.session.turns import turn_of
from coach.stories.building import (
    best_of,
    choose,
    drop,
    keep,
    mark_fitting,
    rename,
    take_back,
    words_of,
)
from coach.stories.candidates import each_story_candidate
from coach.stories.fitting import fitting_questions
from coach.stories.keeping import StoriesFolder, where
from coach.stories.records import Story, StoryTake

_MOST_OFFERED = 5


@click.group("stories", cls=CommandGroup, invoke_without_command=True)
@json_option
@click.pass_context
def command(ctx: click.Context, /, **options: Any) -> None:
    """Keep the stories you tell by name: hear them, tell them again, see which questions they fit.

    A story is an answer with a situation, what you did, and a result. Without a subcommand your
    stories are listed, with answers that sound like one.
    """
    if ctx.invoked_subcommand is not None:
        pass_on(ctx, options)
        return
    settings = settings_from(options)
    library = library_of(settings)
    stories = StoriesFolder(library.folder).read()
    offered = list(islice(each_story_candidate(library), _MOST_OFFERED))
    if settings.json_:
        print_json(stories_document(library, stories, offered))
    else:
        show_stories(library, stories, offered)


command.add_command(practise)


@command.command("keep")
@click.argument("session", shell_complete=session_names)
@click.argument("question", type=int)
@click.option(
    "--name", required=True, help="What you call the story; a name that there is adds a take."
)
@click.option("--take", "number", type=int, metavar="N", help="Take N, not the newest.")
@json_option
def keep_story(session: str, question: int, name: str, number: int | None, **options: Any) -> None:
    """Keep an answer as a story, or as another take of a story that has this name."""
    settings = settings_from(options)
    library = library_of(settings)
    found = library.session(library.find(session))
    if not found.own_speech:
        mine = to_type("sessions", "--mine", found.id)
        raise WrongUse(f"In {found.id} it is not you who speaks.", f"If it is: {mine}")
    turn = turn_of(found, question)
    story = keep(library, found.id, turn, take_of(found, turn, number), name)
    if settings.json_:
        print_json(story_document(library, story))
        return
    takes = counted(len(story.takes), "take", "takes")
    again = to_type("stories", "practise", story.number)
    talk(f'Kept: "{story.name}", {takes}. Tell it again: {again}')


@command.command("play")
@click.argument("name")
@click.option("--best", is_flag=True, help="The take that you rated best, not the newest.")
@click.option("--all", "everything", is_flag=True, help="Every take, oldest first.")
@playing_options
def play(name: str, best: bool, everything: bool, **options: Any) -> None:
    """Hear a story, by its NAME or number. A key stops the sound."""
    settings = settings_from(options)
    library = library_of(settings)
    folder = StoriesFolder(library.folder)
    story = folder.story(name)
    chosen = (best_of(library, story) if best else None) or story.newest
    speaker = wiring.loudspeaker(settings.speaker)

    def is_heard_out(take: StoryTake) -> bool:
        clip = folder.clip(take)
        if settings.json_:
            print_json(take_document(library, take) | {"duration_s": clip.duration_s})
        else:
            result(f"{where(take)}  ({clock(clip.duration_s)})")
            result(hanging("  ", words_of(library, take)))
        return heard_out(clip, speaker)

    takes = story.takes if everything else (chosen,)
    numbered = enumerate(takes, 1)
    play_each([(f"Take {number}", partial(is_heard_out, take)) for number, take in numbered])


@command.command("fits")
@click.argument("name")
@click.option("--mark", multiple=True, metavar="SET/ID", help="First note that it fits a question.")
@click.option("--unmark", multiple=True, metavar="SET/ID", help="First take that mark off again.")
@json_option
def fits(name: str, mark: Sequence[str], unmark: Sequence[str], **options: Any) -> None:
    """See which questions a story would fit: those you marked, and those on its themes."""
    settings = settings_from(options)
    library = library_of(settings)
    story, sets = StoriesFolder(library.folder).story(name), readable_sets()
    known = {f"{each.name}/{question.id}" for each in sets for question in each.questions}
    for question in (*mark, *unmark):
        if question not in known and question not in story.fits:
            raise WrongUse(f"There is no question {question!r}.", "coach questions find WORDS")
        story = mark_fitting(library, story.number, question, fits=question in mark)
    found = fitting_questions(story, sets)
    if settings.json_:
        print_json([vars(each) for each in found])
        return
    for each in found:
        notes = [*["your mark"] * each.marked, *["told to it"] * each.told]
        told = f"  ({', '.join(notes)})" if notes else ""
        result(hanging(f"{each.key:<44} ", f"{each.text}{told}"))
    if not found:
        talk("No question fits yet. Mark one: coach stories fits NAME --mark SET/ID")


@command.command("name")
@click.argument("name")
@click.argument("new_name")
@json_option
def rename_story(name: str, new_name: str, **options: Any) -> None:
    """Give a story another name."""
    settings = settings_from(options)
    library = library_of(settings)
    story = rename(library, StoriesFolder(library.folder).story(name).number, new_name)
    _tell(settings.json_, library, story, f'The story is called "{story.name}" now.')


@command.command("choose")
@click.argument("name")
@click.option("--not", "is_not", is_flag=True, help="Leave it out again.")
@json_option
def choose_story(name: str, is_not: bool, **options: Any) -> None:
    """Have a story go along: into the reel, and into a page that you export for a listener."""
    settings = settings_from(options)
    library = library_of(settings)
    story = StoriesFolder(library.folder).story(name)
    story = choose(library, story.number, chosen=not is_not)
    told = "is left out of reel and page again" if is_not else "goes into the reel and the page"
    _tell(settings.json_, library, story, f'"{story.name}" {told}.')


@command.command("drop")
@click.argument("name", required=False)
@click.option("--undo", is_flag=True, help="Have the story that was dropped last back.")
@json_option
def drop_story(name: str | None, undo: bool, **options: Any) -> None:
    """Take a story out. Its answers stay in their sessions, and --undo has it back."""
    settings = settings_from(options)
    library = library_of(settings)
    if (name is None) != undo:
        raise WrongUse("Name one story, or --undo.", "coach stories")
    if name is None:
        story = take_back(library)
        _tell(settings.json_, library, story, f'"{story.name}" is back.')
        return
    story = drop(library, StoriesFolder(library.folder).story(name).number)
    told = f'Taken out: "{story.name}". Have it back: coach stories drop --undo'
    _tell(settings.json_, library, story, told)


def _tell(as_json: bool, library: Library, story: Story, told: str) -> None:
    if as_json:
        print_json(story_document(library, story))
    else:
        talk(told)
