"""Fixtures that run a command in this process."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coach import wiring
from coach.cli import main as program
from coach.testing import RecordingSpeaker

Coach = Callable[..., tuple[int, str, str]]  # a command's exit code, stdout and stderr


@pytest.fixture
def speaker(monkeypatch: pytest.MonkeyPatch) -> RecordingSpeaker:
    """The loudspeaker of every command that runs in this process."""
    speaker = RecordingSpeaker()
    for name in ("choose_speaker", "loudspeaker"):
        monkeypatch.setattr(wiring, name, lambda _: speaker)
    return speaker


@pytest.fixture
def coach(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    speaker: RecordingSpeaker,
) -> Coach:
    """Runs a command in this process; `typed` comes through a pipe, or from a `terminal`."""

    def run(*arguments: object, typed: str = "", terminal: object = None) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", terminal or io.StringIO(typed))
        code = program._run([os.fspath(a) if isinstance(a, Path) else str(a) for a in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run
