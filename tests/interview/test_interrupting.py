"""An answer that is far over its time is interrupted in a pause, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coach.audio.answers_microphone import AnswersMicrophone
from coach.audio.clips import LISTENING_RATE_HZ, Samples, silence
from coach.interview import events
from coach.interview.clock import Clock
from coach.interview.session_options import SessionOptions
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName
from coach.testing import HurriedTime
from tests.helpers.pacing import paced
from tests.interview.test_conversation import ALONE, Room

pytestmark = pytest.mark.real  # takes too long for `make quick`

SPEED = 20.0
FOLLOWED_UP = replace(ALONE, follow_ups=1)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A session with one question, for an answer of five seconds."""
    library, name = Library(tmp_path / "recordings"), SetName(name="one", title="One")
    question = AskedQuestion(id="why", text="Why?", seconds=5)
    with library.new_session(Kind.PRACTICE, name, [question]) as opened:
        yield Room(library, opened, clock=HurriedTime(SPEED))


@pytest.mark.parametrize(
    ("options", "interrupts"),
    [
        (FOLLOWED_UP, True),
        (replace(FOLLOWED_UP, clock=Clock()), True),
        (replace(FOLLOWED_UP, clock=Clock(strict=True)), False),
        (replace(FOLLOWED_UP, follow_ups=0), False),
    ],
)
def test_who_talks_far_too_long_is_interrupted_once_and_may_go_on(
    room: Room, speech: Samples, options: SessionOptions, interrupts: bool
) -> None:
    sentence = np.concatenate([speech, silence(1.2).samples])
    answer = np.tile(sentence, round(42 * LISTENING_RATE_HZ / len(sentence)))
    room.hold(AnswersMicrophone("x", [lambda: paced(answer, SPEED)]), session_options=options)
    text = room.wording.interruption()
    assert room.said_aloud.count(text) == int(interrupts)
    notices = [each.message for each in room.of(events.NoticeGiven)]
    assert notices.count(text) == int(interrupts)
    if not (options.clock and options.clock.strict):
        assert len(room.heard(1)) == len(answer)  # nothing is cut off, and nothing is muted
