"""What the coach says and sounds while a take is recorded."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from coach.audio.clips import AudioClip
from coach.audio.listener import Listener
from coach.errors import DeviceMissing
from coach.interview.ports import WHILE_TOLD, Choice
from coach.interview.speaking import Mouth


class Announcer:
    """Speaks to the person whose answer `listener` records."""

    def __init__(self, mouth: Mouth, listener: Listener) -> None:
        self._mouth = mouth
        self._listener = listener

    def say(self, text: str) -> Choice | None:
        """Say `text` while nothing is recorded; a choice of the person cuts it short."""
        with self._listener.deaf():
            return self._mouth.say(text, WHILE_TOLD)

    def play(self, clip: AudioClip) -> Choice | None:
        """Play `clip` while nothing is recorded; a choice of the person cuts it short."""
        with self._listener.deaf():
            return self._mouth.play(clip, WHILE_TOLD)

    def sound(self, clip: AudioClip) -> None:
        """Begin to play `clip`, which the person may talk over."""
        self._begin(lambda: self._mouth.begin(clip, self._listener))

    def tell(self, text: str) -> None:
        """Begin to say `text`, which the person may talk over."""
        self._begin(lambda: self._mouth.begin_saying(text, self._listener))

    def notice_end(self) -> None:
        """Notice whether a sound that was begun is over."""
        self._mouth.notice_end()

    def _begin(self, sound: Callable[[], None]) -> None:
        """Begin a sound that is kept out of what is heard."""
        with contextlib.suppress(DeviceMissing):  # headphones taken off end no answer
            sound()
