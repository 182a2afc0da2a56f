"""An engine that hangs is given up, and only such a one."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.errors import EngineHangs, EngineMissing
from coach.testing import CannedTranscriber
from coach.transcription.bounded import bounded, load_bounded, run_bounded
from coach.transcription.job_pool import JobPool, JobRunner, JobsHere
from coach.transcription.jobs import TranscriptionJob, TranscriptionResult
from coach.transcription.ports import GivenUp
from tests.helpers.hanging import HangingTranscriber
from tests.helpers.hum import FACTS, hum_in

SOUND = np.zeros(16_000, np.float32)


@pytest.fixture
def hanging() -> Iterator[HangingTranscriber]:
    made = HangingTranscriber("at last")
    yield made
    made.let_go.set()


@pytest.fixture
def job(tmp_path: Path) -> TranscriptionJob:
    return TranscriptionJob(hum_in(tmp_path), facts=FACTS)


def test_an_engine_that_hangs_is_given_up_and_loaded_anew(
    hanging: HangingTranscriber, job: TranscriptionJob
) -> None:
    with pytest.raises(EngineHangs, match="no sign"):
        run_bounded(job, hanging)
    assert hanging.abandoned == 1
    assert run_bounded(job, hanging).transcript.text == "at last"


def test_so_is_one_that_hangs_while_it_is_loaded(hanging: HangingTranscriber) -> None:
    hanging.load = hanging.let_go.wait  # type: ignore[assignment]
    with pytest.raises(EngineHangs):
        load_bounded(hanging)


def test_what_gives_a_sign_now_and_then_may_take_as_long_as_it_likes() -> None:
    slow = CannedTranscriber(["at last"])
    slow.hangs_after_s = 2.0
    waits = threading.Event()

    def work(watched: Any, on_sign: Any) -> str:
        for _ in range(6):
            waits.wait(0.6)
            on_sign()
        return str(watched.transcribe(SOUND).text)

    assert bounded(slow, work) == "at last"


def test_a_thread_that_was_left_behind_ends_with_its_next_sign(
    hanging: HangingTranscriber,
) -> None:
    ended = threading.Event()

    def work(watched: Any, _: Any) -> None:
        try:
            watched.transcribe(SOUND)
        except GivenUp:
            ended.set()
            raise

    with pytest.raises(EngineHangs):
        bounded(hanging, work)
    hanging.let_go.set()
    assert ended.wait(30)


def test_an_error_of_the_engine_comes_through(job: TranscriptionJob) -> None:
    class Missing(CannedTranscriber):
        def transcribe(self, *_: object) -> Any:
            raise EngineMissing("There is no engine.")

    with pytest.raises(EngineMissing, match="There is no engine"):
        run_bounded(job, Missing([""]))


HANGS_ONCE = """
import pathlib, threading
from coach.testing import CannedTranscriber
from coach.transcription.job_process import main

class Whisper(CannedTranscriber):
    hangs_after_s = 2.0

    def transcribe(self, *arguments):
        been = pathlib.Path({path!r})
        if not been.exists():
            been.touch()
            threading.Event().wait()
        return super().transcribe(*arguments)

main(lambda job: Whisper(["at last"]))
"""


@pytest.mark.parametrize("where", ["here", "pool"])
def test_the_other_jobs_go_on(
    where: str, hanging: HangingTranscriber, job: TranscriptionJob
) -> None:
    command = sys.executable, "-c", HANGS_ONCE.format(path=str(job.audio.with_name("been")))
    runner: JobRunner = JobsHere(lambda _: hanging) if where == "here" else JobPool(1, command)
    finished = list(runner.run([job] * 3, lambda _number, _done_s: None))
    assert [type(each.result) for each in finished] == [
        EngineHangs,
        TranscriptionResult,
        TranscriptionResult,
    ]
