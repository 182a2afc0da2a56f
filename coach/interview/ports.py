"""The ports of the conversation: a Presenter shows it, a Person decides in it.

A FrontEnd has both, and a microphone and a loudspeaker if it brings its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from coach.audio.ports import Microphone, Speaker
from coach.interview.events import Event


class Presenter(Protocol):
    """Shows the events of a conversation: on a terminal, as JSON lines, on a page."""

    def show(self, event: Event) -> None:
        """Show `event`. Called from one thread; returns at once."""
        ...


class Choice(StrEnum):
    """What a person can decide during a conversation."""

    GO = "go"  # start to answer now, without hearing the rest of the question
    DONE = "done"  # the answer is finished
    PAUSE = "pause"  # pause the answer or the time to think, or go on with it
    REPEAT = "repeat"  # hear the question again
    SKIP = "skip"
    START_OVER = "start over"
    UNDO = "undo"  # restore the answer that was skipped or started over last
    NEXT = "next"
    AGAIN = "again"  # record another take
    PLAY = "play"  # hear this take
    GO_ON = "go on"  # end a pause
    ANOTHER_WAY = "another way"  # hear the question in other words
    HOW_LONG = "how long"  # hear how much time is left
    THINKING = "thinking"  # let no silence end the answer for a while
    FIRST = "first"  # of what is offered
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    FIFTH = "fifth"
    SIXTH = "sixth"
    SEVENTH = "seventh"
    EIGHTH = "eighth"
    NINTH = "ninth"
    LISTEN_FOR = "listen for"  # see what the question listens for, to tick what was heard
    STOP = "stop"  # end the session and keep everything


PLACES = (Choice.FIRST, Choice.SECOND, Choice.THIRD, Choice.FOURTH)
POINTS = (*PLACES, Choice.FIFTH, Choice.SIXTH, Choice.SEVENTH, Choice.EIGHTH, Choice.NINTH)
WHILE_TOLD = (Choice.GO, Choice.STOP)
WHILE_ASKED = (Choice.GO, Choice.REPEAT, Choice.SKIP, Choice.UNDO, Choice.STOP)
WHILE_THINKING = (*WHILE_ASKED, Choice.PAUSE)
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


Controls = Mapping[Choice, str]  # choice → name of its key or button, such as "Enter"


class Person(Protocol):
    """Makes choices: by keys, by lines on stdin, by buttons of a page, or by a script in a test."""

    @property
    def is_there(self) -> bool:
        """Whether a person is there, whom the coach can ask and wait for."""
        ...

    @property
    def controls(self) -> Controls:
        """The choices that this person can make, with the name of the key or button for each."""
        ...

    def choose(self, options: Collection[Choice], timeout_s: float | None) -> Choice | None:
        """One of `options`, or None if `timeout_s` seconds passed first. A `timeout_s` of None
        waits for ever.

        STOP may be returned even if it is not among `options`: the input has ended.
        """
        ...


@dataclass(frozen=True)
class FrontEnd:
    """Shows a conversation and lets the person decide: a terminal, a page, a test.

    `microphone` and `speaker` replace the devices that the settings name.
    """

    presenter: Presenter
    person: Person
    microphone: Microphone | None = None
    speaker: Speaker | None = None
