"""`coach show`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from coach.audio.damage import SoundDamage
from coach.cli.kept import library_of
from coach.cli.options import json_option, settings_from
from coach.cli.output import clock, day_and_time, hanging, print_json, result
from coach.cli.selecting import turn_of
from coach.errors import SessionDamaged
from coach.library.documents import Read, damage_of_edits, session_document
from coach.library.reading import facts_of, original_of, transcript_of
from coach.library.records import Kind, Session, Take, Turn
from coach.transcription.lines import lines_of


@click.command("show")
@click.argument("session", default="last")
@click.argument("question", type=int, required=False)
@click.option("--original", is_flag=True, help="As it was heard, without your corrections.")
@json_option
def command(session: str, question: int | None, original: bool, **options: Any) -> None:
    """Read a session: each question, the answer line by line, and when it was said.

    QUESTION is its number in the session. A line's number plays it:
    coach replay SESSION QUESTION --line N
    """
    read = original_of if original else transcript_of
    settings = settings_from(options)
    library = library_of(settings)
    found = library.session(session)
    if question is not None:
        found = found.model_copy(update={"turns": (turn_of(found, question),)})
    folder = library.folder / found.id
    if settings.json_:
        print_json(session_document(folder, found, read) | {"folder": str(folder)})
        return
    result(f"{found.question_set.title}, {day_and_time(found.started_at)}")
    result(f"{folder}")
    for turn in found.turns:
        _show_turn(found, turn, folder, read)


def _show_turn(session: Session, turn: Turn, folder: Path, read: Read) -> None:
    result()
    result(hanging(f"{turn.number}. ", turn.question.text))
    if turn.skipped:
        result("   Skipped.")
    elif not turn.kept_takes and session.kind is Kind.REAL:
        result(f"   Not told aloud. What you typed, and to go on: coach debrief {session.id}")
    elif turn.dropped and not turn.kept_takes:
        again = f"coach retake {session.id} {turn.number}"
        result(f"   Left out, to keep to the time. Answer it: {again}")
    elif not turn.kept_takes:
        result(f"   Not answered. Answer it: coach resume {session.id}")
    for take in turn.kept_takes:
        title = f"take {take.number}, " if len(turn.kept_takes) > 1 else ""
        _show_take(session, take, folder, title, read)


def _show_take(session: Session, take: Take, folder: Path, title: str, read: Read) -> None:
    length = "" if take.duration_s is None else f", {clock(take.duration_s)}"
    result(f"   {title}{take.started_at:%H:%M}{length}")
    for sentence in _damage(folder, take).sentences("The recording"):
        result(f"   {sentence}")
    try:
        transcript = read(folder, take)
    except SessionDamaged:
        result(f"   Its words cannot be read. Write it down again: coach transcribe {session.id}")
        return
    if read is transcript_of and damage_of_edits(folder, take):
        result("   Your corrections of it cannot be read; this is what was heard.")
    if transcript is None and not take.no_speech:
        result(f"   Not written down yet: coach transcribe {session.id}")
    elif transcript is None or not transcript.words:
        result("   No speech heard.")
    else:
        for number, line in enumerate(lines_of(transcript), 1):
            result(hanging(f"   {number:>3}  {clock(line.start_s):>5}  ", line.text))


def _damage(folder: Path, take: Take) -> SoundDamage:
    """What the recording lacked when it was made or taken in."""
    try:
        facts = facts_of(folder, take)
    except SessionDamaged:
        facts = None
    if facts is None:
        return take.damage or SoundDamage()
    return SoundDamage(gaps=facts.gaps, cut_short=facts.cut_short)
