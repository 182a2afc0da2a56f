"""The port of the debrief: a Prompter shows, plays and asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from coach.audio.clips import AudioClip


class Prompter(Protocol):
    """Shows, plays and asks. A terminal, lines on stdin, or a script in a test."""

    def show(self, text: str) -> None:
        """Show a line, or several."""
        ...

    def play(self, clip: AudioClip) -> None:
        """Play `clip` to its end, or as long as the person wants to hear it."""
        ...

    def choose(self, question: str, options: Sequence[str]) -> str | None:
        """One of `options`; None where the person wants to stop."""
        ...

    def line(self, question: str, keep: Callable[[str], object] | None = None) -> str | None:
        """What the person types, perhaps nothing; None where they want to stop.

        `keep` is given what was typed so far where that is broken off.
        """
        ...

    def text(self, question: str, keep: Callable[[str], None]) -> str | None:
        """What the person types in as many lines as they like; None where they want to stop.

        `keep` is told what there is so far, so that it outlives an interruption.
        """
        ...
