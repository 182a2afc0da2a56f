"""Temporary folders with sound in them. What a coach that was killed has left can be deleted.

Each folder is locked as long as its coach lives: see `delete_left`.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX = "spoken-coach-"
_LOCK = ".lock"


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that only its owner can read, until the context is left. Raises OSError."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = FileLock(folder / _LOCK, timeout=0, mode=0o600)
    try:
        with lock:
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def delete_left() -> int:
    """Delete the temporary folders of coaches that died, and return their number."""
    deleted = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError, Timeout):  # of somebody else, or in use
            with FileLock(folder / _LOCK, timeout=0, mode=0o600):
                pass
            shutil.rmtree(folder)
            deleted += 1
    return deleted
