"""`transcript.md`, the text of a session for a person to read, which may be a moment behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from coach.library.disk import write_text
from coach.library.reading import words_and_notes
from coach.library.records import Session
from coach.library.texts import as_markdown


class SessionText:
    """The text of the session in `folder`. Any thread may write it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "transcript.md"
        self._is_old = _is_older(self._path, folder / "session.json")
        self._lock = threading.Lock()

    def changed(self) -> None:
        """Note that the session has changed."""
        self._is_old = True

    def write(self, session: Callable[[], Session]) -> None:
        """Bring the text up to date with what is kept. Raises CannotWrite."""
        with self._lock:
            if not self._is_old or not self._folder.is_dir():
                return
            self._is_old = False  # before the session is looked at: it may change meanwhile
            try:
                text = as_markdown(session(), partial(words_and_notes, self._folder))
                write_text(self._path, text)
            except BaseException:  # Ctrl-C, too: the text on disk is still the old one
                self._is_old = True
                raise


def _is_older(text: Path, than: Path) -> bool:
    """Whether `text` is not there or older: a coach died, or had no room, before it wrote that."""
    try:
        return text.stat().st_mtime_ns < than.stat().st_mtime_ns
    except OSError:
        return True
