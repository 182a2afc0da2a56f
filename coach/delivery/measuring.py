"""Works out what is kept of a session to be shown over time: the figures of its answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.errors import SessionDamaged
from coach.library.kinds import Kind

if TYPE_CHECKING:
    from coach.delivery.findings import Delivery
    from coach.library.reading import KeptTake
    from coach.library.records import Session, Take, Turn


@dataclass(frozen=True)
class MeasuredTake:
    """One take, and its figures by name, without those that are unsure.

    It is no Record, to be quick: ten thousand are read at once, from an index that only this
    package writes.
    """

    session: str
    kind: Kind
    title: str
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
        told = vars(self) | {"started_at": self.started_at.isoformat()}
        del told["title"]
        return told


@dataclass(frozen=True)
class Measured:
    """What was worked out of a session.

    `rules` are the versions of the languages' rules that its figures come from. `about` is JSON:
    see `MeasuredSession` and `recognised_in`; None where the session does not count over time.
    """

    takes: tuple[MeasuredTake, ...] = ()
    rules: str = "{}"
    unread: int = 0
    about: dict[str, Any] | None = None


@dataclass(frozen=True)
class _Answer:
    """An answer with words, the language they are in, and its figures."""

    turn: Turn
    take: Take
    language: str
    delivery: Delivery


def delivery_of_take(folder: Path, turn: Turn, take: Take) -> Delivery | None:
    """The figures of a take of the session in `folder`; None where it is not written down yet.

    Raises SessionDamaged, InvalidSetting.
    """
    from coach.library.reading import KeptTake

    return delivery_of_kept(KeptTake(folder, take), turn)


def delivery_of_kept(kept: KeptTake, turn: Turn) -> Delivery | None:
    """The figures of a take that was read already: see `delivery_of_take`."""
    from coach.delivery.delivery import delivery_of

    transcript, facts = kept.transcript, kept.facts
    if transcript is None or facts is None:
        return None
    take = kept.record
    return delivery_of(transcript, facts, turn.target_s(take), take.think_s, turn.asked_texts(take))


def measured(folder: Path) -> Measured:
    """The figures of a session, with the rules they come from and how much cannot be read.

    Raises InvalidSetting.
    """
    from coach.delivery.advised import advice_before_in
    from coach.library.reading import KeptTake, read_session

    try:
        session = read_session(folder)
    except SessionDamaged:
        return Measured(unread=1)
    if not session.own_speech:
        return Measured()
    rules: dict[str, str] = {}
    unread = 0
    answers: list[_Answer] = []
    for turn in session.turns:
        for take in turn.answers:
            try:
                answers += _answers(rules, turn, KeptTake(folder, take))
            except SessionDamaged:
                unread += 1
    tried = advice_before_in(folder, session)
    takes = [_take(session, each, tried) for each in answers if session.kind is not Kind.REAL]
    about = _of_session(session, answers)
    return Measured(tuple(takes), json.dumps(rules, sort_keys=True), unread, about)


def _answers(rules: dict[str, str], turn: Turn, kept: KeptTake) -> Iterator[_Answer]:
    """An answer with its figures, if it has words; its language's rules are noted in `rules`.

    Raises SessionDamaged.
    """
    from coach.delivery.language import language_of

    transcript, delivery = kept.transcript, delivery_of_kept(kept, turn)
    if transcript and transcript.words and delivery:
        rules[transcript.language] = language_of(transcript.language).version
        yield _Answer(turn, kept.record, transcript.language, delivery)


def _take(
    session: Session, answer: _Answer, tried: dict[tuple[int, int], dict[str, Any]]
) -> MeasuredTake:
    question, take = answer.turn.question, answer.take
    found = answer.delivery.findings
    return MeasuredTake(
        session=session.id,
        kind=session.kind,
        title=session.question_set.title,
        set_name=session.question_set.name,
        question=answer.turn.number,
        question_id=question.id,
        text=question.text,
        take=take.number,
        started_at=take.started_at,
        figures={each.what: each.how_many for each in found if each.how_many is not None},
        language=answer.language,
        plain=question.plain,
        left_out=take.left_out,
        advice_before=tried.get((answer.turn.number, take.number)),
    )


def _of_session(session: Session, answers: list[_Answer]) -> dict[str, Any]:
    """What is told of the session itself: takes with a hedge in what the person says they want, and
    the questions of which they said what they were.
    """
    from coach.delivery.wording import IN_AMBITION

    hedged = [
        (each.turn.number, each.take.number)
        for each in answers
        if (hedges := each.delivery.of("hedges"))
        and any(IN_AMBITION in moment.rule for moment in hedges.moments)
    ]
    recognised = [
        (
            *(turn.number, turn.question.id, turn.question.text),
            (turn.asked_at or session.started_at).isoformat(),
            turn.question.coat,
            turn.question.theme,
            turn.taken_for,
        )
        for turn in session.turns
        if turn.taken_for
    ]
    return {
        "id": session.id,
        "kind": session.kind.value,
        "title": session.question_set.title,
        "started_at": session.started_at.isoformat(),
        "hedged": hedged,
        "recognised": recognised,
    }
