"""Does pieces of work at the same time, and gives their results in order.

Threads: each piece of work has a thread of its own, a daemon, as it may hang in an engine.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# Gets an item, and a function that returns True once its result is not wanted any more.
Work = Callable[[Item, Callable[[], bool]], Result]

_A_MOMENT_S = 1.0  # for a thread to see that its result is not wanted


def in_order(
    work: Work[Item, Result], items: Iterable[Item], at_once: int
) -> Generator[tuple[Item, Result], None, None]:
    """Each of `items` with its result, where `at_once` are worked on at the same time.

    One more is begun, so that none has to wait for the order. Items are read by the caller's
    thread. Raises what `work` raises for the first item that fails; what is worked on then, and
    when the caller wants no more, is given up.
    """
    if at_once == 1:
        for item in items:
            yield item, work(item, lambda: False)
        return
    unwanted = threading.Event()
    begun: deque[tuple[Item, _Begun[Result]]] = deque()
    try:
        for item in items:
            begun.append((item, _Begun(work, item, unwanted)))
            if len(begun) > at_once:
                first, its = begun.popleft()
                yield first, its.result()
        while begun:
            first, its = begun.popleft()
            yield first, its.result()
    finally:
        unwanted.set()
        for _, its in begun:
            its.thread.join(_A_MOMENT_S)


class _Begun(Future[Result]):
    """The result of a piece of work on a thread of its own."""

    def __init__(self, work: Work[Item, Result], item: Item, unwanted: threading.Event) -> None:
        super().__init__()
        self.thread = threading.Thread(
            target=self._run, args=(work, item, unwanted.is_set), name="piece", daemon=True
        )
        self.thread.start()

    def _run(self, work: Work[Item, Result], item: Item, given_up: Callable[[], bool]) -> None:
        try:
            self.set_result(work(item, given_up))
        except BaseException as error:  # noqa: BLE001  the thread's outermost frame: the asker gets it
            self.set_exception(error)
