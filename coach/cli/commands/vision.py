"""`coach vision`."""

from __future__ import annotations

from typing import Any

import click

from coach import wiring
from coach.cli.commands import vision_apart, vision_export
from coach.cli.desk import desk_with
from coach.cli.kept import library_of
from coach.cli.keys import piped
from coach.cli.options import json_option, listening_options, playing_options, settings_from
from coach.cli.output import clock, hanging, print_json, result, talk
from coach.cli.playing import heard_out
from coach.cli.sitting import Sitting
from coach.debrief.numbered import is_number
from coach.debrief.ports import Desk
from coach.errors import NoSpeech, WrongUse
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName
from coach.vision.building import Candidate, candidates, changes, drop, pick, sound
from coach.vision.keeping import VisionFolder, said_at, where
from coach.vision.records import Section, Vision

_SET = SetName(name="vision", title="My career vision")
_MOST_SHOWN = 20
_SECTION = click.Choice([section.value for section in Section])


@click.group("vision", invoke_without_command=True)
@json_option
@click.pass_context
def command(ctx: click.Context, /, **options: Any) -> None:
    """Your career vision, in your own spoken sentences; every line plays.

    Without a subcommand it is shown.
    """
    if ctx.invoked_subcommand is None:
        _show(options)
    else:
        ctx.obj = {**(ctx.obj or {}), **{n: v for n, v in options.items() if v is not None}}


command.add_command(vision_apart.command)
command.add_command(vision_export.command)


@command.command("show")
@json_option
def show(**options: Any) -> None:
    """Read it: every line with where and when it was said."""
    _show(options)


@command.command("build")
@click.option("--section", type=_SECTION, help="Only this section.")
@listening_options
def build(section: str | None, **options: Any) -> None:
    """Pick lines among the sentences you said in answer to questions about it.

    Type their numbers, `p 3` to hear one, `s` to say it now, Enter for none, `q` to stop.
    """
    settings = settings_from(options)
    library = library_of(settings)
    lines = piped()
    desk = desk_with(wiring.choose_speaker(settings.speaker), lines)
    sections = [Section(section)] if section else list(Section)
    for number, each in enumerate(sections, 1):
        sitting = Sitting(settings, library, Kind.VISION, lines=lines)
        place = f"  ({number} of {len(sections)})" if len(sections) > 1 else ""
        if not _build_section(each, place, library, desk, sitting):
            break
    talk("Read it: coach vision    Hear it: coach vision play")


@command.command("say")
@listening_options
def say(**options: Any) -> None:
    """State your vision aloud, with its lines before your eyes; the take is kept."""
    settings = settings_from(options)
    library = library_of(settings)
    vision = _read(library)
    if not settings.json_:
        _print(vision)
    question = AskedQuestion(id="vision", theme="vision", text="State your career vision aloud.")
    Sitting(settings, library, Kind.VISION).begin(_SET, [question])


@command.command("play")
@click.option("--section", type=_SECTION, help="Only this section.")
@click.option("--line", type=int, metavar="N", help="Only the line of that number.")
@playing_options
def play(section: str | None, line: int | None, **options: Any) -> None:
    """Hear it, line by line, in your own voice. Any key stops it."""
    settings = settings_from(options)
    library = library_of(settings)
    chosen = [
        each
        for each in _read(library).lines
        if section in (None, each.section) and line in (None, each.number)
    ]
    if not chosen:
        raise WrongUse("There is no such line in the vision.", "coach vision show")
    speaker = wiring.loudspeaker(settings.speaker)
    for each in chosen:
        clip = VisionFolder(library.folder).clip(each)
        if settings.json_:
            print_json({"line": each.number, "text": each.text, "duration_s": clip.duration_s})
        else:
            result(hanging(f"{each.number:>3}  ", f"{each.text}  ({clock(clip.duration_s)})"))
        if not heard_out(clip, speaker):
            break


@command.command("drop")
@click.argument("line", type=int)
@json_option
def drop_line(line: int, **options: Any) -> None:
    """Take a line out; earlier versions keep it."""
    settings = settings_from(options)
    library = library_of(settings)
    if line not in [each.number for each in _read(library).lines]:
        raise WrongUse(f"The vision has no line {line}.", "coach vision show")
    vision = drop(library, line)
    if settings.json_:
        print_json({"version": vision.version, "dropped": line})
    else:
        talk("Taken out. It stays in the versions before: coach vision history")


@command.command("history")
@json_option
def history(**options: Any) -> None:
    """The versions, and what changed from one to the next."""
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
        when = said_at(version.changed_at) if version.changed_at else ""
        result(f"{version.version}  {when}")
        for sign, lines in (("+", came), ("-", went)):
            for line in lines:
                result(hanging(f"   {sign} ", f"{line.section.heading}: {line.text}"))


def _show(options: dict[str, Any]) -> None:
    settings = settings_from(options)
    library = library_of(settings)
    vision = VisionFolder(library.folder).read()
    if settings.json_:
        print_json(vision.model_dump(mode="json") | {"folder": str(library.folder / "vision")})
    elif not vision.lines:
        talk("There is no vision yet. Answer a few questions, then pick your own sentences:")
        talk("coach practice career-vision    coach vision build")
    else:
        _print(vision)


def _read(library: Library) -> Vision:
    vision = VisionFolder(library.folder).read()
    if not vision.lines:
        raise WrongUse("There is no vision yet.", "coach vision build")
    return vision


def _print(vision: Vision) -> None:
    for section in Section:
        lines = vision.of(section)
        if not lines:
            continue
        result(section.heading)
        for line in lines:
            result(hanging(f"{line.number:>3}  ", f'"{line.text}"'))
            result(hanging("     ", where(line)))
        result()
    for section in Section:
        if not vision.of(section):
            talk(f"Nothing yet: {section.heading}    coach vision build --section {section}")


def _build_section(
    section: Section, place: str, library: Library, desk: Desk, sitting: Sitting
) -> bool:
    """Offer the sentences of a section until the person goes on; False where they stop."""
    while True:
        offered = candidates(library, section)[:_MOST_SHOWN]
        desk.show(f"\n{section.heading}{place}")
        _offer(section, library, offered, desk)
        typed = desk.line("Which of them? Numbers, p N to hear one, s to say it now, q to stop")
        if typed is None or typed.lower() == "q":
            return False
        if not typed:
            return True
        if typed.lower() == "s":
            _say_it(section, sitting)
            continue
        wanted = [int(word) for word in typed.replace(",", " ").split() if is_number(word)]
        known = [offered[number - 1] for number in wanted if 0 < number <= len(offered)]
        if not known:
            desk.show("None of them has that number.")
        elif typed.lower().startswith("p"):
            desk.play(sound(library, known[0]))
        else:
            for candidate in known:
                pick(library, section, candidate)


def _offer(section: Section, library: Library, offered: list[Candidate], desk: Desk) -> None:
    for line in VisionFolder(library.folder).read().of(section):
        desk.show(f'     "{line.text}"')
    if not offered:
        desk.show("  Nothing was said about it yet.")
    asked = ""
    for number, candidate in enumerate(offered, 1):
        question = candidate.turn.question.text
        if question != asked:
            desk.show(f"  {question}  ({said_at(candidate.take.started_at)})")
            asked = question
        desk.show(f"  {number:>2}  {candidate.sentence.text}")


def _say_it(section: Section, sitting: Sitting) -> None:
    question = AskedQuestion(
        id=f"say-{section}", theme=section.value, text=f"{section.heading}: say it in a sentence."
    )
    try:
        sitting.begin(_SET, [question])
    except NoSpeech as error:
        talk(f"{error.message} {error.hint}")
