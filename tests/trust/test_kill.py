"""Nothing is lost, whenever the coach is killed: see `kill.py`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kills are of processes that fork"),
]
KILL = Path(__file__).with_name("kill.py")


def killed(times: int, seed: int) -> None:
    """Kill so many times, from a process that has no threads yet; a failure names the work."""
    command = [sys.executable, KILL, "--times", str(times), "--seed", str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Nothing was lost in {times} times killed" in done.stdout


def test_nothing_is_lost_in_twelve_kills() -> None:
    killed(12, 1)


@pytest.mark.long
def test_nothing_is_lost_in_two_hundred_kills() -> None:
    killed(200, 2)
