"""An interruption always ends the program, also one whose exception is lost on its way."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOST_IN_A_DESTRUCTOR = """
class Closing:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0)

break_off_on_signals()
Closing()
"""
SAVING_THAT_HANGS = """
break_off_on_signals(hanging_s=0.3)
lock = threading.Lock()
try:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(60)
finally:
    print("saving", flush=True)
    lock.acquire()
    lock.acquire()
"""
NOTHING_CAN_INTERRUPT = """
break_off_on_signals(given_up_s=0.3)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
try:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(60)
finally:
    print("saving", flush=True)
    time.sleep(60)
"""
ANSWERED = """
break_off_on_signals(hanging_s=0.3, given_up_s=0.5)
try:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(60)
except KeyboardInterrupt:
    go_on()
time.sleep(0.6)
print("went on", flush=True)
os.kill(os.getpid(), signal.SIGINT)
time.sleep(60)
"""
LEAVING_THAT_HANGS = """
break_off_on_signals(hanging_s=0.3)
try:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(60)
except KeyboardInterrupt:
    ignore_signals()
    os.kill(os.getpid(), signal.SIGTERM)
    print("leaving", flush=True)
    time.sleep(60)
"""
HEAD = """
import os, signal, threading, time
from coach.cli.interruption import break_off_on_signals, go_on, ignore_signals
"""


def run(program: str) -> subprocess.CompletedProcess[str]:
    """Run it; what hangs fails."""
    program = f"{HEAD}{program}\ntime.sleep(60)"
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize(
    ("program", "printed", "error"),
    [
        (LOST_IN_A_DESTRUCTOR, "", "Interrupted"),
        (SAVING_THAT_HANGS, "saving\n", "Interrupted"),
        (NOTHING_CAN_INTERRUPT, "saving\n", ""),
        (ANSWERED, "went on\n", "Interrupted"),
        (LEAVING_THAT_HANGS, "leaving\n", ""),
    ],
)
def test_the_program_ends(program: str, printed: str, error: str) -> None:
    ended = run(program)
    assert ended.stdout == printed
    assert error in ended.stderr
    assert "ignored" not in ended.stderr
    assert ended.returncode != 0
