"""The pauses of a take: which sound belongs to it, and how long each pause was.

Threads: the thread that holds the conversation begins and ends pauses, the recorder's thread places
each block of sound. A lock makes every block belong to one side of a pause.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

from coach.audio.clips import Samples
from coach.audio.paused_speech import PausedSpeech


class PlacedBlock(NamedTuple):
    """Where a block of sound belongs.

    `taken_in` is what was said in a pause before it and is to be kept, block by block. `is_paused`:
    the block itself is not kept. `probabilities` are those of speech in it, if it was listened to
    in the pause.
    """

    taken_in: Sequence[Samples]
    is_paused: bool
    probabilities: Sequence[float] | None = None


class TakePause:
    """Whether one take is paused, and what is said meanwhile."""

    def __init__(self, now_s: Callable[[], float], note: Callable[[float], None]) -> None:
        """`now_s` measures pauses. `note` gets the seconds of each, before any sound after it."""
        self._now_s = now_s
        self._note = note
        self._lock = threading.Lock()
        self._began_at_s: float | None = None
        self._takes_speech_in = False
        self._has_newest = False  # the newest block came in a pause
        self.speech = PausedSpeech()

    @property
    def is_on(self) -> bool:
        """Whether the take is paused."""
        return self._began_at_s is not None

    @property
    def goes_on(self) -> bool:
        """Whether the newest block came in a pause, and it is not over."""
        return self._has_newest and self.is_on

    def begin(self) -> None:
        """Pause the take, unless it is paused already."""
        with self._lock:
            if self._began_at_s is None:
                self.speech.forget()
                self._began_at_s = self._now_s()

    def end(self, *, with_speech: bool) -> None:
        """End the pause, if there is one; `with_speech`, what was said in it is kept."""
        with self._lock:
            if self._began_at_s is None:
                return
            paused_s = self._now_s() - self._began_at_s
            if with_speech:
                paused_s -= self.speech.duration_s
                self._takes_speech_in = True
            self._note(max(0.0, paused_s))
            self._began_at_s = None

    def place(self, samples: Samples, *, listens: bool) -> PlacedBlock:
        """Where the next `samples` belong. In a pause they are held if it `listens`."""
        with self._lock:
            taken_in = self._taken_in()  # even if the next pause has begun already
            self._has_newest = self.is_on
            if not self._has_newest:
                return PlacedBlock(taken_in, is_paused=False)
            probabilities = self.speech.feed(samples) if listens else None
            return PlacedBlock(taken_in, is_paused=True, probabilities=probabilities)

    def rest(self) -> Sequence[Samples]:
        """What is still to be taken in when the sound is over."""
        with self._lock:
            return self._taken_in()

    def _taken_in(self) -> Sequence[Samples]:
        takes_in, self._takes_speech_in = self._takes_speech_in, False
        return self.speech.taken() if takes_in else ()
