"""Whether a page is there for the running session, for the threads that wait for it."""

from __future__ import annotations

import threading
import time

from coach.errors import MicrophoneLost

GRACE_S = 60.0  # a reload, a lost connection: so long the session waits for the page


class SittingInterrupted(KeyboardInterrupt):
    """The coach is being stopped. Like Ctrl-C at a terminal, it ends the session from within."""


class Presence:
    """Tells the threads of a session whether its page is there; `changed` guards what they share.

    The event loop calls `came` and `went`; it never waits for the lock for long.
    """

    def __init__(self, grace_s: float = GRACE_S) -> None:
        self.changed = threading.Condition(threading.RLock())
        self._grace_s = grace_s
        self._gone_at_s: float | None = time.monotonic()
        self._interrupted = False

    def begin(self) -> None:
        """A session begins."""
        with self.changed:
            self._interrupted = False

    def came(self) -> None:
        """A page is there."""
        with self.changed:
            self._gone_at_s = None
            self.changed.notify_all()

    def went(self) -> None:
        """No page is there any more."""
        with self.changed:
            if self._gone_at_s is None:
                self._gone_at_s = time.monotonic()
            self.changed.notify_all()

    def interrupt(self) -> None:
        """End the session: see `check`."""
        with self.changed:
            self._interrupted = True
            self.changed.notify_all()

    @property
    def is_here(self) -> bool:
        """Whether a page is there now."""
        return self._gone_at_s is None

    @property
    def is_lost(self) -> bool:
        """Whether the page has been away for so long that nobody waits for it any more."""
        gone_at_s = self._gone_at_s
        return gone_at_s is not None and time.monotonic() - gone_at_s >= self._grace_s

    @property
    def interrupted(self) -> bool:
        """Whether the session is being ended from outside."""
        return self._interrupted

    def check(self) -> None:
        """Raise SittingInterrupted if the session is being ended from outside."""
        if self._interrupted:
            raise SittingInterrupted


def page_lost() -> MicrophoneLost:
    """The error where nobody waits for the page any more."""
    return MicrophoneLost(
        "The page was closed, or lost its connection.",
        "Everything until then is kept. Open the page again: coach open",
    )
