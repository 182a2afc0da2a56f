"""The `coach` command in a real pseudo-terminal."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pexpect

from coach.state import remember
from tests.helpers.coach_program import PATIENCE_S
from tests.helpers.sound_card import SoundCard


@contextmanager
def in_terminal(
    environment: Mapping[str, str], *arguments: str, offers: bool = False, **variables: str
) -> Iterator[pexpect.spawn]:
    """A running `coach`; killed when the context is left. Its screen is in `logfile_read.text`.

    Unless it `offers`, it is told that a better model was offered before.
    """
    if not offers:
        remember("model_offered", "-")
    env = {**environment, "TERM": "xterm", "PYTHONIOENCODING": "utf-8", **variables}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "coach", *arguments],
        env=env,
        encoding=env["PYTHONIOENCODING"],
        codec_errors="replace",
        dimensions=(40, 100),
        timeout=PATIENCE_S,
    )
    child.logfile_read = Log()
    try:
        yield child
    finally:
        child.kill(signal.SIGKILL)
        child.wait()  # on a busy machine that takes longer than `close` waits for
        child.close()


class Log:
    """Everything that came to the screen."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        """As a file does."""
        self.text += text

    def flush(self) -> None:
        """As a file does."""


def say(child: pexpect.spawn, card: SoundCard, sound: Path) -> None:
    """Play `sound` into the microphone, reading the screen meanwhile, as a terminal does."""
    with card.playing_into_microphone(sound) as player:
        while player.poll() is None:
            child.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=0.1)


def shut(child: pexpect.spawn) -> None:
    """Close the terminal's window: the system hangs up on the program."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, child.child_fd)  # pexpect goes on with the descriptor
    os.close(nothing)


def wait_for_end(child: pexpect.spawn) -> None:
    """Until the program is gone. What it shows is taken, as by a terminal, but not looked at."""
    deadline_s = time.monotonic() + PATIENCE_S
    while child.isalive():
        assert time.monotonic() < deadline_s, "it did not end"
        time.sleep(0.05)
        with contextlib.suppress(OSError):  # its end of the terminal is closed
            if select.select([child.child_fd], [], [], 0)[0]:
                os.read(child.child_fd, 65_536)


def leave(child: pexpect.spawn, code: int) -> str:
    """Wait until the program has ended; all it showed."""
    child.expect(pexpect.EOF)
    child.wait()
    shown: str = child.logfile_read.text
    assert child.exitstatus == code, shown
    assert "Traceback" not in shown
    return shown
