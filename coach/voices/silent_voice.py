"""No voice: questions are only shown."""

from __future__ import annotations

from coach.audio.clips import AudioClip, silence


class SilentVoice:
    """Says nothing, at once."""

    name = "none"

    def render(self, text: str) -> AudioClip:  # noqa: ARG002 - the port's signature
        """An empty clip, whatever the text."""
        return silence(0.0)
