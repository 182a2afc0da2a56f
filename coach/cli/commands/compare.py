"""`coach compare`."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from coach import wiring
from coach.audio.ports import Speaker
from coach.cli.kept import library_of
from coach.cli.options import playing_options, settings_from
from coach.cli.output import hanging, print_json, result, talk
from coach.cli.over_time import MEASURES
from coach.cli.playing import Player, play_each
from coach.cli.progress_as_data import takes_of
from coach.cli.selecting import take_of
from coach.config import Settings
from coach.delivery.kept import all_measured
from coach.delivery.measuring import MeasuredTake
from coach.formats import day_and_time, to_type
from coach.library.library import Library
from coach.library.reading import transcript_of
from coach.library.records import Take, Turn
from coach.session.turns import turn_of


@click.command("compare")
@click.argument("question")
@click.option("--play", is_flag=True, help="Hear both takes, one after the other.")
@playing_options
def command(question: str, play: bool, **options: Any) -> None:
    """Compare the first and the newest take of a question, side by side.

    QUESTION is the id of a question. To see the ids: coach progress
    """
    settings = settings_from(options)
    library = library_of(settings)
    takes = takes_of(all_measured(library), question)
    first, newest = takes[0], takes[-1]
    if settings.json_:
        print_json(
            {
                "question": question,
                "takes": len(takes),
                "first": _document(library, first),
                "newest": _document(library, newest),
            }
        )
    else:
        _show(library, takes)
    if play:
        speaker = wiring.loudspeaker(settings.speaker)
        both = [("The first take", first), ("The newest take", newest)][: len(takes)]
        play_each([(name, partial(_play, library, take, speaker, settings)) for name, take in both])


def _play(library: Library, take: MeasuredTake, speaker: Speaker, settings: Settings) -> bool:
    player = Player(library.folder / take.session, speaker, settings.json_)
    return player.play(*_kept(library, take))


def _kept(library: Library, take: MeasuredTake) -> tuple[Turn, Take]:
    session = library.session(take.session)
    turn = turn_of(session, take.question)
    return turn, take_of(session, turn, take.take)


def _show(library: Library, takes: list[MeasuredTake]) -> None:
    first, newest = takes[0], takes[-1]
    result(hanging("", newest.text))
    if len(takes) == 1:
        result(f"One take, {day_and_time(first.started_at)}.")
        talk(f"Answer it once more: {to_type('retake', first.session, first.question)}")
        return
    then, now = (f"{take.started_at:%d %b %Y, %H:%M}" for take in (first, newest))
    result(f"{len(takes)} takes; then {then}, now {now}")
    result()
    result(f"  {'':<32} {'then':>8} {'now':>8}")
    for measure, title in {"length": "seconds", **MEASURES}.items():
        values = [take.figures.get(measure) for take in (first, newest)]
        if any(value is not None for value in values):
            columns = ["-" if value is None else f"{value:.1f}" for value in values]
            result(f"  {title:<32} {columns[0]:>8} {columns[1]:>8}")
    for name, take in (("then", first), ("now", newest)):
        result()
        result(hanging(f"  {name:<5}", _text(library, take)))
    talk(f"Hear both: {to_type('compare', newest.question_id)} --play")


def _text(library: Library, take: MeasuredTake) -> str:
    transcript = transcript_of(library.folder / take.session, _kept(library, take)[1])
    return transcript.text if transcript else ""


def _document(library: Library, take: MeasuredTake) -> dict[str, Any]:
    return take.as_json() | {"spoken": _text(library, take)}
