"""Finds answers that sound like a story: with a situation, something done, and a result."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from coach.delivery.findings import Delivery
from coach.delivery.kept import counted_or_not
from coach.delivery.measuring import MeasuredTake, delivery_of_kept
from coach.errors import SessionDamaged
from coach.library.library import Library
from coach.library.reading import KeptTake, read_session
from coach.library.records import Kind, Session, Take, Turn
from coach.stories.keeping import StoriesFolder
from coach.transcription.ports import Transcript

_LEAST_PARTS = 3


@dataclass(frozen=True)
class StoryCandidate:
    """An answer that may be kept as a story, or as another take of one."""

    session: str
    turn: Turn
    take: Take
    transcript: Transcript

    @property
    def key(self) -> tuple[str, int, int]:
        """The answer that it is."""
        return self.session, self.turn.number, self.take.number


def each_story_candidate(library: Library) -> Iterator[StoryCandidate]:
    """The answers that sound like a story and are no take of one yet, the newest first.

    Of a question that was answered again in the same session, the newest. An answer is read when
    it is wanted: there may be thousands. Raises SessionDamaged, InvalidSetting.
    """
    stories = StoriesFolder(library.folder).read()
    seen: set[tuple[str, int]] = set()
    for measured in reversed(counted_or_not(library)):
        question = (measured.session, measured.question)
        if question in seen or measured.figures.get("structure", 0) < _LEAST_PARTS:
            continue
        found = _measured(library, measured)
        if found:
            seen.add(question)
            if stories.of_take(found.key) is None:
                yield found


def _measured(library: Library, measured: MeasuredTake) -> StoryCandidate | None:
    try:
        turn = read_session(library.folder / measured.session).turn(measured.question)
        take = turn.take(measured.take)
    except (SessionDamaged, KeyError):
        return None
    return candidate_of(library, measured.session, turn, take)


def candidate_of(library: Library, session: str, turn: Turn, take: Take) -> StoryCandidate | None:
    """The answer, where it sounds like a story; None where it does not, or cannot be read.

    Nor where its sound was erased: a story has its own copy of that.
    """
    if not take.has_sound:
        return None
    kept = KeptTake(library.folder / session, take)
    try:
        delivery, transcript = delivery_of_kept(kept, turn), kept.transcript
    except SessionDamaged:
        return None
    if transcript is None or delivery is None or not sounds_like_story(delivery):
        return None
    return StoryCandidate(session, turn, take, transcript)


def candidates_in(library: Library, session: Session) -> list[StoryCandidate]:
    """The newest answers to a session's questions that sound like a story and are none yet.

    Raises InvalidSetting; stories that cannot be read are told elsewhere.
    """
    if not session.own_speech or session.kind is Kind.REAL:
        return []
    with contextlib.suppress(SessionDamaged):
        stories = StoriesFolder(library.folder).read()
        newest = ((turn, turn.answers[-1]) for turn in session.turns if turn.answers)
        found = (candidate_of(library, session.id, turn, take) for turn, take in newest)
        return [each for each in found if each and stories.of_take(each.key) is None]
    return []


def sounds_like_story(delivery: Delivery) -> bool:
    """Whether a situation (or a task), something the person did, and a result were heard.

    Where the sound or the words cannot carry that, it is not told.
    """
    found = delivery.of("structure")
    if found is None or found.how_many is None:
        return False
    heard = {moment.rule.rpartition(" ")[2] for moment in found.moments}
    return {"action", "result"} <= heard and bool({"situation", "task"} & heard)
