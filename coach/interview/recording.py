"""A take while it is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coach.audio.listener import Listener
from coach.interview.ear import Ear
from coach.interview.live_take import LiveTake
from coach.interview.spoken_commands import Command
from coach.library.records import Turn


@dataclass(frozen=True)
class Recording:
    """A take that is being recorded to `path`, and who hears along."""

    turn: Turn
    take: int
    path: Path
    listener: Listener
    live: LiveTake | None
    ear: Ear[Command] | None
    previous: Callable[[], Path | None]  # the sound of the take before it
