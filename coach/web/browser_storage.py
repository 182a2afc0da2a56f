"""What browsers keep of the page: typed texts that are not saved yet, and what was chosen there.

The coach cannot reach into a browser. After `coach erase --all`, the page clears what was kept of
that library in each browser in which it is opened next. What was typed about a session that is gone
is cleared by any page. See `static/tidy.js`.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from coach.state import remember, remembered

_ERASED = "browsers_forget"  # by library: a number that browsers have not seen yet
PORT = "review_port"  # the page is at another address for a browser where the port is another one
STAYS = (_ERASED, PORT)  # of what is remembered, for browsers to forget


def library_name(folder: Path) -> str:
    """What tells the library from others: browsers keep what was typed in each apart."""
    return hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]


def have_browsers_forget(library: Path) -> None:
    """Have every browser clear what it keeps of `library`; silently not, where none was there."""
    if was_opened():
        remember(_ERASED, {**_marks(), library_name(library): secrets.token_hex(8)})


def mark_of(library: Path) -> str:
    """The number of the last time when all was erased; "" where it never was."""
    return str(_marks().get(library_name(library), ""))


def was_opened() -> bool:
    """Whether the page was ever opened here, as far as it is remembered."""
    return remembered(PORT) is not None


def _marks() -> dict[str, str]:
    kept = remembered(_ERASED)
    return kept if isinstance(kept, dict) else {}
