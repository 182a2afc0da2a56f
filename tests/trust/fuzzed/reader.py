"""What a reader is, and how one input is tried on it within bounds."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from coach.errors import CoachError

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_OF_PYTHON = ("ldconfig", "gcc", "cc", "ld", "uname")  # by which it looks for a C library
_CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree")


@dataclass(frozen=True)
class Reader:
    """Something that reads. `seeds` are inputs as the project's own writers and tests make them.

    `read` may raise nothing but what is `promised`, within `bound_s` seconds. `share` says how many
    of a thousand inputs it gets; slow ones get fewer.
    """

    name: str
    seeds: Callable[[], Sequence[bytes]]
    read: Callable[[bytes], object]
    share: int = 40
    promised: tuple[type[Exception], ...] = (CoachError,)
    bound_s: float = 10.0
    starts_processes: bool = False


# Python and Jinja keep what they have compiled where they were first asked to.
_COMPILED = ("__pycache__", "spoken-coach/templates")


class Hang(BaseException):
    """It takes longer than its bound. No `except Exception` swallows it."""


class Watch:
    """Sees what this process changes outside of its home, whom it calls, and what its threads say.

    An audit hook cannot be taken away again: there is one, and it looks only while one is active.
    """

    _hooked = False
    now: Watch | None = None

    def __init__(self, home: Path, *, may_start_processes: bool) -> None:
        self._home = os.path.realpath(home)
        self._may_start_processes = may_start_processes
        self.seen: list[str] = []

    @contextlib.contextmanager
    def active(self) -> Iterator[None]:
        if not Watch._hooked:
            sys.addaudithook(_audited)
            Watch._hooked = True
        before = threading.excepthook
        threading.excepthook = self._thread_failed
        Watch.now = self
        try:
            yield
        finally:
            Watch.now = None
            threading.excepthook = before

    def audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if not isinstance(path, int) and (flags or 0) & _WRITES:
                self._changes(event, path)
        elif event in _CHANGES:
            relative_to = arguments[-1] if event != "os.rename" else arguments[2]
            if not isinstance(arguments[0], int) and relative_to in (-1, None):
                self._changes(event, arguments[0])
        elif event == "socket.connect":
            self.seen.append(f"connects to {arguments[1]!r}")
        elif event == "subprocess.Popen" and not self._may_start_processes:
            self._starts(Path(str(arguments[0])).name)

    def _starts(self, program: str) -> None:
        if program not in _OF_PYTHON:
            self.seen.append(f"starts {program}")

    def _changes(self, event: str, path: Any) -> None:
        real = os.path.realpath(os.fsdecode(path))
        within = real == self._home or real.startswith(self._home + os.sep)
        compiled = any(each in real for each in _COMPILED)
        if not within and not real.startswith("/dev/") and not compiled:
            self.seen.append(f"{event}: {real}")

    def _thread_failed(self, failed: threading.ExceptHookArgs) -> None:
        given = (failed.exc_type, failed.exc_value, failed.exc_traceback)
        self.seen.append("".join(traceback.format_exception(*given)))  # type: ignore[arg-type]


def _audited(event: str, arguments: tuple[Any, ...]) -> None:
    if Watch.now:
        Watch.now.audited(event, arguments)


@dataclass
class Trial:
    """What became of one input: `wrong` is "" where all is well."""

    wrong: str = ""
    refused: bool = False
    where: tuple[str, ...] = field(default=())  # tells findings apart


def tried(reader: Reader, data: bytes, home: Path) -> Trial:
    """Have `reader` read `data`, writing nowhere but in `home`."""
    watch = Watch(home, may_start_processes=reader.starts_processes)
    trial = Trial()
    try:
        with watch.active(), _within(reader.bound_s):
            reader.read(data)
    except reader.promised:
        trial.refused = True
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  whatever it is, it was not promised
        trial.wrong = traceback.format_exc()
        frames = traceback.extract_tb(error.__traceback__)[-3:]
        trial.where = (type(error).__name__, *(f"{each.filename}:{each.name}" for each in frames))
    if watch.seen and not trial.wrong:
        trial.wrong, trial.where = "\n".join(watch.seen), ("watch", watch.seen[0][-300:])
    return trial


@contextlib.contextmanager
def _within(bound_s: float) -> Iterator[None]:
    """Raise Hang in the middle of what takes more of the processor's time."""

    def over(_: int, frame: FrameType | None) -> None:
        raise Hang(f"after {bound_s} s")

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, bound_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
