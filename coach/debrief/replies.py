"""Reads what listeners returned of a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coach.debrief.listeners import ListenerReply
from coach.library.reading import read_record

FOLDER = "listeners"  # of the session's folder


def replies_of(folder: Path) -> list[ListenerReply]:
    """What listeners returned of the session in `folder`, by their names. Raises SessionDamaged."""
    replies = (reply for _, reply in kept_replies(folder))
    return sorted(replies, key=lambda each: each.listener.casefold())


def replies_document(folder: Path) -> list[dict[str, Any]]:
    """The same as JSON. Raises SessionDamaged."""
    return [each.model_dump(mode="json", exclude={"kind"}) for each in replies_of(folder)]


def kept_replies(folder: Path) -> Iterator[tuple[Path, ListenerReply]]:
    """Each file of a listener, with what it holds. Raises SessionDamaged."""
    for path in sorted((folder / FOLDER).glob("*.json")):
        if not path.name.startswith("."):
            yield path, read_record(path, ListenerReply, folder)
