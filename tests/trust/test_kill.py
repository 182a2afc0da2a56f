"""Nothing is lost, whenever the coach is killed: see `kill.py`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.trust.works import WORKS

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kills are of processes that fork"),
]


def killed(times: int, seed: int, folder: Path) -> None:
    """Kill so many times; a failure names the work, and when it was killed."""
    from tests.trust.kill import kill

    done = kill(times, seed, folder / "killing", lambda _: None)
    assert done.total() == times
    assert len(done) == min(times, len(WORKS))


def test_nothing_is_lost_in_twelve_kills(tmp_path: Path) -> None:
    killed(12, 1, tmp_path)


@pytest.mark.long
def test_nothing_is_lost_in_two_hundred_kills(tmp_path: Path) -> None:
    killed(200, 2, tmp_path)
