"""Pieces of work that are done at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from coach.transcription.devices import OnBestDevice
from coach.transcription.in_order import in_order
from tests.helpers.coach_program import PATIENCE_S


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_results_come_in_the_order_of_the_items(at_once: int) -> None:
    second_done = threading.Event()

    def work(item: int, given_up: Callable[[], bool]) -> int:
        if item == 1 and at_once > 1:
            assert second_done.wait(PATIENCE_S)  # the first item is the last that is done
        if item == 2:
            second_done.set()
        return item * item

    assert list(in_order(work, range(1, 8), at_once)) == [(n, n * n) for n in range(1, 8)]


def test_no_more_are_begun_than_one_ahead() -> None:
    read: list[int] = []

    def items() -> Iterator[int]:
        for number in range(9):
            read.append(number)
            yield number

    begun = in_order(lambda item, _: item, items(), 2)
    assert next(begun) == (0, 0)
    assert read == [0, 1, 2]


@pytest.mark.parametrize("at_once", [1, 2])
def test_the_first_that_fails_is_raised_and_the_others_are_given_up(at_once: int) -> None:
    given_up_on: list[int] = []

    def work(item: int, given_up: Callable[[], bool]) -> int:
        if item == 1:
            raise ValueError("the second item")
        if item == 2:
            while not given_up():
                pass
            given_up_on.append(item)
        return item

    results = in_order(work, range(9), at_once)
    assert next(results) == (0, 0)
    with pytest.raises(ValueError, match="the second item"):
        next(results)
    assert given_up_on == ([2] if at_once > 1 else [])


def test_whoever_wants_no_more_leaves_nobody_working() -> None:
    ended = threading.Event()

    def work(item: int, given_up: Callable[[], bool]) -> int:
        if item:
            while not given_up():
                pass
            ended.set()
        return item

    results = in_order(work, range(9), 2)
    assert next(results) == (0, 0)
    results.close()
    assert ended.wait(PATIENCE_S)


def test_as_many_work_with_a_model_as_it_serves() -> None:
    both = threading.Barrier(2)
    devices = OnBestDevice("m", lambda: ["cpu"], lambda _: both, at_once=2)
    results = in_order(lambda _, __: devices.run(lambda model: model.wait(PATIENCE_S)), "ab", 2)
    assert sorted(place for _, place in results) == [0, 1]


def test_two_that_fail_on_a_device_go_on_with_the_next_one() -> None:
    both = threading.Barrier(2)
    loaded: list[str] = []

    def load(device: str) -> str:
        loaded.append(device)
        return device

    def work(device: str) -> str:
        if device == "cuda":
            both.wait(PATIENCE_S)
            raise RuntimeError("out of memory")
        return device

    devices = OnBestDevice("m", lambda: ["cuda", "cpu"], load, at_once=2)
    results = in_order(lambda _, __: devices.run(work), "ab", 2)
    assert [device for _, device in results] == ["cpu", "cpu"]
    assert loaded == ["cuda", "cpu"]
