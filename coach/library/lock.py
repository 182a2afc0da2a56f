"""Locks: only one coach at a time may write to a session; any number may use a library.

The operating system holds the lock, and releases it when the process dies. A note beside the lock
says who holds it. A note without a lock means that its holder crashed.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import ValidationError

from coach.errors import CannotWrite, LibraryError, SessionBusy
from coach.library.disk import HINT, writing
from coach.library.settled import HOLDER, LOCK
from coach.paths import private_folder
from coach.records import Moment, Record

_NOTE = os.O_CREAT | os.O_WRONLY | os.O_TRUNC
_TURN_S = 10.0  # writing a few small files takes a hundredth of that
LOOK_S = 0.5  # another coach that starts holds a session that it looks at for less than that


class Holder(Record):
    """Who holds a session."""

    pid: int
    since: Moment


@contextlib.contextmanager
def locked(folder: Path, patience_s: float = 0.0) -> Iterator[None]:
    """Hold the lock of the session in `folder` within the context, without leaving a note.

    The empty lock file stays: if it were deleted, two others could lock two files with its name.
    Raises SessionBusy if another coach holds the session, and goes on to do so for `patience_s`.
    """
    lock = FileLock(folder / LOCK, timeout=patience_s, mode=0o600)
    with writing(folder):
        try:
            lock.acquire()
        except Timeout:
            raise SessionBusy(
                f"{folder.name} is in use by {_holder(folder)}.",
                "Wait until it is finished, or work on another session: coach sessions",
            ) from None
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def in_turn(folder: Path, hint: str = HINT, patience_s: float = _TURN_S) -> Iterator[None]:
    """Within the context, no other coach changes what all coaches share in `folder`.

    Raises CannotWrite, with that `hint`; SessionBusy if another coach takes too long.
    """
    with writing(folder, hint):
        private_folder(folder)
        lock = FileLock(folder / LOCK, timeout=patience_s, mode=0o600)
        try:
            lock.acquire()
        except Timeout:
            raise SessionBusy(
                f"{folder.name} is in use by another coach.", "Try again in a moment."
            ) from None
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def held(folder: Path, patience_s: float = LOOK_S) -> Iterator[None]:
    """Hold the session in `folder` within the context, with a note, to write to it.

    Raises SessionBusy if another coach holds the session: see `locked`.
    """
    with locked(folder, patience_s), _noted(folder):
        yield


@contextlib.contextmanager
def _noted(folder: Path) -> Iterator[None]:
    to_be_mended = False
    try:
        _write_note(folder / HOLDER)
        yield
    except CannotWrite:  # what could not be written is mended at the next start: keep the note
        to_be_mended = True
        raise
    finally:
        if not to_be_mended:
            with contextlib.suppress(OSError):  # the next start looks at the session, in vain
                (folder / HOLDER).unlink(missing_ok=True)


def _write_note(path: Path) -> None:
    """Write who holds a session. Not in one step: a half note tells of a dead holder as well."""
    holder = Holder(pid=os.getpid(), since=datetime.now().astimezone())
    with writing(path), os.fdopen(os.open(path, _NOTE, 0o600), "w", encoding="utf-8") as file:
        file.write(holder.model_dump_json())


def was_left(folder: Path) -> bool:
    """Whether a coach died while it held the session in `folder`."""
    if not (folder / HOLDER).is_file():
        return False
    try:
        with locked(folder):
            return (folder / HOLDER).is_file()  # it may have been let go in peace meanwhile
    except LibraryError:
        return False


def _holder(folder: Path) -> str:
    try:
        holder = Holder.model_validate_json((folder / HOLDER).read_bytes())
    except (OSError, ValidationError):
        return "another coach"
    return f"another coach (process {holder.pid}, since {holder.since:%H:%M})"
