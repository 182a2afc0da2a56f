"""Temporary folders with sound in them. What a coach that was killed has left can be deleted.

Each folder is locked as long as its coach lives: see `delete_left`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX = "spoken-coach-"
_LOCK = ".lock"
_IS_WINDOWS = os.name == "nt"


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that only its owner can read, until the context is left. Raises OSError."""
    with contextlib.ExitStack() as held:
        folder = _made(held)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _made(held: contextlib.ExitStack) -> Path:
    """A new folder, locked. Before it is, another coach may take it for one that was left."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        try:
            held.enter_context(FileLock(folder / _LOCK, timeout=0, mode=0o600))
            folder.chmod(0o700)  # a lock makes a folder that is gone anew, for everybody
            return folder
        except Timeout:
            continue
        except OSError:
            if folder.is_dir():
                raise


def delete_left() -> int:
    """Delete the temporary folders of coaches that died, and return their number."""
    deleted = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError, Timeout):  # of somebody else, or in use
            with FileLock(folder / _LOCK, timeout=0, mode=0o600):
                shutil.rmtree(folder, ignore_errors=_IS_WINDOWS)  # nobody can lock it meanwhile
            if _IS_WINDOWS:  # which deletes no file that is locked
                shutil.rmtree(folder)
            deleted += 1
    return deleted
