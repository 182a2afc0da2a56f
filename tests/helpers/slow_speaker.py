"""A loudspeaker whose clips last until somebody has looked once whether to go on."""

from __future__ import annotations

from typing import Self

from coach.audio.clips import AudioClip
from coach.audio.ports import Playback
from coach.testing import RecordingSpeaker


class SlowSpeaker(RecordingSpeaker):
    """Plays long enough for one look at what the person chose.

    `heard_s` of each clip were heard by then.
    """

    def __init__(self, heard_s: float = 0.0) -> None:
        super().__init__()
        self._heard_s = heard_s

    def play(self, clip: AudioClip) -> Playback:
        """See Speaker."""
        self.played.append(clip)
        return _Playing(self._heard_s)


class _Playing:
    def __init__(self, position_s: float) -> None:
        self.position_s = position_s
        self._looks = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        pass

    def wait(self, timeout_s: float) -> bool:
        """See Playback."""
        self._looks += 1
        return self._looks > 1
