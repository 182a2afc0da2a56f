from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from coach.audio.device_microphone import Absence, CapturedBlock, Timeline

RATE_HZ = 48_000
BLOCK_S = 0.05


def heard(at_s: float, number: int, is_after_overflow: bool = False) -> CapturedBlock:
    frames = np.full((round(BLOCK_S * RATE_HZ), 1), number, dtype=np.float32)
    return CapturedBlock(at_s, frames, is_after_overflow)


def through(callbacks: Iterable[CapturedBlock]) -> list[tuple[int, float]]:
    """The numbers of the blocks as they come out, each with the seconds lost before it."""
    timeline = Timeline(RATE_HZ)
    placed = [out for one in callbacks for out in timeline.placed(one)] + timeline.rest()
    return [(int(frames[0, 0]), lost_s) for frames, lost_s in placed]


def regular(first: int, last: int, shift_s: float = 0.0) -> list[CapturedBlock]:
    return [heard(number * BLOCK_S + shift_s, number) for number in range(first, last)]


def losses(out: list[tuple[int, float]]) -> dict[int, float]:
    return {number: lost_s for number, lost_s in out if lost_s}


def test_regular_callbacks_lose_nothing() -> None:
    assert through(regular(0, 100)) == [(number, 0.0) for number in range(100)]


def test_a_sleeping_computer_leaves_a_gap_before_the_first_block_after_it() -> None:
    out = through(regular(0, 20) + regular(20, 60, shift_s=90.0))
    assert [number for number, _ in out] == list(range(60))
    assert losses(out) == {20: pytest.approx(90.0, abs=0.01)}


def test_two_gaps_are_two() -> None:
    out = through(regular(0, 20) + regular(20, 40, 5.0) + regular(40, 60, 7.0))
    assert losses(out) == {20: pytest.approx(5.0, abs=0.01), 40: pytest.approx(2.0, abs=0.01)}


def test_late_callbacks_that_catch_up_lose_nothing() -> None:
    late = [heard(1.8 + number / 1000, number) for number in range(20, 36)]
    assert losses(through(regular(0, 20) + late + regular(36, 60))) == {}


def test_a_late_beginning_is_no_gap() -> None:
    burst = [heard(2.0 + number / 1000, number) for number in range(10)]
    after = [heard(2.0 + (number - 9) * BLOCK_S, number) for number in range(10, 40)]
    assert losses(through(burst + after)) == {}


def test_a_gap_right_before_the_end_is_told() -> None:
    out = through([*regular(0, 20), heard(31.0, 20)])
    assert losses(out) == {20: pytest.approx(30.0, abs=0.01)}


def test_an_overflow_counts_as_at_least_one_block() -> None:
    out = through([*regular(0, 20), heard(1.0, 20, True), *regular(21, 30)])
    assert losses(out) == {20: pytest.approx(BLOCK_S)}


def test_an_overflow_counts_what_the_clock_shows() -> None:
    shifted = [heard(number * BLOCK_S + 0.2, number, number == 20) for number in range(20, 60)]
    out = through(regular(0, 20) + shifted)
    assert losses(out) == {20: pytest.approx(0.2, abs=0.01)}


def test_a_clock_that_runs_a_little_fast_never_adds_up_to_a_gap() -> None:
    half_an_hour = (heard(number * BLOCK_S * 1.0005, number) for number in range(36_000))
    assert losses(through(half_an_hour)) == {}


def test_a_clock_that_runs_a_little_slow_does_no_harm() -> None:
    some_minutes = (heard(number * BLOCK_S * 0.9995, number) for number in range(12_000))
    assert losses(through(some_minutes)) == {}


def gone_at(looks_s: Iterable[float], patience_s: float = 2.0) -> float | None:
    """When a device is given up that gives no sound from 0 on, looked at at these times."""
    absence = Absence(0.0, patience_s)
    return next((at_s for at_s in looks_s if absence.is_final(at_s)), None)


def test_a_device_that_gives_no_sound_is_given_up_after_its_time() -> None:
    assert gone_at(0.25 * number for number in range(1, 40)) == 2.0
    assert gone_at(0.5 * number for number in range(1, 40)) == 2.0  # a busy machine looks late


@pytest.mark.parametrize("stopped_s", [1.0, 2.0, 2.5, 60.0])
def test_a_device_has_its_time_anew_after_the_program_was_stopped(stopped_s: float) -> None:
    """Ctrl-Z, then `fg`: a stop just longer than the time once passed for the device's end."""
    after = [0.25 + stopped_s + 0.25 * number for number in range(40)]
    assert gone_at([0.25, *after]) == pytest.approx(0.25 + stopped_s + 5.0)
