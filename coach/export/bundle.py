"""Packs a session, or several texts, into one zip file."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from coach.library.disk import replacing

_NOTES = ("debrief.json", "debrief.md")
_PACKED_ALREADY = ".flac"


def zip_session(path: Path, folder: Path, *, with_notes: bool) -> set[str]:
    """Pack all files of the session in `folder` into the zip file `path`, below the session's name.

    The unpacked folder is a whole session again. Ratings and notes are packed only with
    `with_notes`. Returns the names of the packed files, relative to the folder. Raises CannotWrite.
    """
    with replacing(path) as file:
        return pack_session(file, folder, with_notes=with_notes)


def pack_session(file: BinaryIO, folder: Path, *, with_notes: bool) -> set[str]:
    """The same into an open `file`. Raises OSError."""
    packed = set()
    with _zip(file) as archive:
        for each in sorted(folder.rglob("*")):
            name = each.relative_to(folder).as_posix()
            if _is_for_people(each, folder) and (with_notes or name not in _NOTES):
                packing = zipfile.ZIP_STORED if each.suffix == _PACKED_ALREADY else None
                archive.write(each, f"{folder.name}/{name}", packing)
                packed.add(name)
    return packed


def zip_texts(path: Path, texts: Mapping[str, str]) -> None:
    """Pack `texts`, which are by file name, into the zip file `path`. Raises CannotWrite."""
    with replacing(path) as file, _zip(file) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)


def _zip(file: BinaryIO) -> zipfile.ZipFile:
    return zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False)


def _is_for_people(path: Path, folder: Path) -> bool:
    """Whether `path` belongs to the session: no lock, no temporary file, no link to elsewhere."""
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return path.is_file() and not path.is_symlink() and not hidden
