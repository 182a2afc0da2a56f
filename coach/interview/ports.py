"""The two ports of the conversation: one shows it, one decides in it."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Protocol

from coach.interview.events import Event


class Presenter(Protocol):
    """Shows what happens: a terminal, JSON lines, …"""

    def show(self, event: Event) -> None:
        """Show `event`. Called from one thread; returns at once."""
        ...


class Choice(StrEnum):
    """What a person can decide."""

    GO = "go"  # start answering now, without hearing the rest
    DONE = "done"  # the answer is finished
    PAUSE = "pause"  # and go on
    REPEAT = "repeat"  # hear the question again
    SKIP = "skip"
    START_OVER = "start over"
    UNDO = "undo"  # keep after all what was skipped or started over last
    NEXT = "next"
    AGAIN = "again"  # another take
    PLAY = "play"  # hear this take
    GO_ON = "go on"  # after a pause
    ANOTHER_WAY = "another way"  # hear the question in other words
    HOW_LONG = "how long"  # hear how much time is left
    THINKING = "thinking"  # patience
    STOP = "stop"  # end the session and keep all


WHILE_TOLD = (Choice.GO, Choice.STOP)
WHILE_ASKED = (Choice.GO, Choice.REPEAT, Choice.SKIP, Choice.UNDO, Choice.STOP)
WHILE_ANSWERING = (
    Choice.DONE,
    Choice.PAUSE,
    Choice.REPEAT,
    Choice.SKIP,
    Choice.START_OVER,
    Choice.UNDO,
    Choice.STOP,
)
WHILE_WRITING = (Choice.NEXT, Choice.AGAIN, Choice.STOP)
AFTER_ANSWER = (Choice.NEXT, Choice.AGAIN, Choice.PLAY, Choice.STOP)


class Person(Protocol):
    """Decides. A terminal's keys, lines on stdin, or a script in a test."""

    def choose(self, options: Collection[Choice], timeout_s: float | None) -> Choice | None:
        """One of `options`, or None when `timeout_s` passed first. With None it waits.

        STOP may come back at any time (the input ended).
        """
        ...
