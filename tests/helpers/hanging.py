"""An engine that hangs."""

from __future__ import annotations

import threading
from typing import Any

from coach.audio.vad import SpeechSegment
from coach.testing import CannedTranscriber


class HangingTranscriber(CannedTranscriber):
    """Never comes back from its first call, until it is let go, nor after that until it was
    abandoned.
    """

    hangs_after_s = 2.0
    model = "base.en"

    def __init__(self, text: str = "") -> None:
        super().__init__([text])
        self.let_go = threading.Event()
        self.abandoned = 0

    def abandon(self) -> None:
        self.abandoned += 1

    def transcribe(self, *arguments: Any, **options: Any) -> Any:
        if not self.abandoned:
            self.let_go.wait()
        return super().transcribe(*arguments, **options)

    def detect_speech(self, samples: object) -> list[SpeechSegment]:
        return [SpeechSegment(start_s=0.0, end_s=1.0)]
