"""The port of the debrief: a Prompter shows, plays and asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from coach.audio.clips import AudioClip

BACK = "back"  # an option, and what `line` returns: the question before is asked once more
Keep = Callable[[str], object] | None  # is given what was typed so far
Means = Mapping[str, str]  # option → what it comes to here
ITSELF: Means = MappingProxyType({})


class Prompter(Protocol):
    """Shows, plays and asks. A terminal, lines on stdin, or a script in a test."""

    def show(self, text: str) -> None:
        """Show a line, or several."""
        ...

    def play(self, clip: AudioClip) -> None:
        """Play `clip` to its end, or as long as the person wants to hear it."""
        ...

    def choose(self, question: str, options: Sequence[str], means: Means = ITSELF) -> str | None:
        """One of `options`; None where the person wants to stop.

        `means` tells what some option comes to here, such as "finish" for "next".
        """
        ...

    def line(self, question: str, keep: Keep = None, *, back: bool = False) -> str | None:
        """What the person types, perhaps nothing; None where they want to stop.

        `keep` is given what was typed so far where that is broken off. With `back` the person may
        ask for the question before: that is BACK.
        """
        ...

    def lines(self, question: str, keep: Keep = None) -> list[str] | None:
        """As `line`, but each of several lines that come at once; empty where nothing is typed."""
        ...

    def text(self, question: str, keep: Callable[[str], None]) -> str | None:
        """What the person types in as many lines as they like; None where they want to stop.

        `keep` is told what there is so far, so that it outlives an interruption.
        """
        ...
