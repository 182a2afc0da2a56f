"""What the person decides: single keys at a terminal, or lines through a pipe."""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection
from types import MappingProxyType
from typing import Protocol, Self, TextIO

from coach.interview.ports import POINTS, Choice, Controls

KEYS = {
    "\r": (Choice.DONE, Choice.NEXT, Choice.GO),
    "\n": (Choice.DONE, Choice.NEXT, Choice.GO),
    " ": (Choice.PAUSE,),
    "r": (Choice.REPEAT,),
    "s": (Choice.SKIP,),
    "x": (Choice.START_OVER,),
    "u": (Choice.UNDO,),
    "t": (Choice.AGAIN,),
    "p": (Choice.PLAY,),
    "l": (Choice.LISTEN_FOR,),
    **{str(place): (choice,) for place, choice in enumerate(POINTS, 1)},
    "q": (Choice.STOP,),
    "\x04": (Choice.STOP,),  # Ctrl-D: the input ended
}
ENTER = "Enter"
CONTROLS: Controls = {  # the name of the key for each choice
    Choice.GO: ENTER,
    Choice.DONE: ENTER,
    Choice.NEXT: ENTER,
    Choice.PAUSE: "space",
    Choice.GO_ON: "space",
    **{choice: key for key, choices in KEYS.items() if key.isalnum() for choice in choices},
}
# These keys go on to something else. Held down, they would go past question after question.
_GOES_ON = "\nstq"
_REPEATED_WITHIN_S = 0.15  # a key that is held down repeats every 0.03 to 0.09 s
# A terminal can be asked to put marks around pasted text ("bracketed paste", from xterm).
_MARK_PASTED, _MARK_PASTED_NO_MORE = b"\x1b[?2004h", b"\x1b[?2004l"
_PASTED_BEGINS, _PASTED_ENDS = b"\x1b[200~", b"\x1b[201~"
ESCAPE = "\x1b"  # an arrow key, for instance, comes as one sequence that begins with it


class Keyboard(Protocol):
    """A source of single key presses. Entering its context switches the terminal to single keys;
    leaving the context switches the terminal back.
    """

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc_info: object) -> None: ...

    def read(self, timeout_s: float | None) -> str | None:
        """The next keys. None when none came within `timeout_s`; "" when the input has ended."""
        ...


def keyboard(*, marks_pasted: bool = False, takes_typed_ahead: bool = False) -> Keyboard:
    """The keyboard of this system's terminal; the options are those of PosixKeyboard."""
    if sys.platform == "win32":
        return WindowsKeyboard()
    return PosixKeyboard(marks_pasted, takes_typed_ahead)


class PosixKeyboard:
    """Keys from the terminal on stdin, without echo. Ctrl-C still interrupts.

    After Ctrl-Z and `fg`, the shell has switched the terminal back to whole lines. So SIGCONT
    switches it to single keys again.
    """

    def __init__(
        self,
        marks_pasted: bool = False,
        takes_typed_ahead: bool = False,
        terminal: TextIO | None = None,
    ) -> None:
        """With `marks_pasted` the terminal marks pasted text, and that is not taken for keys.

        Keys that were typed before the context was entered are dropped, unless it
        `takes_typed_ahead`. Another `terminal` than that on stdin may be given.
        """
        self._terminal = terminal
        self._marks_pasted = marks_pasted
        self._takes_typed_ahead = takes_typed_ahead

    def __enter__(self) -> Self:
        import termios

        self._fd = (self._terminal or sys.stdin).fileno()
        self._reads_pasted, self._begun_mark = False, b""
        self._before = termios.tcgetattr(self._fd)
        self._switch()
        self._on_continuing = signal.signal(signal.SIGCONT, self._switch)
        return self

    def _switch(self, *_: object) -> None:
        import termios
        import tty

        when = termios.TCSADRAIN if self._takes_typed_ahead else termios.TCSAFLUSH
        with contextlib.suppress(OSError, termios.error):  # the terminal is gone: `read` returns ""
            tty.setcbreak(self._fd, when)
            if self._marks_pasted:
                os.write(self._fd, _MARK_PASTED)

    def __exit__(self, *exc_info: object) -> None:
        import termios

        signal.signal(signal.SIGCONT, self._on_continuing)
        if self._marks_pasted:
            with contextlib.suppress(OSError):
                os.write(self._fd, _MARK_PASTED_NO_MORE)
        with contextlib.suppress(OSError, termios.error):  # the terminal is gone
            termios.tcsetattr(self._fd, termios.TCSADRAIN, self._before)

    def read(self, timeout_s: float | None) -> str | None:
        """See Keyboard."""
        import select

        if not select.select([self._fd], [], [], timeout_s)[0]:
            return None
        try:
            pressed = os.read(self._fd, 4096)
        except OSError:  # the terminal was closed
            return ""
        return self._typed(pressed) if pressed else ""

    def _typed(self, read: bytes) -> str:
        """Those characters of `read` that were typed, not pasted. ESCAPE if there are none."""
        typed, left = b"", self._begun_mark + read
        while left:
            mark = _PASTED_ENDS if self._reads_pasted else _PASTED_BEGINS
            before, found, left = left.partition(mark)
            typed += b"" if self._reads_pasted else before
            # A read may end in the middle of the end mark.
            self._begun_mark = before[1 - len(mark) :] if self._reads_pasted and not found else b""
            self._reads_pasted ^= bool(found)
        return typed.decode(errors="ignore") or ESCAPE


class WindowsKeyboard:
    """Keys from the Windows console."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        pass

    def read(self, timeout_s: float | None) -> str | None:
        """See Keyboard."""
        import msvcrt

        deadline_s = None if timeout_s is None else time.monotonic() + timeout_s
        while not msvcrt.kbhit():  # type: ignore[attr-defined,unused-ignore]
            if deadline_s is not None and time.monotonic() >= deadline_s:
                return None
            time.sleep(0.02)
        return str(msvcrt.getwch())  # type: ignore[attr-defined,unused-ignore]


class Presses:
    """Tells keys that are held down, or hit twice by mistake, from keys that are meant twice."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._last = ""
        self._last_at_s = 0.0

    def meant(self, pressed: str) -> str:
        """`pressed`, without mere repetitions of a key that goes on to something else."""
        now_s = self._now_s()
        since_s, self._last_at_s = now_s - self._last_at_s, now_s
        meant = ""
        for key, repeated in itertools.groupby(pressed.replace("\r", "\n").lower()):
            times = len(list(repeated))
            if key not in _GOES_ON:
                meant += key * times
            elif key != self._last or since_s > times * _REPEATED_WITHIN_S:
                meant += key
            self._last = key
        return meant


class PersonAtKeyboard:
    """A person who chooses by single keys. See `coach.interview.ports.Person`."""

    is_there = True
    controls = CONTROLS

    def __init__(self, keys: Keyboard, now_s: Callable[[], float] = time.monotonic) -> None:
        self._keys = keys
        self._presses = Presses(now_s)
        self._typed = ""

    def choose(self, options: Collection[Choice], timeout_s: float | None) -> Choice | None:
        """See Person. Keys that stand for none of `options` are ignored."""
        deadline_s = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            while self._typed:
                key, self._typed = self._typed[0], self._typed[1:]
                if choice := _meaning(key, options):
                    return choice
            left_s = None if deadline_s is None else max(0.0, deadline_s - time.monotonic())
            pressed = self._keys.read(left_s)
            if pressed is None:
                return None
            if pressed == "":
                return Choice.STOP
            if not pressed.startswith(ESCAPE):
                self._typed += self._presses.meant(pressed)


class StdinLines:
    """The lines that come through a pipe. Several readers may take the next one in turn.

    Threads: one daemon thread reads the lines. It cannot be joined while it waits for a line.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        """Without a `stream`, the lines of stdin."""
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._over = False
        # The stream of now: the thread may begin after another one took its place.
        stream = stream or sys.stdin
        reading = threading.Thread(target=self._read, args=(stream,), name="stdin", daemon=True)
        reading.start()

    def read(self, timeout_s: float | None) -> str | None:
        """The next line. None when none came within `timeout_s`; "" when the input has ended."""
        if self._over:
            return ""
        try:
            line = self._lines.get(timeout=timeout_s)
        except queue.Empty:
            return None
        self._over = not line
        return line

    def _read(self, stream: TextIO | None) -> None:
        with contextlib.suppress(OSError):  # what cannot be read has ended, such as a terminal gone
            for line in stream or ():
                self._lines.put(line)
        self._lines.put("")


def at_terminal() -> bool:
    """Whether somebody can be asked: stdin is a terminal. (It is None where it was closed.)"""
    return sys.stdin is not None and sys.stdin.isatty()


def piped() -> StdinLines | None:
    """The lines on stdin; None if stdin is a terminal."""
    return None if at_terminal() else StdinLines()


class PersonOnStdin:
    """A person who chooses through a pipe.

    A line is Enter; the end of the input ends the session.
    """

    is_there = False
    controls = MappingProxyType({c: name for c, name in CONTROLS.items() if name == ENTER})

    def __init__(self, lines: StdinLines) -> None:
        self._lines = lines

    def choose(self, options: Collection[Choice], timeout_s: float | None) -> Choice | None:
        """See Person."""
        line = self._lines.read(timeout_s)
        if line is None:
            return None
        return _meaning("\n", options) if line else Choice.STOP


def _meaning(key: str, options: Collection[Choice]) -> Choice | None:
    return next((choice for choice in KEYS.get(key.lower(), ()) if choice in options), None)
