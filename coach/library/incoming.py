"""Files on their way into the library: they are written as they arrive, in a folder of their own.

The folder is part of the library, so that nothing of the person's lies anywhere else, and it is
locked as long as its coach lives: the next one deletes what a dead one has left.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from coach.errors import CannotWrite, LibraryError
from coach.library.disk import writing
from coach.library.lock import locked
from coach.library.room import free_bytes
from coach.paths import is_reserved, private_folder, shortened

_PREFIX = ".incoming-"
_KEPT_FREE_BYTES = 50_000_000  # for what is made of the files
_A_MOMENT_S = 1.0  # to delete an empty folder
_LONGEST_NAME_BYTES = 200
_LONGEST_ENDING = 20  # characters, with the dot
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\\\]+")


class Incoming:
    """A folder in `library` for files that are `announced_bytes` long together.

    It is deleted when its context is left. Entering raises CannotWrite, where there is no room.
    """

    def __init__(
        self, library: Path, announced_bytes: int, free: Callable[[Path], int] = free_bytes
    ) -> None:
        """`free` tells how many bytes are free on the disk of a folder."""
        self.folder = library / f"{_PREFIX}{secrets.token_hex(8)}"
        self._library = library
        self._left_bytes = announced_bytes
        self._free = free
        self._held = contextlib.ExitStack()

    def __enter__(self) -> Incoming:
        self._check_room()
        while True:
            with writing(self.folder):
                private_folder(self._library)
                private_folder(self.folder)
            try:
                self._held.enter_context(locked(self.folder, _A_MOMENT_S))
                return self
            except LibraryError:
                if self.folder.is_dir():
                    raise
                # Another coach took it for one that was left, before it was held.

    def __exit__(self, *exc_info: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self._held.close()
        shutil.rmtree(self.folder, ignore_errors=True)  # Windows deletes no file that is locked

    @property
    def named(self) -> list[Path]:
        """What came in, in the order in which it was named: files, and folders of files."""
        groups = sorted(self.folder.glob("[0-9]*"), key=lambda group: int(group.name))
        return [path for group in groups for path in sorted(group.iterdir())]

    @contextlib.contextmanager
    def file(self, number: int, name: str, folder: str = "") -> Iterator[IncomingFile]:
        """A file to write to, the `number`th of what was named, perhaps in a `folder` that was.

        It is deleted where it does not come to its end. Raises CannotWrite.
        """
        within = self.folder / str(number)
        for each in (folder, name) if folder else (name,):
            within /= plain_name(each)
        with writing(within):
            private_folder(within.parent.parent)
            private_folder(within.parent)
            file = within.open("xb")
        try:
            with file:
                within.chmod(0o600)
                yield IncomingFile(self, file, within)
        except BaseException:  # the browser has left, the disk is full
            within.unlink(missing_ok=True)
            raise

    def take(self, count: int) -> None:
        """Count bytes that arrive. Raises CannotWrite for more than was announced."""
        self._left_bytes -= count
        if self._left_bytes < 0:
            raise CannotWrite(
                "More came than was announced, so it was not kept.", "Choose the files again."
            )

    def _check_room(self) -> None:
        try:
            free = self._free(self._library)
        except OSError:  # the system does not tell
            return
        if self._left_bytes + _KEPT_FREE_BYTES > free:
            raise CannotWrite(
                f"The disk has too little room: {self._left_bytes / 1e6:.0f} MB are to come in, "
                f"and {free / 1e6:.0f} MB are free in {self._library}.",
                "Make room, or bring in fewer files at once.",
            )


class IncomingFile:
    """One file that is written as it arrives."""

    def __init__(self, incoming: Incoming, file: BinaryIO, path: Path) -> None:
        self._incoming = incoming
        self._file = file
        self._path = path

    def write(self, data: bytes) -> None:
        """The next bytes. Raises CannotWrite."""
        self._incoming.take(len(data))
        with writing(self._path.parent):
            self._file.write(data)


def delete_left(library: Path) -> None:
    """Delete what coaches that died have left there of files on their way."""
    for folder in library.glob(f"{_PREFIX}*"):
        with contextlib.suppress(LibraryError):  # it is in use, or cannot be deleted
            with locked(folder):  # nobody can hold it meanwhile
                shutil.rmtree(folder, ignore_errors=True)
            if os.name == "nt":  # Windows deletes no file that is locked
                shutil.rmtree(folder, ignore_errors=True)


def plain_name(name: str) -> str:
    """`name` without anything that would lead elsewhere, cut to a length that any disk takes.

    It keeps its ending, which tells the format of some files. It may be hidden.
    """
    plain = _NOT_IN_NAMES.split(name.strip())[-1]
    suffix = PurePosixPath(plain).suffix
    stem = plain.removesuffix(suffix) if len(suffix) <= _LONGEST_ENDING else plain
    ending = shortened(plain[len(stem) :], _LONGEST_NAME_BYTES)
    short = shortened(stem, _LONGEST_NAME_BYTES - len(ending.encode())) + ending
    if is_reserved(short):
        return f"_{short}"
    return "recording" if short.strip(".") == "" else short
