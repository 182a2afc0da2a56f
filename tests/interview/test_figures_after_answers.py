"""Figures after an answer: heard behind everything else, shown once, never in the way."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from coach.audio.clips import Samples
from coach.delivery.language import language_of
from coach.interview import events
from coach.interview.conversation import Conversation
from coach.interview.ports import Choice
from coach.interview.session_devices import SessionDevices
from coach.interview.session_options import SessionOptions
from coach.interview.time_source import SystemTime, TimeSource
from coach.interview.wording import english
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.reading import transcript_of
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
from coach.transcription.fillers import FillerWords
from coach.transcription.ports import DecodeOptions, GivenUp, Stage, Transcriber, Transcript
from coach.transcription.worker import TranscriptionWorker
from coach.voices.prefetch import SpeechPrefetch
from tests.helpers.hanging import HangingTranscriber

pytestmark = pytest.mark.real  # takes too long for `make quick`

wording = english()
FILLERS = language_of("en").fillers
ALONE = SessionOptions(goes_on_by_itself=True, live=False, waits_for_transcript_s=None)


class HearsFillers(CannedTranscriber):
    """Writes the fillers down only where it is prompted, as Whisper does."""

    def text_for(self, samples: Samples, prompt: str) -> str:
        return "um, I led a team, uh, through it" if prompt else "I led a team, through it"


@pytest.fixture
def worker() -> Iterator[TranscriptionWorker]:
    with TranscriptionWorker(HearsFillers([""]), fillers=FILLERS) as worker:
        yield worker


class TestIdleWork:
    def test_it_waits_for_everything_else(self, worker: TranscriptionWorker) -> None:
        done: list[str] = []
        gate = threading.Event()
        worker.submit(gate.wait)
        idle = worker.when_idle(lambda _: done.append("idle"))
        work = [worker.submit(lambda n=n: done.append(f"work {n}")) for n in range(3)]
        gate.set()
        idle.result(5)
        assert all(each.done() for each in work)
        assert done == ["work 0", "work 1", "work 2", "idle"]

    def test_it_makes_way_and_is_begun_again(self, worker: TranscriptionWorker) -> None:
        began = threading.Event()
        tries: list[int] = []

        def patient(given_up: Callable[[], bool]) -> str:
            tries.append(1)
            began.set()
            deadline_s = time.monotonic() + (5 if len(tries) == 1 else 0)
            while time.monotonic() < deadline_s:
                if given_up():
                    raise GivenUp
                time.sleep(0.005)
            return "heard"

        idle = worker.when_idle(patient)
        began.wait(5)
        asked_s = time.monotonic()
        worker.submit(lambda: None).result(5)
        assert time.monotonic() - asked_s < 1
        assert (idle.result(5), len(tries)) == ("heard", 2)

    def test_its_errors_come_out(self, worker: TranscriptionWorker) -> None:
        with pytest.raises(ZeroDivisionError):
            worker.when_idle(lambda _: 1 / 0).result(5)

    def test_leaving_does_not_wait_for_it(self) -> None:
        began = threading.Event()

        def endless(given_up: Callable[[], bool]) -> None:
            began.set()
            while not given_up():
                time.sleep(0.005)
            raise GivenUp

        with TranscriptionWorker(HearsFillers([""]), fillers=FILLERS) as worker:
            idle = worker.when_idle(endless)
            began.wait(5)
        assert not idle.done()

    def test_an_engine_that_hangs_in_it_holds_nobody_for_ever(self, speech: Samples) -> None:
        hanging = HangingTranscriber()
        began = threading.Event()

        def listen(_: object) -> Transcript:
            began.set()
            heard: Transcript = hanging.transcribe(speech)
            return heard

        with TranscriptionWorker(hanging) as worker:
            idle = worker.when_idle(listen)
            began.wait(30)
        assert (idle.done(), hanging.abandoned) == (False, 1)
        hanging.let_go.set()


@pytest.fixture
def hold(speech: Samples) -> Callable[..., list[events.Event]]:
    """Hold a conversation of one answer, alone; what was shown."""

    def held(
        opened: OpenSession,
        transcriber: Transcriber,
        fillers: FillerWords,
        voice: RecordingVoice | None = None,
        session_options: SessionOptions = ALONE,
        script: Sequence[Choice | float] = (),
        *,
        clock: TimeSource | None = None,
    ) -> list[events.Event]:
        presenter = RecordingPresenter()
        microphone = ScriptedMicrophone([speech], ends=True)
        with (
            SpeechPrefetch(voice or RecordingVoice()) as ahead,
            TranscriptionWorker(transcriber, fillers=fillers) as worker,
            microphone,
        ):
            clock = clock or SystemTime()
            person = ScriptedPerson(script, clock=clock)
            devices = SessionDevices(
                microphone, RecordingSpeaker(), ahead, worker, presenter, person, time=clock
            )
            Conversation(opened, devices, session_options).hold(list(opened.session.open_turns))
        return presenter.events

    return held


QUESTIONS = [AskedQuestion(id="team", text="Tell me about a team.", seconds=60)]
SET = SetName(name="mine", title="Mine")


class WatchedSession(OpenSession):
    """Knows on which threads its text was asked to be written."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.written_on: list[str] = []

    def write_text(self) -> None:
        self.written_on.append(threading.current_thread().name)
        super().write_text()


class TestInAConversation:
    def test_the_text_is_written_once_for_an_answer_and_holds_nobody_up(
        self, tmp_path: Path, hold: Callable[..., list[events.Event]]
    ) -> None:
        library = Library(tmp_path / "recordings")
        with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
            watched = WatchedSession(opened.folder)
            hold(watched, HearsFillers([""]), FILLERS)
            opened.session = watched.session
            assert watched.written_on == ["transcription"]
            assert "Um, I led" in (opened.folder / "transcript.md").read_text()

    def test_fillers_are_shown_and_kept_in_a_transcript_of_their_own(
        self, tmp_path: Path, hold: Callable[..., list[events.Event]]
    ) -> None:
        library = Library(tmp_path / "recordings")
        with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
            told = hold(opened, HearsFillers([""]), FILLERS)
            (measured,) = [e for e in told if isinstance(e, events.AnswerMeasured)]
            (take,) = library.session("last").turn(1).takes
            assert measured.fillers == 2
            assert len(take.transcripts) == 2
            verbatim = transcript_of(opened.folder, take)
        assert verbatim is not None
        assert verbatim.text == "Um, I led a team, uh, through it"
        assert verbatim.stage is Stage.VERBATIM
        first = opened.folder / take.transcripts[0]
        assert '"I led a team, through it"' in first.read_text()
        assert '"stage": "full"' in first.read_text()

    def test_what_was_written_while_it_was_spoken_says_so(
        self, tmp_path: Path, hold: Callable[..., list[events.Event]]
    ) -> None:
        library, session_options = Library(tmp_path / "recordings"), replace(ALONE, live=True)
        with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
            hold(opened, HearsFillers([""]), FILLERS, None, session_options)
            (take,) = library.session("last").turn(1).takes
        stages = [json.loads((opened.folder / n).read_text())["stage"] for n in take.transcripts]
        assert stages == ["live", "verbatim"]

    def test_without_fillers_of_the_language_there_is_one_transcript(
        self, tmp_path: Path, hold: Callable[..., list[events.Event]]
    ) -> None:
        library = Library(tmp_path / "recordings")
        with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
            told = hold(opened, HearsFillers([""]), language_of("xx").fillers)
            (measured,) = [e for e in told if isinstance(e, events.AnswerMeasured)]
            (take,) = library.session("last").turn(1).takes
        assert measured.fillers is None
        assert len(take.transcripts) == 1

    def test_they_are_said_to_those_who_do_not_look(
        self, tmp_path: Path, hold: Callable[..., list[events.Event]]
    ) -> None:
        library, voice = Library(tmp_path / "recordings"), RecordingVoice()
        session_options = replace(ALONE, eyes_free=True)
        with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
            hold(opened, HearsFillers([""]), FILLERS, voice, session_options)
        heard = next(n for n, text in enumerate(voice.said) if text.startswith("That was"))
        assert voice.said[heard + 1] == "Two fillers."  # too short for a pace

    def test_where_they_come_late_what_can_be_pressed_stands_below_them(
        self, tmp_path: Path, hold: Callable[..., list[events.Event]]
    ) -> None:
        clock = HurriedTime()

        class Slowly(HearsFillers):
            def transcribe(
                self, samples: Samples, prompt: str = "", decoding: DecodeOptions | None = None
            ) -> Transcript:
                clock.sleep(20.0 if prompt else 0.0)
                return super().transcribe(samples, prompt, decoding)

        library, session_options = (
            Library(tmp_path / "recordings"),
            replace(ALONE, goes_on_by_itself=False),
        )
        with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
            told = hold(
                opened,
                Slowly([""]),
                FILLERS,
                session_options=session_options,
                script=[30.0, Choice.NEXT],
                clock=clock,
            )
        kinds = (events.ChoiceAwaited, events.AnswerMeasured)
        shown = [type(event).__name__ for event in told if isinstance(event, kinds)]
        assert shown == ["ChoiceAwaited", "AnswerMeasured", "ChoiceAwaited"]


@pytest.mark.parametrize(
    ("words_per_minute", "fillers", "said"),
    [
        (151.4, 3.0, "151 words a minute, three fillers."),
        (151.4, None, "151 words a minute."),
        (None, 1.0, "One filler."),
        (None, 0.0, "No fillers."),
        (None, None, ""),
    ],
)
def test_figures_as_they_are_said(
    words_per_minute: float | None, fillers: float | None, said: str
) -> None:
    assert wording.delivered(words_per_minute, fillers) == said
