"""How often the person recognised a question that was asked in another coat."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from coach.library.library import Library


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


def all_recognised(library: Library) -> list[Recognised]:
    """Every question of the person's own sessions of which they said what it was, oldest first."""
    return sorted(_recognised(library), key=lambda each: each.asked_at)


def _recognised(library: Library) -> Iterator[Recognised]:
    for listed in library.sessions():
        session = listed.session
        if session is None or not session.own_speech:
            continue
        for turn in session.turns:
            question = turn.question
            if turn.taken_for:
                yield Recognised(
                    session.id,
                    question.id,
                    turn.asked_at or session.started_at,
                    question.coat,
                    question.theme,
                    turn.taken_for,
                )
