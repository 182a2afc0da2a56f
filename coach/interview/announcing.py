"""What the coach says and plays while a take is recorded."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from coach.audio.clips import AudioClip
from coach.audio.recorder import TakeRecorder
from coach.errors import DeviceMissing
from coach.interview.ports import WHILE_TOLD, Choice
from coach.interview.prompt_player import PromptPlayer


class Announcer:
    """Speaks to the person whose answer `recorder` records."""

    def __init__(self, player: PromptPlayer, recorder: TakeRecorder) -> None:
        self._player = player
        self._recorder = recorder

    def say(self, text: str) -> Choice | None:
        """Say `text` while nothing is recorded. A choice of the person cuts it short."""
        with self._recorder.muted():
            return self._player.say(text, WHILE_TOLD)

    def final_silence_s(self, text: str) -> float:
        """How long the speech of `text`, which was said, is silent at its end, in seconds."""
        return self._player.final_silence_s(text)

    def play(self, clip: AudioClip) -> Choice | None:
        """Play `clip` while nothing is recorded. A choice of the person cuts it short."""
        with self._recorder.muted():
            return self._player.play(clip, WHILE_TOLD)

    def prepare(self, text: str) -> None:
        """Begin to render `text`, which may be told soon."""
        self._player.prepare(text)

    def sound(self, clip: AudioClip) -> None:
        """Begin to play `clip`. The recording goes on, and the person may talk over the sound."""
        self._begin(lambda: self._player.begin(clip, self._recorder))

    def tell(self, text: str) -> None:
        """Begin to say `text`. The recording goes on, and the person may talk over the words."""
        self._begin(lambda: self._player.begin_saying(text, self._recorder))

    def notice_end(self) -> None:
        """If a sound that was begun is over, close it. Call this about ten times a second."""
        self._player.notice_end()

    def _begin(self, sound: Callable[[], None]) -> None:
        """Begin a sound; the recorder removes its echo from the recording."""
        with contextlib.suppress(DeviceMissing):  # unplugging headphones must not end an answer
            sound()
