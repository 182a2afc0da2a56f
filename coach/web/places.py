"""Remembers the place that somebody listened to last in a session, to go on there another day.

The place is kept in the session's folder, so it is renamed, copied or erased with the session. The
browser, or a list of all sessions, would still have the names of erased sessions.
"""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

from coach.errors import CannotWrite
from coach.library.disk import write_text
from coach.parsing import json_in
from coach.state import forget

KEY = re.compile(r"q\d{1,4}t\d{1,4}")  # a take within its page
_NAME = ".place.json"
_LIST = "review_places"  # in the state file, by an earlier coach


def keep_place(folder: Path, key: str, at_s: float) -> None:
    """Remember the take `key` (such as q2t1) and the second in it; silently not, where the folder
    cannot be written to: losing it costs nothing."""
    with contextlib.suppress(CannotWrite):
        write_text(folder / _NAME, json.dumps({"take": key, "at_s": round(at_s, 2)}) + "\n")


def kept_place(folder: Path) -> str:
    """Such as q2t1:34.2; "" where there is none."""
    try:
        place = json_in((folder / _NAME).read_bytes())
        key, at_s = place["take"], float(place["at_s"])
        return f"{key}:{at_s}" if KEY.fullmatch(key) else ""
    except (OSError, ValueError, TypeError, KeyError, OverflowError):
        return ""


def forget_list() -> None:
    """Delete the list of places that an earlier coach kept, with the names of erased sessions."""
    forget(_LIST)
