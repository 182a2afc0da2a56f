"""The folders of a library's sessions, and when each session was last written.

Plain strings and calls of `os`, for ten thousand of them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from coach.errors import SessionDamaged
from coach.paths import readable_name

DATED_NAME = re.compile(r"\d{4}-\d\d-\d\d_\d{4}_")  # as sessions are called
_NO_SESSION = "."  # begins the names of what is not one (any more), such as one being erased


def session_names(library: Path) -> list[str]:
    """The names of the sessions' folders, in order. Raises OSError where nobody may look."""
    if not library.is_dir():
        return []
    return [name for name in _names_in(library) if _is_session(library, name)]


def session_states(library: Path, *, also_lost: bool = False) -> dict[str, str]:
    """Each session's name, in order, and a text that changes with its `session.json`.

    Those whose name is no text are not there: see `names_that_are_no_text`. With `also_lost`,
    sessions that have no `session.json` any more are there, too, with "".
    """
    found, folder = {}, str(library)
    for name in filter(is_text, _names_to_see(library)):
        try:
            stat = os.stat(f"{folder}/{name}/session.json")  # noqa: PTH116
        except OSError:
            if also_lost and _was_session(library / name):
                found[name] = ""
            continue
        found[name] = f"{stat.st_mtime_ns} {stat.st_size}"
    return found


def names_that_are_no_text(library: Path) -> list[str]:
    """The names of sessions' folders that are not valid UTF-8, such as of copies from an old disk.

    Neither the index nor `session.json` can take them: such a session counts as damaged.
    """
    odd = [name for name in _names_to_see(library) if not is_text(name)]
    return [name for name in odd if _is_session(library, name)]


def is_text(name: str) -> bool:
    """Whether the name of a file is valid UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_name(folder: Path) -> None:
    """Raise SessionDamaged where the name of a session's folder is not valid UTF-8."""
    if not is_text(folder.name):
        raise SessionDamaged(
            f"{readable_name(folder.name)} cannot be used: its folder's name is not valid UTF-8.",
            f"Give the folder another name. It is in {folder.parent}",
        )


def _names_in(library: Path) -> list[str]:
    """The names of all that may be a session, in order. Raises OSError."""
    names = os.listdir(library)  # noqa: PTH208
    return sorted(name for name in names if not name.startswith(_NO_SESSION))


def _names_to_see(library: Path) -> list[str]:
    """The same; none where nobody may look."""
    try:
        return _names_in(library)
    except OSError:
        return []


def _is_session(library: Path, name: str) -> bool:
    folder = f"{library}/{name}"
    return os.path.isfile(f"{folder}/session.json") or _was_session(Path(folder))  # noqa: PTH113


def _was_session(folder: Path) -> bool:
    """Whether `folder` was a session: with answers, or of that name and not empty.

    Of one of that name that cannot be read, nobody can tell: it counts as one that is damaged.
    """
    if not folder.is_dir():
        return False
    if not DATED_NAME.match(folder.name):
        return any(folder.glob("[0-9][0-9]-*/take-*"))
    try:
        return any(not entry.name.startswith(".") for entry in folder.iterdir())
    except OSError:
        return True
