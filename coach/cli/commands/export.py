"""`coach export`."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import click

from coach.cli.commands.export_listener import check_listener, page_for, tell_how
from coach.cli.completing import session_names
from coach.cli.kept import library_of
from coach.cli.options import json_option, settings_from
from coach.cli.output import print_json, result, talk
from coach.cli.selecting import take_of
from coach.cli.written_over import check_free, force_option
from coach.debrief.keeping import read_debrief
from coach.errors import CannotWrite, SessionDamaged, WrongUse
from coach.export.bundle import not_packed, zip_session, zip_texts
from coach.export.documents import export_document, markdown, unread_words
from coach.export.subtitles import SUBTITLES, cues_of
from coach.formats import counted, to_type
from coach.library.disk import write_text, writing
from coach.library.library import Library
from coach.library.reading import KeptTake, transcript_of
from coach.library.records import Session, Take
from coach.paths import private_folder
from coach.session.turns import turn_of

_STDOUT, _ZIP = "-", "zip"
_ZIP_HINT = (
    "All the rest is in the zip file. Allow yourself to read them, or put back a copy if you have "
    "one. Then export once more."
)
_FOLDER_ENDS = tuple(sign for sign in (os.sep, os.altsep) if sign)

_LeftOut = list[SessionDamaged]  # one error for each file that could not be read


def _markdown(library: Library, session: Session, with_notes: bool, left_out: _LeftOut) -> str:
    left_out += unread_words(library.folder / session.id, session)
    return markdown(library.folder / session.id, session, with_notes=with_notes)


def _json(library: Library, session: Session, with_notes: bool, left_out: _LeftOut) -> str:
    left_out += unread_words(library.folder / session.id, session)
    document = export_document(library.folder / session.id, session, with_notes=with_notes)
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _html(library: Library, session: Session, with_notes: bool, left_out: _LeftOut) -> str:
    from coach.web.page_file import as_html  # loads the templates

    page = as_html(library, session, with_notes)
    left_out += [*page.left_out, *unread_words(library.folder / session.id, session)]
    return page.text


# A session as one text. Subtitles are made take by take, a zip file by file.
_DOCUMENTS: dict[str, Callable[[Library, Session, bool, _LeftOut], str]] = {
    "md": _markdown,
    "json": _json,
    "html": _html,
}
_FORMATS = (*_DOCUMENTS, *SUBTITLES, _ZIP)


@dataclass(frozen=True)
class _Wish:
    """The options that were typed."""

    format: str
    output: str | None
    question: int | None
    take: int | None
    with_notes: bool
    for_listener: str | None
    force: bool


@click.command("export")
@click.argument("session", default="last", shell_complete=session_names)
@click.option("--format", type=click.Choice(_FORMATS), default="md", help="The format (md).")
@click.option(
    "-o",
    "--output",
    metavar="PATH",
    help="The file to write, or the folder to write into. - is stdout.",
)
@click.option("--with-notes", is_flag=True, help="Include your ratings and notes.")
@click.option(
    "--for-listener",
    metavar="NAME",
    help="With html: make the page that somebody hears, says what they heard on, and answers with.",
)
@click.option("--question", type=int, metavar="N", help="Make subtitles of question N only.")
@click.option(
    "--take", type=int, metavar="N", help="With --question: take N instead of the newest one."
)
@force_option
@json_option
def command(session: str, **options: Any) -> None:
    """Take a session with you: to read, to work on, or to show somebody.

    The session is written into the current folder, under its own name. Subtitles (srt, vtt) are one
    file for each take. Several such files go into a folder with the session's name, or with
    -o NAME.zip into one zip file.
    """
    wish = _Wish(**{field.name: options.pop(field.name) for field in fields(_Wish)})
    settings = settings_from(options)
    _check(wish, settings.json_)
    library = library_of(settings)
    session_id = library.find(session)
    left_out: _LeftOut = []
    with _hinted():
        written = _export(library, session_id, wish, left_out)
    for damage in left_out:
        talk(damage.message)
    if settings.json_:
        files = [str(path) for path in written]
        print_json({"session": session_id, "format": wish.format, "files": files})
    else:
        _tell(library, session_id, wish, written)
    if left_out:
        raise _without(session_id, left_out, wish.format)


def _tell(library: Library, session_id: str, wish: _Wish, written: list[Path]) -> None:
    for path in written:
        result(str(path))
    if wish.for_listener is not None:
        tell_how(wish.for_listener)
    elif not wish.with_notes and wish.format not in SUBTITLES and _has_notes(library, session_id):
        talk("Your ratings and notes are left out. With them: --with-notes")


def _check(wish: _Wish, as_json: bool) -> None:
    """Raise WrongUse where the options do not go together."""
    again = to_type("export", "SESSION", "--format", wish.format)
    if wish.for_listener is not None:
        check_listener(wish.for_listener, wish.format, with_notes=wish.with_notes)
    if wish.format not in SUBTITLES and (wish.question, wish.take) != (None, None):
        raise WrongUse(
            "--question and --take choose subtitles.", "coach export SESSION --format srt"
        )
    if wish.take is not None and wish.question is None:
        raise WrongUse("--take needs a question.", f"{again} --question 1 --take {wish.take}")
    if wish.format in SUBTITLES and wish.with_notes:
        raise WrongUse("Subtitles have no ratings and notes.", again)
    if wish.output == _STDOUT and wish.format == _ZIP:
        raise WrongUse("A zip file cannot be read on stdout.", f"{again} -o NAME.zip")
    if wish.output == _STDOUT and as_json:
        raise WrongUse("--json names the file that was written; -o - writes none.", again)


def _export(library: Library, session_id: str, wish: _Wish, left_out: _LeftOut) -> list[Path]:
    """Write what `wish` asks for. Returns the paths; adds to `left_out` what cannot be read."""
    folder = library.folder / session_id
    if wish.format == _ZIP:
        path = _target(wish, f"{session_id}.zip")
        packed = zip_session(path, folder, with_notes=wish.with_notes)
        left_out += not_packed(folder, packed)
        return [path]
    session = library.session(session_id)
    if wish.format in SUBTITLES:
        texts = _subtitles(folder, session, wish, left_out)
    elif wish.for_listener is not None:
        name, text = page_for(library, session, wish.for_listener, left_out)
        texts = {name: text}
    else:
        name = f"{session_id}.{wish.format}"
        texts = {name: _DOCUMENTS[wish.format](library, session, wish.with_notes, left_out)}
    if wish.output == _STDOUT:
        _print(session, texts)
        return []
    return _write(session_id, texts, wish)


def _subtitles(folder: Path, session: Session, wish: _Wish, left_out: _LeftOut) -> dict[str, str]:
    """File name → subtitles, for the chosen take or for every take. Raises WrongUse."""
    if wish.question is None:
        chosen = [(turn, take) for turn in session.turns for take in turn.kept_takes]
    else:
        turn = turn_of(session, wish.question)
        chosen = [(turn, take_of(session, turn, wish.take))]
    texts: dict[str, str] = {}
    for turn, take in chosen:
        try:
            text = _subtitles_of(folder, take, wish.format)
        except SessionDamaged as damage:
            left_out.append(damage)
            continue
        if trouble := KeptTake(folder, take).trouble:
            left_out.append(SessionDamaged(trouble))
        if text:
            texts[f"{turn.folder}/take-{take.number}.{wish.format}"] = text
    if not texts and left_out:
        for each in left_out:
            talk(each.message)
        raise _without(session.id, left_out, wish.format)
    if not texts:
        raise WrongUse(
            f"{session.id} has no words to make subtitles of.",
            f"If its answers are not written down yet: {to_type('transcribe', session.id)}",
        )
    if len(texts) > 1:
        return texts
    ((name, text),) = texts.items()
    which = f".{wish.format}" if wish.question is None else f"_{name.replace('/', '_')}"
    return {f"{session.id}{which}": text}


def _without(session_id: str, left_out: _LeftOut, format_: str) -> SessionDamaged:
    if format_ == _ZIP:
        files = counted(len(left_out), "file", "files")
        return SessionDamaged(f"{files} of {session_id} cannot be read.", _ZIP_HINT)
    hint = f"If you have a copy, put it back. See the rest: {to_type('show', session_id)}"
    if format_ in SUBTITLES:
        hint = f"Write the damaged answers down again: {to_type('transcribe', session_id)}"
    return SessionDamaged(f"{counted(len(left_out), 'file is', 'files are')} left out.", hint)


def _subtitles_of(folder: Path, take: Take, format_: str) -> str:
    transcript = transcript_of(folder, take)
    cues = cues_of(transcript) if transcript else []
    return SUBTITLES[format_](cues) if cues else ""


def _print(session: Session, texts: Mapping[str, str]) -> None:
    if len(texts) > 1:
        raise WrongUse(
            f"{session.id} has {len(texts)} takes with words, each with subtitles of its own.",
            "Choose one: --question N --take N   Or write all of them into a folder: -o DIR",
        )
    (text,) = texts.values()
    click.echo(text.encode("utf-8"), nl=False)  # UTF-8, as a file has it, on every terminal


def _write(session_id: str, texts: Mapping[str, str], wish: _Wish) -> list[Path]:
    if wish.output and wish.output.lower().endswith(".zip"):
        path = _target(wish, wish.output)
        zip_texts(path, {f"{session_id}/{name}": text for name, text in texts.items()})
        return [path]
    if len(texts) == 1:
        ((name, text),) = texts.items()
        path = _target(wish, name)
        write_text(path, text)
        return [path]
    folder = Path(wish.output or session_id)
    paths = {folder / name: text for name, text in texts.items()}
    for path in paths:
        _check_free(path, wish)
    for path, text in paths.items():
        with writing(path):
            private_folder(path.parent)
        write_text(path, text)
    return [folder]


def _target(wish: _Wish, name: str) -> Path:
    """The file to write to: the one that was typed, or `name` in the folder that was typed.

    A path that ends with a slash is a folder, and is made. Raises WrongUse, CannotWrite.
    """
    path = Path(wish.output or name)
    if path.is_dir():
        path /= name
    elif (wish.output or "").endswith(_FOLDER_ENDS):
        with writing(path):
            private_folder(path)
        path /= name
    _check_free(path, wish)
    return path


def _check_free(path: Path, wish: _Wish) -> None:
    if path.is_dir():
        raise WrongUse(f"{path} is a folder.", "Name a file: -o PATH")
    check_free(path, force=wish.force)


@contextlib.contextmanager
def _hinted() -> Iterator[None]:
    """Give every CannotWrite the hint to choose another place."""
    try:
        yield
    except CannotWrite as error:
        raise CannotWrite(error.message, "Choose another place: -o PATH") from error


def _has_notes(library: Library, session_id: str) -> bool:
    try:
        return read_debrief(library.folder / session_id).has_notes
    except SessionDamaged:
        return True
