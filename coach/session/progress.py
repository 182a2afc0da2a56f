"""The port through which long work outside of a conversation shows its progress."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

OnProgress = Callable[[float], None]  # gets the seconds of sound that are done


class Progress(Protocol):
    """Shows progress to the person. `coach.cli.progress` implements it for a terminal."""

    def working(self, what: str) -> AbstractContextManager[None]:
        """Show that `what` is being done, until the context is left."""
        ...

    def through(self, title: str, total_s: float | None) -> AbstractContextManager[OnProgress]:
        """Show how far the work on `total_s` seconds of sound is; None if the length is unknown."""
        ...

    def tell(self, sentence: str) -> None:
        """Show a sentence about the work."""
        ...


class NoProgress:
    """See Progress: shows nothing."""

    def working(self, what: str) -> AbstractContextManager[None]:
        """See Progress."""
        del what
        return nullcontext()

    def through(self, title: str, total_s: float | None) -> AbstractContextManager[OnProgress]:
        """See Progress."""
        del title, total_s
        return nullcontext(lambda _: None)

    def tell(self, sentence: str) -> None:
        """See Progress."""
