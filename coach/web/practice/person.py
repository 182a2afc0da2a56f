"""The page as a person: each choice is a button."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection
from types import MappingProxyType

from coach.interview.ports import PLACES, Choice
from coach.web.practice.outbox import Outbox
from coach.web.practice.presence import Presence

BUTTONS = MappingProxyType(
    {
        Choice.GO: "Answer now",
        Choice.DONE: "Done",
        Choice.PAUSE: "Pause",
        Choice.REPEAT: "Hear it again",
        Choice.SKIP: "Skip",
        Choice.START_OVER: "Start over",
        Choice.UNDO: "Undo",
        Choice.NEXT: "Next",
        Choice.AGAIN: "Again",
        Choice.PLAY: "Play",
        **{place: str(number) for number, place in enumerate(PLACES, 1)},
        Choice.STOP: "Stop",
    }
)
_LOOKS_EVERY_S = 0.5


class PagePerson:
    """A `Person` who presses buttons of the page. Whoever stays away for too long has left."""

    is_there = True
    controls = BUTTONS

    def __init__(
        self,
        outbox: Outbox,
        presence: Presence,
        mark: Callable[[], Callable[[], bool]] = lambda: lambda: False,
    ) -> None:
        """`mark` is called when a button is pressed. What it returns says whether sound waits that
        came before that: it counts first.
        """
        self._mark = mark
        self._outbox = outbox
        self._presence = presence
        self._offered: tuple[Choice, ...] = ()
        self.offered_as = 0  # the number of the message that told it
        self._numbers: set[int] = set()  # of what was pressed since then
        self._pressed: deque[tuple[Choice, Callable[[], bool]]] = deque()

    def press(self, choice: Choice, number: int = 0) -> None:
        """The button was pressed. Ignored if it is not among those that were shown last, or if that
        press is known by its `number` already; 0: it has none.
        """
        with self._presence.changed:
            if choice in self._offered and number not in self._numbers:
                self._numbers |= {number} - {0}
                self._pressed.append((choice, self._mark()))
                self._presence.changed.notify_all()

    def choose(self, options: Collection[Choice], timeout_s: float | None) -> Choice | None:
        """See Person. STOP if the page has left. Raises SittingInterrupted."""
        until_s = None if timeout_s is None else time.monotonic() + timeout_s
        with self._presence.changed:
            self._offer(options)
            while True:
                self._presence.check()
                if (choice := self._choice(options)) is not None:
                    self._offer(())
                    return choice
                if self._presence.is_lost and (timeout_s is None or Choice.DONE not in options):
                    return Choice.STOP  # an answer ends as with a microphone that was unplugged
                left_s = _LOOKS_EVERY_S if until_s is None else until_s - time.monotonic()
                if left_s <= 0:
                    return None
                self._presence.changed.wait(min(left_s, _LOOKS_EVERY_S))

    def withdraw(self) -> None:
        """The session is over: nothing can be chosen any more, and nothing waits for the next."""
        with self._presence.changed:
            self._offer(())
            self._pressed.clear()

    def _choice(self, options: Collection[Choice]) -> Choice | None:
        while self._pressed and not self._pressed[0][1]():
            choice, _ = self._pressed.popleft()
            if choice in options:
                return choice
        return None

    def _offer(self, options: Collection[Choice]) -> None:
        offered = tuple(options)
        if offered != self._offered:
            self._offered = offered
            self._numbers.clear()
            choices = [choice.value for choice in offered]
            told = {"type": "choices", "choices": choices}
            self.offered_as = self._outbox.number(told, "choices")
