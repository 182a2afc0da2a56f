"""Waiting for a state, instead of for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from tests.helpers.coach_program import PATIENCE_S

T = TypeVar("T")


def eventually(found: Callable[[], T | None]) -> T:
    """What `found` gives once that is something."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not (what := found()):
        assert time.monotonic() < deadline_s
        time.sleep(0.02)
    return what
