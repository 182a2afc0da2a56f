"""The delivery figures of takes in the library: of one take, and of all takes over time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from coach.delivery.advised import advice_before_in
from coach.delivery.delivery import delivery_of
from coach.delivery.findings import Delivery
from coach.delivery.language import language_of
from coach.delivery.wording import IN_AMBITION
from coach.errors import SessionDamaged
from coach.library.index import Index
from coach.library.library import Library
from coach.library.reading import KeptTake, read_session
from coach.library.records import Kind, Session, Take, Turn

_FORM = 3  # of the documents in the index; raised when they hold something else


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
    language: str
    plain: str  # the question as it is asked in an interview, whatever coat it came in
    left_out: bool  # by the person
    advice_before: dict[str, Any] | None = None  # what was to be changed, and whether it is gone

    def as_json(self) -> dict[str, Any]:
        """It as a JSON document."""
        return vars(self) | {"started_at": self.started_at.isoformat()}


@dataclass(frozen=True)
class MeasuredSession:
    """A session, and its takes with a hedge in what the person says they want: (question, take)."""

    id: str
    kind: Kind
    started_at: datetime
    hedged: tuple[tuple[int, int], ...]


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
    take = kept.record
    return delivery_of(transcript, facts, turn.target_s(take), take.think_s, turn.asked_texts(take))


def all_measured(library: Library) -> list[MeasuredTake]:
    """Every answer with speech that counts over time, oldest first.

    Demos never count, nor sessions in which somebody else speaks, nor what is told of real ones,
    nor what the person left out.

    A damaged session is passed over. Raises InvalidSetting.
    """
    return [take for take in counted_or_not(library) if not take.left_out]


def counted_or_not(library: Library) -> list[MeasuredTake]:
    """The same, with what the person left out. Raises InvalidSetting."""
    takes = [_measured(take) for document in _documents(library) for take in document["takes"]]
    return sorted(takes, key=lambda take: take.started_at)


def all_sessions_measured(library: Library) -> list[MeasuredSession]:
    """Every session in which the person speaks, newest first.

    A damaged session is passed over. Raises InvalidSetting.
    """
    sessions = [
        MeasuredSession(
            about["id"],
            Kind(about["kind"]),
            datetime.fromisoformat(about["started_at"]),
            tuple((question, take) for question, take in about["hedged"]),
        )
        for document in _documents(library)
        if (about := document["session"])
    ]
    return sorted(sessions, key=lambda each: each.started_at, reverse=True)


def _documents(library: Library) -> Iterator[dict[str, Any]]:
    """What was worked out of each session, by the rules as they are now."""
    versions: dict[str, str] = {}

    def is_current(document: dict[str, Any]) -> bool:
        """Whether the rules are still those of the document, and all could be read for it."""
        if document["unread"] or document.get("form") != _FORM:
            return False
        for code in document["rules"].keys() - versions.keys():
            versions[code] = language_of(code).version
        return all(versions[code] == version for code, version in document["rules"].items())

    return Index(library.folder).documents(
        library.content_states, is_current, lambda name: _document(library.folder / name)
    )


def _measured(take: dict[str, Any]) -> MeasuredTake:
    started_at = datetime.fromisoformat(take["started_at"])
    return MeasuredTake(**take | {"started_at": started_at, "kind": Kind(take["kind"])})


def _document(folder: Path) -> dict[str, Any]:
    """The figures of a session, with the rules they come from and how much cannot be read."""
    document: dict[str, Any] = {
        "form": _FORM,
        "session": None,
        "rules": {},
        "takes": [],
        "unread": 0,
    }
    try:
        session = read_session(folder)
    except SessionDamaged:
        return document | {"unread": 1}
    if not session.own_speech:
        return document
    hedged: list[tuple[int, int]] = []
    about = {"id": session.id, "kind": session.kind, "started_at": session.started_at.isoformat()}
    for turn in session.turns:
        for take in turn.answers:
            try:
                _add_take(document, hedged, session, (turn, take), KeptTake(folder, take))
            except SessionDamaged:
                document["unread"] += 1
    before = advice_before_in(folder, session)
    for measured in document["takes"]:
        measured["advice_before"] = before.get((measured["question"], measured["take"]))
    return document | {"session": about | {"hedged": hedged}}


def _add_take(
    document: dict[str, Any],
    hedged: list[tuple[int, int]],
    session: Session,
    which: tuple[Turn, Take],
    kept: KeptTake,
) -> None:
    """Add an answer to a session's document, and to `hedged` where it belongs there.

    Raises SessionDamaged.
    """
    turn, take = which
    transcript, delivery = kept.transcript, delivery_of_kept(kept, turn)
    if not transcript or not transcript.words or not delivery:
        return
    document["rules"][transcript.language] = language_of(transcript.language).version
    hedges = delivery.of("hedges")
    if hedges and any(IN_AMBITION in moment.rule for moment in hedges.moments):
        hedged.append((turn.number, take.number))
    if session.kind is not Kind.REAL:
        language = transcript.language
        document["takes"].append(_figures(session, turn, take, delivery, language).as_json())


def _figures(
    session: Session, turn: Turn, take: Take, delivery: Delivery, language: str
) -> MeasuredTake:
    return MeasuredTake(
        session=session.id,
        kind=session.kind,
        set_name=session.question_set.name,
        question=turn.number,
        question_id=turn.question.id,
        text=turn.question.text,
        take=take.number,
        started_at=take.started_at,
        figures={f.what: f.how_many for f in delivery.findings if f.how_many is not None},
        language=language,
        plain=turn.question.plain,
        left_out=take.left_out,
    )
