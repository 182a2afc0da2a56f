"""What listeners heard, as a page of looking back and the exported page show it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coach.debrief.columns import (
    ABOUT_FIGURES,
    HEADS,
    Columns,
    columns_by_question,
    columns_of,
    overall_lines,
)
from coach.debrief.keeping import read_debrief
from coach.debrief.records import Debrief
from coach.debrief.replies import replies_of
from coach.errors import SessionDamaged
from coach.library.records import Session, Turn


@dataclass(frozen=True)
class ShownListeners:
    """What is shown of it; `trouble` is why nothing can be."""

    columns: tuple[Columns, ...] = ()
    overall: tuple[str, ...] = ()
    trouble: str = ""
    heads: tuple[str, ...] = HEADS
    about: str = ABOUT_FIGURES


def heard_in(folder: Path, turn: Turn) -> ShownListeners:
    """What listeners heard in the answers to one question, for somebody who has rated it."""
    try:
        replies = replies_of(folder)
        columns = columns_of(folder, turn, read_debrief(folder), replies) if replies else []
    except SessionDamaged as damage:
        return ShownListeners(trouble=damage.message)
    return ShownListeners(columns=tuple(columns))


def heard_over_all(folder: Path) -> ShownListeners:
    """What listeners heard the person want, and what stayed with them."""
    try:
        overall = overall_lines(read_debrief(folder), replies_of(folder))
    except SessionDamaged as damage:
        return ShownListeners(trouble=damage.message)
    return ShownListeners(overall=tuple(overall))


def heard_by_question(
    folder: Path, session: Session, debrief: Debrief
) -> dict[int, ShownListeners]:
    """The columns of each question that is rated. Raises SessionDamaged."""
    found = columns_by_question(folder, session, debrief, replies_of(folder))
    return {turn.number: ShownListeners(columns=tuple(columns)) for turn, columns in found}
