"""What is said outside of a conversation: what ends it, and that its words outlive every end."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from coach.audio.clips import Samples, silence
from coach.errors import MicrophoneLost
from coach.interview import events
from coach.interview.dictation import Dictated, Dictation, choice_said, line_said
from coach.interview.ports import Choice
from coach.interview.session_devices import SessionDevices
from coach.interview.spoken_commands import commands_in
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName
from coach.testing import (
    CannedTranscriber,
    HurriedTime,
    RecordingPresenter,
    RecordingSpeaker,
    RecordingVoice,
    ScriptedMicrophone,
    ScriptedPerson,
)
from coach.transcription.worker import TranscriptionWorker
from coach.voices.prefetch import SpeechPrefetch
from tests.helpers.session_options import ASKED
from tests.helpers.slow_speaker import SlowSpeaker

LINE = "I led a team"
TOLD = AskedQuestion(id="telling", text="Tell me about it.")


@contextmanager
def opened(
    microphone: ScriptedMicrophone,
    script: Sequence[Choice | float] = (),
    presenter: RecordingPresenter | None = None,
) -> Iterator[SessionDevices]:
    with (
        SpeechPrefetch(RecordingVoice()) as voice,
        TranscriptionWorker(CannedTranscriber([LINE])) as worker,
        microphone,
    ):
        person, shown = ScriptedPerson(script, microphone), presenter or RecordingPresenter()
        yield SessionDevices(microphone, RecordingSpeaker(), voice, worker, shown, person)


def said_into(
    microphone: ScriptedMicrophone, script: Sequence[Choice | float] = ()
) -> tuple[str | None, list[str]]:
    """The line, and what was told meanwhile."""
    presenter = RecordingPresenter()
    with opened(microphone, script, presenter) as devices:
        line = line_said(devices)
    told = [each.message for each in presenter.events if isinstance(each, events.NoticeGiven)]
    return line, told


class OfferedPerson(ScriptedPerson):
    """A ScriptedPerson that keeps in `offered` what can be chosen, whenever that changes."""

    def __init__(self, script: Sequence[Choice | float], microphone: ScriptedMicrophone) -> None:
        super().__init__(script, microphone)
        self.offered: list[tuple[Choice, ...]] = []

    def choose(self, options: Collection[Choice], timeout_s: float | None) -> Choice | None:
        """See Person."""
        if self.offered[-1:] != [tuple(options)]:
            self.offered.append(tuple(options))
        return super().choose(options, timeout_s)


def dictated(
    folder: Path,
    script: Sequence[Choice | float],
    *answers: Samples,
    seconds_per_second: float = 0.0,
    speed: float = 1.0,
    offered: list[tuple[Choice, ...]] | None = None,
) -> tuple[Dictated, int]:
    """What was dictated to a prompt, and how often that was said; `offered` gets what one could
    choose, by a clock of that `speed`.
    """
    voice, speaker = RecordingVoice(), SlowSpeaker()
    microphone = ScriptedMicrophone(answers)
    with (
        Library(folder).new_session(
            Kind.REAL, SetName(name="real", title="Real"), [TOLD]
        ) as opened,
        SpeechPrefetch(voice) as speech,
        TranscriptionWorker(CannedTranscriber([LINE], seconds_per_second)) as worker,
        microphone,
    ):
        person = OfferedPerson(script, microphone)
        parts = (microphone, speaker, speech, worker, RecordingPresenter(), person)
        devices = SessionDevices(*parts, time=HurriedTime(speed))
        found = Dictation(opened, devices, ASKED).take(opened.session.turn(1), "Tell me.")
    if offered is not None:
        offered += person.offered
    return found, sum(voice.text_of(clip) == "Tell me." for clip in speaker.played)


def test_a_prompt_is_said_again_as_often_as_that_is_wanted(tmp_path: Path, speech: Samples) -> None:
    script: list[Choice | float] = [Choice.REPEAT, Choice.REPEAT, 0.3, Choice.DONE]
    found, said = dictated(tmp_path, script, speech)
    assert (found.take is not None, said) == (True, 3)


@pytest.mark.parametrize(("speed", "comes"), [(0.5, False), (20.0, True)])
def test_nothing_is_offered_that_goes_at_once_when_words_come_soon(
    tmp_path: Path, speech: Samples, speed: float, comes: bool
) -> None:
    offered: list[tuple[Choice, ...]] = []
    script: list[Choice | float] = [Choice.GO, 0.3, Choice.DONE]
    found, _ = dictated(
        tmp_path, script, speech, seconds_per_second=0.5, speed=speed, offered=offered
    )
    assert found.take
    assert ((Choice.NEXT, Choice.STOP) in offered) is comes
    assert not any(Choice.AGAIN in options for options in offered)


def test_who_stops_while_a_skipped_answer_is_written_down_has_stopped(
    tmp_path: Path, speech: Samples
) -> None:
    script: list[Choice | float] = [0.3, Choice.SKIP, Choice.STOP]
    found, _ = dictated(tmp_path, script, speech, seconds_per_second=5.0)
    assert (found.take, found.stopped) == (None, True)


@pytest.mark.parametrize("script", [[Choice.SKIP], [0.3, Choice.SKIP]], ids=["asked", "said"])
def test_what_is_skipped_is_not_taken_for_silence(
    tmp_path: Path, speech: Samples, script: list[Choice | float]
) -> None:
    found, _ = dictated(tmp_path, script, speech)
    assert (found.take, found.stopped, found.skipped) == (None, False, True)


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


def test_where_prepared_answers_are_over_the_person_has_left(
    tmp_path: Path, speech: Samples
) -> None:
    found, _ = dictated(tmp_path, [])
    assert (found.take, found.stopped, found.skipped) == (None, True, False)
    found, _ = dictated(tmp_path / "again", [0.3, Choice.START_OVER], speech)
    assert (found.take, found.stopped) == (None, True)
    with opened(ScriptedMicrophone([])) as devices:
        assert choice_said(devices, commands_in("en")) is Choice.STOP
        assert line_said(devices) is None
