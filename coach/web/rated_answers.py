"""The answers of a session as one looks back at them: blind until they are rated."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from coach.debrief.gaps import beside_figures, gap_sentence
from coach.debrief.keeping import read_debrief
from coach.debrief.records import Debrief, Rated
from coach.debrief.walk import newest
from coach.delivery.kept import delivery_of_take
from coach.errors import SessionDamaged
from coach.library.reading import transcript_of
from coach.library.records import Session, Take, Turn
from coach.vision.keeping import VisionFolder
from coach.vision.yardstick import beside_answer, left_out_sentence, touched_sentence
from coach.web.library_view import LibraryView
from coach.web.takes import ShownTake, Viewer, key_of

_MOST_LINES = 3


@dataclass(frozen=True)
class AnswerToRate:
    """An answer to look back at.

    `before` is where the sound of the take before it is; "" where there is none.
    """

    turn: Turn
    take: Take
    path: str
    rated: Rated | None
    set_aside: bool
    before: str = ""

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


@dataclass(frozen=True)
class Revealed:
    """What was said in an answer, and how; only once it is rated."""

    shown: ShownTake
    gaps: tuple[str, ...]
    vision: tuple[str, ...]


def answers_of(library_view: LibraryView, session: Session) -> list[AnswerToRate]:
    """The newest answers to all questions that have one. Raises SessionDamaged."""
    debrief = read_debrief(library_view.library.folder / session.id)
    return [
        _answer(library_view, session, turn, take, debrief)
        for turn in session.turns
        if (take := newest(turn)) is not None
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
    )


def revealed(library_view: LibraryView, session: Session, answer: AnswerToRate) -> Revealed | None:
    """What was said in `answer`; None as long as it is not rated."""
    if answer.rated is None or not answer.is_rated:
        return None
    turn, take = answer.turn, answer.take
    folder = library_view.library.folder / session.id
    return Revealed(
        shown=Viewer(folder, lambda *_: f"{answer.path}/audio").take(turn, take),
        gaps=tuple(
            gap_sentence(gap) for gap in _as_it_reads_now(folder, turn, take, answer.rated).gaps
        ),
        vision=_vision(library_view, session, turn, take),
    )


def _before(library_view: LibraryView, session: Session, turn: Turn, take: Take) -> str:
    earlier = [each for each in turn.answers if each.duration_s and each.number < take.number]
    if not earlier:
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
