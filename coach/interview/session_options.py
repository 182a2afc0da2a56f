"""How a conversation is held."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from coach.interview.clock import Clock
from coach.interview.ports import Choice


@dataclass(frozen=True)
class SessionOptions:
    """How a conversation is held."""

    checks_sound: bool = False  # asks for a word before the first question
    goes_on_by_itself: bool = False  # no choice is asked for after an answer
    asks_for_a_sign_s: float | None = 180.0  # no speech for so long: a soft tone and a line
    gives_up_s: float | None = 900.0  # no speech for so long: the take ends, kept
    live: bool = True  # written down while it is spoken
    captions: bool = True  # and shown while it is
    waits_for_transcript_s: float | None = 3.0  # before it goes on by itself; None: however long
    clock: Clock | None = None
    hands_free: bool = False  # spoken commands, and a long silence ends the answer
    ends_after_silence_s: float = 5.0  # where it is hands-free
    watches_microphone: bool = True  # tells of one that gives nothing but zeros
    eyes_free: bool = False  # everything that matters is said aloud

    def allowed(self, options: Collection[Choice]) -> tuple[Choice, ...]:
        """`options`, without another take where the clock is strict."""
        another = (Choice.AGAIN, Choice.START_OVER)
        strict = self.clock is not None and self.clock.strict
        return tuple(each for each in options if not (strict and each in another))
