"""`coach import`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from coach.audio.folders import SoundFiles
from coach.cli.hints import shown_path
from coach.cli.kept import library_of, tell_room
from coach.cli.named_files import FilePath
from coach.cli.options import settings_from, transcribing_options
from coach.cli.output import hanging, print_json, result, talk
from coach.cli.progress import answer_writer
from coach.config import Settings
from coach.errors import CoachError, InvalidSetting
from coach.formats import to_type
from coach.library.open_session import OpenSession
from coach.library.records import Kind
from coach.session.importer import (
    imported_set,
    left_out,
    question_of,
    take_in_all,
    why_left_out,
)
from coach.session.runner import kept_settings
from coach.session.written_down import WrittenDown
from coach.transcription.lines import readable


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=FilePath())
@click.option(
    "--question",
    metavar="TEXT",
    callback=lambda _context, _option, text: _on_one_line(text),
    help="The question that these recordings answer.",
)
@click.option(
    "--not-mine",
    is_flag=True,
    help="Somebody else speaks: keep the recordings out of progress and vision.",
)
@click.option(
    "--track",
    type=click.IntRange(min=1),
    metavar="N",
    help="Take audio track N of each file. Without this option, a track with speech is taken.",
)
@transcribing_options
def command(
    files: tuple[Path, ...], question: str, not_mine: bool, track: int | None, **options: Any
) -> None:
    """Take in recordings made elsewhere, one answer per FILE, and write them down.

    If you name a folder, every file in it that has sound is taken in, video included. Files without
    sound are left out, and their names are shown.
    """
    settings = settings_from(options)
    found = _sorted_out(files, track)
    name = imported_set(settings.language)
    writer = answer_writer(settings)
    transcribers = writer.transcribers_of(name)  # before the copying: a model may be missing
    library = library_of(settings)
    tell_room(library)
    questions = [question_of(file, question, found.readable) for file in found.readable]
    with library.new_session(Kind.IMPORT, name, questions, kept_settings(settings)) as opened:
        take_in_all(opened, found.readable, writer.progress, track)
        if not_mine:
            opened.mark_not_mine(True)
        turns = opened.session.turns
        takes = [(turn, take) for turn in turns for take in turn.takes]
        done = writer.write_down(opened, takes, transcribers)
    _tell(opened, done, settings)
    done.raise_failed(talk)
    if found.unreadable:
        raise CoachError(
            left_out(found),
            f"What was taken in: {to_type('show', opened.session.id)}",
        )


def _sorted_out(files: tuple[Path, ...], track: int | None) -> SoundFiles:
    """Those of `files` that can be read, folders included. Names the files that cannot be read.

    Raises UnreadableAudio if a file that was itself typed cannot be read, or if no file can be.
    """
    found = SoundFiles()
    for named in files:
        found.add(named, track)
        if named in found.unreadable:
            raise found.unreadable[named]
    if not found.readable:
        raise next(iter(found.unreadable.values()))
    for sentence in why_left_out(found):
        talk(sentence)
    return found


def _on_one_line(text: str | None) -> str:
    line = " ".join((text or "").split())
    try:
        line.encode()
    except UnicodeEncodeError:
        raise InvalidSetting("--question is not valid UTF-8.", "Type it again.") from None
    return line


def _tell(opened: OpenSession, done: WrittenDown, settings: Settings) -> None:
    session = opened.session
    if settings.json_:
        print_json(
            {
                "session": session.id,
                "folder": str(opened.folder),
                "takes": [
                    {"question": turn.number, "text": transcript.text}
                    for turn, _, transcript in done.answers
                ],
            }
        )
        return
    for turn, _, transcript in done.answers:
        result(hanging(f"{turn.number}. ", turn.question.text))
        result(hanging("", readable(transcript) or "No speech heard."))
        result()
    talk(f"Kept in {shown_path(opened.folder)}. Hear it: {to_type('replay', session.id)}")
