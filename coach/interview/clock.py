"""The clocks of a mock interview. Pure: the caller passes the time; no system clock is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coach.library.records import Turn

_WARNED_AT_S = (30.0, 10.0)  # a warning comes with so much time left, and at half time
_READING_S = 15.0  # allowed for reading a question aloud and for what is said around it
_TARGET_S = 120.0  # length of an answer if its question names none
_SENTENCE_ENDS_S = 0.6  # a pause of this length ends a sentence
_GRACE_S = 10.0  # at a strict limit the current sentence may take so much longer


_FAR_OVER = 1.5  # of the target
_FAR_OVER_S = 30.0
# A pause in which somebody may be interrupted: it ends a sentence, and they have not stopped yet.
_INTERRUPTED_S = (0.8, 2.0)


def far_over_s(target_s: float) -> float:
    """From when on an answer is far over its time, so that an interviewer would interrupt it."""
    return max(_FAR_OVER * target_s, target_s + _FAR_OVER_S)


class Interruption:
    """Decides when to interrupt one answer, politely: once, far over its time, at a pause."""

    def __init__(self, target_s: float) -> None:
        self._from_s = far_over_s(target_s)
        self._is_over = False

    def is_near(self, heard_s: float) -> bool:
        """Whether it may soon be due, so that what is said then should be rendered."""
        return not self._is_over and heard_s >= self._from_s - _FAR_OVER_S

    def is_due(self, heard_s: float, quiet_s: float) -> bool:
        """Whether to interrupt now, after `quiet_s` seconds of silence."""
        shortest_s, longest_s = _INTERRUPTED_S
        if self._is_over or heard_s < self._from_s or not shortest_s <= quiet_s <= longest_s:
            return False
        self._is_over = True
        return True


@dataclass(frozen=True)
class Clock:
    """The time limits of a mock interview. The limit of an answer is its question's `seconds`."""

    session_s: float | None = None
    think_s: float = 0.0
    follow_up_s: float = 0.0  # left for what is asked after each answer
    strict: bool = False  # the take ends at the limit, and there is only one

    def needs_s(self, turn: Turn) -> float:
        """The seconds one question takes, from its first word to the next question."""
        asked_s = _READING_S + self.think_s + (turn.question.seconds or _TARGET_S)
        return asked_s + self.follow_up_s

    def fitting(self, turns: Sequence[Turn], gone_s: float) -> int:
        """How many of `turns` fit into the time left after `gone_s` seconds; at least one."""
        if self.session_s is None:
            return len(turns)
        count = 0
        for turn in turns:
            gone_s += self.needs_s(turn)
            if count and gone_s > self.session_s:
                break
            count += 1
        return count


class AnswerClock:
    """Watches one answer with a limit of `limit_s` seconds. Time in a pause does not count."""

    def __init__(self, limit_s: float, strict: bool) -> None:
        self._limit_s = limit_s
        self._strict = strict
        marks = {limit_s / 2, *(left_s for left_s in _WARNED_AT_S if left_s < limit_s)}
        self._left_to_warn_s = sorted(marks, reverse=True)

    def warning(self, heard_s: float) -> float | None:
        """The seconds left, if a warning is due, else None. Each warning comes once; if several are
        due, the newest comes.
        """
        due = [left_s for left_s in self._left_to_warn_s if self._limit_s - heard_s <= left_s]
        self._left_to_warn_s = self._left_to_warn_s[len(due) :]
        return due[-1] if due else None

    def over(self, heard_s: float, quiet_s: float) -> bool:
        """Whether a strict limit ends the answer now: after its sentence, or after _GRACE_S."""
        late_s = heard_s - self._limit_s
        return self._strict and late_s >= 0 and (quiet_s >= _SENTENCE_ENDS_S or late_s >= _GRACE_S)
