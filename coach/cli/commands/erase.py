"""`coach erase`."""

from __future__ import annotations

import sys
from typing import Any

import click

from coach.cli.options import json_option, settings_from
from coach.cli.output import counted, print_json, talk
from coach.debrief.keeping import read_debrief
from coach.errors import SessionDamaged, WrongUse
from coach.library.library import Library
from coach.paths import speech_cache, user_question_sets
from coach.review.places import forget_list
from coach.vision.building import fed_by
from coach.vision.erasing import erase_session
from coach.vision.keeping import VisionFolder
from coach.voices.cache import erase_cache


@click.command("erase")
@click.argument("session", required=False)
@click.option("--all", "everything", is_flag=True, help="Every session.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def command(session: str | None, everything: bool, yes: bool, **options: Any) -> None:
    """Delete a session, or all of them: sound, words, and the speech rendered for them.

    --all deletes the career vision too; a single session leaves it whole.

    There is no way back.
    """
    if (session is None) != everything:
        raise WrongUse("Name one session, or --all.", "coach sessions")
    settings = settings_from(options)
    library = Library(settings.recordings)
    ids = [e.id for e in library.sessions()] if session is None else [library.find(session)]
    if not everything:
        _tell_of_lines(library, ids[0])
    if ids and not yes and not _agreed(ids):
        talk("Nothing was erased.")
        if settings.json_:
            print_json({"erased": [], "rendered_speech_files": 0})
        return
    speech = erase_cache(speech_cache()) if everything else 0
    if everything:
        VisionFolder(settings.recordings).erase()
    for session_id in ids:
        _tell_of_set(library, session_id)
        speech += erase_session(library, session_id)
    forget_list()
    if settings.json_:
        print_json({"erased": ids, "rendered_speech_files": speech})
    else:
        _tell(len(ids), speech)


def _tell_of_lines(library: Library, session_id: str) -> None:
    """Which lines of the vision were said in it; they keep their own copy."""
    try:
        lines = fed_by(library, session_id)
    except SessionDamaged as error:  # what is to be erased can be, all the same
        talk(f"{error.message} Whether it has lines from here cannot be told.")
        return
    for line in lines:
        talk(f'The vision has a line from it: "{line.text}"')
    if lines:
        talk("It stays in the vision, with its own copy of the sound.")


def _tell_of_set(library: Library, session_id: str) -> None:
    """The set that asks the questions of a real interview again is the person's own, and stays."""
    try:
        telling = read_debrief(library.folder / session_id).telling
    except SessionDamaged:
        return
    path = user_question_sets() / f"{telling.set_name}.yaml" if telling else None
    if path and path.is_file():
        talk(f"The questions you were asked stay, as a set of your own: {path}")


def _tell(sessions: int, speech: int) -> None:
    files = counted(speech, "file", "files") + " of rendered speech"
    if sessions:
        talk(f"Erased {_sessions(sessions)}{f' and {files}' if speech else ''}.")
    else:
        talk(f"No session was kept.{f' Erased {files}.' if speech else ''}")


def _agreed(ids: list[str]) -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        raise WrongUse(
            f"This would erase {_sessions(len(ids))} for good.", "If you mean it, add --yes."
        )
    for session_id in ids[:10]:
        talk(session_id)
    if len(ids) > 10:
        talk(f"… and {len(ids) - 10} more")
    click.echo(f"Erase {_sessions(len(ids))} for good? [y/N]: ", nl=False, err=True)
    typed = sys.stdin.readline()  # not `click.confirm`, to which Ctrl-D is the same as Ctrl-C
    if not typed:
        talk()
    return typed.strip().lower() in ("y", "yes")


def _sessions(count: int) -> str:
    return counted(count, "session", "sessions")
