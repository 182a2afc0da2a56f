"""Which silences end an answer without hands, with fakes all around it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from coach.audio.clips import Samples, silence
from coach.interview import events
from coach.interview.ports import Choice
from coach.interview.session_options import SessionOptions
from coach.library.library import Library
from coach.library.reading import facts_of
from coach.library.records import AskedQuestion, Kind, SetName
from coach.testing import ScriptedMicrophone
from tests.interview.test_conversation import Room, Script

pytestmark = pytest.mark.real  # takes too long for `make quick`

QUESTION = AskedQuestion(id="strengths", text="What are your strengths?", seconds=60)
QUIET_S, ENDS_AFTER_S = 5.0, 6.0
HANDS_FREE = SessionOptions(
    hands_free=True, ends_after_silence_s=ENDS_AFTER_S, goes_on_by_itself=True
)


class Waiting(ScriptedMicrophone):
    """Gives nothing between its answer and the silence after it until `may_go_on`."""

    def __init__(self, answer: Samples, may_go_on: Callable[[], bool]) -> None:
        super().__init__([answer])
        self._may_go_on = may_go_on

    def _sound(self, answer: Samples) -> Iterator[Samples]:
        for number, samples in enumerate(super()._sound(answer)):
            while number * 1600 >= len(answer) and not self._may_go_on():
                time.sleep(0.01)
            yield samples


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    library = Library(tmp_path / "recordings")
    name = SetName(name="screening", title="Screening")
    with library.new_session(Kind.PRACTICE, name, [QUESTION]) as opened:
        yield Room(library, opened)


@pytest.mark.parametrize("how", ["asked again", "paused"])
def test_after_the_coach_spoke_or_a_pause_the_silence_begins_anew(
    room: Room, speech: Samples, how: str
) -> None:
    answer = np.concatenate([np.tile(speech, 6), silence(QUIET_S).samples])

    def levels() -> list[events.LevelHeard]:
        return room.of(events.LevelHeard)

    def is_quiet() -> bool:
        return bool(levels()) and levels()[-1].heard_s >= len(answer) / 16_000 - 0.1

    def is_paused() -> bool:
        return levels()[-1].paused

    def has_gone_on() -> bool:
        if how == "asked again":
            return room.said_aloud.count(QUESTION.text) == 2
        return any(each.paused for each in levels()) and not is_paused()

    script: Script = [is_quiet, Choice.REPEAT]
    if how == "paused":
        script = [is_quiet, Choice.PAUSE, is_paused, Choice.PAUSE]
    room.hold(Waiting(answer, has_gone_on), script, HANDS_FREE)
    (take,) = room.takes(1)
    facts = facts_of(room.opened.folder, take)
    assert facts
    assert take.ended_by == "silence"
    silent_s = facts.duration_s - facts.speech[-1].end_s
    assert silent_s > QUIET_S + ENDS_AFTER_S - 1.0  # of sound
