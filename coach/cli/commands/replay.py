"""`coach replay`."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

import click

from coach import wiring
from coach.cli.completing import session_names
from coach.cli.kept import library_of
from coach.cli.options import playing_options, settings_from
from coach.cli.playing import Player, play_each
from coach.cli.selecting import take_of
from coach.errors import WrongUse
from coach.formats import to_type
from coach.library.reading import transcript_of
from coach.library.records import Take, Turn
from coach.session.turns import turn_of
from coach.transcription.lines import TranscriptLine, lines_of

_TIME = re.compile(r"(?:(\d{1,6}):)?(\d{1,9}(?:\.\d*)?)")


def _clock_time(
    _context: click.Context, _option: click.Parameter, text: str | None
) -> float | None:
    """Turn a time as transcripts show it, such as 1:07, into seconds. Raises click.BadParameter."""
    if text is None:
        return None
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise click.BadParameter(f"{text} is not a time such as 1:07.")
    return int(found[1] or 0) * 60 + float(found[2])


@click.command("replay")
@click.argument("session", default="last", shell_complete=session_names)
@click.argument("question", type=int, required=False)
@click.option("--take", type=int, metavar="N", help="Take N instead of the newest one.")
@click.option("--line", type=int, metavar="N", help="Play only line N of the transcript.")
@click.option(
    "--from",
    "from_s",
    metavar="M:SS",
    callback=_clock_time,
    help="Play the answer from this time on.",
)
@playing_options
def command(
    session: str,
    question: int | None,
    take: int | None,
    line: int | None,
    from_s: float | None,
    **options: Any,
) -> None:
    """Hear a session, one question of it, or one line of an answer.

    ← goes back five seconds, f plays faster, and any other key stops the sound. QUESTION is the
    number of a question in the session.
    """
    settings = settings_from(options)
    library = library_of(settings)
    found = library.session(session)
    if question is None and not (take is None and line is None and from_s is None):
        hint = f"{to_type('replay', found.id)} 1 --line 1"
        raise WrongUse("--take, --line and --from need a question.", hint)
    if line is not None and from_s is not None:
        raise WrongUse("--line and --from exclude each other.", f"{to_type('replay', found.id)} 1")
    if question is None:
        turns = [turn for turn in found.turns if any(t.recorded for t in turn.kept_takes)]
    else:
        turns = [turn_of(found, question)]
    if not turns:
        raise WrongUse(f"{found.id} has no answers.", to_type("resume", found.id))
    folder = library.folder / found.id
    chosen = [take_of(found, turn, take) for turn in turns]
    span = _span_of(folder, turns[0], chosen[0], line)
    player = Player(folder, wiring.loudspeaker(settings.speaker), settings.json_)
    if span:
        player.play_part(turns[0], chosen[0], span)
        return
    play_each(
        [
            (f"Answer {turn.number}", partial(player.play, turn, each, from_s or 0.0))
            for turn, each in zip(turns, chosen, strict=True)
        ]
    )


def _span_of(folder: Path, turn: Turn, take: Take, number: int | None) -> TranscriptLine | None:
    """Line `number` of the transcript; None if no number is given.

    Raises WrongUse, SessionDamaged.
    """
    if number is None:
        return None
    transcript = transcript_of(folder, take)
    lines = lines_of(transcript) if transcript else []
    if not 1 <= number <= len(lines):
        raise WrongUse(
            f"Question {turn.number} has no line {number}; it has {len(lines)}.",
            to_type("show", folder.name),
        )
    return lines[number - 1]
