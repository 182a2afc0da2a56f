"""The delivery figures of takes in the library: of one take, and of all takes over time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from coach.delivery.delivery import delivery_of
from coach.delivery.findings import Delivery
from coach.delivery.language import language_of
from coach.errors import SessionDamaged
from coach.library.index import Index
from coach.library.library import Library
from coach.library.reading import KeptTake, read_session
from coach.library.records import Kind, Session, Take, Turn


@dataclass(frozen=True)
class MeasuredTake:
    """One take, and its figures by name, without those that are unsure.

    It is no Record, to be quick: ten thousand are read at once, from an index that only this module
    writes.
    """

    session: str
    kind: Kind
    set_name: str
    question: int
    question_id: str
    text: str
    take: int
    started_at: datetime
    figures: dict[str, float]

    def as_json(self) -> dict[str, Any]:
        """It as a JSON document."""
        return vars(self) | {"started_at": self.started_at.isoformat()}


def delivery_of_take(folder: Path, turn: Turn, take: Take) -> Delivery | None:
    """The figures of a take of the session in `folder`; None where it is not written down yet.

    Raises SessionDamaged, InvalidSetting.
    """
    return delivery_of_kept(KeptTake(folder, take), turn)


def delivery_of_kept(kept: KeptTake, turn: Turn) -> Delivery | None:
    """The same, of what has been read of it already."""
    transcript, facts = kept.transcript, kept.facts
    if transcript is None or facts is None:
        return None
    return delivery_of(transcript, facts, turn.question.seconds, kept.record.think_s)


def all_measured(library: Library) -> list[MeasuredTake]:
    """Every answer with speech, oldest first.

    Demos never count, nor sessions in which somebody else speaks, nor what is told of real ones.

    A damaged session is passed over. Raises InvalidSetting.
    """
    versions: dict[str, str] = {}

    def is_current(document: dict[str, Any]) -> bool:
        """Whether the rules are still those of the document, and all could be read for it."""
        if document["unread"]:
            return False
        for code in document["rules"].keys() - versions.keys():
            versions[code] = language_of(code).version
        return all(versions[code] == version for code, version in document["rules"].items())

    documents = Index(library.folder).documents(
        library.content_states, is_current, lambda name: _document(library.folder / name)
    )
    takes = [_measured(take) for document in documents for take in document["takes"]]
    return sorted(takes, key=lambda take: take.started_at)


def _measured(take: dict[str, Any]) -> MeasuredTake:
    started_at = datetime.fromisoformat(take["started_at"])
    return MeasuredTake(**take | {"started_at": started_at, "kind": Kind(take["kind"])})


def _document(folder: Path) -> dict[str, Any]:
    """The figures of a session, with the rules they come from and how much cannot be read."""
    rules: dict[str, str] = {}
    takes: list[dict[str, Any]] = []
    unread: list[SessionDamaged] = []
    try:
        session = read_session(folder)
    except SessionDamaged:
        return {"rules": rules, "takes": takes, "unread": 1}
    if session.own_speech and session.kind is not Kind.REAL:
        for code, measured in _measured_takes(folder, session, unread):
            rules[code] = language_of(code).version
            takes.append(measured.as_json())
    return {"rules": rules, "takes": takes, "unread": len(unread)}


def _measured_takes(
    folder: Path, session: Session, unread: list[SessionDamaged]
) -> Iterator[tuple[str, MeasuredTake]]:
    """The language and the figures of each answer; `unread` is given those without."""
    for turn in session.turns:
        for take in turn.answers:
            kept = KeptTake(folder, take)
            try:
                transcript, delivery = kept.transcript, delivery_of_kept(kept, turn)
            except SessionDamaged as damage:
                unread.append(damage)
                continue
            if not transcript or not transcript.words or not delivery:
                continue
            figures = {f.what: f.how_many for f in delivery.findings if f.how_many is not None}
            yield (
                transcript.language,
                MeasuredTake(
                    session=session.id,
                    kind=session.kind,
                    set_name=session.question_set.name,
                    question=turn.number,
                    question_id=turn.question.id,
                    text=turn.question.text,
                    take=take.number,
                    started_at=take.started_at,
                    figures=figures,
                ),
            )
