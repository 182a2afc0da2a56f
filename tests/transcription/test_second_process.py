"""The process beside a session: the same words as here, stopped at once, and never left behind."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from coach.audio.facts import SoundFacts
from coach.audio.vad import SpeechSegment
from coach.errors import CoachError, EngineMissing
from coach.testing import CannedTranscriber
from coach.transcription.cutting import Piece
from coach.transcription.job_process import COMMAND, serve
from coach.transcription.jobs import TranscriptionJob, TranscriptionResult, run_job
from coach.transcription.models import FASTER_WHISPER, OPENAI_WHISPER
from coach.transcription.ports import Transcript
from coach.transcription.second_process import SecondModel, SecondProcess
from coach.transcription.worker import TranscriptionWorker
from tests.helpers.canned_process import canned_process
from tests.helpers.canned_second import CannedSecond
from tests.helpers.spoken import TEAM, error_rate, need_whisper
from tests.helpers.waiting import eventually

QUICK = Transcript(engine="canned", model="tiny.en", language="en")
SPOKEN = (SpeechSegment(start_s=0.5, end_s=3.5),)
FACTS = SoundFacts(duration_s=4.0, speech=SPOKEN, levels_db=(-20.0,) * 40, pitches_hz=())
BETTER = SecondModel("auto", "base", "en")


def submitted(second: SecondProcess, audio: Path) -> Future[TranscriptionResult]:
    return second.submit(audio, FACTS, "", QUICK)


@contextmanager
def second(*command: str, model: SecondModel = BETTER) -> Iterator[SecondProcess]:
    with SecondProcess(model, command or canned_process()) as process:
        yield process


@pytest.fixture
def audio(spoken: dict[str, Path]) -> Path:
    return spoken[TEAM]


def test_recordings_are_written_down_one_after_the_other(audio: Path) -> None:
    with second() as process:
        assert (process.model, process.keeps_up) == ("base", True)
        waiting = [submitted(process, audio), submitted(process, audio)]
        for future in waiting:
            transcript = future.result(30).transcript
            assert (transcript.text, transcript.model) == ("better words", "base")
        assert process.keeps_up


def test_a_stopped_one_does_nothing_until_it_may_go_on(audio: Path) -> None:
    with second() as process:
        submitted(process, audio).result(30)
        process.let_run(False)
        process.let_run(False)
        future = submitted(process, audio)
        with pytest.raises(TimeoutError):
            future.result(0.5)
        process.let_run(True)
        assert future.result(30).transcript.text == "better words"
        assert process.keeps_up  # the time for which it was stopped does not count


def test_one_that_was_stopped_before_it_began(audio: Path) -> None:
    with second() as process:
        process.let_run(False)
        future = submitted(process, audio)
        with pytest.raises(TimeoutError):
            future.result(0.5)
        process.let_run(True)
        assert future.result(30).transcript.words


def test_a_slow_one_does_not_keep_up(audio: Path) -> None:
    with second(*canned_process(slowness=0.8)) as process:
        submitted(process, audio).result(30)
        assert not process.keeps_up


def test_one_that_ends_is_started_again(audio: Path) -> None:
    with second(*canned_process("die")) as process:
        for _ in range(2):
            with pytest.raises(EngineMissing, match="second process has ended"):
                submitted(process, audio).result(30)


def test_one_that_cannot_be_started(audio: Path) -> None:
    with second("/nowhere/python") as process, pytest.raises(EngineMissing):
        submitted(process, audio).result(30)


def test_an_error_of_the_job_comes_back(tmp_path: Path) -> None:
    with second() as process, pytest.raises(CoachError, match=r"missing\.wav"):
        submitted(process, tmp_path / "missing.wav").result(30)


@pytest.mark.parametrize("stopped", [False, True])
def test_leaving_ends_it_at_once(audio: Path, stopped: bool) -> None:
    with second(*canned_process(slowness=30.0)) as process:
        future = submitted(process, audio)
        time.sleep(0.5)
        process.let_run(not stopped)
        began_s = time.monotonic()
    assert time.monotonic() - began_s < 5
    assert not future.done()
    with second() as unused:
        assert unused.keeps_up


# A coach that has stopped its second process, and is then killed.
KILLED = """
import signal, sys, time
from pathlib import Path
import psutil
from tests.transcription.test_second_process import BETTER, FACTS, QUICK, canned_process
from coach.transcription.second_process import SecondProcess

signal.signal(signal.SIGHUP, signal.{hangup})
with SecondProcess(BETTER, canned_process(slowness=30.0)) as process:
    process.submit(Path(sys.argv[1]), FACTS, "", QUICK)
    while not process.pid or psutil.Process(process.pid).nice() == psutil.Process().nice():
        time.sleep(0.05)  # until it is through with what it does at its start
    process.let_run(False)
    print("stopped", flush=True)
    time.sleep(60.0)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="processes are not stopped there")
@pytest.mark.parametrize("hangup", ["SIG_DFL", "SIG_IGN"])  # nohup has it ignored
def test_a_stopped_one_does_not_outlive_a_coach_that_is_killed(audio: Path, hangup: str) -> None:
    killed = KILLED.format(hangup=hangup)
    coach = subprocess.Popen([sys.executable, "-c", killed, audio], stdout=subprocess.PIPE)
    assert coach.stdout
    assert coach.stdout.readline() == b"stopped\n"
    (child,) = psutil.Process(coach.pid).children()
    eventually(lambda: _state(child) == psutil.STATUS_STOPPED)  # a signal takes its time to arrive
    coach.kill()
    coach.communicate()
    # One that has ended may still wait for its new parent to look at it.
    eventually(lambda: _state(child) in ("gone", psutil.STATUS_ZOMBIE))


def _state(process: psutil.Process) -> str:
    try:
        return str(process.status())
    except psutil.NoSuchProcess:
        return "gone"


@pytest.mark.parametrize(
    "engine", [FASTER_WHISPER, pytest.param(OPENAI_WHISPER, marks=pytest.mark.long)]
)
def test_it_writes_as_this_process_does(audio: Path, checkpoint: Path, engine: str) -> None:
    need_whisper()
    name = str(checkpoint) if engine == OPENAI_WHISPER else "tiny.en"
    model = SecondModel(engine, name, "en")
    facts = run_job(TranscriptionJob(audio)).facts
    job = TranscriptionJob(audio, engine, name, facts=facts, quick=QUICK)
    with second(*COMMAND, model=model) as process:
        there = process.submit(audio, facts, "", QUICK).result(120)
    assert there == run_job(job)
    assert (there.transcript.engine, there.transcript.model) == (engine, "tiny.en")
    assert error_rate(TEAM, there.transcript.text) <= 0.2


def test_serving_in_this_process(audio: Path) -> None:
    jobs = [TranscriptionJob(audio, facts=FACTS), TranscriptionJob(Path("missing.wav"))]
    requests = io.BytesIO(b"".join(map(pickle.dumps, jobs)))
    replies = io.BytesIO()
    serve(requests, replies, lambda _: CannedTranscriber(["better words"]))
    loaded, *done_s, result, loaded_again, error = replied(replies)
    assert loaded is loaded_again is None
    assert done_s == sorted(done_s)
    assert done_s
    assert result.transcript.text == "better words"
    assert isinstance(error, CoachError)


def replied(replies: io.BytesIO) -> list[Any]:
    replies.seek(0)
    found = []
    while replies.tell() < len(replies.getvalue()):
        found.append(pickle.load(replies))
    return found


class Blocking(CannedTranscriber):
    """Waits in each transcription until it may go on."""

    def __init__(self) -> None:
        super().__init__(["words"])
        self.began, self.may_end = threading.Event(), threading.Event()

    def wait(self) -> None:
        self.began.set()
        self.may_end.wait(10)


def test_a_worker_stops_it_while_there_is_anything_to_do() -> None:
    process = CannedSecond(CannedTranscriber(["better"]))
    engine = Blocking()
    with TranscriptionWorker(engine, second=process) as worker:
        eventually(lambda: process.let == [True])
        done = worker.submit(engine.wait)
        assert engine.began.wait(10)
        assert process.let[-1] is False
        engine.may_end.set()
        done.result(10)
        eventually(lambda: process.let[-1])
        worker.speech_began()
        assert process.let[-1] is True  # a quick engine has time between the pieces
    assert process.let[-1] is True


def test_a_slow_worker_stops_it_while_somebody_speaks() -> None:
    process = CannedSecond(CannedTranscriber(["better"]))
    with TranscriptionWorker(
        CannedTranscriber(["words"], seconds_per_second=1.3), second=process
    ) as worker:
        piece = Piece(np.ones(16_000, np.float32), 0.0, 1.0, SPOKEN)
        assert worker.write_piece(piece, threading.Event()).result(10).words
        assert worker.is_slow
        eventually(lambda: process.let[-1])
        worker.speech_began()
        assert process.let[-1] is False
        worker.speech_ended()
        assert process.let[-1] is True
