"""`coach vision`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import click

from coach import wiring
from coach.cli.commands import vision_apart, vision_build, vision_export
from coach.cli.commands.vision_build import SECTION
from coach.cli.front_end import leave_with, runner
from coach.cli.groups import CommandGroup, pass_on
from coach.cli.kept import library_of, vision_of
from coach.cli.options import json_option, listening_options, playing_options, settings_from
from coach.cli.output import hanging, print_json, result, talk
from coach.cli.playing import heard_out, play_each
from coach.errors import WrongUse
from coach.formats import clock, day_and_time, to_type
from coach.library.records import Kind
from coach.session.own_questions import VISION_SET, to_state_vision
from coach.vision.building import changes, drop, is_to_be_picked
from coach.vision.keeping import VisionFolder, where
from coach.vision.records import Line, Section, Vision
from coach.vision.rewording import Reworded, correct_line, reword, reworded


@click.group("vision", cls=CommandGroup, invoke_without_command=True)
@json_option
@click.pass_context
def command(ctx: click.Context, /, **options: Any) -> None:
    """Build your career vision out of your own spoken sentences. You can hear every line.

    Without a subcommand the vision is shown.
    """
    if ctx.invoked_subcommand is None:
        _show(options)
    else:
        pass_on(ctx, options)


command.add_command(vision_build.command)
command.add_command(vision_apart.command)
command.add_command(vision_export.command)


@command.command("show")
@json_option
def show(**options: Any) -> None:
    """Read every line, and when you said it."""
    _show(options)


@command.command("say")
@listening_options
def say(**options: Any) -> None:
    """State your vision aloud with its lines before you. The recording is kept."""
    settings = settings_from(options)
    library = library_of(settings)
    vision = vision_of(library)
    if not settings.json_:
        _print(vision, [])
    leave_with(runner(settings, library, Kind.VISION).begin(VISION_SET, [to_state_vision()]))


@command.command("play")
@click.option("--section", type=SECTION, help="Play only this section.")
@click.option("--line", type=int, metavar="N", help="Play only line N.")
@playing_options
def play(section: str | None, line: int | None, **options: Any) -> None:
    """Hear the lines in your own voice. A key stops the sound."""
    settings = settings_from(options)
    library = library_of(settings)
    chosen = [
        each
        for each in vision_of(library).lines
        if section in (None, each.section) and line in (None, each.number)
    ]
    if not chosen:
        raise WrongUse("There is no such line in the vision.", "coach vision show")
    speaker = wiring.loudspeaker(settings.speaker)

    def is_heard_out(said: Line) -> bool:
        clip = VisionFolder(library.folder).clip(said)
        if settings.json_:
            print_json({"line": said.number, "text": said.text, "duration_s": clip.duration_s})
        else:
            result(hanging(f"{said.number:>3}  ", f"{said.text}  ({clock(clip.duration_s)})"))
        return heard_out(clip, speaker)

    play_each([(f"Line {each.number}", partial(is_heard_out, each)) for each in chosen])


@command.command("drop")
@click.argument("line", type=int)
@json_option
def drop_line(line: int, **options: Any) -> None:
    """Take a line out. Earlier versions keep it."""
    settings = settings_from(options)
    library = library_of(settings)
    taken_out = next((each for each in vision_of(library).lines if each.number == line), None)
    if taken_out is None:
        raise WrongUse(f"The vision has no line {line}.", "coach vision show")
    vision = drop(library, line)
    if settings.json_:
        print_json({"version": vision.version, "dropped": line})
        return
    talk(f'Taken out: "{taken_out.text}"')
    talk("The line stays in the earlier versions: coach vision history")
    if is_to_be_picked(library, taken_out):
        talk(f"Pick it again: {to_type('vision', 'build', '--section', taken_out.section)}")


@command.command("reword")
@click.argument("line", type=int)
@click.argument("old", required=False)
@click.argument("new", required=False)
@json_option
def reword_line(line: int, old: str | None, new: str | None, **options: Any) -> None:
    """Correct the words of a line: coach vision reword 4 "so relto" Xarelto

    OLD is replaced by NEW in the line, and in the transcript that it comes from. Without OLD and
    NEW the line takes the words you corrected in that transcript. Earlier versions keep the old
    words.
    """
    settings = settings_from(options)
    library = library_of(settings)
    if old is None:
        vision = reword(library, line)
    elif new is None:
        again = to_type("vision", "reword", line, old, "what was said")
        raise WrongUse("Say how these words should read.", again)
    else:
        vision = correct_line(library, line, old, new)
    text = next(each.text for each in vision.lines if each.number == line)
    if settings.json_:
        print_json({"version": vision.version, "reworded": line, "text": text})
        return
    talk(f'Line {line} now reads: "{text}"')
    talk("The old words stay in the earlier versions: coach vision history")


@command.command("history")
@json_option
def history(**options: Any) -> None:
    """List all versions and what changed in each."""
    settings = settings_from(options)
    library = library_of(settings)
    found = list(changes(list(VisionFolder(library.folder).versions())))
    if settings.json_:
        print_json(
            [
                {
                    "version": version.version,
                    "changed_at": version.changed_at,
                    "came": [line.text for line in came],
                    "went": [line.text for line in went],
                }
                for version, came, went in found
            ]
        )
        return
    if not found:
        talk("There is no vision yet. Begin: coach vision build")
    for version, came, went in found:
        when = day_and_time(version.changed_at) if version.changed_at else ""
        result(f"{version.version}  {when}")
        for sign, lines in (("+", came), ("-", went)):
            for line in lines:
                result(hanging(f"   {sign} ", f"{line.section.heading}: {line.text}"))


def _show(options: dict[str, Any]) -> None:
    settings = settings_from(options)
    library = library_of(settings)
    vision = VisionFolder(library.folder).read()
    offers = reworded(library, vision)
    if settings.json_:
        corrected = [{"line": offer.line.number, "text": offer.text} for offer in offers]
        folder = str(library.folder / "vision")
        print_json(vision.model_dump(mode="json") | {"folder": folder, "corrected": corrected})
    elif not vision.lines:
        talk("There is no vision yet. Answer a few questions, then pick your own sentences:")
        talk("coach practice career-vision    coach vision build")
    else:
        _print(vision, offers)
        _tell_missing(vision)


def _print(vision: Vision, offers: Sequence[Reworded]) -> None:
    corrected = {offer.line.number: offer.text for offer in offers}
    for section in Section:
        lines = vision.of(section)
        if not lines:
            continue
        result(section.heading)
        for line in lines:
            result(hanging(f"{line.number:>3}  ", f'"{line.text}"'))
            result(hanging("     ", where(line)))
            if line.number in corrected:
                result(hanging("     ", f'You corrected it: "{corrected[line.number]}"'))
                reword_it = to_type("vision", "reword", line.number)
                result(f"     Give the line these words: {reword_it}")
        result()


def _tell_missing(vision: Vision) -> None:
    missing = [section for section in Section if not vision.of(section)]
    if missing:
        talk("Nothing yet on these: coach vision build --section NAME")
    for section in missing:
        talk(f"  {section:<25}{section.heading}")
