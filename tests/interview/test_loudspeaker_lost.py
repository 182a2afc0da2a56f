"""A loudspeaker that goes away takes no words with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Self

import numpy as np
import pytest

from coach.audio.clips import AudioClip, Samples
from coach.audio.ports import Playback
from coach.audio.tones import end_tone, start_tone
from coach.errors import DeviceMissing
from coach.interview import events
from coach.interview.ports import Choice
from coach.interview.prompt_player import PromptPlayer
from coach.interview.session_options import SessionOptions
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName
from coach.testing import (
    CannedTranscriber,
    RecordingSpeaker,
    RecordingVoice,
    ScriptedMicrophone,
    ScriptedPerson,
)
from coach.voices.prefetch import SpeechPrefetch
from tests.helpers.session_options import ALONE, ASKED
from tests.interview.test_conversation import Room, Script

pytestmark = pytest.mark.real  # takes too long for `make quick`

QUESTIONS = [
    AskedQuestion(id="why-us", text="Why us?", follow_ups=("Why not another?",)),
    AskedQuestion(id="five-years", text="Where are you in five years?"),
]
SAID = "I like the people who work here."


class Unplugged(RecordingSpeaker):
    """Goes away once it has played `last`."""

    def __init__(self, last: AudioClip) -> None:
        super().__init__()
        self._last = last

    def play(self, clip: AudioClip) -> Playback:
        if self.played and np.array_equal(self.played[-1].samples, self._last.samples):
            raise DeviceMissing("The headphones went away.", "coach devices")
        return super().play(clip)


class Interrupted(RecordingSpeaker):
    """Ctrl-C comes while it plays. It knows how often it was stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.stopped = 0

    def play(self, clip: AudioClip) -> Playback:
        self.played.append(clip)
        return _Endless(self)


class _Endless:
    position_s = 0.0

    def __init__(self, speaker: Interrupted) -> None:
        self._speaker = speaker

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._speaker.stopped += 1

    def wait(self, timeout_s: float) -> bool:
        raise KeyboardInterrupt


def test_a_sound_stops_where_the_wait_for_its_end_is_interrupted() -> None:
    speaker = Interrupted()
    with SpeechPrefetch(RecordingVoice()) as voice:
        player = PromptPlayer(voice, speaker, ScriptedPerson([]))
        player.begin(end_tone())
        with pytest.raises(KeyboardInterrupt):
            player.finish()
    assert speaker.stopped == 1


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    library = Library(tmp_path / "recordings")
    name = SetName(name="screening", title="Screening")
    with library.new_session(Kind.PRACTICE, name, QUESTIONS) as opened:
        yield Room(library, opened, transcriber=CannedTranscriber([SAID]))


@pytest.fixture
def answer(speech: Samples) -> Samples:
    """More than four seconds of speech."""
    return np.tile(speech, 4)


BY_EAR = replace(ASKED, eyes_free=True)


@pytest.mark.parametrize("options", [ALONE, ASKED, replace(ALONE, follow_ups=1)])
def test_the_questions_after_that_are_only_shown(
    room: Room, answer: Samples, options: SessionOptions
) -> None:
    room.speaker = Unplugged(start_tone())
    script: Script = [0.2, Choice.DONE, Choice.NEXT, 0.2, Choice.DONE, Choice.NEXT]
    room.hold(ScriptedMicrophone([answer] * 3, ends=options is not ASKED), script, options)
    (told,) = room.of(events.NoticeGiven)
    assert told.message == "The headphones went away."
    assert told.hint == "Until it is back, I only show what I ask."
    assert [room.written(number)[0] for number in (1, 2)] == [SAID, SAID]
    assert room.told[-1] == "SessionFinished"


class Replugged(RecordingSpeaker):
    """Is away for the second and the fourth sound."""

    asked = 0

    def play(self, clip: AudioClip) -> Playback:
        self.asked += 1
        if self.asked in (2, 4):
            raise DeviceMissing("The headphones went away.", "coach devices")
        return super().play(clip)


def test_a_loudspeaker_that_is_back_is_heard_and_missed_anew() -> None:
    told: list[str] = []
    speaker = Replugged()
    with SpeechPrefetch(RecordingVoice()) as voice:
        player = PromptPlayer(voice, speaker, ScriptedPerson([]), lambda e: told.append(e.message))
        for _ in range(5):
            player.signal(start_tone())
    assert len(speaker.played) == 3
    assert len(told) == 2


def test_a_loudspeaker_that_was_never_heard_ends_the_session_at_its_start(room: Room) -> None:
    room.speaker = Unplugged(start_tone())
    room.speaker.played.append(start_tone())
    with pytest.raises(DeviceMissing):
        room.hold(ScriptedMicrophone([]), [], ASKED)


def test_by_ear_the_answer_it_went_away_in_is_written_down(room: Room, answer: Samples) -> None:
    room.speaker = Unplugged(start_tone())
    script: Script = [0.2, Choice.DONE, Choice.NEXT]
    with pytest.raises(DeviceMissing):
        room.hold(ScriptedMicrophone([answer] * 2), script, BY_EAR)
    assert room.written(1) == [SAID]
    assert "AnswerTranscribed" in room.told
    assert "SessionFinished" not in room.told
    assert [turn.number for turn in room.library.session("last").open_turns] == [2]


def test_answers_on_their_way_are_written_down_before_the_session_ends(
    room: Room, answer: Samples
) -> None:
    room.speaker = Unplugged(end_tone())
    room.transcriber = CannedTranscriber([SAID], seconds_per_second=0.1)
    with pytest.raises(DeviceMissing):
        room.hold(ScriptedMicrophone([answer] * 2), [0.2, Choice.DONE, Choice.NEXT], BY_EAR)
    assert room.written(1) == [SAID]


def test_what_cannot_be_played_is_told_and_the_session_goes_on(room: Room, answer: Samples) -> None:
    room.speaker = Unplugged(end_tone())
    script: Script = [0.2, Choice.DONE, room.is_asked_what_next, Choice.PLAY, Choice.STOP]
    room.hold(ScriptedMicrophone([answer] * 2), script, ASKED)
    (told,) = room.of(events.NoticeGiven)
    assert (told.message, told.hint) == ("The headphones went away.", "coach devices")
    assert room.told.count("ChoiceAwaited") == 2
    assert room.told[-1] == "SessionFinished"
