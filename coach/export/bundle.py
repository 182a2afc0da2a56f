"""Packs a session, or several texts, into one zip file."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from coach.debrief.replies import FOLDER as LISTENERS
from coach.errors import SessionDamaged
from coach.library.disk import replacing
from coach.library.reading import read_session, words_and_notes
from coach.library.records import Take

# How the names of files and of a folder begin, also of the copies that editors and sync clients
# lay beside them, such as "debrief (conflicted copy).json". Folders of answers begin with a number.
_NOTES = ("debrief", LISTENERS)
_PACKED_ALREADY = ".flac"
_PACKING = zipfile.ZIP_DEFLATED


@dataclass
class Packed:
    """The files that were packed; and what could not be read, with the reason.

    Both by their names relative to the folder.
    """

    names: set[str] = field(default_factory=set)
    unread: dict[str, str] = field(default_factory=dict)

    def unread_in(self, folder: Path) -> list[SessionDamaged]:
        """An error for each file or folder of `folder` that could not be read."""
        hint = "Allow yourself to read it, then try again."
        return [
            SessionDamaged(f"{folder / name} cannot be read: {reason}.", hint)
            for name, reason in self.unread.items()
        ]

    def tells_of(self, name: str) -> bool:
        """Whether the file of that name was packed, or is in a folder that could not be read."""
        return name in self.names or any(f"{name}/".startswith(f"{each}/") for each in self.unread)

    def has_read(self, take: Take) -> bool:
        """Whether none of the files of `take` could not be read."""
        within, _, name = take.audio.partition("/")
        files = f"{within}/{name.partition('.')[0]}."
        return not any(each == within or each.startswith(files) for each in self.unread)


def zip_session(path: Path, folder: Path, *, with_notes: bool) -> Packed:
    """Pack all files of the session in `folder` into the zip file `path`, below the session's name.

    The unpacked folder is a whole session again. Ratings, notes and what listeners
    returned are packed only with `with_notes`. What cannot be read is left out. Raises CannotWrite.
    """
    with replacing(path) as file:
        return pack_session(file, folder, with_notes=with_notes)


def pack_session(file: BinaryIO, folder: Path, *, with_notes: bool) -> Packed:
    """The same into an open `file`. Raises OSError where that cannot be written."""
    packed = Packed()
    with _zip(file) as archive:
        for each in sorted(folder.rglob("*")):
            name = each.relative_to(folder).as_posix()
            if with_notes or not name.startswith(_NOTES):
                _pack(archive, folder, name, packed)
    return packed


def _pack(archive: zipfile.ZipFile, folder: Path, name: str, packed: Packed) -> None:
    path = folder / name
    try:
        if path.is_dir():
            os.scandir(path).close()  # what cannot be listed seems to be empty
        if not _is_for_people(path, folder):
            return
        inside = _as_text(f"{folder.name}/{name}")
        entry = zipfile.ZipInfo.from_file(path, inside, strict_timestamps=False)
        content = path.read_bytes()
    except OSError as error:
        packed.unread[name] = error.strerror or str(error)
        return
    stored = path.suffix == _PACKED_ALREADY
    archive.writestr(entry, content, zipfile.ZIP_STORED if stored else _PACKING)
    packed.names.add(name)


def not_packed(folder: Path, packed: Packed) -> Iterator[SessionDamaged]:
    """An error for each file that the session in `folder` lacks, or that cannot be read."""
    yield from packed.unread_in(folder)
    try:
        session = read_session(folder)
    except SessionDamaged as damage:  # everything in the folder was packed all the same
        if "session.json" not in packed.unread:
            yield damage
        yield from (_lacks(folder, f"the recording of {take}") for take in _without_sound(packed))
        return
    takes = [take for turn in session.turns for take in turn.kept_takes]
    missing = [name for take in takes for name in take.files if not packed.tells_of(name)]
    yield from (_lacks(folder, name) for name in missing)
    for take in takes:
        if take.audio in packed.names and not (folder / take.audio).stat().st_size:
            yield SessionDamaged(f"{folder.name} is damaged: {take.audio} is empty.")
        unread = words_and_notes(folder, take).damage if packed.has_read(take) else None
        if unread and not any(name in unread.message for name in missing):
            yield unread


def _without_sound(packed: Packed) -> list[str]:
    """The takes of which there are files, but no recording."""
    there = packed.names | packed.unread.keys()
    takes = {name.partition(".")[0] for name in there if "/take-" in name}
    return [take for take in sorted(takes) if not {f"{take}.flac", f"{take}.wav"} & there]


def _lacks(folder: Path, what: str) -> SessionDamaged:
    return SessionDamaged(f"{folder.name} is damaged: {what} is not in its folder.")


def zip_texts(path: Path, texts: Mapping[str, str]) -> None:
    """Pack `texts`, which are by file name, into the zip file `path`. Raises CannotWrite."""
    with replacing(path) as file, _zip(file) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)


def _zip(file: BinaryIO) -> zipfile.ZipFile:
    return zipfile.ZipFile(file, "w", _PACKING, strict_timestamps=False)


def _as_text(name: str) -> str:
    """The name of a file, which need not be valid UTF-8, as a zip file takes it."""
    return os.fsencode(name).decode(errors="replace")


def _is_for_people(path: Path, folder: Path) -> bool:
    """Whether `path` belongs to the session: no lock, no temporary file, no link to elsewhere."""
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return path.is_file() and not path.is_symlink() and not hidden
