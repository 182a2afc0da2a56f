"""`coach import`."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Any

import click

from coach.audio.folders import SoundFiles
from coach.cli.hints import shown_path
from coach.cli.kept import library_of, tell_room
from coach.cli.options import settings_from, transcribing_options
from coach.cli.output import hanging, print_json, result, talk
from coach.cli.progress import answer_writer
from coach.config import Settings
from coach.errors import CoachError, InvalidSetting
from coach.formats import counted
from coach.library.open_session import OpenSession
from coach.library.records import AskedQuestion, Kind, SetName
from coach.paths import readable_name
from coach.session.importer import take_in
from coach.session.progress import Progress
from coach.session.runner import kept_settings
from coach.session.writing import WrittenDown
from coach.transcription.lines import readable

_LONGEST_STEM = 40  # characters of a file name that go into an id


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
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
    name = SetName(name="import", title="Imported", language=settings.language or "en")
    writer = answer_writer(settings)
    transcriber = writer.transcriber_of(name)  # a missing model is better known before the copying
    library = library_of(settings)
    tell_room(library)
    questions = [_question(file, question, found.readable) for file in found.readable]
    with library.new_session(Kind.IMPORT, name, questions, kept_settings(settings)) as opened:
        _take_in(opened, found.readable, writer.progress, track)
        if not_mine:
            opened.mark_not_mine(True)
        turns = opened.session.turns
        takes = [(turn, take) for turn in turns for take in turn.takes]
        done = writer.write_down(opened, takes, transcriber)
    _tell(opened, done, settings)
    done.raise_unreadable()
    if found.unreadable:
        raise CoachError(
            f"{counted(len(found.unreadable), 'file is', 'files are')} left out.",
            f"What was taken in: coach show {opened.session.id}",
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
    for error in found.unreadable.values():
        talk(f"{error.message} {error.hint}".strip())
    if passed_over := found.sentence():
        talk(passed_over)
    return found


def _on_one_line(text: str | None) -> str:
    line = " ".join((text or "").split())
    try:
        line.encode()
    except UnicodeEncodeError:
        raise InvalidSetting("--question is not valid UTF-8.", "Type it again.") from None
    return line


def _take_in(
    opened: OpenSession, recordings: list[Path], progress: Progress, track: int | None
) -> None:
    """Copy all recordings. When that breaks off, keep none: the person can import them again."""
    try:
        for number, file in enumerate(recordings, 1):
            take_in(opened, number, file, progress, track)
        opened.finish()  # the sound is kept, even if transcribing fails
    except BaseException:  # Ctrl-C, too: half an import is of no use
        opened.forget_takes()
        raise


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
    talk(f"Kept in {shown_path(opened.folder)}. Hear it: coach replay {session.id}")


def _question(file: Path, text: str, files: list[Path]) -> AskedQuestion:
    """The question of a file among `files`, with an id made from the whole file name: answer.mov
    and answer.3gp differ. If a file in another folder has the same name, its folder is named, too.
    """
    name = file.name
    folders = {each.resolve().parent for each in files if each.name == name}
    if len(folders) > 1:
        name = f"{file.resolve().parent.name}/{name}"
    return AskedQuestion(id=_id_from(name), text=text or readable_name(name))


def _id_from(name: str) -> str:
    """An id for that name, in a-z, 0-9 and hyphens. Names that are cut, or have other letters, get
    a number of their own.
    """
    stem, dot, ending = name.rpartition(".") if "." in name[1:] else (name, "", "")
    slug = _slug(stem)
    if len(slug) > _LONGEST_STEM or not stem.isascii():
        digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:6]
        slug = "-".join(filter(None, (slug[:_LONGEST_STEM].strip("-"), digest)))
    return "-".join(filter(None, (slug or "recording", _slug(ending) if dot else "")))


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
