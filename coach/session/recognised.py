"""How often the person recognised a question that was asked in another coat."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from coach.library.index import Document


@dataclass(frozen=True)
class Recognised:
    """A question in a coat, the theme it has, and the one it was taken for."""

    session: str
    question_id: str
    asked_at: datetime
    coat: str
    theme: str
    chosen: str

    @property
    def is_right(self) -> bool:
        """Whether it was recognised."""
        return self.chosen == self.theme

    def as_json(self) -> dict[str, object]:
        """As `coach progress --json` prints it."""
        told = dataclasses.asdict(self) | {"asked_at": self.asked_at.isoformat()}
        return told | {"right": self.is_right}


def recognised_in(documents: Iterable[Document]) -> list[Recognised]:
    """Every question of the person's own sessions of which they said what it was, oldest first.

    `documents`: see `kept_figures`.
    """
    found = [
        Recognised(document["session"]["id"], question_id, datetime.fromisoformat(asked_at), *theme)
        for document in documents
        for question_id, asked_at, *theme in document["recognised"]
    ]
    return sorted(found, key=lambda each: each.asked_at)
