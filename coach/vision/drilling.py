"""Finds hedged sentences about what the person wants, for drills without the hedge."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from coach.delivery.findings import Certainty, Moment
from coach.delivery.kept import MeasuredSession, all_sessions_measured
from coach.delivery.measuring import delivery_of_kept, delivery_of_take
from coach.delivery.wording import IN_AMBITION
from coach.errors import SessionDamaged, SessionNotFound
from coach.library.library import Library
from coach.library.reading import KeptTake, read_session, transcript_of
from coach.library.records import Kind, Session, Take, Turn
from coach.transcription.lines import lines_of
from coach.vision.building import LineCandidate

SETTING = "drill"  # in a drill's settings: which sentence it was about


@dataclass(frozen=True)
class Hedged:
    """A sentence about ambition, and the hedge in it."""

    said: LineCandidate
    hedge: str

    @property
    def source(self) -> dict[str, object]:
        """Which sentence it is, as a drill keeps it."""
        return {
            "session": self.said.session,
            "question": self.said.turn.number,
            "take": self.said.take.number,
            "text": self.said.sentence.text,
            "hedge": self.hedge,
        }


def hedged(library: Library, session: str | None = None) -> Iterator[Hedged]:
    """Hedged sentences about ambition, newest first; of one session, or of all.

    Only of sessions in which the person speaks; what was drilled once is left out.
    """
    drilled: list[object] | None = None
    measured = all_sessions_measured(library)
    for each in measured:
        if not each.hedged or each.kind is Kind.DRILL or session not in (None, each.id):
            continue
        if drilled is None:
            drilled = list(_drilled_before(library, measured))
        for found in _in_session(library, each):
            if found.source not in drilled:
                yield found


def _drilled_before(library: Library, sessions: Sequence[MeasuredSession]) -> Iterator[object]:
    """Which sentences the drills among `sessions` were about."""
    for each in sessions:
        if each.kind is Kind.DRILL:
            with contextlib.suppress(SessionDamaged):  # changed just now
                yield read_session(library.folder / each.id).settings.get(SETTING)


def _in_session(library: Library, measured: MeasuredSession) -> Iterator[Hedged]:
    with contextlib.suppress(SessionDamaged, KeyError):  # changed just now
        session = read_session(library.folder / measured.id)
        for question, take in measured.hedged:
            turn = session.turn(question)
            yield from _in_take(library, session.id, turn, turn.take(take))


def _in_take(library: Library, session: str, turn: Turn, take: Take) -> Iterator[Hedged]:
    kept = KeptTake(library.folder / session, take)
    try:
        delivery, transcript = delivery_of_kept(kept, turn), kept.transcript
    except SessionDamaged:
        return
    hedges = delivery.of("hedges") if delivery else None
    if transcript is None or hedges is None:
        return
    for sentence in lines_of(transcript):
        inside = [
            moment
            for moment in hedges.moments
            if IN_AMBITION in moment.rule and sentence.start_s <= moment.at_s < sentence.end_s
        ]
        if inside:
            yield Hedged(LineCandidate(session, turn, take, sentence), _phrase(inside[0]))


def _phrase(moment: Moment) -> str:
    return moment.phrase.strip(",.").lower()


def drilled(library: Library, session: Session) -> LineCandidate | None:
    """The sentence that a drill was about; None where it is gone."""
    source: Any = session.settings.get(SETTING)
    try:
        of = library.session(source["session"])
        turn = of.turn(source["question"])
        take = turn.take(source["take"])
        transcript = transcript_of(library.folder / of.id, take)
    except (SessionDamaged, SessionNotFound, KeyError, TypeError):
        return None
    for sentence in lines_of(transcript) if transcript else []:
        if sentence.text == source["text"]:
            return LineCandidate(of.id, turn, take, sentence)
    return None


def still_hedged(library: Library, session: str) -> tuple[Take, tuple[Moment, ...] | None] | None:
    """The newest take of a drill that is written down, and the hedges in it; None if there is none.

    In place of the hedges None, where nobody can tell. Raises SessionDamaged.
    """
    turn = library.session(session).turns[0]
    takes = [take for take in turn.answers if take.transcripts]
    if not takes:
        return None
    delivery = delivery_of_take(library.folder / session, turn, takes[-1])
    hedges = delivery.of("hedges") if delivery else None
    is_sure = hedges is not None and hedges.certainty is Certainty.SURE
    return takes[-1], hedges.moments if hedges and is_sure else None
