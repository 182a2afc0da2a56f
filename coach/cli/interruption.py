"""Ctrl-C, a closed window, the system's wish that the program ends: what is done is broken off."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import time
from types import FrameType

SIGNALS = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
]
interruptions: list[float] = []  # when each signal came, in seconds of time.monotonic
_SAVING_S = 5.0  # time to save takes after an interruption; a hundredth of it is usual
_HANGING_S = 20.0  # a program that has not ended by then is interrupted once more
_GIVEN_UP_S = 120.0  # one that has not ended by then is ended, as by a kill
_SOON_S = 0.01


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, or the system asked the program to end (SIGTERM, SIGHUP)."""


def break_off_on_signals(hanging_s: float = _HANGING_S, given_up_s: float = _GIVEN_UP_S) -> None:
    """Have signals raise Interrupted in the main thread.

    What is raised can be lost: in a destructor Python prints and forgets it, and between the taking
    of a lock and its `with` it leaves the lock taken for ever. So Interrupted is raised anew in
    the first case, and after `hanging_s` in any other (not on Windows, which has no such timer).
    What cannot be interrupted at all, such as a write to a terminal that takes nothing, is ended
    after `given_up_s`.
    """

    def interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        # A closed window sends several signals, and people press Ctrl-C twice. The later signals
        # must not break off the saving, unless the saving hangs.
        is_saving = bool(interruptions) and time.monotonic() - interruptions[0] < _SAVING_S
        interruptions.append(time.monotonic())
        if len(interruptions) == 1:
            faulthandler.dump_traceback_later(given_up_s, exit=True, file=nowhere)
        if not is_saving or number == _timer_signal:
            _interrupt_in(hanging_s)
            raise Interrupted

    def raise_anew(lost: sys.UnraisableHookArgs) -> None:
        if isinstance(lost.exc_value, Interrupted):
            _interrupt_in(_SOON_S)
        else:
            sys.__unraisablehook__(lost)

    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in SIGNALS:
        if signal.getsignal(number) not in (signal.SIG_IGN, None):  # nohup has SIGHUP ignored
            signal.signal(number, interrupt)
    if _timer_signal is not None:
        signal.signal(_timer_signal, interrupt)
        sys.unraisablehook = raise_anew


def go_on() -> None:
    """The interruption was an answer: the program goes on, and the next one breaks off again."""
    interruptions.clear()
    faulthandler.cancel_dump_traceback_later()
    _interrupt_in(0)


def ignore_signals() -> None:
    """Ignore further signals: everything is kept, and the program is about to end.

    If it hangs even so, the system ends it.
    """
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    if _timer_signal is not None:
        signal.signal(_timer_signal, signal.SIG_DFL)


_timer_signal: int | None = getattr(signal, "SIGALRM", None)


def _interrupt_in(seconds: float) -> None:
    """Have the timer interrupt after `seconds`; 0: not at all."""
    if _timer_signal is not None:
        signal.setitimer(signal.ITIMER_REAL, seconds)
