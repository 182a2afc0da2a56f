"""Jobs that write recordings down: the same in any process, and without touching the library."""

from __future__ import annotations

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from coach.audio.facts import SoundFacts
from coach.errors import UnreadableAudio
from coach.testing import CannedTranscriber
from coach.transcription.jobs import TranscriptionJob, TranscriptionResult, run_job
from coach.transcription.ports import GivenUp, Stage
from tests.helpers.spoken import TEAM, WAREHOUSE, error_rate


def cut_short(path: Path, target: Path) -> Path:
    """The first two thirds of a WAV file whose header still claims all of it."""
    content = path.read_bytes()
    target.write_bytes(content[: len(content) * 2 // 3])
    return target


def test_a_job_does_the_same_in_another_process(spoken: dict[str, Path]) -> None:
    job = TranscriptionJob(spoken[TEAM], language="en", vocabulary="Kowalski", threads=1)
    assert pickle.loads(pickle.dumps(job)) == job
    here = run_job(job)
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=spawned) as processes:
        there = processes.submit(run_job, job).result(timeout=120)
    assert isinstance(there, TranscriptionResult)
    assert there == here
    assert error_rate(TEAM, there.transcript.text) <= 0.25
    assert isinstance(there.facts, SoundFacts)
    assert there.facts.speech


def test_known_facts_are_kept_as_they_are(spoken: dict[str, Path]) -> None:
    found = run_job(TranscriptionJob(spoken[WAREHOUSE]))
    again = run_job(TranscriptionJob(spoken[WAREHOUSE], facts=found.facts))
    assert again.facts == found.facts
    assert error_rate(found.transcript.text, again.transcript.text) <= 0.1


def test_what_a_recording_lacks_is_in_the_result_or_refuses_it(
    spoken: dict[str, Path], tmp_path: Path
) -> None:
    audio = cut_short(spoken[TEAM], tmp_path / "cut.wav")
    engine = CannedTranscriber(["a word"])
    with pytest.raises(UnreadableAudio, match=r"cut\.wav is cut short"):
        run_job(TranscriptionJob(audio), engine)
    done = run_job(TranscriptionJob(audio, may_lack_sound=True), engine)
    assert done.damage.cut_short is not None
    assert done.transcript.words


def test_a_job_ends_where_nobody_wants_it_any_more(spoken: dict[str, Path]) -> None:
    def leaving(done_s: float) -> None:
        assert done_s > 0
        raise GivenUp

    with pytest.raises(GivenUp):
        run_job(TranscriptionJob(spoken[TEAM]), CannedTranscriber(["a word"]), leaving)


def test_quick_words_stay_where_the_engine_is_less_sure(spoken: dict[str, Path]) -> None:
    found = run_job(TranscriptionJob(spoken[TEAM]), CannedTranscriber(["one two three"]))
    sure = [word.model_copy(update={"probability": 0.99}) for word in found.transcript.words]
    quick = found.transcript.model_copy(update={"words": tuple(sure)})
    job = TranscriptionJob(spoken[TEAM], facts=found.facts, quick=quick)
    assert pickle.loads(pickle.dumps(job)) == job
    both = run_job(job, CannedTranscriber(["one too three"]))
    assert both.transcript.text == "one two three"
    quick = quick.model_copy(update={"words": found.transcript.words})
    both = run_job(replace(job, quick=quick), CannedTranscriber(["one too three"]))
    assert both.transcript.text == "one too three"
    assert both.transcript.stage is Stage.FULL
