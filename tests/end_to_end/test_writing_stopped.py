"""`coach transcribe --all` that is killed or stopped: it goes on, and does nothing twice."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from coach.library.library import Library
from coach.library.recovery import needs_recovery
from tests.helpers.coach_program import COMMAND, coach
from tests.helpers.kept_sessions import recordings
from tests.helpers.unwritten_sessions import unwritten_sessions

ANSWERS = 8
TRANSCRIBE = ("transcribe", "--all", "--jobs", "2", "--model", "tiny.en", "--json")


@pytest.fixture
def sessions(spoken: dict[str, Path]) -> list[str]:
    """Four sessions with two answers each, none of them written down."""
    return unwritten_sessions(spoken, ANSWERS)


def transcripts() -> list[Path]:
    return sorted(recordings().glob("*/*/take-*.transcript-*.json"))


@pytest.mark.parametrize(
    "how", [signal.SIGKILL, pytest.param(signal.SIGINT, marks=pytest.mark.long)]
)
def test_it_goes_on_where_it_was_stopped(sessions: list[str], how: signal.Signals) -> None:
    process = subprocess.Popen([*COMMAND, *TRANSCRIBE], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    for line in process.stdout:
        if json.loads(line)["event"] == "answer_written":
            break
    children = psutil.Process(process.pid).children()
    assert len(children) == 2
    process.send_signal(how)
    process.communicate(timeout=20)
    assert process.returncode in (-signal.SIGKILL, 130)
    psutil.wait_procs(children, timeout=20)
    assert not [child for child in children if _is_alive(child)]
    kept = len(transcripts())
    assert 1 <= kept <= ANSWERS
    done = coach(*TRANSCRIBE)
    assert done.returncode == 0
    assert sum(each["event"] == "answer_written" for each in done.events) == ANSWERS - kept
    assert len(transcripts()) == ANSWERS
    assert {path.name for path in transcripts()} == {"take-1.transcript-1.json"}
    for session in sessions:
        turns = Library(recordings()).session(session).turns
        assert [len(turn.takes[0].transcripts) for turn in turns] == [1, 1]
        assert not needs_recovery(recordings() / session)


def _is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
