"""Nothing is lost, wherever writing fails: see `faults.py`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="faults are in processes that fork"),
]
FAULTS = Path(__file__).with_name("faults.py")


def disturbed(times: int, seed: int) -> None:
    """Have so many faults, in a process that has no threads yet; a failure names the work."""
    command = [sys.executable, FAULTS, "--times", str(times), "--seed", str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Nothing was lost in {times} times disturbed" in done.stdout


def test_nothing_is_lost_in_six_faults() -> None:
    disturbed(6, 1)


@pytest.mark.long
def test_nothing_is_lost_in_two_hundred_faults() -> None:
    disturbed(200, 2)
