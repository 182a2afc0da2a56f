"""The messages of a session to its page, kept for a page that comes later.

Any thread may send. A line is the way to one page: a function that takes a message and returns at
once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

Line = Callable[[Mapping[str, object]], None]


class Outbox:
    """Sends messages to the page that holds the session, and to nobody where there is none.

    Numbers go up from the clock's milliseconds, so that those of a coach that was started again are
    higher than all before.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._line: Line | None = None
        self._kept: dict[str, Mapping[str, object]] = {}
        self._first = self.seq = time.time_ns() // 1_000_000

    def begin(self) -> None:
        """A session begins: what was sent before belongs to another one."""
        with self._lock:
            self._kept.clear()
            self._first = self.seq

    def connect(self, line: Line | None) -> None:
        """From now on send to `line`; to nobody if it is None."""
        with self._lock:
            self._line = line

    def reconnect(self, line: Line, seen: int, greeting: Mapping[str, object]) -> None:
        """Send `greeting` to `line`, what is kept after number `seen`, and all that comes later."""
        with self._lock:
            self._line = line
            line({**greeting, "seq": self.seq})
            for message in self.after(seen):
                line(message)

    def after(self, seen: int) -> list[Mapping[str, object]]:
        """The kept messages after number `seen`; all, where that is no number of this session."""
        with self._lock:
            within = self._first <= seen <= self.seq
            kept = [(int(str(message["seq"])), message) for message in self._kept.values()]
            return [message for seq, message in kept if not within or seq > seen]

    def has_sent(self, seen: int) -> bool:
        """Whether `seen` is a number of this session."""
        return self._first < seen <= self.seq

    def send(self, message: Mapping[str, object]) -> None:
        """Send a message that only matters now."""
        with self._lock:
            if self._line:
                self._line(message)

    def number(self, message: Mapping[str, object], kept_as: str | None = "") -> int:
        """Send a message with the next number, which is returned, and keep it.

        `kept_as`: it takes the place of the one that was kept under the same name. None: it is not
        kept.
        """
        with self._lock:
            self.seq += 1
            numbered = {**message, "seq": self.seq}
            if kept_as is not None:
                name = kept_as or str(self.seq)
                self._kept.pop(name, None)
                self._kept[name] = numbered
            self.send(numbered)
            return self.seq
