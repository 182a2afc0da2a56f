"""What was answered so far: which question, on which day, and how it went."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from coach.debrief.keeping import debrief_state, read_debrief
from coach.debrief.records import Debrief, Rated
from coach.debrief.reel import worth
from coach.delivery.advice_taken import finding_name
from coach.delivery.kept import all_sessions_measured
from coach.errors import SessionDamaged
from coach.library.library import Library
from coach.library.reading import read_session
from coach.library.records import Kind, Session, Take, Turn

_MOST_SESSIONS = 200  # the newest; they are read within a fifth of a second
_PRACTISED = (Kind.PRACTICE, Kind.MOCK, Kind.IMPORT)
_OVER_TIME = 1.25  # times the time for the answer: nobody notices less
_MOST_REMEMBERED = 1000  # sessions


@dataclass(frozen=True)
class Answered:
    """An answer to the question of that `wording` for an interview.

    `worth` is what the person rated it, from 0 (all no) to 1 (all yes); None where they did not.
    """

    wording: str
    day: date
    worth: float | None = None
    hedged: bool = False  # in a sentence about what the person wants
    over_time: bool = False
    to_change: str = ""  # what the person was told to change in it, in a few words

    @property
    def has_finding(self) -> bool:
        """Whether something was found that speaks against it."""
        return self.hedged or self.over_time or bool(self.to_change)


@dataclass(frozen=True)
class History:
    """All answers, oldest first, and on which days mock and real interviews were held.

    `unanswered` are questions that were asked in vain. `reaches_back`: nothing older is kept.
    """

    answers: tuple[Answered, ...] = ()
    mock_days: frozenset[date] = frozenset()
    told_days: frozenset[date] = frozenset()
    unanswered: frozenset[str] = frozenset()
    reaches_back: bool = True

    def before(self, day: date) -> dict[str, list[Answered]]:
        """By the question's wording, what was answered before `day`: the last of each day."""
        found: dict[str, list[Answered]] = {}
        for each in self.answers:
            if each.day < day:
                same = found.setdefault(each.wording, [])
                if same and same[-1].day == each.day:
                    same.pop()
                same.append(each)
        return found

    def on(self, day: date) -> dict[str, Answered]:
        """By the question's wording, what was answered on `day`: the last of each."""
        return {each.wording: each for each in self.answers if each.day == day}


@dataclass(frozen=True)
class _Session:
    """What a session says, with question and take of each answer."""

    kind: Kind
    day: date
    answered: bool
    answers: tuple[tuple[int, int, Answered], ...]
    unanswered: frozenset[str]


def history_of(library: Library, most: int = _MOST_SESSIONS) -> History:
    """What was answered in the `most` newest sessions. Damaged ones are told of elsewhere."""
    names = list(library.states().items())
    hedged = _hedged(library.folder, tuple(names))
    answers: list[Answered] = []
    unanswered: set[str] = set()
    days: dict[Kind, set[date]] = {Kind.MOCK: set(), Kind.REAL: set()}
    for name, state in names[-most:]:
        folder = library.folder / name
        read = _read(folder, state, debrief_state(folder))
        if read is None:
            continue
        if read.answered and read.kind in days:
            days[read.kind].add(read.day)
        unanswered |= read.unanswered
        answers += [
            replace(each, hedged=(name, question, take) in hedged)
            for question, take, each in read.answers
        ]
    return History(
        tuple(sorted(answers, key=lambda each: each.day)),
        frozenset(days[Kind.MOCK]),
        frozenset(days[Kind.REAL]),
        frozenset(unanswered),
        reaches_back=len(names) <= most,
    )


@functools.lru_cache(maxsize=2)  # in a thousand sessions it takes longer than all else together
def _hedged(folder: Path, states: tuple[tuple[str, str], ...]) -> frozenset[tuple[str, int, int]]:
    """Session, question and take of each answer with a hedge in what the person wants."""
    del states  # a session that changes, such as by another transcript, has another one
    return frozenset(
        (each.id, question, take)
        for each in all_sessions_measured(Library(folder))
        for question, take in each.hedged
    )


@functools.lru_cache(maxsize=_MOST_REMEMBERED)  # home asks each time it is shown
def _read(folder: Path, state: str, rated: str) -> _Session | None:
    """What the session says; None where it is damaged, or somebody else speaks."""
    del state, rated  # which make it another session
    try:
        session = read_session(folder)
    except SessionDamaged:
        return None
    if not session.own_speech:
        return None
    is_practice = session.kind in _PRACTISED
    answers = _answers(session, debrief_in(folder)) if is_practice else ()
    asked = [each for each in session.turns if each.asked_at and not each.answers]
    return _Session(
        session.kind,
        session.started_at.astimezone().date(),
        session.kind is Kind.REAL or bool(session.answered),
        tuple(answers),
        frozenset(_wording(each) for each in asked if is_practice),
    )


def _answers(session: Session, debrief: Debrief) -> Iterator[tuple[int, int, Answered]]:
    for turn in session.turns:
        for take in turn.answers:
            answered = _answered(turn, take, debrief, session.question_set.language)
            yield turn.number, take.number, answered


def _answered(turn: Turn, take: Take, debrief: Debrief, language: str) -> Answered:
    seconds = turn.question.seconds
    return Answered(
        wording=_wording(turn),
        day=take.started_at.astimezone().date(),
        worth=rated_worth(debrief.of(turn.number, take.number)),
        over_time=bool(seconds and (take.duration_s or 0.0) > _OVER_TIME * seconds),
        to_change=finding_name(take.to_change, language) if take.to_change else "",
    )


def _wording(turn: Turn) -> str:
    return turn.question.wordings.get("interview", turn.question.text)


def rated_worth(rated: Rated | None) -> float | None:
    """What an answer is worth by its ratings, from 0 to 1.

    None where nothing was rated, or the question asked for none of it.
    """
    counted = rated and any(each.worth is not None for each in rated.ratings.values())
    return worth(rated) if rated and counted else None


def debrief_in(folder: Path) -> Debrief:
    """What was rated of the session in `folder`; nothing where that cannot be read."""
    try:
        return read_debrief(folder)
    except SessionDamaged:  # looking back tells it; it keeps nobody from practising
        return Debrief()
