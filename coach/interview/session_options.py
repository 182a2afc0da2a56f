"""The options of a conversation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from coach.interview.clock import Clock
from coach.interview.ports import Choice


@dataclass(frozen=True)
class SessionOptions:
    """The options of a conversation, such as --hands-free and the time limits."""

    checks_sound: bool = False  # asks for a word before the first question
    goes_on_by_itself: bool = False  # asks for no choice after an answer
    asks_for_a_sign_s: float | None = 180.0  # after so long without speech: a soft tone and a line
    gives_up_s: float | None = 900.0  # after so long without speech the take ends, and is kept
    live: bool = True  # transcribes an answer while it is spoken
    captions: bool = True  # shows the words while the answer is spoken
    waits_for_transcript_s: float | None = 3.0  # at most, before going on; None: however long
    clock: Clock | None = None
    hands_free: bool = False  # spoken commands, and a long silence ends the answer
    ends_after_silence_s: float = 5.0  # with hands_free: so long a silence ends the answer
    watches_microphone: bool = True  # warns if the microphone gives only digital zeros
    follow_ups: int = 0  # at most so many after the answers to one question
    follow_ups_in_all: int | None = None  # at most so many in the session; None: no limit
    asks_real_question: bool = False  # asks what a question in one of mixed coats really was
    eyes_free: bool = False  # says everything aloud that matters

    def allowed(self, options: Collection[Choice]) -> tuple[Choice, ...]:
        """`options`, without another take if the clock is strict."""
        another = (Choice.AGAIN, Choice.START_OVER)
        strict = self.clock is not None and self.clock.strict
        return tuple(each for each in options if not (strict and each in another))
