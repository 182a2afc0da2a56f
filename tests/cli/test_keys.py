"""What a key means that is held down, or hit again in haste."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Self

import pytest

from coach.cli.keys import PersonAtKeyboard, PosixKeyboard
from coach.interview.ports import AFTER_ANSWER, WHILE_ANSWERING, WHILE_ASKED, Choice

EVERYWHERE = {*WHILE_ASKED, *WHILE_ANSWERING, *AFTER_ANSWER}


class TimedKeyboard:
    """What is read, each after so many seconds; then the input is over."""

    def __init__(self, presses: Sequence[tuple[float, str]]) -> None:
        self._presses = list(presses)
        self.now_s = 100.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        pass

    def read(self, timeout_s: float | None) -> str | None:
        """See Keyboard."""
        del timeout_s
        if not self._presses:
            return ""
        after_s, pressed = self._presses.pop(0)
        self.now_s += after_s
        return pressed


def chosen(*presses: tuple[float, str]) -> list[Choice | None]:
    """All that is chosen before the input ends."""
    keys = TimedKeyboard(presses)
    person = PersonAtKeyboard(keys, lambda: keys.now_s)
    choices: list[Choice | None] = []
    while (choice := person.choose(EVERYWHERE, None)) is not Choice.STOP:
        choices.append(choice)
    return choices


@pytest.mark.parametrize("key", ["\r", "\n", "s", "t"])
def test_a_key_that_is_held_down_is_no_more_than_two_presses(key: str) -> None:
    """The keyboard repeats it after half a second, thirty times a second."""
    assert len(chosen((1, key), (0.5, key), *[(0.033, key)] * 90)) == 2


def test_what_came_while_the_program_was_busy_is_one_press() -> None:
    held = (0.033, "\n"), (0.9, "\n" * 27), (0.033, "\n")
    assert len(chosen((1, "\n"), *held)) == 1
    assert len(chosen((1, "\n\n"))) == 1


def test_a_key_that_is_pressed_again_counts_again() -> None:
    assert len(chosen((1, "\n"), (0.3, "\n"), (0.3, "\n"))) == 3
    assert len(chosen((1, "\n"), (0.01, "s"), (0.01, "\n"))) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_a_terminal_that_goes_away_ends_the_input_and_breaks_nothing() -> None:
    beyond, here = os.openpty()
    with os.fdopen(here) as terminal, PosixKeyboard(marks_pasted=True, terminal=terminal) as keys:
        os.close(beyond)
        assert keys.read(1.0) == ""


def test_space_counts_each_time() -> None:
    assert chosen((1, " "), (0.05, " ")) == [Choice.PAUSE, Choice.PAUSE]
