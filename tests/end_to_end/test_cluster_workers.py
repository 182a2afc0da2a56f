"""`coach transcribe --cluster`: with a scheduler and two workers, one of which is killed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.library.library import Library
from tests.helpers.coach_program import COMMAND, coach
from tests.helpers.kept_sessions import recordings
from tests.helpers.unwritten_sessions import unwritten_sessions

pytestmark = pytest.mark.long
pytest.importorskip("distributed")

ANSWERS = 12
DASK = (sys.executable, "-m", "dask")


@pytest.fixture
def sessions(spoken: dict[str, Path]) -> list[str]:
    return unwritten_sessions(spoken, ANSWERS)


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """The address of a scheduler without workers."""
    command = [*DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=tmp_path)
    assert process.stderr
    for line in process.stderr:
        if found := re.search(r"tcp://127\.0\.0\.1:\d+", line):
            break
    yield found[0]
    process.kill()
    process.communicate()


@pytest.fixture
def workers(scheduler: str, tmp_path: Path) -> Iterator[list[subprocess.Popen[str]]]:
    command = [*DASK, "worker", scheduler, "--nthreads", "1", "--no-dashboard", "--no-nanny"]
    processes = []
    for name in "ab":
        (tmp_path / name).mkdir()
        local = ["--name", name, "--local-directory", str(tmp_path / name)]
        process = subprocess.Popen([*command, *local], stderr=subprocess.PIPE, text=True)
        assert process.stderr
        for line in process.stderr:
            if "Registered to" in line:
                break
        processes.append(process)
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


def test_a_worker_that_is_killed_loses_nothing(
    scheduler: str, workers: list[subprocess.Popen[str]], sessions: list[str]
) -> None:
    command = (*COMMAND, "transcribe", "--all", "--json", "--cluster", scheduler)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    events = []
    for line in process.stdout:
        events.append(json.loads(line))
        if events[-1]["event"] == "answer_written" and workers[0].poll() is None:
            workers[0].kill()
    _, told = process.communicate(timeout=60)
    assert process.returncode == 0, told
    assert [each["event"] for each in events].count("answer_written") == ANSWERS
    for session in sessions:
        turns = Library(recordings()).session(session).turns
        assert [len(turn.takes[0].transcripts) for turn in turns] == [1, 1]
    done = coach("transcribe", "--all", "--cluster", scheduler)
    assert "There is nothing to write down" in done.stdout


def test_a_cluster_without_workers(scheduler: str, sessions: list[str]) -> None:
    done = coach("transcribe", "--all", "--cluster", scheduler)
    assert done.returncode == 4
    assert "has no workers" in done.stderr
    done = coach("transcribe", "--all", "--cluster", "tcp://127.0.0.1:1")
    assert (done.returncode, "No Dask scheduler answers" in done.stderr) == (4, True)
