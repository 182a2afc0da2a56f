"""Many jobs in several processes: each is done once, and what ends a process ends no other job."""

from __future__ import annotations

import itertools
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from coach.audio.facts import SoundFacts
from coach.audio.vad import SpeechSegment
from coach.audio.writing import write_blocks
from coach.errors import CoachError, EngineMissing, UnreadableAudio
from coach.testing import CannedTranscriber
from coach.transcription import how_many
from coach.transcription.how_many import (
    kept_count,
    measure_count,
    most_processes,
    threads_for,
)
from coach.transcription.job_pool import Finished, JobPool, JobRunner, JobsHere
from coach.transcription.job_process import ProcessEnded
from coach.transcription.jobs import TranscriptionJob, TranscriptionResult
from tests.helpers.canned_process import canned_process

SPOKEN = (SpeechSegment(start_s=0.5, end_s=1.5),)
FACTS = SoundFacts(duration_s=2.0, speech=SPOKEN, levels_db=(-20.0,) * 20, pitches_hz=())
HERE = JobsHere(lambda _: CannedTranscriber(["better words"]))


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    """Two seconds of tones, whose facts the jobs below measure themselves."""
    path = tmp_path / "take-1.wav"
    hum = 0.2 * np.sin(np.arange(32_000) / 12.0)
    write_blocks(path, iter([hum.astype(np.float32)]))
    return path


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
    (finished,) = done(JobPool(1, command), TranscriptionJob(audio, facts=FACTS))
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
    assert kept_count("canned", "base") is None
    many = measure_count(job, "base", 2, canned_process(slowness=0.2))
    assert many == 2  # waiting can be shared by any number of processes
    assert kept_count("canned", "base") in (2, None)  # None: this machine was busy


def test_a_number_holds_on_an_idle_machine_only(
    audio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = TranscriptionJob(audio, "canned", facts=FACTS)
    for busy, kept in ((True, None), (False, 1)):
        monkeypatch.setattr(how_many, "is_busy", lambda busy=busy: busy)
        assert measure_count(job, "tiny", 1, canned_process()) == 1
        assert kept_count("canned", "tiny") == kept
    assert kept_count("another", "tiny") is None


def test_processes_share_cores_and_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    monkeypatch.setattr(how_many, "memory_mb", lambda: 16_000)
    assert [threads_for(count) for count in (1, 2, 4, 8)] == [4, 4, 2, 1]
    assert most_processes("faster-whisper", "tiny.en") == 8
    assert most_processes("faster-whisper", "medium") == 5
    assert most_processes("faster-whisper", "my-own") == 2
    monkeypatch.setattr(how_many, "memory_mb", lambda: None)
    assert most_processes("faster-whisper", "tiny.en") == 1


def test_more_processes_than_are_better_are_not_taken(
    audio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speeds = {1: 1.0, 2: 1.9, 4: 1.92, 8: 5.0}
    monkeypatch.setattr(how_many, "_jobs_a_second", lambda _job, count, _command: speeds[count])
    assert measure_count(TranscriptionJob(audio, "canned", facts=FACTS), "base", 8) == 2
