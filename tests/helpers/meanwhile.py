"""Something that is done again and again on another thread, as by another coach."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[None]:
    """Do `work` again and again until the context is left. What it raises is raised there."""
    is_over = threading.Event()

    def again_and_again() -> None:
        while not is_over.is_set():
            work()

    with ThreadPoolExecutor(1) as others:
        working = others.submit(again_and_again)
        try:
            yield
        finally:
            is_over.set()
        working.result()
