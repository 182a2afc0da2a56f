"""A line that is said: what ends it, and that its words outlive every end."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from coach.audio.clips import Samples, silence
from coach.errors import MicrophoneLost
from coach.interview import events
from coach.interview.dictation import line_said
from coach.interview.equipment import Equipment
from coach.interview.ports import Choice
from coach.testing import (
    CannedTranscriber,
    RecordingPresenter,
    RecordingSpeaker,
    RecordingVoice,
    ScriptedMicrophone,
    ScriptedPerson,
)
from coach.transcription.worker import TranscriptionWorker
from coach.voices.ahead import RenderedAhead

LINE = "I led a team"


def said_into(
    microphone: ScriptedMicrophone, script: Sequence[Choice | float] = ()
) -> tuple[str | None, list[str]]:
    """The line, and what was told meanwhile."""
    presenter = RecordingPresenter()
    with (
        RenderedAhead(RecordingVoice()) as voice,
        TranscriptionWorker(CannedTranscriber([LINE])) as worker,
        microphone,
    ):
        person = ScriptedPerson(script, microphone)
        parts = (microphone, RecordingSpeaker(), voice, worker, presenter, person)
        line = line_said(Equipment(*parts))
    told = [each.message for each in presenter.events if isinstance(each, events.NoticeGiven)]
    return line, told


def test_it_ends_with_a_silence(speech: Samples) -> None:
    assert said_into(ScriptedMicrophone([speech])) == (LINE, [])


def test_who_wants_to_leave_keeps_what_they_said(speech: Samples) -> None:
    assert said_into(ScriptedMicrophone([speech]), [Choice.STOP]) == (LINE, [])


def test_who_said_nothing_just_leaves() -> None:
    assert said_into(ScriptedMicrophone([silence(0.3).samples]), [Choice.STOP]) == (None, [])


def test_a_microphone_that_goes_away_takes_no_words_with_it(speech: Samples) -> None:
    lost = ScriptedMicrophone([speech], lost_after_s=1.5)
    assert said_into(lost) == (LINE, ["a scripted microphone went away."])


def test_a_microphone_that_goes_away_before_a_word_is_told_of() -> None:
    with pytest.raises(MicrophoneLost):
        said_into(ScriptedMicrophone([silence(2).samples], lost_after_s=0.3))
