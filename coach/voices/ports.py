"""The port of this room."""

from __future__ import annotations

from typing import Protocol

from coach.audio.clips import AudioClip


class Voice(Protocol):
    """Something that can say a text."""

    @property
    def name(self) -> str:
        """Engine, voice and rate, so that two voices of one name sound the same."""
        ...

    def render(self, text: str) -> AudioClip:
        """`text` as sound. Blocks until it is ready; safe to call from any one thread at a time.

        Raises VoiceMissing when the engine cannot speak at all.
        """
        ...
