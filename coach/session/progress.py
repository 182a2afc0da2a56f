"""Showing work that takes a while outside of a conversation: a port of every front end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

OnProgress = Callable[[float], None]  # told how many seconds of sound are done


class Progress(Protocol):
    """Shows what is going on; see `coach.cli.progress`."""

    def working(self, what: str) -> AbstractContextManager[None]:
        """Show `what` takes a moment, until the context is left."""
        ...

    def through(self, title: str, total_s: float | None) -> AbstractContextManager[OnProgress]:
        """Show how far the work on `total_s` of sound is; None: nobody knows how much it is."""
        ...

    def tell(self, sentence: str) -> None:
        """Say something about the work."""
        ...
