"""Detects changes in sessions without reading them, quickly enough for thousands of sessions.

A new or replaced file changes the time of its folder. Only files of corrections may be written over
in place, by a copy or a sync client. The list of those files changes only if their folders do. The
list of the folders that count stands in `session.json`.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator

from coach.library.folders import is_text

_SESSION = "session.json"
_EDITS = ".edits.json"
_BETWEEN = "\n\n"  # the folders' part of a state, and the corrections'


def content_state(session: str, known: str = "", session_state: str | None = None) -> str:
    """A text that changes if `session.json`, the list of files, or a correction changes.

    With the `known` text from before, of a session in which everything was there, fewer folders are
    searched; `session_state` is that of `session_states`, where it is known already. Plain strings
    and calls of `os`: ten thousand takes need a tenth of a second.
    """
    before, _, edits = known.partition(_BETWEEN)
    lines = before.split("\n")
    itself = _itself(session, session_state)
    folders = _named(lines[1:]) if lines[0] == itself else _folders(session)
    now = "\n".join([itself, *_stamped(session, folders)])
    names = _named(edits.splitlines()) if now == before else _edits(session, folders)
    return now + _BETWEEN + "\n".join(_stamped(session, names))


def is_of(state: str, session_state: str) -> bool:
    """Whether `state` was made when `session.json` had `session_state`: see `session_states`."""
    return state.startswith(f"{_SESSION}\t{session_state}\n")


def _itself(session: str, session_state: str | None) -> str:
    """`session.json`, with when it changed."""
    if session_state is None:
        return next(iter(_stamped(session, [_SESSION])))
    return f"{_SESSION}\t{session_state}"


def _named(lines: Iterable[str]) -> list[str]:
    """The names in lines of a state."""
    return [line.rpartition("\t")[0] for line in lines]


def _folders(session: str) -> list[str]:
    """The questions' folders."""
    try:
        with os.scandir(session) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir() and is_text(entry.name))
    except OSError:
        return []


def _edits(session: str, folders: Iterable[str]) -> Iterator[str]:
    for folder in folders:
        with contextlib.suppress(OSError):
            names = os.listdir(f"{session}/{folder}")  # noqa: PTH208
            edits = (name for name in sorted(names) if name.endswith(_EDITS) and is_text(name))
            yield from (f"{folder}/{name}" for name in edits)


def _stamped(session: str, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        try:
            stat = os.stat(f"{session}/{name}")  # noqa: PTH116
            yield f"{name}\t{stat.st_mtime_ns} {stat.st_size}"
        except OSError:
            yield f"{name}\t"
