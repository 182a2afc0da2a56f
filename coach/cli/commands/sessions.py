"""`coach sessions`."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from typing import Any

import click

from coach.cli.fitting import columns
from coach.cli.kept import library_of
from coach.cli.options import json_option, settings_from
from coach.cli.output import print_json, result, talk
from coach.formats import clock, day_and_time
from coach.library.records import Kind, Session


@click.command("sessions")
@click.option(
    "--not-mine", metavar="SESSION", help="First mark a session in which somebody else speaks."
)
@click.option("--mine", metavar="SESSION", help="First take that mark off again.")
@json_option
def command(not_mine: str | None, mine: str | None, **options: Any) -> None:
    """List the sessions that are kept, oldest first.

    A session in which somebody else speaks counts in no progress, comparison, reel or vision.
    """
    settings = settings_from(options)
    library = library_of(settings)
    for name, value in ((not_mine, True), (mine, False)):
        if name is not None:
            with library.open_session(library.find(name)) as opened:
                opened.mark_not_mine(value)
    listed = library.sessions()
    sessions = sorted(
        (entry.session for entry in listed if entry.session), key=lambda each: each.started_at
    )
    damaged = [entry for entry in listed if entry.damage]
    if settings.json_:
        print_json(
            {
                "sessions": [_row(session) for session in sessions],
                "damaged": [
                    {"session": entry.id, "message": entry.damage.message}
                    for entry in damaged
                    if entry.damage
                ],
            }
        )
        return
    width = max((len(session.id) for session in sessions), default=0)
    for line in _fitting([_line(session, width) for session in sessions], width):
        result(line)
    for entry in damaged:
        if entry.damage:
            talk(entry.damage.message)
            talk(entry.damage.hint)
    _offer_to_erase([each.id for each in sessions if _is_silent(each)])
    if not listed:
        talk(f"Nothing is kept in {settings.recordings} yet. Begin: coach practice")


def _fitting(lines: Sequence[str], width: int) -> Sequence[str]:
    """The lines as they are; on a terminal too narrow for them, what stands behind the session's
    name, which has `width` characters, in a line of its own.
    """
    room = columns(sys.stdout)
    if not room or max(map(len, lines), default=0) <= room:
        return lines
    return [part for line in lines for part in (line[:width].rstrip(), f"  {line[width:]}")]


def _is_silent(session: Session) -> bool:
    """Whether a session holds only silence. Of a real interview, answers may have been typed."""
    return session.without_speech and session.kind is not Kind.REAL


def _offer_to_erase(silent: Sequence[str]) -> None:
    """Say how to delete sessions that hold only silence."""
    if len(silent) == 1:
        talk(f"One session has no speech. Delete it: coach erase {shlex.quote(silent[0])}")
    elif silent:
        newest = shlex.quote(silent[-1])
        talk(f"{len(silent)} sessions have no speech. Delete the newest: coach erase {newest}")


def _line(session: Session, width: int) -> str:
    row = _row(session)
    marks = {
        "no speech": session.without_speech,
        f"{session.silent} without speech": session.silent and not session.without_speech,
        "not your speech": session.not_mine,
        "not written down": session.unwritten,
        "not finished": not session.complete,
    }
    shown_marks = ", ".join(mark for mark, applies in marks.items() if applies)
    answered = f"{row['answered']:>2} of {row['questions']:<2} answered"
    if session.kind is Kind.REAL:  # question 1 is the account; the others need no spoken answer
        answered = f"{len(session.turns) - 1:>2} asked".ljust(len(answered))
    return (
        f"{session.id:<{width}}  {day_and_time(session.started_at)}  {answered}  "
        f"{clock(row['spoken_s']):>6}  {shown_marks}".rstrip()
    )


def _row(session: Session) -> dict[str, Any]:
    takes = [take for turn in session.turns for take in turn.kept_takes]
    return {
        "session": session.id,
        "kind": session.kind,
        "title": session.question_set.title,
        "set": session.question_set.name,
        "started_at": session.started_at.isoformat(),
        "finished_at": session.finished_at and session.finished_at.isoformat(),
        "questions": len(session.turns),
        "answered": session.answered,
        "no_speech": session.without_speech,
        "not_written_down": session.unwritten,
        "takes": len(takes),
        "spoken_s": round(session.spoken_s, 3),
        "not_mine": session.not_mine,
    }
