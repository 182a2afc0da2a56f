"""Fixtures that run a command in this process."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import TextIO

import pytest

from coach import wiring
from coach.audio.ports import Speaker
from coach.cli import front_end
from coach.library import room
from coach.session import writing
from coach.session.runner import Host
from coach.testing import RecordingSpeaker
from coach.transcription.ports import Transcriber
from tests.helpers.coach_program import coach_here

FreeSpace = Callable[[int], None]
Hire = Callable[..., None]
Coach = Callable[..., tuple[int, str, str]]  # a command's exit code, stdout and stderr


class Terminal:
    """Where a person sits who types the same line whenever they are asked."""

    def __init__(self, typed: str) -> None:
        self._typed = typed

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return self._typed


def play_with(patch: pytest.MonkeyPatch, speaker: Speaker) -> None:
    """Have every command that runs in this process play with `speaker`."""
    for name in ("choose_speaker", "loudspeaker"):
        patch.setattr(wiring, name, lambda _: speaker)


def hire_with(
    patch: pytest.MonkeyPatch,
    who: Transcriber | Exception,
    better: Transcriber | None = None,
) -> None:
    """Do what the fixture `hire` does, until `patch` is undone."""

    def hired(*_: object) -> Transcriber:
        if isinstance(who, Exception):
            raise who
        return who

    patch.setattr(writing, "transcriber_for", hired)
    patch.setattr(writing, "final_for", lambda *_: better)
    patch.setattr(front_end, "Host", partial(Host, choose_transcriber=hired))


@pytest.fixture
def speaker(monkeypatch: pytest.MonkeyPatch) -> RecordingSpeaker:
    """The loudspeaker of every command that runs in this process."""
    speaker = RecordingSpeaker()
    play_with(monkeypatch, speaker)
    return speaker


@pytest.fixture
def hire(monkeypatch: pytest.MonkeyPatch) -> Hire:
    """Have every command that runs in this process write down with a transcriber, or raise; and
    then with `better`, if that is given.
    """

    return partial(hire_with, monkeypatch)


@pytest.fixture
def free_space(monkeypatch: pytest.MonkeyPatch) -> FreeSpace:
    """Have every disk seem to have so many bytes left."""

    def has_left(free: int) -> None:
        monkeypatch.setattr(room, "free_bytes", lambda _: free)

    return has_left


@pytest.fixture
def coach(speaker: RecordingSpeaker) -> Coach:
    """Runs a command in this process; `typed` comes through a pipe, or from a `terminal`."""

    def run(
        *arguments: object, typed: str = "", terminal: TextIO | None = None
    ) -> tuple[int, str, str]:
        done = coach_here(*arguments, stdin=terminal or io.StringIO(typed))
        return done.returncode, done.stdout, done.stderr

    return run
