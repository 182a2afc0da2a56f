"""What the coach says aloud in the person's own words leaves no file of it behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coach.audio.clips import Samples
from coach.interview import events
from coach.interview.ports import Choice
from coach.interview.session_options import SessionOptions
from coach.interview.time_source import SystemTime
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName
from coach.testing import CannedTranscriber, ScriptedMicrophone
from coach.voices.cache import CachedVoice, erase_texts
from coach.voices.panel import Panel
from tests.helpers.session_options import ALONE
from tests.interview.test_conversation import Room, Script, ending

pytestmark = pytest.mark.real  # takes too long for `make quick`

WISH = "I lead by listening."
QUESTION = AskedQuestion(
    id="move", text="Tell me about a time you met a deadline.", seconds=60, wished=WISH
)
SAID = (
    "I moved the archive, I hired two vans, and I worked on Saturdays. I made a list, and in the "
    "end the costs went down by thirty percent."
)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    library = Library(tmp_path / "recordings")
    name = SetName(name="screening", title="Screening")
    with library.new_session(Kind.PRACTICE, name, [QUESTION]) as opened:
        yield Room(library, opened, transcriber=CannedTranscriber([SAID, "We counted the days."]))


@pytest.fixture
def answer(speech: Samples) -> Samples:
    """So much speech that the words come at the pace of people, in one piece."""
    return np.tile(speech, 6)


def test_only_speech_without_words_of_the_person_is_kept(
    room: Room, answer: Samples, tmp_path: Path
) -> None:
    folder = tmp_path / "speech"
    panel = Panel([CachedVoice(room.voice, folder)])
    options = replace(ALONE, follow_ups=1, eyes_free=True)
    room.hold(ending(answer, answer), session_options=options, panel=panel)
    (follow_up,) = room.of(events.FollowUpAsked)
    (advised,) = room.of(events.AnswerAdvised)
    words = (follow_up.quote, WISH, *advised.lines)
    quoting = {text for text in room.voice.said if any(each in text for each in words)}
    assert follow_up.quote
    assert len(quoting) == 3
    assert erase_texts(folder, quoting) == 0
    others = set(room.voice.said) - quoting
    assert QUESTION.text in others
    assert erase_texts(folder, others) == len(others)


def test_nor_is_what_might_have_been_asked(room: Room, answer: Samples, tmp_path: Path) -> None:
    folder = tmp_path / "speech"
    panel = Panel([CachedVoice(room.voice, folder)])
    room.clock = SystemTime()
    room.transcriber = CannedTranscriber([SAID])

    def is_ready() -> bool:
        return any("thirty percent" in text for text in room.voice.said)

    script: Script = [is_ready, Choice.STOP]
    options = SessionOptions(asks_for_a_sign_s=None, gives_up_s=None, follow_ups=1)
    room.hold(ScriptedMicrophone([answer]), script, options, panel=panel)
    assert not room.of(events.FollowUpAsked)
    quoting = {text for text in room.voice.said if "thirty percent" in text}
    assert erase_texts(folder, quoting) == 0
