"""When an engine is given up: only where somebody waits, and nothing comes for long."""

from __future__ import annotations

import pytest

from coach.errors import EngineHangs
from coach.transcription.patience import Patience

LIMIT_S = 600.0


class Time:
    """A clock that is set."""

    def __init__(self) -> None:
        self.at_s = 0.0

    def now_s(self) -> float:
        return self.at_s

    def sleep(self, seconds: float) -> None:
        self.at_s += seconds


def wait(patience: Patience, time: Time, seconds: float, state: object) -> None:
    for _ in range(round(seconds)):
        time.sleep(1.0)
        patience.look(state)


def test_it_is_given_up_where_nothing_comes() -> None:
    time = Time()
    patience = Patience(LIMIT_S, "coach transcribe one", time.now_s)
    wait(patience, time, LIMIT_S, 1)
    wait(patience, time, LIMIT_S, 2)  # it had come further
    with pytest.raises(EngineHangs, match="no sign for 10 minutes") as given_up:
        wait(patience, time, 5, 2)
    assert given_up.value.hint.endswith("coach transcribe one")


def test_time_in_which_nobody_waits_does_not_count() -> None:
    time = Time()
    patience = Patience(LIMIT_S, "coach transcribe one", time.now_s)
    for _ in range(10):
        wait(patience, time, LIMIT_S / 4, 1)
        time.sleep(LIMIT_S / 4)  # of an answer
