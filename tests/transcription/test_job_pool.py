"""Many jobs in several processes: each is done once, and what ends a process ends no other job."""

from __future__ import annotations

import itertools
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coach.errors import CoachError, EngineMissing, UnreadableAudio
from coach.testing import CannedTranscriber
from coach.transcription.how_many import ProcessCounts
from coach.transcription.job_pool import Finished, JobPool, JobRunner, JobsHere
from coach.transcription.job_process import ProcessEnded
from coach.transcription.jobs import TranscriptionJob, TranscriptionResult
from tests.helpers.canned_process import canned_process
from tests.helpers.hum import FACTS, hum_in

TWO_CORES: dict[str, Any] = {"cores": 2, "memory_mb": 16_000}
HERE = JobsHere(lambda _: CannedTranscriber(["better words"]))


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    return hum_in(tmp_path)


def done(runner: JobRunner, *jobs: TranscriptionJob) -> list[Finished]:
    return sorted(runner.run(jobs, lambda _number, _done_s: None), key=lambda each: each.number)


@pytest.mark.parametrize("runner", [HERE, JobPool(2, canned_process())], ids=["here", "pool"])
def test_each_job_has_its_result_or_its_error(runner: JobRunner, audio: Path) -> None:
    good, missing = (
        TranscriptionJob(audio, facts=FACTS),
        TranscriptionJob(audio.with_name("missing.wav")),
    )
    finished = done(runner, good, missing, good)
    assert [each.number for each in finished] == [0, 1, 2]
    assert [type(each.result) for each in finished] == [
        TranscriptionResult,
        UnreadableAudio,
        TranscriptionResult,
    ]


@pytest.mark.parametrize("runner", [HERE, JobPool(2, canned_process())], ids=["here", "pool"])
def test_a_job_is_taken_when_there_is_room_for_it(runner: JobRunner, audio: Path) -> None:
    taken = itertools.count(1)

    def jobs() -> Iterator[TranscriptionJob]:
        for _ in range(8):
            next(taken)
            yield TranscriptionJob(audio, facts=FACTS)

    thread = threading.get_ident()
    running = runner.run(jobs(), lambda _number, _done_s: None)
    next(running)
    assert next(taken) <= 5
    running.close()
    assert threading.get_ident() == thread


def test_a_process_that_ends_twice_with_a_job_gives_it_up(audio: Path) -> None:
    finished = done(JobPool(2, canned_process("die")), *[TranscriptionJob(audio, facts=FACTS)] * 3)
    assert [type(each.result) for each in finished] == [ProcessEnded] * 3


ENDS_ONCE = """
import pathlib, sys
from coach.testing import CannedTranscriber
from coach.transcription.job_process import main

class Whisper(CannedTranscriber):
    def load(self):
        been = pathlib.Path({path!r})
        if not been.exists():
            been.touch()
            raise SystemExit(1)

main(lambda job: Whisper(["better words"]))
"""


def test_a_job_whose_process_ends_is_done_once_more(audio: Path) -> None:
    command = sys.executable, "-c", ENDS_ONCE.format(path=str(audio.with_name("been")))
    pool = JobPool(1, command)
    for _ in range(2):  # one pool runs jobs as often as it is asked to
        (finished,) = done(pool, TranscriptionJob(audio, facts=FACTS))
        assert isinstance(finished.result, TranscriptionResult)


class Missing(CannedTranscriber):
    def transcribe(self, *_: object) -> None:  # type: ignore[override]
        raise EngineMissing("There is no engine.")


def test_an_engine_that_is_not_there_ends_all_jobs(audio: Path) -> None:
    with pytest.raises(EngineMissing):
        done(JobsHere(lambda _: Missing(["words"])), TranscriptionJob(audio, facts=FACTS))
    unheard_of = TranscriptionJob(audio, engine="unheard-of engine")
    with pytest.raises(CoachError, match="engine"):
        done(JobPool(1), unheard_of)


def test_the_number_of_processes_is_tried_once(audio: Path) -> None:
    job = TranscriptionJob(audio, "canned", facts=FACTS)
    counts = ProcessCounts(canned_process(slowness=0.2), **TWO_CORES, is_busy=lambda: False)
    assert counts.kept("canned", "base") is None
    many = counts.measured(job, "base")
    assert many == 2  # waiting can be shared by any number of processes
    assert counts.kept("canned", "base") == 2


@pytest.mark.parametrize(("busy", "kept"), [(True, None), (False, 1)])
def test_a_number_holds_on_an_idle_machine_only(busy: bool, kept: int | None) -> None:
    counts = ProcessCounts(
        cores=1, memory_mb=16_000, trial=lambda _job, count, _command: 1.0, is_busy=lambda: busy
    )
    assert counts.measured(TranscriptionJob(Path("x"), "canned"), "tiny") == 1
    assert counts.kept("canned", "tiny") == kept
    assert counts.kept("another", "tiny") is None


def test_processes_share_cores_and_memory() -> None:
    counts = ProcessCounts(cores=8, memory_mb=16_000)
    assert [counts.threads_for(count) for count in (1, 2, 4, 8)] == [4, 4, 2, 1]
    assert counts.most("faster-whisper", "tiny.en") == 8
    assert counts.most("faster-whisper", "medium") == 5
    assert counts.most("faster-whisper", "my-own") == 2
    assert ProcessCounts(cores=8, memory_mb=None).most("faster-whisper", "tiny.en") == 1


def test_more_processes_than_are_better_are_not_taken() -> None:
    speeds = {1: 1.0, 2: 1.9, 4: 1.92, 8: 5.0}
    tried: list[int | None] = []

    def trial(job: TranscriptionJob, count: int, _command: tuple[str, ...]) -> float:
        tried.append(job.threads)
        return speeds[count]

    counts = ProcessCounts(cores=8, memory_mb=16_000, trial=trial)
    assert counts.measured(TranscriptionJob(Path("x"), "canned"), "base") == 2
    assert tried == [4, 4, 2]


def test_a_number_of_processes_that_fails_is_not_taken() -> None:
    def trial(_job: TranscriptionJob, count: int, _command: tuple[str, ...]) -> float:
        if count > 2:
            raise ProcessEnded("The process 3 has ended.")
        return float(count)

    counts = ProcessCounts(cores=8, memory_mb=16_000, trial=trial)
    assert counts.measured(TranscriptionJob(Path("x"), "canned"), "base") == 2

    def never(*_: object) -> float:
        raise ProcessEnded("The process 1 has ended.")

    with pytest.raises(ProcessEnded):
        replace(counts, trial=never).measured(TranscriptionJob(Path("x"), "canned"), "base")
