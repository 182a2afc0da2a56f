"""The advice on the answers of a session, in the order in which they were given."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from coach.delivery.advice.choosing import advice_of, candidates, is_gone
from coach.delivery.advice.records import Advice, Candidate, ToChange, ToKeep
from coach.errors import SessionDamaged
from coach.library.reading import KeptTake
from coach.library.records import AdvisedBefore, Kind, Session, Turn
from coach.records import Record

_ADVISED = (Kind.PRACTICE, Kind.MOCK, Kind.DEMO, Kind.IMPORT)
_NOTHING = Advice()


class TakeAdvice(Record):
    """The advice on one take.

    `tried` is what was to be changed after the take before it, where there is one, perhaps in an
    earlier session; `gone` says whether it holds no more, None where nobody can tell.
    """

    advice: Advice = _NOTHING
    tried: Candidate | None = None
    gone: bool | None = None

    @property
    def tried_document(self) -> dict[str, Any] | None:
        """What was to be changed before, and whether it is gone, for programs."""
        if self.tried is None or self.gone is None:
            return None
        return {"finding": self.tried.finding.value, "gone": self.gone}

    @property
    def lines(self) -> tuple[str, ...]:
        """What to tell the person, in two lines at most."""
        return tuple(line for line, _ in self.told)

    @property
    def told(self) -> tuple[tuple[str, Candidate | None], ...]:
        """The `lines`, each with the advice that it gives; None where it gives none."""
        change = self.advice.change
        if self.tried is None or self.gone is None:
            return self.advice.told
        if not self.gone and change and change.finding == self.tried.finding:
            return ((f"Still: {change.sentence}", change),)
        state = "Gone this time" if self.gone else "Still there"
        return ((f"{state}: {self.tried.name}.", None), *Advice(change=change).told)


NO_ADVICE = TakeAdvice()
Advised = Mapping[tuple[int, int], TakeAdvice]  # by question and take


class Advisor:
    """Chooses the advice on the answers of one session, one after the other."""

    def __init__(self) -> None:
        self._last: Advice | None = None
        self._to_change: dict[int, Candidate | None] = {}  # in the newest take, by question

    def has_advised(self, question: int) -> bool:
        """Whether an answer to that question was advised on."""
        return question in self._to_change

    def advise(self, turn: Turn, found: Sequence[Candidate] | None) -> TakeAdvice:
        """The advice on the next answer, of what was `found`; None where nobody could tell."""
        if found is None:
            return NO_ADVICE
        before = turn.advised_before or AdvisedBefore()
        if self._last is None:
            keep, change = _named(ToKeep, before.keep), _named(ToChange, before.change)
            self._last = Advice(keep=keep, change=change)
        earlier = _named(ToChange, before.to_change, before.name)
        tried = self._to_change.get(turn.number, earlier)
        self._last = advice = advice_of(found, self._last)
        self._to_change[turn.number] = advice.change
        return TakeAdvice(advice=advice, tried=tried, gone=is_gone(tried, found) if tried else None)


def _named(kind: type[ToKeep | ToChange], finding: str, name: str = "") -> Candidate | None:
    """Advice of an earlier session, of which no more is kept; None where there was none."""
    if finding not in [each.value for each in kind]:  # by a later version, perhaps
        return None
    return Candidate(finding=kind(finding), name=name, text="", start_s=0.0, confidence=1.0)


def found_in(kept: KeptTake, turn: Turn) -> tuple[Candidate, ...] | None:
    """What could be said about an answer; None where nobody can tell.

    Raises SessionDamaged, InvalidSetting.
    """
    transcript, facts, take = kept.transcript, kept.facts, kept.record
    if transcript is None or facts is None or take.follow_up is not None:
        return None
    asked, theme = turn.asked_texts(take), turn.question.theme
    return candidates(transcript, facts, asked, theme, turn.target_s(take))


def with_advice(document: dict[str, Any], folder: Path, session: Session) -> dict[str, Any]:
    """The document of a session, with the advice on each take. Raises InvalidSetting."""
    advice = advice_in(folder, session)
    for turn in document["turns"]:
        for take in turn["takes"]:
            given = advice.get((turn["number"], take["take"]), NO_ADVICE)
            take["advice"] = given.advice.document
    return document


def is_advised(session: Session) -> bool:
    """Whether its answers get advice.

    What was told of a real interview, said for the vision, or said by somebody else gets none.
    """
    return session.kind in _ADVISED and not session.not_mine


def advisor_after(folder: Path, session: Session) -> Advisor:
    """An advisor that knows what it said on the answers of the session in `folder` so far.

    Raises InvalidSetting.
    """
    return _advised(folder, session)[0]


def advice_in(folder: Path, session: Session) -> Advised:
    """The advice on each answer of the session in `folder`, by question and take.

    There is none on an answer that cannot be read. Raises InvalidSetting.
    """
    return _advised(folder, session)[1]


def advice_before_in(folder: Path, session: Session) -> dict[tuple[int, int], dict[str, Any]]:
    """What was to be changed before each later take of a question, and whether it is gone.

    Raises InvalidSetting.
    """
    if not any(len(turn.answers) > 1 or _was_advised(turn) for turn in session.turns):
        return {}  # most sessions: nothing has to be read
    return {
        which: document
        for which, each in advice_in(folder, session).items()
        if (document := each.tried_document)
    }


def _was_advised(turn: Turn) -> bool:
    return bool(turn.advised_before and turn.advised_before.to_change)


def _advised(folder: Path, session: Session) -> tuple[Advisor, Advised]:
    advisor, advice = Advisor(), dict[tuple[int, int], TakeAdvice]()
    if not is_advised(session):
        return advisor, advice
    answers = [(turn, take) for turn in session.turns for take in turn.answers]
    for turn, take in sorted(answers, key=lambda each: each[1].started_at):
        with contextlib.suppress(SessionDamaged):
            found = found_in(KeptTake(folder, take), turn)
            advice[turn.number, take.number] = advisor.advise(turn, found)
    return advisor, advice
