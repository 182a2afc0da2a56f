"""Lines that fit the width of a terminal."""

from __future__ import annotations

import io
import os
import pty
import shlex
import struct
import subprocess
import termios
from collections.abc import Iterator
from contextlib import redirect_stdout
from fcntl import ioctl
from typing import TextIO

import pytest

from coach.cli import main as program
from coach.cli.fitting import columns, fitted, fitted_to
from coach.cli.output import hanging
from tests.helpers.kept_sessions import keep

HINTS = "Read it: coach show last    Hear it: coach replay last"
IN_USE = "2026-11-29_1553_screening is in use by another coach (process 18189, since 15:53)."


@pytest.fixture
def screen() -> Iterator[tuple[int, TextIO]]:
    """A terminal of sixty columns: where its screen can be read, and the program's end of it."""
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    with os.fdopen(theirs, "w") as stream:
        yield ours, stream
    os.close(ours)


@pytest.fixture
def narrow(screen: tuple[int, TextIO]) -> TextIO:
    """The program's end of a terminal of sixty columns."""
    return screen[1]


def test_a_line_that_fits_stays_as_it_is() -> None:
    assert fitted(f"{HINTS}\n  {HINTS}", 60) == f"{HINTS}\n  {HINTS}"


def test_words_are_not_broken_and_what_follows_is_indented() -> None:
    assert fitted(f"  {IN_USE}", 60).splitlines() == [
        "  2026-11-29_1553_screening is in use by another coach",
        "    (process 18189, since 15:53).",
    ]


def test_hints_beside_one_another_get_a_line_each() -> None:
    assert fitted(HINTS, 40).splitlines() == [
        "Read it: coach show last",
        "Hear it: coach replay last",
    ]


def test_columns_stay_together() -> None:
    row = "conflict     2 takes     behavioural     a long while ago"
    assert fitted(row, 50).splitlines() == [
        "conflict     2 takes     behavioural     a long",
        "  while ago",
    ]


def test_a_command_is_not_broken_so_that_it_can_be_copied() -> None:
    command = "coach retake 2026-11-29_1548_career-vision 1"
    assert fitted(f"Answer it once more: {command}", 50).splitlines() == [
        "Answer it once more:",
        f"  {command}",
    ]


def test_a_command_that_fits_nowhere_goes_on_as_a_shell_takes_it() -> None:
    command = 'coach stories keep 2026-11-29_1548_screening 1 --name "A NAME"'
    told = fitted(f"Keep it: {command}", 40)
    assert told.splitlines() == [
        "Keep it:",
        "  coach stories keep \\",
        "    2026-11-29_1548_screening 1 --name \\",
        '    "A NAME"',
    ]
    typed = f'coach() {{ printf "%s|" "$@"; }};{told.partition(":")[2]}'
    taken = subprocess.run(["sh", "-c", typed], capture_output=True, text=True, check=True)
    assert taken.stdout.split("|")[:-1] == shlex.split(command)[1:]


def test_the_sentence_after_a_command_is_broken_between_words() -> None:
    told = (
        "Today is the mock interview: coach mock screening --minutes 20. Here is what comes next."
    )
    assert fitted(told, 60).splitlines() == [
        "Today is the mock interview:",
        "  coach mock screening --minutes 20. Here is what comes",
        "  next.",
    ]


def test_only_what_goes_to_a_terminal_is_fitted(narrow: TextIO) -> None:
    assert columns(narrow) == 60
    assert fitted_to(narrow, IN_USE).count("\n") == 1
    assert fitted_to(io.StringIO(), IN_USE) == IN_USE
    assert fitted_to(None, IN_USE) == IN_USE
    narrow.flush()
    closed = io.StringIO()
    closed.close()
    assert fitted_to(closed, IN_USE) == IN_USE


def test_a_text_behind_a_prefix_keeps_its_commands_whole(
    narrow: TextIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    with redirect_stdout(narrow):
        told = hanging(
            "   ", f"Write it down again: coach transcribe {'2026-11-29_1548_screening'}"
        )
    assert told.splitlines()[1] == "   coach transcribe 2026-11-29_1548_screening"


def test_the_list_of_sessions_fits_a_narrow_terminal(screen: tuple[int, TextIO]) -> None:
    shown = keep(["I led a small team."])
    ours, stream = screen
    with pytest.raises(SystemExit), redirect_stdout(stream):
        program.main(["sessions"])
    shown_lines = ""
    while not shown_lines.endswith("finished\r\n"):
        shown_lines += os.read(ours, 4096).decode()
    name, details, marks = shown_lines.splitlines()
    assert name == shown
    assert details.startswith("    ")
    assert "1 of 1  answered" in details
    assert marks == "      finished"
