"""Jobs on a cluster whose workers are threads of this process."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from coach.errors import EngineHangs, EngineMissing, PartMissing, UnreadableAudio, WrongUse
from coach.testing import CannedTranscriber
from coach.transcription import cluster
from coach.transcription.cluster import Cluster, WorkerFacts, carried, connected, run_carried
from coach.transcription.jobs import TranscriptionJob, TranscriptionResult
from coach.transcription.ports import Transcriber
from tests.helpers.hidden_modules import hide
from tests.helpers.hum import FACTS, hum_in

distributed = pytest.importorskip("distributed")

ENGINE = "faster-whisper"


class Whisper(CannedTranscriber):
    """Writes one thing down. The first time that it `dawdles`, or each time if it `stays_slow`, it
    waits until it may end. With an `error`, that is raised; with one for loading, that.
    """

    engine = ENGINE
    stays_slow = False
    error: Exception | None = None
    loading_error: Exception | None = None

    def __init__(self) -> None:
        super().__init__(["better words"])
        self.dawdles, self.may_end = threading.Event(), threading.Event()
        self.is_waiting = False

    def load(self) -> None:
        if self.loading_error:
            raise self.loading_error

    def transcribe(self, *arguments: Any, **options: Any) -> Any:
        if self.dawdles.is_set():
            if not self.stays_slow:
                self.dawdles.clear()
            self.is_waiting = True
            self.may_end.wait(60)
            self.is_waiting = False
        if self.error:
            raise self.error
        return super().transcribe(*arguments, **options)


HERE: list[Whisper] = []  # that of the test: the workers are threads of this process


def hired(_job: TranscriptionJob) -> Transcriber:
    """Travels to the workers by its name."""
    return HERE[-1]


@pytest.fixture
def whisper() -> Iterator[Whisper]:
    HERE.append(Whisper())
    yield HERE[-1]
    HERE.clear()


@pytest.fixture
def address(whisper: Whisper) -> Iterator[str]:
    """Of a scheduler with two workers."""
    local = distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address=None,
    )
    with local:
        yield local.scheduler_address


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    return hum_in(tmp_path)


def test_each_job_has_its_result_or_its_error(address: str, audio: Path) -> None:
    good = TranscriptionJob(audio, ENGINE, facts=FACTS)
    given = [good, replace(good, audio=audio.with_name("missing.wav")), *[good] * 6]
    with connected(address, hired) as found:
        assert (found.count, found.hosts, found.is_here) == (2, ["127.0.0.1"], True)
        checked = found.checked(good)
        assert checked.shares_folder
        for each in (found, checked):
            finished = sorted(each.run(given, lambda *_: None), key=lambda done: done.number)
            assert [done.number for done in finished] == list(range(8))
            kinds = [type(done.result) for done in finished]
            assert kinds == [TranscriptionResult, UnreadableAudio, *[TranscriptionResult] * 6]


def test_a_slow_worker_does_not_hold_the_end(address: str, audio: Path, whisper: Whisper) -> None:
    whisper.dawdles.set()
    given = [TranscriptionJob(audio, ENGINE, facts=FACTS)] * 3
    with connected(address, hired) as found:
        finished = list(found.run(given, lambda *_: None))
        assert whisper.is_waiting
        whisper.may_end.set()
    assert sorted(done.number for done in finished) == [0, 1, 2]


class FailsTheSecondTime(Whisper):
    """Comes to an end the first time a while after it has failed the second time."""

    def transcribe(self, *arguments: Any, **options: Any) -> Any:
        if self.dawdles.is_set():
            return super().transcribe(*arguments, **options)
        threading.Timer(1.0, self.may_end.set).start()
        raise UnreadableAudio("There is no room for the sound.")


def test_who_fails_at_what_another_does_as_well_spoils_nothing(
    address: str, audio: Path, whisper: Whisper
) -> None:
    HERE.append(FailsTheSecondTime())
    HERE[-1].dawdles.set()
    with connected(address, hired) as found:
        (done,) = found.run([TranscriptionJob(audio, ENGINE, facts=FACTS)], lambda *_: None)
    assert isinstance(done.result, TranscriptionResult)


def test_an_engine_that_hangs_is_given_up(address: str, audio: Path, whisper: Whisper) -> None:
    whisper.hangs_after_s = 2.0
    whisper.stays_slow = True
    whisper.dawdles.set()
    with connected(address, hired) as found:
        (finished,) = found.run([TranscriptionJob(audio, ENGINE, facts=FACTS)], lambda *_: None)
        whisper.dawdles.clear()
        (other,) = found.run([TranscriptionJob(audio, ENGINE, facts=FACTS)], lambda *_: None)
    whisper.may_end.set()
    assert isinstance(finished.result, EngineHangs)
    assert isinstance(other.result, TranscriptionResult)


def test_what_is_not_wanted_any_more_is_cancelled(address: str, audio: Path) -> None:
    given = [TranscriptionJob(audio, ENGINE, facts=FACTS)] * 20
    with connected(address, hired) as found:
        running = found.run(given, lambda *_: None)
        next(running)
        running.close()


def test_an_engine_that_is_missing_ends_it(address: str, audio: Path, whisper: Whisper) -> None:
    whisper.error = EngineMissing("There is no engine.")
    with connected(address, hired) as found, pytest.raises(EngineMissing):
        list(found.run([TranscriptionJob(audio, ENGINE, facts=FACTS)], lambda *_: None))


def test_what_no_worker_can_do_is_told(address: str, audio: Path, whisper: Whisper) -> None:
    whisper.error = ZeroDivisionError()
    with connected(address, hired) as found:
        (done,) = found.run([TranscriptionJob(audio, ENGINE, facts=FACTS)], lambda *_: None)
    assert isinstance(done.result, PartMissing)
    assert "ZeroDivisionError" in done.result.message


class Claims:
    """A client whose workers claim what they are told to, or fail."""

    def __init__(self, *claims: WorkerFacts | Exception) -> None:
        self._claims = {f"tls://10.0.0.{n}:9": claim for n, claim in enumerate(claims, 1)}

    def run(self, *_: object, on_error: str) -> dict[str, WorkerFacts | Exception]:
        assert on_error == "return"
        return self._claims

    def nthreads(self) -> dict[str, int]:
        return dict.fromkeys(self._claims, 1)


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ({"coach": "0.0.1"}, "another version of spoken-coach: 0.0.1"),
        ({"engine": f"{ENGINE} 0.1"}, f"another version of the engine: {ENGINE} 0.1"),
        ({"problem": "It is not here."}, "cannot use the model: It is not here."),
    ],
)
def test_workers_that_do_not_fit_are_named(
    claim: dict[str, str], told: str, audio: Path, whisper: Whisper
) -> None:
    job = TranscriptionJob(audio, ENGINE, facts=FACTS)
    here = cluster.facts(job, hired)
    assert here.engine == f"{ENGINE} {version('faster-whisper')}"
    found = Cluster(Claims(here, replace(here, **claim)), hired)  # type: ignore[arg-type]
    assert not found.is_here
    with pytest.raises(PartMissing, match=r"tls://10\.0\.0\.2:9") as refused:
        found.checked(job)
    assert told in refused.value.message


def test_a_worker_without_this_coach_is_named(audio: Path, whisper: Whisper) -> None:
    job = TranscriptionJob(audio, ENGINE, facts=FACTS)
    lacks = ModuleNotFoundError("No module named 'coach'")
    found = Cluster(Claims(cluster.facts(job, hired), lacks), hired)  # type: ignore[arg-type]
    with pytest.raises(PartMissing, match=r"10\.0\.0\.2:9 lacks this coach") as refused:
        found.checked(job)
    assert "same version on all machines" in refused.value.hint


def test_workers_that_do_not_see_the_files_get_them_sent(audio: Path, whisper: Whisper) -> None:
    job = TranscriptionJob(audio, ENGINE, facts=FACTS)
    here = cluster.facts(job, hired)
    elsewhere = replace(here, sees="")
    assert not Cluster(Claims(here, elsewhere), hired).checked(job).shares_folder  # type: ignore[arg-type]
    sent = pickle.loads(pickle.dumps(carried(job, by_path=False)))
    audio.unlink()
    assert run_carried(sent, hired).transcript.text == "better words"
    assert cluster.facts(job, hired).sees == ""
    with pytest.raises(UnreadableAudio):
        run_carried(carried(job, by_path=True), hired)


IS_KILLED = """
import os, signal, sys
from pathlib import Path
from coach.testing import CannedTranscriber
from coach.transcription.cluster import carried, run_carried
from coach.transcription.jobs import TranscriptionJob
from tests.helpers.hum import FACTS

class Whisper(CannedTranscriber):
    def transcribe(self, *_):
        os.kill(os.getpid(), signal.SIGKILL)

job = carried(TranscriptionJob(Path(sys.argv[1]), facts=FACTS), by_path=False)
run_carried(job, lambda _: Whisper([""]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="it cannot be killed so")
def test_sound_that_a_killed_worker_left_is_deleted_before_the_next_jobs(
    audio: Path, whisper: Whisper, temporary_files: Path
) -> None:
    done = subprocess.run([sys.executable, "-c", IS_KILLED, audio], check=False)
    assert done.returncode == -signal.SIGKILL
    assert list(temporary_files.rglob("*.wav"))
    cluster.facts(TranscriptionJob(audio, ENGINE, facts=FACTS), hired)
    assert list(temporary_files.iterdir()) == []


def test_a_model_that_cannot_be_loaded_is_a_problem(audio: Path, whisper: Whisper) -> None:
    whisper.loading_error = EngineMissing("The Whisper model is not here.")
    job = TranscriptionJob(audio, ENGINE, facts=FACTS)
    assert cluster.facts(job, hired).problem == "The Whisper model is not here."


def test_an_engine_that_is_not_installed_is_a_problem(audio: Path, whisper: Whisper) -> None:
    whisper.loading_error = EngineMissing("toy-whisper is not installed.")
    there = cluster.facts(TranscriptionJob(audio, "toy-whisper", facts=FACTS), hired)
    assert (there.engine, there.problem) == ("no toy-whisper", "toy-whisper is not installed.")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("somewhere", "is no address"),
        ("http://127.0.0.1:8786", "is no address"),
        ("tcp://10.0.0.5:8786", "would travel to 10.0.0.5 unencrypted"),
        ("tcp://example.org:8786", "would travel to example.org unencrypted"),
    ],
)
def test_addresses_that_are_refused(typed: str, told: str) -> None:
    with pytest.raises(WrongUse, match=told), connected(typed):
        pass


def test_without_dask_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    hide(monkeypatch, "distributed")
    with pytest.raises(PartMissing) as refused, connected("tcp://localhost:8786"):
        pass
    assert refused.value.hint == 'pip install "spoken-coach[cluster]"'
