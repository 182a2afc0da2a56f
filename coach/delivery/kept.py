"""The delivery figures of takes in the library: of one take, and of all takes over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coach.delivery.rules import rules_version
from coach.errors import SessionDamaged
from coach.library.index import Document, Index, Watch
from coach.library.kinds import Kind
from coach.library.library import Library

if TYPE_CHECKING:
    from coach.delivery.findings import Delivery
    from coach.library.reading import KeptTake
    from coach.library.records import Session, Take, Turn


_TABLE: Final = "figures"

_FORM = 4  # of the documents in the index; raised when they hold something else


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
    """The same, of what has been read of it already."""
    from coach.delivery.delivery import delivery_of

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
    return measured_in(kept_figures(library))


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
        for document in kept_figures(library)
        if (about := document["session"])
    ]
    return sorted(sessions, key=lambda each: each.started_at, reverse=True)


def kept_figures(library: Library, watch: Watch = iter, *, thorough: bool = True) -> list[Document]:
    """What was worked out of each session, by the rules as they are now: see the functions below.

    `watch`: see Index; `thorough`: see `coach.library.search.sentences`. Raises InvalidSetting.
    """
    version = cache(rules_version)

    def is_current(document: Document) -> bool:
        """Whether the rules are still those of the document, and all could be read for it."""
        if document["unread"] or document.get("form") != _FORM:
            return False
        return all(version(code) == kept for code, kept in document["rules"].items())

    return Index(library.folder, _TABLE, watch).documents(
        library.content_states if thorough else library.content_states_in_short,
        lambda name: _document(library.folder / name),
        is_current,
    )


def refresh_figures(library: Library, watch: Watch = iter) -> bool:
    """Take in what was changed from outside. Returns whether anything was.

    Raises InvalidSetting.
    """
    if Index(library.folder, _TABLE).is_up_to_date(library.content_states):
        return False
    kept_figures(library, watch)
    return True


def measured_in(documents: Iterable[Document]) -> list[MeasuredTake]:
    """The answers in documents of `kept_figures`, oldest first, with what the person left out."""
    takes = [take for document in documents if document["takes"] for take in _takes_in(document)]
    return sorted(takes, key=lambda take: take.started_at)


def _takes_in(document: Document) -> Iterator[MeasuredTake]:
    about, names = document["session"], document["names"]
    kind = Kind(about["kind"])
    tried = {(question, take): told for question, take, told in document["advised"]}
    for *asked, take, started_at, figures, language, plain, left_out in document["takes"]:
        number, question_id, text = asked
        yield MeasuredTake(
            *(about["id"], kind, about["set_name"], number, question_id, text, take),
            datetime.fromisoformat(started_at),
            {
                name: figure
                for name, figure in zip(names, figures, strict=True)
                if figure is not None
            },
            *(language, plain or text, left_out, tried.get((number, take))),
        )


def _document(folder: Path) -> Document:
    """The figures of a session, with the rules they come from and how much cannot be read.

    Short, because thousands are read at once: the figures of all takes have `names` in common.
    """
    from coach.delivery.advised import advice_before_in
    from coach.library.reading import KeptTake, read_session

    document: Document = {"session": None, "form": _FORM, "rules": {}, "takes": [], "unread": 0}
    document["recognised"] = []
    try:
        session = read_session(folder)
    except SessionDamaged:
        return document | {"unread": 1}
    if not session.own_speech:
        return document
    measured: list[_Answer] = []
    for turn in session.turns:
        for take in turn.answers:
            try:
                measured += _measured(document, turn, KeptTake(folder, take))
            except SessionDamaged:
                document["unread"] += 1
    tried = advice_before_in(folder, session)
    advised = [(*which, told) for which, told in tried.items()]
    return document | _of_session(session, measured) | {"advised": advised}


def _measured(document: Document, turn: Turn, kept: KeptTake) -> Iterator[_Answer]:
    """An answer with its figures, if it has words; its language's rules are noted in `document`.

    Raises SessionDamaged.
    """
    from coach.delivery.language import language_of

    transcript, delivery = kept.transcript, delivery_of_kept(kept, turn)
    if transcript and transcript.words and delivery:
        document["rules"][transcript.language] = language_of(transcript.language).version
        yield _Answer(turn, kept.record, transcript.language, delivery)


def _of_session(session: Session, measured: list[_Answer]) -> dict[str, Any]:
    """The parts of a document that tell of the session itself."""
    from coach.delivery.wording import IN_AMBITION

    hedged = [
        (each.turn.number, each.take.number)
        for each in measured
        if (hedges := each.delivery.of("hedges"))
        and any(IN_AMBITION in moment.rule for moment in hedges.moments)
    ]
    about = {
        "id": session.id,
        "kind": session.kind,
        "set_name": session.question_set.name,
        "started_at": session.started_at.isoformat(),
        "hedged": hedged,
    }
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
    told = {"session": about, "recognised": recognised}
    return told if session.kind is Kind.REAL else told | _figures(measured)


def _figures(measured: list[_Answer]) -> dict[str, Any]:
    """The takes of a session, each as `_take` tells it."""
    figures = [
        {f.what: f.how_many for f in each.delivery.findings if f.how_many is not None}
        for each in measured
    ]
    names = list(dict.fromkeys(name for each in figures for name in each))
    takes = [
        _take(answer, [each.get(name) for name in names])
        for answer, each in zip(measured, figures, strict=True)
    ]
    return {"names": names, "takes": takes}


def _take(answer: _Answer, figures: list[float | None]) -> tuple[object, ...]:
    """Question, its id and text, take, when, the figures in order, language, the plain question if
    it was asked otherwise, and whether it was left out: see `_takes_in`.
    """
    question, take = answer.turn.question, answer.take
    plain = "" if question.plain == question.text else question.plain
    about = (answer.turn.number, question.id, question.text, take.number)
    return *about, take.started_at.isoformat(), figures, answer.language, plain, take.left_out
