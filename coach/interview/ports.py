"""The ports of the conversation: one shows it, one decides in it.

A front end is made of these two and, where it has them itself, of a microphone and a loudspeaker.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from coach.audio.ports import Microphone, Speaker
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


Controls = Mapping[Choice, str]  # choices, each with what is pressed for it, such as "Enter"


class Person(Protocol):
    """Decides. A terminal's keys, lines on stdin, buttons of a page, or a script in a test."""

    @property
    def is_there(self) -> bool:
        """Whether somebody sits there who can be asked and waited for."""
        ...

    @property
    def controls(self) -> Controls:
        """The choices this person can make."""
        ...

    def choose(self, options: Collection[Choice], timeout_s: float | None) -> Choice | None:
        """One of `options`, or None when `timeout_s` passed first. With None it waits.

        STOP may come back at any time (the input ended).
        """
        ...


@dataclass(frozen=True)
class FrontEnd:
    """What shows a conversation and lets the person decide: a terminal, a page, a test.

    `microphone` and `speaker` take the place of the devices that the settings name.
    """

    presenter: Presenter
    person: Person
    microphone: Microphone | None = None
    speaker: Speaker | None = None
