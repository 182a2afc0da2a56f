"""A voice that says nothing, for sessions in which questions are only shown."""

from __future__ import annotations

from coach.audio.clips import AudioClip, silence


class SilentVoice:
    """Says nothing; each text is ready at once."""

    name = "none"

    def render(self, text: str) -> AudioClip:  # noqa: ARG002 - the port's signature
        """An empty clip, whatever the text."""
        return silence(0.0)
