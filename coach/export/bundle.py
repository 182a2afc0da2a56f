"""Packs a session, or several texts, into one zip file."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from coach.debrief.replies import FOLDER as LISTENERS
from coach.errors import SessionDamaged
from coach.export.documents import unread_words
from coach.library.disk import replacing
from coach.library.reading import read_session

# How the names of files and of a folder begin, also of the copies that editors and sync clients
# lay beside them, such as "debrief (conflicted copy).json". Folders of answers begin with a number.
_NOTES = ("debrief", LISTENERS)
_PACKED_ALREADY = ".flac"


def zip_session(path: Path, folder: Path, *, with_notes: bool) -> set[str]:
    """Pack all files of the session in `folder` into the zip file `path`, below the session's name.

    The unpacked folder is a whole session again. Ratings, notes and what listeners
    returned are packed only with `with_notes`. Returns the names of the packed files, relative to
    the folder. Raises CannotWrite.
    """
    with replacing(path) as file:
        return pack_session(file, folder, with_notes=with_notes)


def pack_session(file: BinaryIO, folder: Path, *, with_notes: bool) -> set[str]:
    """The same into an open `file`. Raises OSError."""
    packed = set()
    with _zip(file) as archive:
        for each in sorted(folder.rglob("*")):
            name = each.relative_to(folder).as_posix()
            if _is_for_people(each, folder) and (with_notes or not name.startswith(_NOTES)):
                packing = zipfile.ZIP_STORED if each.suffix == _PACKED_ALREADY else None
                archive.write(each, _as_text(f"{folder.name}/{name}"), packing)
                packed.add(name)
    return packed


def not_packed(folder: Path, packed: Collection[str]) -> Iterator[SessionDamaged]:
    """An error for each file that the session in `folder` lacks, or that cannot be read.

    `packed` are the files it has, by their names relative to the folder.
    """
    try:
        session = read_session(folder)
    except SessionDamaged as damage:  # everything in the folder was packed all the same
        yield damage
        yield from (_lacks(folder, f"the recording of {take}") for take in _without_sound(packed))
        return
    takes = [take for turn in session.turns for take in turn.kept_takes]
    missing = [name for take in takes for name in take.files if name not in packed]
    yield from (_lacks(folder, name) for name in missing)
    for take in takes:
        if take.audio in packed and not (folder / take.audio).stat().st_size:
            yield SessionDamaged(f"{folder.name} is damaged: {take.audio} is empty.")
    unread = unread_words(folder, session)
    yield from (each for each in unread if not any(name in each.message for name in missing))


def _without_sound(packed: Collection[str]) -> list[str]:
    """The takes of which there are files, but no recording."""
    takes = {name.partition(".")[0] for name in packed if "/take-" in name}
    return [take for take in sorted(takes) if not {f"{take}.flac", f"{take}.wav"} & set(packed)]


def _lacks(folder: Path, what: str) -> SessionDamaged:
    return SessionDamaged(f"{folder.name} is damaged: {what} is not in its folder.")


def zip_texts(path: Path, texts: Mapping[str, str]) -> None:
    """Pack `texts`, which are by file name, into the zip file `path`. Raises CannotWrite."""
    with replacing(path) as file, _zip(file) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)


def _zip(file: BinaryIO) -> zipfile.ZipFile:
    return zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False)


def _as_text(name: str) -> str:
    """The name of a file, which need not be valid UTF-8, as a zip file takes it."""
    return os.fsencode(name).decode(errors="replace")


def _is_for_people(path: Path, folder: Path) -> bool:
    """Whether `path` belongs to the session: no lock, no temporary file, no link to elsewhere."""
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return path.is_file() and not path.is_symlink() and not hidden
