from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Self

import numpy as np
import pytest

from coach.audio.answers_microphone import AnswersMicrophone
from coach.audio.clips import LISTENING_RATE_HZ, AudioClip, Samples, joined, silence
from coach.audio.levels import Hearing
from coach.audio.ports import Microphone, Playback
from coach.audio.reading import read_clip
from coach.audio.tones import are_you_there_tone, end_tone, start_tone
from coach.errors import DeviceMissing, EngineHangs, EngineMissing, MicrophoneLost, NoSpeech
from coach.interview import events
from coach.interview.clock import Clock
from coach.interview.conversation import Conversation
from coach.interview.ports import Choice
from coach.interview.session_devices import SessionDevices
from coach.interview.session_options import SessionOptions
from coach.interview.time_source import SystemTime, TimeSource
from coach.interview.wording import Wording, english, wording_in
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.reading import facts_of, read_session, transcript_of
from coach.library.records import AskedQuestion, Kind, SetName, Take, Turn
from coach.session.sentences import judged, line_of
from coach.testing import (
    CannedTranscriber,
    HurriedTime,
    RecordingPresenter,
    RecordingSpeaker,
    RecordingVoice,
    ScriptedMicrophone,
    ScriptedPerson,
)
from coach.transcription.ports import DecodeOptions, Transcriber, Transcript
from coach.transcription.worker import TranscriptionWorker
from coach.voices.panel import Panel
from coach.voices.prefetch import SpeechPrefetch
from tests.helpers.hanging import HangingTranscriber
from tests.helpers.pacing import paced
from tests.helpers.session_options import ALONE, ASKED

pytestmark = pytest.mark.real  # takes too long for `make quick`

wording = english()
SET = SetName(name="screening", title="Screening")
QUESTIONS = [
    AskedQuestion(id="strengths", text="What are your strengths?", seconds=60),
    AskedQuestion(id="why-us", text="Why us?", coat="chat"),
    AskedQuestion(id="five-years", text="Where are you in five years?"),
]


class SlowSpeaker(RecordingSpeaker):
    """Needs `looks` looks at the person to play a clip to its end, and knows what it cut off."""

    def __init__(self, looks: int = 5) -> None:
        super().__init__()
        self._looks = looks
        self.cut_off: list[AudioClip] = []

    def play(self, clip: AudioClip) -> Playback:
        self.played.append(clip)
        return _Playing(self, clip, self._looks)


class _Playing:
    def __init__(self, speaker: SlowSpeaker, clip: AudioClip, looks: int) -> None:
        self._speaker, self._clip, self._left = speaker, clip, looks
        self.position_s = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        if self._left >= 0:
            self._speaker.cut_off.append(self._clip)

    def wait(self, timeout_s: float) -> bool:
        self._left -= 1
        return self._left < 0


def paced_microphone(sound: Samples) -> AnswersMicrophone:
    """A microphone with one answer that is heard ten times as fast as it was spoken."""
    return AnswersMicrophone("a paced microphone", [lambda: paced(sound, 10.0)])


def scripted(microphone: Microphone) -> ScriptedMicrophone | None:
    """The microphone that knows whether it is spoken into, if it does."""
    return microphone if isinstance(microphone, ScriptedMicrophone) else None


Script = list[Choice | float | Callable[[], bool]]


@dataclass
class Room:
    """A session with fakes all around it."""

    library: Library
    opened: OpenSession
    presenter: RecordingPresenter = field(default_factory=RecordingPresenter)
    speaker: RecordingSpeaker = field(default_factory=RecordingSpeaker)
    voice: RecordingVoice = field(default_factory=RecordingVoice)
    # A test that measures, or that waits until something was heard, takes SystemTime instead.
    clock: TimeSource = field(default_factory=HurriedTime)
    wording: Wording = field(default_factory=english)
    transcriber: Transcriber = field(
        default_factory=lambda: CannedTranscriber(["first answer", "second answer", "third"])
    )
    worker_of: Callable[[Transcriber], TranscriptionWorker] = TranscriptionWorker

    def hold(
        self,
        microphone: Microphone,
        script: Sequence[Choice | float | Callable[[], bool]] = (),
        session_options: SessionOptions = ALONE,
        person: ScriptedPerson | None = None,
        panel: Panel | None = None,
        turns: Sequence[Turn] | None = None,
    ) -> None:
        """Go through `turns`, else through the questions that are open."""
        with (
            SpeechPrefetch(panel or self.voice) as voice,
            self.worker_of(self.transcriber) as worker,
            microphone,
        ):
            devices = SessionDevices(
                microphone,
                self.speaker,
                voice,
                worker,
                self.presenter,
                person or ScriptedPerson(script, scripted(microphone), self.clock),
                panel=panel,
                time=self.clock,
                wording=self.wording,
            )
            asked = list(turns or self.opened.session.open_turns)
            Conversation(self.opened, devices, session_options).hold(asked)

    @property
    def told(self) -> list[str]:
        """The names of the events, without the ones that come in numbers."""
        often = (events.LevelHeard, events.TranscriptProgressed)
        return [type(e).__name__ for e in self.presenter.events if not isinstance(e, often)]

    def of(self, kind: type) -> list[Any]:
        return [event for event in self.presenter.events if isinstance(event, kind)]

    def is_asked_what_next(self) -> bool:
        """Whether the choices after the newest answer are shown."""
        names = [name for name in self.told if name in ("QuestionAsked", "ChoiceAwaited")]
        return names[-1:] == ["ChoiceAwaited"]

    @property
    def finished(self) -> events.SessionFinished:
        (event,) = self.of(events.SessionFinished)
        assert isinstance(event, events.SessionFinished)
        return event

    @property
    def said_aloud(self) -> list[str]:
        """The texts that came from the loudspeaker, in order."""
        return [text for clip in self.speaker.played if (text := self.voice.text_of(clip))]

    def takes(self, number: int) -> tuple[Take, ...]:
        return read_session(self.opened.folder).turn(number).takes

    def written(self, number: int) -> list[str]:
        found = [transcript_of(self.opened.folder, take) for take in self.takes(number)]
        return [transcript.text if transcript else "" for transcript in found]

    def heard(self, number: int) -> Samples:
        """The sound that was kept of the last take of a question."""
        return read_clip(self.opened.folder / self.takes(number)[-1].audio).samples


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    library = Library(tmp_path / "recordings")
    with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
        yield Room(library, opened)


def ending(*answers: Samples) -> ScriptedMicrophone:
    """A microphone whose answers end where their sound ends, as files do."""
    return ScriptedMicrophone(answers, ends=True)


TURN = ["QuestionAsked", "AnswerStarted", "AnswerEnded", "AnswerTranscribed", "AnswerMeasured"]


def test_a_plain_session_asks_listens_writes_down_and_keeps(room: Room, speech: Samples) -> None:
    room.hold(ending(speech, speech, speech))
    assert room.told == ["SessionStarted", *TURN * 3, "SessionFinished"]
    asked = [e.question.text for e in room.of(events.QuestionAsked)]  # type: ignore[attr-defined]
    assert asked == [question.text for question in QUESTIONS]
    assert [room.written(n) for n in (1, 2, 3)] == [
        ["first answer"],
        ["second answer"],
        ["third"],
    ]
    assert (room.finished.answered, room.finished.left) == (3, 0)
    session = room.library.session("last")
    assert session.finished_at
    np.testing.assert_allclose(room.heard(1), speech, atol=1e-4)
    assert (session.turn(1).takes[0].ended_by, session.open_turns) == ("sound_ended", ())


def test_events_tell_what_happened(room: Room, speech: Samples) -> None:
    room.clock = SystemTime()
    room.hold(ending(speech))
    started, asked, answering, ended, transcribed, _, _ = [
        e for e in room.presenter.events if type(e).__name__ in room.told
    ]
    assert isinstance(started, events.SessionStarted)
    assert (started.title, started.question_count, started.model) == ("Screening", 3, "canned")
    assert (started.microphone, started.speaker) == (
        "a scripted microphone",
        "a recording loudspeaker",
    )
    assert isinstance(asked, events.QuestionAsked)
    assert (asked.question.number, asked.of, asked.coat, asked.seconds) == (1, 3, "interview", 60)
    assert isinstance(answering, events.AnswerStarted)
    assert answering.take == 1
    assert isinstance(ended, events.AnswerEnded)
    assert ended.duration_s == pytest.approx(len(speech) / LISTENING_RATE_HZ, abs=0.001)
    assert (ended.ended_by, ended.target_s) == ("sound_ended", 60)
    assert isinstance(transcribed, events.AnswerTranscribed)
    assert [word.text for word in transcribed.words] == ["first", "answer"]
    assert not transcribed.no_speech
    assert 0 < transcribed.latency_s < 5
    times_s = [event.at_s for event in room.presenter.events]
    assert times_s == sorted(times_s)


def test_the_coach_greets_asks_and_gives_a_sound_before_and_after(
    room: Room, speech: Samples
) -> None:
    room.hold(ending(speech, speech, speech))
    assert set(room.voice.said) >= {wording.outline(3), *(q.text for q in QUESTIONS)}
    assert len(room.voice.said) == len(set(room.voice.said))  # nothing is rendered twice
    lengths = [round(clip.duration_s, 2) for clip in room.speaker.played]
    tone_s = start_tone().duration_s
    assert lengths == [0.1, 0.1, *[0.1, tone_s, end_tone().duration_s] * 3]


@pytest.mark.parametrize(
    ("hour", "words"),
    [(0, "Good morning"), (11, "Good morning"), (12, "Good afternoon"), (18, "Good evening")],
)
def test_the_greeting_fits_the_time_of_day(hour: int, words: str) -> None:
    assert wording.hello(datetime(2026, 11, 22, hour, 59)) == f"{words}."


@pytest.mark.parametrize(
    ("count", "words"), [(1, "One question"), (5, "Five questions"), (13, "13 questions")]
)
def test_the_outline_tells_how_many_questions_there_are(count: int, words: str) -> None:
    assert wording.outline(count) == f"{words}. Take your time."


def test_when_the_answers_run_out_the_session_is_finished(room: Room, speech: Samples) -> None:
    room.hold(ending(speech, speech))
    assert room.told == ["SessionStarted", *TURN * 2, "SessionFinished"]
    assert (room.finished.answered, room.finished.left) == (2, 0)
    assert [turn.number for turn in room.library.session("last").open_turns] == [3]


def test_without_any_speech_everything_is_kept_before_it_is_said(room: Room) -> None:
    room.transcriber = CannedTranscriber(["thank you for watching"])
    noise = np.random.default_rng(1).uniform(-0.01, 0.01, 8000).astype(np.float32)
    with pytest.raises(NoSpeech, match="a scripted microphone") as caught:
        room.hold(ending(noise, noise))
    assert caught.value.exit_code == 3
    assert room.told[-1] == "SessionFinished"
    session = room.library.session("last")
    assert session.finished_at
    assert [take.no_speech for turn in session.turns for take in turn.takes] == [True, True]
    assert room.written(1) == [""]
    assert all(e.no_speech for e in room.of(events.AnswerTranscribed))  # type: ignore[attr-defined]


class English(CannedTranscriber):
    """Knows English only, and makes one word over and over of everything else."""

    model = "tiny.en"

    def __init__(self) -> None:
        super().__init__(["So, so, so, so, so, so, so, so, so, so, so, so"])


def test_what_was_made_up_is_no_word_and_no_silence(room: Room, speech: Samples) -> None:
    room.transcriber = English()
    spoken = joined([AudioClip(speech, LISTENING_RATE_HZ)] * 3).samples
    room.hold(ending(spoken, spoken))
    first, second = room.of(events.AnswerTranscribed)
    for event in (first, second):
        assert (event.text, event.words, event.no_speech) == ("", (), False)
        assert [span.written[:7] for span in event.unclear] == ["So, so,"]
    assert "coach models get base" in first.advice
    assert second.advice == ""  # said once
    assert [take.no_speech for take in room.takes(1)] == [False]
    assert room.written(1) == [""]


def test_one_answer_with_speech_is_enough(room: Room, speech: Samples) -> None:
    room.hold(ending(np.zeros(8000, np.float32), speech))
    assert room.written(1) == [""]
    assert room.written(2) == ["first answer"]


# What the person decides


def test_done_ends_an_answer_and_next_goes_on(room: Room, speech: Samples) -> None:
    script: Script = [0.3, Choice.DONE, room.is_asked_what_next, Choice.NEXT] * 3
    room.hold(ScriptedMicrophone([speech] * 3), script, ASKED)
    asked_what_next = [*TURN, "ChoiceAwaited"]
    told = [name for name, _ in groupby(room.told)]  # once more where the figures come late
    assert told == ["SessionStarted", *asked_what_next * 3, "SessionFinished"]
    assert [room.takes(n)[0].ended_by for n in (1, 2, 3)] == ["person"] * 3


def test_a_question_can_be_skipped_before_and_while_answering(room: Room, speech: Samples) -> None:
    room.speaker = SlowSpeaker()
    script = [Choice.SKIP, Choice.GO, 0.2, Choice.SKIP, Choice.STOP]
    room.hold(ScriptedMicrophone([speech] * 3), script, ASKED)
    session = room.library.session("last")
    assert [turn.skipped for turn in session.turns] == [True, True, False]
    assert [turn.kept_takes for turn in session.turns[:2]] == [(), ()]
    (take,) = session.turn(2).takes
    assert take.restorable  # as long as the session can be gone on with


def test_each_skip_is_told_even_of_the_last_question(room: Room, speech: Samples) -> None:
    """While a question is asked there is no answer whose end could tell it."""
    room.speaker = SlowSpeaker()
    room.hold(ScriptedMicrophone([speech]), [Choice.SKIP] * 3, ASKED)
    skipped = room.of(events.QuestionSkipped)
    assert [each.question.number for each in skipped] == [1, 2, 3]
    assert {line_of(each, {}) for each in skipped} == {"Skipped."}
    assert room.told[-2:] == ["QuestionSkipped", "SessionFinished"]


def test_what_was_skipped_or_started_over_can_be_brought_back(room: Room, speech: Samples) -> None:
    ended: Script = [Choice.DONE, room.is_asked_what_next, Choice.NEXT]
    skipped: Script = [0.2, Choice.SKIP, 0.2, Choice.UNDO, *ended]
    started_over: Script = [0.2, Choice.START_OVER, 0.2, Choice.UNDO, 0.2, *ended]
    room.hold(ScriptedMicrophone([speech] * 4), [*skipped, *started_over], ASKED)
    session = room.library.session("last")
    assert session.finished_at
    assert [turn.skipped for turn in session.turns] == [False, False, False]
    takes = [[take.number for take in turn.takes] for turn in session.turns]
    assert takes == [[1], [1], [1, 2]]
    assert not session.unwritten
    left = [event for event in room.of(events.AnswerEnded) if event.restorable]
    assert [event.choice for event in left] == ["skip", "start over"]
    restored = [(event.question.number, event.take) for event in room.of(events.TakeRestored)]
    assert restored == [(1, 1), (3, 1)]
    late = [event.question.number for event in room.of(events.AnswerTranscribed) if event.late]
    assert late == [1, 3]


def test_once_a_session_is_complete_what_was_not_brought_back_is_deleted(
    room: Room, speech: Samples
) -> None:
    script = [0.2, Choice.SKIP, 0.2, Choice.DONE, Choice.NEXT, 0.2, Choice.DONE, Choice.NEXT]
    room.hold(ScriptedMicrophone([speech] * 3), script, ASKED)
    assert room.library.session("last").turn(1).takes == ()
    assert not list((room.opened.folder / "01-strengths").glob("take-*"))


def test_what_is_said_to_a_last_question_is_kept_where_it_is_skipped(
    room: Room, speech: Samples
) -> None:
    """The session ends with it: there is no moment to bring it back."""
    answered = [0.2, Choice.DONE, Choice.NEXT]
    script = [*answered, *answered, 0.2, Choice.SKIP]
    room.hold(ScriptedMicrophone([speech] * 3), script, ASKED)
    assert room.library.session("last").turn(3).skipped
    assert room.written(3)


def test_going_ahead_cuts_the_question_off(room: Room, speech: Samples) -> None:
    speaker = room.speaker = SlowSpeaker()
    room.hold(ending(speech), [Choice.GO, Choice.GO])  # the greeting, then the question
    greeting, question = room.said_aloud
    assert question == QUESTIONS[0].text
    assert [room.voice.text_of(clip) for clip in speaker.cut_off] == [greeting, question]
    assert room.written(1) == ["first answer"]


def test_a_question_is_repeated_before_and_while_answering(room: Room, speech: Samples) -> None:
    room.speaker = SlowSpeaker()
    script = [Choice.REPEAT, Choice.GO, 0.2, Choice.REPEAT, 0.2, Choice.DONE, Choice.STOP]
    room.hold(ScriptedMicrophone([speech]), script, ASKED)
    assert room.voice.said.count(QUESTIONS[0].text) == 1  # rendered
    assert room.said_aloud.count(QUESTIONS[0].text) == 3
    (take,) = room.takes(1)
    facts = facts_of(room.opened.folder, take)
    assert facts
    assert len(facts.pauses_taken) == 1  # the ears were closed meanwhile


class Unplugged(RecordingSpeaker):
    """Says nothing twice: it has gone away by then."""

    def __init__(self, voice: RecordingVoice) -> None:
        super().__init__()
        self._voice = voice

    def play(self, clip: AudioClip) -> Playback:
        text = self._voice.text_of(clip)
        if text and text in map(self._voice.text_of, self.played):
            raise DeviceMissing("The headphones went away.", "coach devices")
        return super().play(clip)


def test_headphones_that_are_unplugged_end_no_answer(room: Room, speech: Samples) -> None:
    room.speaker = Unplugged(room.voice)
    script = [0.2, Choice.REPEAT, 0.2, Choice.DONE, Choice.STOP]
    room.hold(ScriptedMicrophone([speech]), script, ASKED)
    (told,) = room.of(events.NoticeGiven)
    assert told.message == "The headphones went away."
    assert room.takes(1)[0].ended_by == "person"
    assert room.written(1) == ["first answer"]


def test_starting_over_keeps_only_the_new_take(room: Room, speech: Samples) -> None:
    script = [0.2, Choice.START_OVER, 0.2, Choice.DONE, Choice.STOP]
    room.hold(ScriptedMicrophone([speech] * 2), script, ASKED)
    assert room.told.count("QuestionAsked") == 1
    assert room.told.count("AnswerStarted") == 2
    assert room.told.count("AnswerTranscribed") == 1
    (take,) = room.library.session("last").turn(1).kept_takes
    assert take.number == 2


def long(speech: Samples) -> Samples:
    """More than ten seconds of speech."""
    return np.tile(speech, 8)


def test_what_is_skipped_is_kept_where_much_was_said(room: Room, speech: Samples) -> None:
    script = [0.2, Choice.SKIP, Choice.STOP]
    room.hold(ScriptedMicrophone([long(speech), speech]), script, ASKED)
    assert room.opened.session.turn(1).skipped
    assert room.written(1) == ["first answer"]
    assert not room.of(events.AnswerEnded)[0].discarded
    assert not room.opened.session.turn(1).open


def test_a_question_that_has_an_answer_is_not_skipped_by_leaving_a_second_one(
    room: Room, speech: Samples
) -> None:
    again = [0.2, Choice.DONE, Choice.AGAIN, 0.2, Choice.SKIP, 0.2, Choice.STOP]
    room.hold(ScriptedMicrophone([speech] * 3), again, ASKED)
    turn = room.opened.session.turn(1)
    assert [take.number for take in turn.answers] == [1]
    assert not turn.skipped
    room.speaker = SlowSpeaker()
    retaken = [Choice.GO, Choice.SKIP]
    room.hold(ScriptedMicrophone([speech]), retaken, ASKED, turns=[turn])
    assert not room.opened.session.turn(1).skipped


def test_a_question_that_was_skipped_is_skipped_no_more_once_it_is_answered(
    room: Room, speech: Samples
) -> None:
    room.speaker = SlowSpeaker()
    skips = [Choice.GO, Choice.SKIP, Choice.STOP]
    room.hold(ScriptedMicrophone([speech]), skips, ASKED)
    assert room.opened.session.turn(1).skipped
    room.speaker = RecordingSpeaker()
    again = [room.opened.session.turn(1)]
    room.hold(ScriptedMicrophone([speech]), [0.2, Choice.DONE, Choice.STOP], ASKED, turns=again)
    turn = read_session(room.opened.folder).turn(1)
    assert (turn.skipped, len(turn.answers)) == (False, 1)


def test_what_is_started_over_is_kept_where_much_was_said(room: Room, speech: Samples) -> None:
    script = [0.2, Choice.START_OVER, 0.2, Choice.DONE, Choice.STOP]
    room.hold(ScriptedMicrophone([long(speech), speech]), script, ASKED)
    assert room.written(1) == ["first answer", "second answer"]


def test_another_take_is_kept_beside_the_first(room: Room, speech: Samples) -> None:
    script = [0.2, Choice.DONE, Choice.AGAIN, 0.2, Choice.DONE, Choice.STOP]
    room.hold(ScriptedMicrophone([speech] * 2), script, ASKED)
    assert room.written(1) == ["first answer", "second answer"]


@pytest.mark.parametrize("choice", [Choice.START_OVER, Choice.AGAIN])
def test_without_a_further_answer_there_is_no_further_take(
    room: Room, speech: Samples, choice: Choice
) -> None:
    script = [choice] if choice is Choice.START_OVER else [0.1, Choice.DONE, choice]
    room.hold(ScriptedMicrophone([speech]), script, ASKED)
    assert room.told[-1] == "SessionFinished"
    assert room.told.count("AnswerStarted") == 1


def test_a_take_is_played_as_often_as_wanted(room: Room, speech: Samples) -> None:
    script = [0.3, Choice.DONE, Choice.PLAY, Choice.PLAY, Choice.STOP]
    room.hold(ScriptedMicrophone([speech]), script, ASKED)
    played = [clip for clip in room.speaker.played if clip.rate_hz == LISTENING_RATE_HZ][-2:]
    for clip in played:
        np.testing.assert_array_equal(clip.samples, room.heard(1))


def test_what_is_played_can_be_cut_off_by_going_on(room: Room, speech: Samples) -> None:
    speaker = room.speaker = SlowSpeaker()
    script = [Choice.GO, Choice.GO, 0.3, Choice.DONE, Choice.PLAY, Choice.STOP]
    room.hold(ScriptedMicrophone([speech]), script, ASKED)
    assert room.told.count("QuestionAsked") == 1
    assert len(speaker.cut_off) == 3  # the greeting, the question, the take
    np.testing.assert_array_equal(speaker.cut_off[-1].samples, room.heard(1))


def test_a_pause_is_kept_out_of_the_recording(room: Room, speech: Samples) -> None:
    room.clock = SystemTime()
    script = [0.3, Choice.PAUSE, 0.4, Choice.PAUSE, 0.2, Choice.DONE, Choice.STOP]
    room.hold(ScriptedMicrophone([speech]), script, ASKED)
    facts = facts_of(room.opened.folder, room.takes(1)[0])
    assert facts
    (pause,) = facts.pauses_taken
    assert 0.35 < pause.lost_s < 0.9
    paused = [e.paused for e in room.of(events.LevelHeard)]  # type: ignore[attr-defined]
    assert True in paused
    assert paused[-1] is False
    assert facts.duration_s == pytest.approx(len(room.heard(1)) / LISTENING_RATE_HZ, abs=0.001)


def test_stopping_while_asked_leaves_the_question_for_later(room: Room, speech: Samples) -> None:
    room.speaker = SlowSpeaker()
    script = [Choice.GO, Choice.GO, 0.2, Choice.DONE, Choice.NEXT, Choice.STOP]
    room.hold(ScriptedMicrophone([speech] * 3), script, ASKED)
    assert (room.finished.answered, room.finished.left) == (1, 2)
    late = ("AnswerTranscribed", "AnswerMeasured")  # of the first answer, on a busy machine
    told = [event for event in room.told if event not in late]
    assert told[-2:] == ["QuestionAsked", "SessionFinished"]


def test_stopping_while_answering_keeps_the_answer(room: Room, speech: Samples) -> None:
    room.hold(ScriptedMicrophone([speech] * 3), [0.3, Choice.STOP], ASKED)
    told = room.told
    if "WritingAwaited" in told:  # where it took a moment: once, and just before the words
        awaited = told.index("WritingAwaited")
        told.pop(awaited)
        assert told[awaited] == "AnswerTranscribed"
    assert told == ["SessionStarted", *TURN, "SessionFinished"]
    assert (room.finished.answered, room.finished.left) == (1, 2)
    assert room.written(1) == ["first answer"]


def test_stopping_after_an_answer_is_not_asked_again(room: Room, speech: Samples) -> None:
    room.hold(ScriptedMicrophone([speech] * 3), [0.3, Choice.DONE, Choice.STOP], ASKED)
    assert (room.finished.answered, room.finished.left) == (1, 2)
    assert [turn.number for turn in room.library.session("last").open_turns] == [2, 3]


def test_a_stopped_session_goes_on_where_it_stopped(room: Room, speech: Samples) -> None:
    room.hold(ScriptedMicrophone([speech]), [0.3, Choice.DONE, Choice.STOP], ASKED)
    room.opened.reopen()
    room.presenter = RecordingPresenter()
    room.hold(ending(speech, speech))
    asked = [e.question.number for e in room.of(events.QuestionAsked)]  # type: ignore[attr-defined]
    assert asked == [2, 3]
    assert room.finished.answered == 3


# What goes wrong


def test_a_microphone_that_goes_away_leaves_the_answer_kept_and_written_down(
    room: Room, speech: Samples
) -> None:
    microphone = ScriptedMicrophone([speech] * 3, lost_after_s=1.5)
    with pytest.raises(MicrophoneLost):
        room.hold(microphone)
    assert room.told == ["SessionStarted", *TURN]
    (take,) = room.takes(1)
    assert (take.ended_by, take.duration_s) == ("microphone_lost", 1.5)
    assert room.written(1) == ["first answer"]
    session = room.library.session("last")
    assert session.finished_at is None
    assert [turn.number for turn in session.open_turns] == [2, 3]
    room.hold(ending(speech, speech))
    assert room.library.session("last").finished_at


class BrokenTranscriber(CannedTranscriber):
    """Loads, and then breaks."""

    def transcribe(
        self, samples: Samples, prompt: str = "", decoding: DecodeOptions | None = None
    ) -> Transcript:
        raise EngineMissing("Whisper ran out of memory.", "coach practice --model tiny.en")


class UnloadableTranscriber(CannedTranscriber):
    """Has no weights."""

    def load(self) -> None:
        raise EngineMissing("The weights are gone.", "coach doctor")


@pytest.mark.parametrize("kind", [BrokenTranscriber, UnloadableTranscriber])
def test_an_answer_that_cannot_be_written_down_is_kept(
    room: Room, speech: Samples, kind: Callable[[list[str]], Transcriber]
) -> None:
    room.transcriber = kind([""])
    with pytest.raises(EngineMissing):
        room.hold(ending(speech, speech))
    assert "SessionFinished" not in room.told
    session = room.library.session("last")
    assert session.finished_at is None
    for take in session.turn(1).takes:
        assert take.recorded
        np.testing.assert_allclose(room.heard(1), speech, atol=1e-4)


def test_an_engine_that_hangs_is_given_up_and_the_answer_can_be_written_down_later(
    room: Room, speech: Samples
) -> None:
    room.transcriber = hanging = HangingTranscriber()
    with pytest.raises(EngineHangs) as given_up:
        room.hold(ending(speech, speech))
    hanging.let_go.set()
    assert hanging.abandoned == 1  # it may be kept for another session
    session = room.library.session("last")
    assert given_up.value.hint.endswith(f"coach transcribe {session.id}")
    assert session.turn(1).takes
    assert all(take.recorded and take.unwritten for take in session.turn(1).takes)


class InterruptingPerson(ScriptedPerson):
    """Presses Ctrl-C after so many seconds of an answer."""

    def __init__(self, after_s: float) -> None:
        super().__init__([])
        self._after_s = after_s
        self._since_s: float | None = None

    def choose(self, options: Collection[Choice], timeout_s: float | None) -> Choice | None:
        if Choice.DONE in options:
            self._since_s = self._since_s or time.monotonic()
            if time.monotonic() - self._since_s > self._after_s:
                raise KeyboardInterrupt
        return super().choose(options, timeout_s)


def test_an_interrupted_answer_is_kept_to_the_sample(room: Room, speech: Samples) -> None:
    with pytest.raises(KeyboardInterrupt):
        room.hold(ScriptedMicrophone([speech]), person=InterruptingPerson(0.4))
    (take,) = room.takes(1)
    assert take.ended_by == "interrupted"
    assert take.audio.endswith(".wav")  # there was no time to make it smaller
    heard = room.heard(1)
    assert take.duration_s == pytest.approx(len(heard) / LISTENING_RATE_HZ, abs=0.001)
    count = min(len(heard), len(speech))
    assert count > 0.3 * LISTENING_RATE_HZ
    np.testing.assert_allclose(heard[:count], speech[:count], atol=1e-4)
    assert room.library.session("last").finished_at is None


def test_a_damaged_disk_is_told_and_the_session_stays_open(room: Room, speech: Samples) -> None:
    class InTheWay(RecordingPresenter):
        """Puts a file where the answer's folder should be."""

        def show(self, event: events.Event) -> None:
            if isinstance(event, events.QuestionAsked):
                (opened.folder / "01-strengths").touch()

    opened = room.opened
    room.presenter = InTheWay()
    with pytest.raises(Exception, match="Cannot write") as caught:
        room.hold(ending(speech))
    assert type(caught.value).__name__ == "CannotWrite"
    assert room.library.session("last").finished_at is None
    (opened.folder / "01-strengths").unlink()
    room.presenter = RecordingPresenter()
    room.hold(ending(speech))
    assert room.written(1) == ["first answer"]


# Silence


def test_after_long_silence_the_coach_asks_for_a_sign_once_and_then_gives_up(room: Room) -> None:
    session_options = SessionOptions(goes_on_by_itself=True, asks_for_a_sign_s=2.0, gives_up_s=6.0)
    hiss = np.random.default_rng(1).uniform(-0.001, 0.001, 8 * LISTENING_RATE_HZ)
    with pytest.raises(NoSpeech):
        room.hold(
            ScriptedMicrophone([hiss.astype(np.float32)] * 1), session_options=session_options
        )
    (notice,) = room.of(events.NoticeGiven)
    assert isinstance(notice, events.NoticeGiven)
    assert notice.message == wording.still_there(ScriptedPerson.controls, hands_free=False)
    (take,) = room.takes(1)
    assert take.ended_by == "silence"
    assert take.duration_s
    assert take.duration_s > 6.0
    facts = facts_of(room.opened.folder, take)
    assert facts
    (sound,) = facts.coach_sounds
    assert sound.start_s > 2.0
    tone_s = are_you_there_tone().duration_s
    assert [clip for clip in room.speaker.played if clip.duration_s == tone_s]


def test_a_microphone_that_gives_only_zeros_is_told_of_once(room: Room) -> None:
    room.clock = SystemTime()
    with pytest.raises(NoSpeech):
        room.hold(ScriptedMicrophone([silence(6.0).samples]), [1.5, Choice.DONE])
    (silent,) = room.of(events.MicrophoneSilent)
    assert isinstance(silent, events.MicrophoneSilent)
    assert silent.since_s == 0.0
    assert not room.of(events.MicrophoneBack)


def test_silence_after_the_program_was_stopped_is_no_silent_microphone(room: Room) -> None:
    """As after Ctrl-Z and `fg`: nobody looks for a while, and then the take goes on."""
    room.clock = SystemTime()

    class Stopped(ScriptedPerson):
        stops = True

        def choose(self, options: Collection[Choice], timeout_s: float | None) -> Choice | None:
            if self.stops and Choice.DONE in options:
                self.stops = False
                time.sleep(2.5)
            return super().choose(options, timeout_s)

    person = Stopped([1.0, Choice.DONE])
    with pytest.raises(NoSpeech):
        room.hold(ScriptedMicrophone([silence(8.0).samples]), person=person)
    assert not room.of(events.MicrophoneSilent)


class LongSpeaker(RecordingSpeaker):
    """Takes so long for each clip, by the clock of the conversation."""

    def __init__(self, clock: TimeSource, seconds: float) -> None:
        super().__init__()
        self._clock, self._seconds = clock, seconds

    def play(self, clip: AudioClip) -> Playback:
        self._clock.sleep(self._seconds)
        return super().play(clip)


def test_a_silent_microphone_is_told_of_soon_after_a_question_was_repeated(room: Room) -> None:
    """While the coach speaks nobody looks at the microphone, but the program is not stopped."""
    room.speaker = LongSpeaker(room.clock, 3.0)
    script: Script = [0.5, Choice.REPEAT, 8.0, Choice.DONE, Choice.STOP]
    with pytest.raises(NoSpeech):
        room.hold(ScriptedMicrophone([silence(0.5).samples]), script, ASKED)
    (silent,) = room.of(events.MicrophoneSilent)
    assert silent.since_s == 0.0


@pytest.mark.parametrize("eyes_free", [True, False])
def test_a_microphone_that_falls_silent_is_told_of_and_so_is_its_return(
    room: Room, speech: Samples, eyes_free: bool
) -> None:
    session_options = replace(LIVE, eyes_free=eyes_free, waits_for_transcript_s=None)
    told = [wording.nothing_heard(), wording.i_hear_you()]
    hiss = np.random.default_rng(1).uniform(-0.01, 0.01, len(speech)).astype(np.float32)
    sound = np.concatenate([speech + hiss, silence(24.0).samples, speech + hiss])
    room.hold(paced_microphone(sound), [], session_options)
    (silent,) = room.of(events.MicrophoneSilent)
    assert isinstance(silent, events.MicrophoneSilent)
    assert silent.since_s == pytest.approx(len(speech) / LISTENING_RATE_HZ, abs=0.3)
    assert len(room.of(events.MicrophoneBack)) == 1
    said = [text for text in room.voice.said if text in told]
    assert said == (told if eyes_free else [])
    tone_s = are_you_there_tone().duration_s
    tones = [clip for clip in room.speaker.played if clip.duration_s == tone_s]
    assert len(tones) == (0 if eyes_free else 1)
    facts = facts_of(room.opened.folder, room.takes(1)[0])
    assert facts
    assert facts.coach_sounds
    assert not facts.pauses_taken  # it listened meanwhile


class WatchedWorker(TranscriptionWorker):
    """A worker of which it is known whether it thinks that somebody speaks."""

    somebody_speaks = False

    def speech_began(self) -> None:
        super().speech_began()
        self.somebody_speaks = True

    def speech_ended(self) -> None:
        super().speech_ended()
        self.somebody_speaks = False


def test_after_an_answer_without_any_sound_nobody_speaks(room: Room, speech: Samples) -> None:
    workers: list[WatchedWorker] = []

    def watched(transcriber: Transcriber) -> TranscriptionWorker:
        workers.append(WatchedWorker(transcriber))
        return workers[-1]

    room.worker_of = watched
    room.hold(ending(speech, speech, speech[:0]), session_options=replace(ALONE, live=True))
    assert [take.duration_s for take in room.takes(3)] == [0.0]
    assert not workers[0].somebody_speaks  # else a slow engine would listen for no fillers


def test_recordings_may_hold_silence(room: Room, speech: Samples) -> None:
    sound = np.concatenate([speech, silence(8.0).samples])
    room.hold(paced_microphone(sound), [], replace(ALONE, watches_microphone=False))
    assert not room.of(events.MicrophoneSilent)


@pytest.mark.parametrize("sound", ["speech", "zeros"])
def test_the_sound_check_is_judged_shown_and_not_kept(
    room: Room, speech: Samples, sound: str
) -> None:
    spoken = speech if sound == "speech" else silence(6.5).samples
    session_options = SessionOptions(
        goes_on_by_itself=True, checks_sound=True, asks_for_a_sign_s=None, gives_up_s=None
    )
    room.hold(ending(spoken, speech), session_options=session_options)
    assert wording.say_something() in room.voice.said
    (checked,) = room.of(events.SoundChecked)
    assert isinstance(checked, events.SoundChecked)
    assert checked.microphone == "a scripted microphone"
    assert checked.hearing in (
        (Hearing.GOOD, Hearing.CLIPPED) if sound == "speech" else (Hearing.NOTHING,)
    )
    assert room.told.index("SoundChecked") < room.told.index("QuestionAsked")
    assert [turn.number for turn in room.library.session("last").turns if turn.takes] == [1]


def test_a_sound_check_that_is_passed_over_blames_no_microphone(
    room: Room, speech: Samples
) -> None:
    session_options = replace(ASKED, checks_sound=True)
    sound = np.concatenate([silence(6.5).samples, speech])
    room.hold(paced_microphone(sound), [Choice.GO, Choice.STOP], session_options)
    (checked,) = room.of(events.SoundChecked)
    assert checked.hearing is Hearing.UNTRIED
    assert judged(checked)[0].startswith("Not checked.")


def test_the_word_is_asked_for_on_the_screen_when_it_can_be_heard(
    room: Room, speech: Samples
) -> None:
    """Whoever reads it speaks at once, while the coach may still ask for it aloud."""
    said_before: list[list[str]] = []

    class Looking(RecordingPresenter):
        """Looks at what was said aloud when the sound check begins."""

        def show(self, event: events.Event) -> None:
            super().show(event)
            if isinstance(event, events.SoundCheckStarted):
                said_before.append(list(room.said_aloud))

    room.presenter = Looking()
    room.hold(ending(speech, speech), session_options=replace(ALONE, checks_sound=True))
    assert said_before
    assert said_before[0][-1] == wording.say_something()


# Ahead of time


def test_the_next_question_is_rendered_while_the_answer_is_going_on(
    room: Room, speech: Samples
) -> None:
    seen: list[list[str]] = []

    class Looking(RecordingPresenter):
        """Looks at what has been rendered when each answer ends."""

        def show(self, event: events.Event) -> None:
            super().show(event)
            if isinstance(event, events.AnswerEnded):
                seen.append([q.text for q in QUESTIONS if q.text in voice.said])

    voice = room.voice
    room.clock = SystemTime()
    room.presenter = Looking()
    room.hold(ScriptedMicrophone([speech] * 2), [0.3, Choice.DONE, 0.3, Choice.DONE])
    assert [len(rendered) for rendered in seen[:2]] == [2, 3]


def test_the_model_is_loaded_behind_the_first_words(room: Room, speech: Samples) -> None:
    assert isinstance(room.transcriber, CannedTranscriber)
    assert not room.transcriber.loaded
    room.hold(ScriptedMicrophone([speech]), [0.2, Choice.SKIP])
    assert room.transcriber.loaded  # although nothing was written down
    assert room.transcriber.prompts == []


def test_writing_down_shows_how_far_it_is(room: Room, speech: Samples) -> None:
    room.transcriber = CannedTranscriber(["slow"], seconds_per_second=0.2)
    room.hold(ending(speech))
    fractions = [e.fraction for e in room.of(events.TranscriptProgressed)]  # type: ignore[attr-defined]
    assert len(fractions) >= 2
    assert all(0 <= fraction <= 1 for fraction in fractions)


def test_a_session_that_is_kept_can_be_read_by_people_and_programs(
    room: Room, speech: Samples
) -> None:
    room.hold(ending(speech, speech, speech))
    text = (room.opened.folder / "transcript.md").read_text(encoding="utf-8")
    assert "first answer" in text
    assert "## 3. Where are you in five years?" in text
    document = json.loads((room.opened.folder / "session.json").read_text(encoding="utf-8"))
    assert [turn["question"]["id"] for turn in document["turns"]] == [q.id for q in QUESTIONS]


# A machine that cannot keep up

LIVE = SessionOptions(goes_on_by_itself=True, waits_for_transcript_s=0.2)


def test_a_slow_engine_holds_up_neither_the_recording_nor_the_next_question(
    room: Room, speech: Samples
) -> None:
    room.transcriber = CannedTranscriber(["slow words"], seconds_per_second=0.7)
    speech = speech[: round(1.4 * LISTENING_RATE_HZ)]
    room.hold(ScriptedMicrophone([speech] * 3, ends=True), session_options=LIVE)
    told = [name for name in room.told if name != "CaptionHeard"]
    assert told.index("AnswerTranscribed") > told.index("AnswerEnded") + 1  # another was asked
    written = room.of(events.AnswerTranscribed)
    assert [event.question.number for event in written] == [1, 2, 3]
    assert [event.late for event in written] == [True, True, False]
    assert written[-1].latency_s > written[0].latency_s  # they queued
    for number in (1, 2, 3):
        np.testing.assert_allclose(room.heard(number)[: len(speech)], speech, atol=1e-4)
        assert room.takes(number)[0].audio.endswith(".flac")
    assert room.told[-1] == "SessionFinished"


def test_leaving_waits_for_the_transcripts_unless_one_leaves_twice(
    room: Room, speech: Samples
) -> None:
    room.transcriber = CannedTranscriber(["slow words"], seconds_per_second=3.0)
    patient = replace(LIVE, goes_on_by_itself=False)
    script = [0.3, Choice.DONE, Choice.NEXT, 0.3, Choice.DONE, Choice.STOP, 0.3, Choice.STOP]
    room.hold(ScriptedMicrophone([speech] * 3), script, patient)
    (awaited,) = room.of(events.WritingAwaited)
    assert awaited.answers == 2
    (notice,) = room.of(events.NoticeGiven)
    assert notice.message == "2 answers are not written down yet."
    assert "coach transcribe" in notice.hint
    assert room.told[-1] == "SessionFinished"
    assert [len(room.takes(number)[0].transcripts) for number in (1, 2)] == [0, 0]
    assert all(room.takes(number)[0].duration_s for number in (1, 2))


# Against the clock


def test_the_session_drops_later_questions_and_says_so(room: Room, speech: Samples) -> None:
    session_options = replace(LIVE, clock=Clock(session_s=90))
    room.hold(ScriptedMicrophone([speech] * 3, ends=True), session_options=session_options)
    (dropped,) = room.of(events.QuestionsDropped)
    assert (dropped.count, dropped.left) == (2, 1)
    assert wording.dropped(2) in room.voice.said
    assert [turn.dropped for turn in room.opened.session.turns] == [False, True, True]
    assert [asked.of for asked in room.of(events.QuestionAsked)] == [1]
    assert not room.opened.session.open_turns


def test_time_to_think_comes_before_the_start_sound_and_can_be_cut_short(
    room: Room, speech: Samples
) -> None:
    room.clock = SystemTime()
    session_options = replace(LIVE, clock=Clock(think_s=30))
    person = ScriptedPerson([0.3, Choice.GO, Choice.GO, 0.2, Choice.GO])
    began_s = time.monotonic()
    room.hold(
        ScriptedMicrophone([speech] * 3, ends=True), session_options=session_options, person=person
    )
    assert time.monotonic() - began_s < 20
    assert room.of(events.ThinkTimeStarted)
    lefts = [event.left_s for event in room.of(events.ThinkTimePassed)]
    assert 29 < lefts[0] <= 30


def test_the_time_to_think_can_be_stopped_and_goes_on(room: Room, speech: Samples) -> None:
    room.clock = HurriedTime(speed=50.0)
    clock = Clock(session_s=600, think_s=30)
    script: Script = [5.0, Choice.PAUSE, 40.0, Choice.PAUSE]
    room.hold(
        ScriptedMicrophone([speech], ends=True), script, replace(LIVE, clock=clock, eyes_free=True)
    )
    (began,) = room.of(events.ThinkTimeStarted)
    (answer,) = room.of(events.AnswerStarted)
    assert answer.at_s - began.at_s >= 70
    held = [event.left_s for event in room.of(events.ThinkTimePassed) if event.paused]
    assert held[0] == held[-1] == pytest.approx(25, abs=2)
    assert wording.paused() in room.voice.said
    (take,) = room.takes(1)
    assert take.think_s == pytest.approx(30, abs=5)  # without the pause


def test_a_pause_takes_nothing_of_the_sessions_time(room: Room, speech: Samples) -> None:
    room.clock = HurriedTime(speed=25.0)
    clock = Clock(session_s=600, think_s=30)
    script: Script = [5.0, Choice.PAUSE, 100.0, Choice.GO, Choice.DONE]
    script += [room.is_asked_what_next, Choice.NEXT, Choice.STOP]
    room.hold(ScriptedMicrophone([speech] * 3), script, replace(ASKED, clock=clock))
    first, second = room.of(events.QuestionAsked)
    assert first.session_left_s > 590
    assert 540 < second.session_left_s < 596
    # A second time where the figures come late, which are shown above the choices.
    awaited = room.of(events.ChoiceAwaited)[0]
    assert not awaited.is_last
    assert second.session_left_s <= awaited.session_left_s < first.session_left_s


def test_after_the_last_question_the_choice_says_so(room: Room, speech: Samples) -> None:
    script: Script = [0.3, Choice.DONE, room.is_asked_what_next, Choice.NEXT] * 3
    room.hold(ScriptedMicrophone([speech] * 3), script, ASKED)
    # Each once more where its figures come late, which are shown above the choices.
    told = [event.is_last for event in room.of(events.ChoiceAwaited)]
    assert [is_last for is_last, _ in groupby(told)] == [False, True]
    assert len(told) >= 3
    assert {event.session_left_s for event in room.of(events.QuestionAsked)} == {None}


def test_all_of_the_time_to_think_is_given_where_nobody_cuts_it_short(
    room: Room, speech: Samples
) -> None:
    room.clock = HurriedTime(speed=100.0)
    session_options = replace(LIVE, clock=Clock(think_s=30))
    room.hold(ScriptedMicrophone([speech] * 3, ends=True), session_options=session_options)
    for number in (1, 2, 3):
        (began,) = [e for e in room.of(events.ThinkTimeStarted) if e.question.number == number]
        (answer,) = [e for e in room.of(events.AnswerStarted) if e.question.number == number]
        assert answer.at_s - began.at_s >= 30


def test_think_time_is_kept_from_the_question_to_the_first_word(
    room: Room, speech: Samples
) -> None:
    late = np.concatenate([silence(1.5).samples, speech])
    microphone = ScriptedMicrophone([late], ends=True)
    room.hold(microphone, session_options=replace(LIVE, waits_for_transcript_s=None))
    (take,) = room.takes(1)
    assert take.think_s == pytest.approx(1.8, abs=0.5)  # 0.3 s of quiet are in the speech


class TrailingVoice(RecordingVoice):
    """A voice whose speech has two seconds of silence at its end."""

    def render(self, text: str) -> AudioClip:
        super().render(text)
        return joined([start_tone(), silence(2.0)], start_tone().rate_hz)


def test_the_silence_at_the_end_of_a_question_asked_again_is_time_to_think(
    room: Room, speech: Samples
) -> None:
    room.voice = TrailingVoice()
    later = np.concatenate([silence(2.0).at_rate(LISTENING_RATE_HZ).samples, speech])
    microphone = ScriptedMicrophone([later])

    def is_heard() -> bool:
        return not microphone.speaking

    script = [0.2, Choice.REPEAT, is_heard, 1.0, Choice.DONE, Choice.STOP]
    room.hold(microphone, person=ScriptedPerson(script, None, room.clock), session_options=ASKED)
    (take,) = room.takes(1)
    facts = facts_of(room.opened.folder, take)
    assert facts
    (asked_again,) = facts.pauses_taken
    waited_s = facts.speech[0].start_s - asked_again.at_s
    assert take.think_s == pytest.approx(waited_s + 2.0, abs=0.15)


def test_silence_at_the_end_of_the_spoken_question_is_time_to_think(
    room: Room, speech: Samples
) -> None:
    room.voice = TrailingVoice()
    room.hold(ending(speech), session_options=replace(LIVE, waits_for_transcript_s=None))
    (take,) = room.takes(1)
    assert take.think_s == pytest.approx(2.3, abs=0.5)


def test_a_strict_clock_allows_one_take(room: Room, speech: Samples) -> None:
    session_options = replace(ASKED, clock=Clock(strict=True))
    script = [0.3, Choice.DONE, Choice.AGAIN, Choice.NEXT]
    room.hold(ScriptedMicrophone([speech] * 3), script, session_options)
    assert len(room.takes(1)) == 1
    assert not room.of(events.ChoiceAwaited)[0].may_repeat


# Eyes-free


def test_eyes_free_says_what_the_screen_shows(room: Room, speech: Samples) -> None:
    session_options = replace(LIVE, eyes_free=True, waits_for_transcript_s=None)
    room.hold(ScriptedMicrophone([speech] * 3, ends=True), session_options=session_options)
    said = room.voice.said
    assert (
        wording.how_to_end(ScriptedPerson.controls, hands_free=False, ends_after_silence_s=5)
        in said
    )
    lengths = room.of(events.AnswerEnded)
    assert wording.heard(lengths[0].duration_s, 60) in said
    assert said[-1] == wording.goodbye(3, 0)


def test_the_coach_falls_silent_when_the_answer_is_finished(room: Room) -> None:
    """The person finishes while they are told how much time is left."""
    speaker = room.speaker = SlowSpeaker(looks=500)
    (turn, *_) = room.opened.session.turns
    short = turn.model_copy(update={"question": turn.question.model_copy(update={"seconds": 4})})
    script: Script = [lambda: bool(room.of(events.TimeWarned)), Choice.DONE, Choice.STOP]
    options = replace(ASKED, eyes_free=True, clock=Clock())
    with pytest.raises(NoSpeech):
        room.hold(ScriptedMicrophone([silence(0.1).samples]), script, options, turns=[short])
    cut_off = map(room.voice.text_of, speaker.cut_off)
    assert wording.time_left(2, 4) in cut_off


def test_the_coach_speaks_german_where_the_set_does(room: Room, speech: Samples) -> None:
    room.wording = german = wording_in("de")
    session_options = replace(LIVE, eyes_free=True, waits_for_transcript_s=None)
    room.hold(ScriptedMicrophone([speech] * 3, ends=True), session_options=session_options)
    said = room.voice.said
    assert german.outline(3) in said
    assert said[-1] == german.goodbye(3, 0)
    assert not {wording.outline(3), wording.goodbye(3, 0)} & set(said)


def test_a_language_without_commands_is_said_to_have_none(room: Room, speech: Samples) -> None:
    transcriber = CannedTranscriber(["Bonjour."])
    transcriber.language = "fr"
    room.transcriber = transcriber
    session_options = replace(LIVE, hands_free=True, ends_after_silence_s=0.5)
    room.hold(ScriptedMicrophone([speech] * 3, ends=True), session_options=session_options)
    notice = room.of(events.NoticeGiven)[0]
    assert notice.message == "Spoken commands are not known in the language “fr”."
    assert "in English" in notice.hint
    assert room.of(events.SessionStarted)[0].language == "fr"


def test_eyes_free_asks_for_a_sign_and_tells_what_is_left_aloud(
    room: Room, speech: Samples
) -> None:
    room.clock = SystemTime()
    session_options = SessionOptions(
        eyes_free=True,
        hands_free=True,
        goes_on_by_itself=True,
        asks_for_a_sign_s=1.0,
        gives_up_s=None,
    )
    microphone = ScriptedMicrophone([speech] * 2)
    room.hold(microphone, [2.5, Choice.DONE, Choice.STOP], session_options)
    assert wording.still_there(ScriptedPerson.controls, hands_free=True) in room.voice.said
    assert "One question is left for another time." in room.voice.said[-1]
