"""The listener's checklist after an answer: shown when asked for, and ticked by ear.

Everything happens on the conversation's thread.
"""

from __future__ import annotations

from collections.abc import Sequence

from coach.interview import events
from coach.interview.conversation_part import ConversationPart, Shared
from coach.interview.ports import POINTS, Choice
from coach.library.records import Take, Turn


class Checklist(ConversationPart):
    """What one question listens for. The person need not look at it, and may go on at any time."""

    def __init__(self, shared: Shared, turn: Turn, takes: Sequence[Take]) -> None:
        """The first of `takes` answers the question itself; the others answer follow-ups."""
        super().__init__(shared)
        self._question = turn.question_ref
        self._take = takes[0].number if takes else 0
        self._points = turn.question.listen_for[: len(POINTS)] if takes else ()
        self._heard: list[bool | None] = [None] * len(self._points)
        self._is_open = False

    @property
    def options(self) -> tuple[Choice, ...]:
        """To open it, and to tick; none for somebody without a key for that."""
        if not self._points or Choice.LISTEN_FOR not in self._devices.person.controls:
            return ()
        return (Choice.LISTEN_FOR, *POINTS[: len(self._points)])

    def takes(self, choice: Choice | None) -> bool:
        """Whether `choice` is about the checklist. It is done then; nothing is ticked unseen."""
        if choice is None or choice not in self.options:
            return False
        if choice is Choice.LISTEN_FOR:
            self._is_open = True
        elif self._is_open:
            self._tick(POINTS.index(choice))
        self.show()
        return True

    def show(self) -> None:
        """Show it, if it is open."""
        if self._is_open:
            heard = tuple(self._heard)
            self._show(
                events.PointsShown(
                    self._devices.at_s(), self._question, self._take, self._points, heard
                )
            )

    def _tick(self, index: int) -> None:
        heard = self._heard[index] = not self._heard[index]
        at_s, text = self._devices.at_s(), self._points[index]
        ticked = events.PointTicked(at_s, self._question, self._take, index + 1, text, heard)
        self._show(ticked)
