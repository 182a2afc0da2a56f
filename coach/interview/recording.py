"""The state of a take while it is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coach.audio.recorder import TakeRecorder
from coach.interview.command_recognizer import CommandRecognizer
from coach.interview.live_take import LiveTake
from coach.interview.spoken_commands import Command
from coach.library.records import Turn


@dataclass(frozen=True)
class Recording:
    """A take that is being recorded to `path`, and those who listen to its sound meanwhile."""

    turn: Turn
    take: int
    path: Path
    recorder: TakeRecorder
    live: LiveTake | None
    recognizer: CommandRecognizer[Command] | None
    previous: Callable[[], Path | None]  # the audio file of the take before it
