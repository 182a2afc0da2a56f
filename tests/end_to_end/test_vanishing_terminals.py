"""A terminal that vanishes during an answer: what was said until then can be reached afterwards."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from coach.audio.reading import read_clip
from tests.helpers.coach_program import coach_here, succeeded
from tests.helpers.spoken import SUPPLIER, TEAM, WAREHOUSE, need_whisper, speak_with_pauses
from tests.helpers.terminal import in_terminal, shut, wait_for_end

HEARD_S = 1.0  # so much of the answer was heard at least before the terminal went: some words
# Signals that follow another one come while the take is being ended, which takes some hundredths.
_APART_S = 0.004
_MANY = 25

Vanish = Callable[[pexpect.spawn], None]


def closed(child: pexpect.spawn) -> None:
    """The window is closed: the system sends SIGHUP, the shell another one."""
    shut(child)
    signalled(*[signal.SIGHUP] * _MANY)(child)


def signalled(*numbers: signal.Signals) -> Vanish:
    """These signals, one soon after the other."""

    def vanish(child: pexpect.spawn) -> None:
        for number in numbers:
            send(child, number)
            time.sleep(_APART_S)

    return vanish


def send(child: pexpect.spawn, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):  # it has ended already
        os.kill(child.pid, number)


WAYS: dict[str, Vanish] = {
    "closed": closed,
    "killed": signalled(signal.SIGKILL),
    "hung up": signalled(signal.SIGHUP),
    "hung up and terminated": signalled(*[signal.SIGHUP, signal.SIGTERM] * _MANY),
    "terminated again and again": signalled(*[signal.SIGTERM] * _MANY),
    "Ctrl-C again and again": signalled(*[signal.SIGINT] * _MANY),
}


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_whisper()
    parts = [0.3, WAREHOUSE, 0.8, SUPPLIER, 0.8, TEAM, 60.0]
    return speak_with_pauses(parts, tmp_path_factory.mktemp("vanishing") / "answer.wav")


def vanishing(way: str, after_s: float, answer: Path, recordings: Path) -> None:
    """Hold a session until its terminal vanishes, and look at what is left."""
    env = {**os.environ, "COACH_RECORDINGS": str(recordings)}
    command = ("practice", "--questions", "2", "--voice", "none", "--answers", str(answer))
    with in_terminal(env, *command, "--pace", "real") as child:
        child.expect("● 0:0")
        child.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=HEARD_S + after_s)
        WAYS[way](child)
        wait_for_end(child)
    shown = succeeded(coach_here("show", "--json", env=env)).document
    (take,) = shown["turns"][0]["takes"]
    assert take["duration_s"] >= HEARD_S, (way, after_s, take)
    assert read_clip(recordings / shown["session"] / take["audio"]).duration_s == pytest.approx(
        take["duration_s"], abs=0.2
    )
    (listed,) = succeeded(coach_here("sessions", "--json", env=env)).document["sessions"]
    assert listed["not_written_down"], (way, after_s, take)


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX terminal")
class TestVanishing:
    def test_a_take_can_be_reached(self, answer: Path, tmp_path: Path) -> None:
        vanishing("terminated again and again", random.Random(7).random(), answer, tmp_path)

    @pytest.mark.long
    @pytest.mark.parametrize("way", WAYS)
    def test_at_many_moments(self, way: str, answer: Path, tmp_path: Path) -> None:
        draw = random.Random(way)
        for n in range(10):
            vanishing(way, draw.uniform(0, 4), answer, tmp_path / f"{n}")
