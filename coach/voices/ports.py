"""The port of the voices: a Voice turns text into speech."""

from __future__ import annotations

from typing import Protocol

from coach.audio.clips import AudioClip


class PrivateText(str):
    """A text to say that has words of the person in it. No voice keeps its speech on disk."""

    __slots__ = ()


class Voice(Protocol):
    """Turns text into speech."""

    @property
    def name(self) -> str:
        """Engine, voice and rate. Two voices with the same name sound the same."""
        ...

    def render(self, text: str) -> AudioClip:
        """`text` as speech. Blocks until it is ready. Any thread may call this, one at a time.

        Raises VoiceMissing if the engine cannot speak at all.
        """
        ...
