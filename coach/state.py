"""Small things remembered between sessions. Losing them costs nothing but a question.

Threads: any thread may remember and forget. Of two coaches at once, one may undo what the other
has just remembered.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from typing import Any

from coach.parsing import json_in
from coach.paths import private_folder, state_file

_CHANGING = threading.Lock()


def remembered(name: str) -> Any:
    """What was remembered under `name`, or None."""
    return _all().get(name)


def remember(name: str, value: Any) -> None:
    """Remember `value`, which JSON can hold; silently not, where nothing can be written."""
    with _CHANGING:
        _write({**_all(), name: value})


def forget(name: str) -> None:
    """Remember nothing under `name` any more. Does nothing where nothing is."""
    with _CHANGING:
        everything = _all()
        if everything.pop(name, None) is not None:
            _write(everything)


def forget_all_but(*names: str) -> None:
    """Remember nothing but what is under `names`, and delete what a write left. Raises OSError."""
    path = state_file()
    with _CHANGING:
        for left in path.parent.glob(f".{path.name}.*"):
            left.unlink(missing_ok=True)
        kept = {name: value for name, value in _all().items() if name in names}
        path.unlink(missing_ok=True)
        if kept:
            _write(kept)


def _write(everything: dict[str, Any]) -> None:
    path = state_file()
    with contextlib.suppress(OSError):
        private_folder(path.parent)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        with unfinished.open("w", encoding="utf-8") as file:
            json.dump(everything, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)


def _all() -> dict[str, Any]:
    try:
        kept = json_in(state_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}
