"""The answers of a session as one looks back at them: blind until they are rated."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from coach.debrief.gaps import beside_figures, gap_sentence
from coach.debrief.keeping import read_debrief
from coach.debrief.records import Debrief, Rated
from coach.debrief.walk import is_rated, to_rate
from coach.delivery.advised import advice_in
from coach.delivery.measuring import delivery_of_take
from coach.errors import SessionDamaged
from coach.library.reading import sound_erased, transcript_of
from coach.library.records import Session, Take, Turn
from coach.library.texts import follow_up_title
from coach.vision.keeping import VisionFolder
from coach.vision.yardstick import beside_answer, left_out_sentence, touched_sentence
from coach.web.library_view import LibraryView
from coach.web.takes import ShownTake, Viewer, key_of

_MOST_LINES = 3


@dataclass(frozen=True)
class AnswerToRate:
    """An answer to look back at, to a question or to a follow-up.

    `before` is where the sound of the take before it is; "" where there is none. `waits`: the
    answer before it is not rated yet, and the follow-up may quote it.
    """

    turn: Turn
    take: Take
    path: str
    rated: Rated | None
    set_aside: bool
    before: str = ""
    waits: bool = False

    @property
    def audio(self) -> str:
        """Where its sound is; "" where that was erased."""
        return f"{self.path}/audio" if self.take.has_sound else ""

    @property
    def erased(self) -> str:
        """The sentence about a sound that was erased; "" for any other."""
        return sound_erased(self.take)

    @property
    def is_follow_up(self) -> bool:
        """Whether it answers a follow-up."""
        return self.take.follow_up is not None

    @property
    def title(self) -> str:
        """What was asked, as far as it may be shown."""
        asked = self.turn.follow_up_of(self.take)
        if asked is None:
            return self.turn.question.text
        return "A follow-up to your answer" if self.waits else follow_up_title(asked)

    @property
    def name(self) -> str:
        """What it answers, in short, within a sentence."""
        return f"{'the follow-up to ' if self.is_follow_up else ''}question {self.number}"

    @property
    def query(self) -> str:
        """What names it in the address of its page."""
        return asked_by(self.turn, self.take)

    @property
    def number(self) -> int:
        """Of its question."""
        return self.turn.number

    @property
    def key(self) -> str:
        """Such as q2t1."""
        return key_of(self.turn.number, self.take.number)

    @property
    def length_s(self) -> float:
        """How long it is."""
        return self.take.duration_s or 0.0

    @property
    def is_rated(self) -> bool:
        """Whether all of it is, so that what was said may be shown."""
        return self.rated is not None and self.rated.complete

    @property
    def is_left(self) -> bool:
        """Whether it is to be rated still: by ear, which needs its sound."""
        return self.take.has_sound and not self.is_rated


@dataclass(frozen=True)
class Revealed:
    """What was said in an answer, and how; only once it is rated."""

    shown: ShownTake
    gaps: tuple[str, ...]
    vision: tuple[str, ...]


def asked_by(turn: Turn, take: Take) -> str:
    """How the address of the page names the answer `take`: by its question, and as a follow-up."""
    question = f"question={turn.number}"
    return question if take.follow_up is None else f"{question}&take={take.number}"


def answers_of(library_view: LibraryView, session: Session) -> list[AnswerToRate]:
    """The newest answers to all questions and follow-ups that have one. Raises SessionDamaged."""
    debrief = read_debrief(library_view.library.folder / session.id)
    return [
        _answer(library_view, session, turn, take, debrief)
        for turn in session.turns
        for take in to_rate(turn)
    ]


def _answer(
    library_view: LibraryView, session: Session, turn: Turn, take: Take, debrief: Debrief
) -> AnswerToRate:
    return AnswerToRate(
        turn=turn,
        take=take,
        path=library_view.take_path(session.id, turn.number, take.number),
        rated=debrief.of(turn.number, take.number),
        set_aside=debrief.aside(turn.number, take.number) is not None,
        before=_before(library_view, session, turn, take),
        waits=any(not is_rated(debrief, turn, each) for each in _answered_before(turn, take)),
    )


def _answered_before(turn: Turn, take: Take) -> list[Take]:
    """The answers to rate before a follow-up's: to its question, and to follow-ups before it."""
    takes = to_rate(turn)
    return takes[: takes.index(take)]


def revealed(library_view: LibraryView, session: Session, answer: AnswerToRate) -> Revealed | None:
    """What was said in `answer`; None as long as it is not rated."""
    if answer.rated is None or not answer.is_rated:
        return None
    turn, take = answer.turn, answer.take
    folder = library_view.library.folder / session.id
    return Revealed(
        shown=Viewer(
            folder, lambda *_: f"{answer.path}/audio", advice=advice_in(folder, session)
        ).take(turn, take),
        gaps=tuple(
            gap_sentence(gap) for gap in _as_it_reads_now(folder, turn, take, answer.rated).gaps
        ),
        vision=_vision(library_view, session, turn, take),
    )


def _before(library_view: LibraryView, session: Session, turn: Turn, take: Take) -> str:
    earlier = [
        each
        for each in turn.answers
        if each.duration_s and each.has_sound and each.number < take.number
    ]
    if not earlier or take.follow_up is not None:
        return ""
    return f"{library_view.take_path(session.id, turn.number, earlier[-1].number)}/audio"


def _as_it_reads_now(folder: Path, turn: Turn, take: Take, rated: Rated) -> Rated:
    """What was rated beside today's figures: words may have been corrected since."""
    with contextlib.suppress(SessionDamaged):
        delivery = delivery_of_take(folder, turn, take)
        return beside_figures(rated, delivery) if delivery else rated
    return rated


def _vision(library_view: LibraryView, session: Session, turn: Turn, take: Take) -> tuple[str, ...]:
    """Which lines of the vision the answer shares words with, where there is a vision."""
    library = library_view.library
    try:
        transcript = transcript_of(library.folder / session.id, take)
        vision = VisionFolder(library.folder).read()
    except SessionDamaged:
        return ()
    if transcript is None:
        return ()
    beside = beside_answer(library, vision, session, turn, take, transcript)
    return (
        *(touched_sentence(each) for each in beside.touched[:_MOST_LINES]),
        *(left_out_sentence(each) for each in beside.left_out[:_MOST_LINES]),
    )
