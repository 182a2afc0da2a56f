"""Finds answers that sound like a story: with a situation, something done, and a result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coach.delivery.findings import Delivery
from coach.delivery.kept import MeasuredTake, counted_or_not, delivery_of_kept
from coach.errors import SessionDamaged
from coach.library.library import Library
from coach.library.reading import KeptTake, read_session
from coach.library.records import Take, Turn
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
        found = candidate_of(library, measured)
        if found:
            seen.add(question)
            if stories.of_take(found.key) is None:
                yield found


def candidate_of(library: Library, measured: MeasuredTake) -> StoryCandidate | None:
    """The answer, where it sounds like a story; None where it does not, or cannot be read."""
    folder = library.folder / measured.session
    try:
        turn = read_session(folder).turn(measured.question)
        kept = KeptTake(folder, turn.take(measured.take))
        delivery, transcript = delivery_of_kept(kept, turn), kept.transcript
    except (SessionDamaged, KeyError):
        return None
    if transcript is None or delivery is None or not sounds_like_story(delivery):
        return None
    return StoryCandidate(measured.session, turn, kept.record, transcript)


def sounds_like_story(delivery: Delivery) -> bool:
    """Whether a situation (or a task), something the person did, and a result were heard.

    Where the sound or the words cannot carry that, it is not told.
    """
    found = delivery.of("structure")
    if found is None or found.how_many is None:
        return False
    heard = {moment.rule.rpartition(" ")[2] for moment in found.moments}
    return {"action", "result"} <= heard and bool({"situation", "task"} & heard)
