"""`coach erase`."""

from __future__ import annotations

import sys
from typing import Any

import click

from coach.cli.options import json_option, settings_from
from coach.cli.output import print_json, talk
from coach.errors import WrongUse
from coach.library.library import Library
from coach.paths import speech_cache
from coach.voices.cache import erase_cache


@click.command("erase")
@click.argument("session", required=False)
@click.option("--all", "everything", is_flag=True, help="Every session.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def command(session: str | None, everything: bool, yes: bool, **options: Any) -> None:
    """Delete a session, or all of them: sound, words, and the speech rendered for them.

    There is no way back.
    """
    if (session is None) != everything:
        raise WrongUse("Name one session, or --all.", "coach sessions")
    settings = settings_from(options)
    library = Library(settings.recordings)
    ids = [e.id for e in library.sessions()] if session is None else [library.find(session)]
    if ids and not yes:
        _ask(ids)
    for session_id in ids:
        library.erase(session_id)
    files = erase_cache(speech_cache())
    if settings.json_:
        print_json({"erased": ids, "rendered_speech_files": files})
    else:
        talk(f"Erased {_sessions(len(ids))} and {files} files of rendered speech.")


def _ask(ids: list[str]) -> None:
    if sys.stdin is None or not sys.stdin.isatty():
        raise WrongUse(
            f"This would erase {_sessions(len(ids))} for good.", "If you mean it, add --yes."
        )
    for session_id in ids[:10]:
        talk(session_id)
    if len(ids) > 10:
        talk(f"… and {len(ids) - 10} more")
    click.confirm(f"Erase {_sessions(len(ids))} for good?", abort=True, err=True)


def _sessions(count: int) -> str:
    return f"{count} session{'' if count == 1 else 's'}"
