"""The person, at a keyboard or at the other end of a pipe."""

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
from typing import Protocol, Self

from coach.interview.ports import Choice, Controls, Person

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
    "q": (Choice.STOP,),
    "\x04": (Choice.STOP,),  # Ctrl-D: the input ended
}
ENTER = "Enter"
CONTROLS: Controls = {  # what a key is called, for each choice
    Choice.GO: ENTER,
    Choice.DONE: ENTER,
    Choice.NEXT: ENTER,
    Choice.PAUSE: "space",
    Choice.GO_ON: "space",
    **{choice: key for key, choices in KEYS.items() if key.isalpha() for choice in choices},
}
# Held down, these would go past question after question, or leave what is still to be written down.
_GOES_ON = "\nstq"
_REPEATED_WITHIN_S = 0.15  # a held key comes every 0.03 to 0.09 s
# Terminals put marks around pasted text where they are asked to ("bracketed paste", from xterm).
_MARK_PASTED, _MARK_PASTED_NO_MORE = b"\x1b[?2004h", b"\x1b[?2004l"
_PASTED_BEGINS, _PASTED_ENDS = b"\x1b[200~", b"\x1b[201~"
ESCAPE = "\x1b"  # arrows and the like come as one sequence that begins with it


class Keyboard(Protocol):
    """A source of single key presses; entering switches the terminal over, leaving back."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc_info: object) -> None: ...

    def read(self, timeout_s: float | None) -> str | None:
        """The next keys; None when none came in time, "" when there will be none any more."""
        ...


def keyboard(*, marks_pasted: bool = False) -> Keyboard:
    """The keyboard of this system's terminal; `marks_pasted` as for PosixKeyboard."""
    return WindowsKeyboard() if sys.platform == "win32" else PosixKeyboard(marks_pasted)


class PosixKeyboard:
    """Keys from the terminal on stdin, without echo; Ctrl-C still interrupts.

    After Ctrl-Z and `fg` the shell has put the terminal back to whole lines: it is switched again.
    """

    def __init__(self, marks_pasted: bool = False) -> None:
        """Where the terminal is asked to mark what is pasted, none of that is taken for keys."""
        self._marks_pasted = marks_pasted

    def __enter__(self) -> Self:
        import termios

        self._fd = sys.stdin.fileno()
        self._reads_pasted, self._begun_mark = False, b""
        self._before = termios.tcgetattr(self._fd)
        self._switch()
        self._on_continuing = signal.signal(signal.SIGCONT, self._switch)
        return self

    def _switch(self, *_: object) -> None:
        import termios
        import tty

        with contextlib.suppress(OSError, termios.error):  # it is gone: `read` tells
            tty.setcbreak(self._fd)
            if self._marks_pasted:
                os.write(self._fd, _MARK_PASTED)

    def __exit__(self, *exc_info: object) -> None:
        import termios

        signal.signal(signal.SIGCONT, self._on_continuing)
        if self._marks_pasted:
            with contextlib.suppress(OSError):
                os.write(self._fd, _MARK_PASTED_NO_MORE)
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
        """What was typed of what was `read`; pasted text is no key, whatever letters are in it."""
        typed, left = b"", self._begun_mark + read
        while left:
            mark = _PASTED_ENDS if self._reads_pasted else _PASTED_BEGINS
            before, found, left = left.partition(mark)
            typed += b"" if self._reads_pasted else before
            # The mark of the end may be cut in two by the end of what was read.
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
    """Tells a key that is held down, or hit twice in haste, from one that is meant once more."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._last = ""
        self._last_at_s = 0.0

    def meant(self, pressed: str) -> str:
        """`pressed`, just read, without what only repeats a key that goes on to something else."""
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
    """Chooses by single keys."""

    is_there = True
    controls = CONTROLS

    def __init__(self, keys: Keyboard, now_s: Callable[[], float] = time.monotonic) -> None:
        self._keys = keys
        self._presses = Presses(now_s)
        self._typed = ""

    def choose(self, options: Collection[Choice], timeout_s: float | None) -> Choice | None:
        """See Person. Keys that mean nothing here are passed over."""
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
    """The lines that come through a pipe, for whoever needs the next one.

    Threads: one daemon thread reads them; it cannot be joined while it waits for one.
    """

    def __init__(self) -> None:
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._over = False
        threading.Thread(target=self._read, name="stdin", daemon=True).start()

    def read(self, timeout_s: float | None) -> str | None:
        """The next line; None when none came in time, "" when there will be none any more."""
        if self._over:
            return ""
        try:
            line = self._lines.get(timeout=timeout_s)
        except queue.Empty:
            return None
        self._over = not line
        return line

    def _read(self) -> None:
        if sys.stdin is not None:
            for line in sys.stdin:
                self._lines.put(line)
        self._lines.put("")


def piped() -> StdinLines | None:
    """The lines on stdin; None where a person sits at a terminal."""
    return None if sys.stdin is not None and sys.stdin.isatty() else StdinLines()


class PersonOnStdin:
    """No terminal: a newline is Enter, the end of the input ends the session."""

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


_: type[Person] = PersonAtKeyboard
