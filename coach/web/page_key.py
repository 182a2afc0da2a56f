"""The key of the page: the two secrets that a browser is given for a ticket.

It is kept in a file that only its owner can read, so that a browser that was let in stays so when
the coach is started again. `coach erase --all` renews it.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from coach.parsing import json_in
from coach.paths import private_folder, state_file

_NAME = "page-key.json"
_SECRET_BYTES = 24
_SHORTEST = 30  # letters of such a secret, at least


@dataclass(frozen=True)
class PageKey:
    """`root` is the path below which all pages are; `cookie` is what a browser sends along."""

    root: str
    cookie: str


def new_key() -> PageKey:
    """A key that nobody has."""
    return PageKey(*(secrets.token_urlsafe(_SECRET_BYTES) for _ in range(2)))


def kept_key() -> PageKey:
    """The key of last time; a new one where there is none, or where others could have read it."""
    path = _path()
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        if os.name == "nt" or not path.stat().st_mode & 0o077:
            kept = json_in(path.read_text(encoding="utf-8"))
            key = PageKey(str(kept["root"]), str(kept["cookie"]))
            if all(map(_is_secret, (key.root, key.cookie))):
                return key
    return _renewed()


def forget_key() -> None:
    """Forget the key: whoever was let in needs a new address. Raises OSError."""
    _path().unlink(missing_ok=True)


def _renewed() -> PageKey:
    key, path = new_key(), _path()
    with contextlib.suppress(OSError):  # then it lasts as long as the coach
        private_folder(path.parent)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        unfinished.unlink(missing_ok=True)
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
        with os.fdopen(os.open(unfinished, flags, 0o600), "w", encoding="utf-8") as file:
            json.dump({"root": key.root, "cookie": key.cookie}, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    return key


def _is_secret(text: str) -> bool:
    letters = text.replace("-", "").replace("_", "")
    return len(text) >= _SHORTEST and text.isascii() and letters.isalnum()


def _path() -> Path:
    return state_file().with_name(_NAME)
