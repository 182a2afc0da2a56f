"""Lines that a person types at a terminal: of any length, edited while they are typed."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator

from coach.debrief.telling_reader import readable

_PASTED_WITHIN_S = 0.03
_NOTED_EVERY_S = 0.2


def lines_of_text(next_line: Callable[[], str], keep: Callable[[str], None]) -> str | None:
    """Lines up to an empty one; None if the input ends first. `keep` gets what there is so far."""
    lines: list[str] = []
    with contextlib.suppress(EOFError):
        while line := next_line():
            lines.append(line)
            keep("\n".join(lines))
        return "\n".join(lines)
    return "\n".join(lines) or None


def typed_line(prompt: str, keep: Callable[[str], object] | None, ahead: str = "") -> str:
    """A typed line of any length, which can be edited while it is typed. Pasted text comes whole.

    Without this, a terminal cuts a line at 4,096 bytes and takes arrow keys for text. The line
    begins with what was typed `ahead`. On Ctrl-C `keep` gets what was typed so far; if the
    terminal goes away, that is the line. Raises EOFError.
    """
    with contextlib.suppress(ImportError):  # Windows has no readline, and needs none
        import readline  # noqa: F401  (`input` then uses it)
    so_far = [""]
    try:
        with _begun_with(ahead), _noting(so_far):
            pasted = [input(prompt)]
    except EOFError:
        if so_far[0]:
            return so_far[0]
        raise
    except KeyboardInterrupt:
        half = _half_typed() or so_far[0]
        if keep and half:
            keep(half)
        raise
    with contextlib.suppress(EOFError):
        while _more_is_there():  # the text was pasted: nobody types that fast
            pasted.append(input())
    lines = "\n".join(pasted).replace("\r", "\n").splitlines()
    return "\n".join(" ".join(readable(line).split()) for line in lines).strip()


@contextlib.contextmanager
def _begun_with(ahead: str) -> Iterator[None]:
    """Have the next line that `input` reads begin with `ahead`."""
    if not ahead:
        yield
        return
    try:
        import readline
    except ImportError:  # Windows: it is typed again
        yield
        return
    readline.set_startup_hook(lambda: readline.insert_text(ahead))
    try:
        yield
    finally:
        readline.set_startup_hook(None)


@contextlib.contextmanager
def _noting(so_far: list[str]) -> Iterator[None]:
    """Have `so_far` hold what is typed: readline forgets that when the terminal goes away.

    A timer interrupts readline for that, in the main thread, so that its line is not changing.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not (is_main and hasattr(signal, "setitimer")):
        yield
        return

    def note(*_: object) -> None:
        so_far[:] = [_half_typed()]

    handler = signal.signal(signal.SIGALRM, note)
    timer = signal.setitimer(signal.ITIMER_REAL, _NOTED_EVERY_S, _NOTED_EVERY_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler)


def _half_typed() -> str:
    """The line that was broken off; empty where there is none."""
    try:
        import readline
    except ImportError:  # Windows has no readline: there such a line is lost
        return ""
    half = " ".join(readable(readline.get_line_buffer()).split())
    return half if len(half) > 1 else ""  # a single letter was meant as a command


def _more_is_there() -> bool:
    """Whether the terminal already has more to read, as in the middle of pasted text."""
    if sys.platform == "win32":
        return False
    import select

    return bool(select.select([sys.stdin], [], [], _PASTED_WITHIN_S)[0])
