"""A transcriber whose model stays loaded from one session of a program to the next."""

from __future__ import annotations

import threading

from coach.transcription.choosing import choose_transcriber
from coach.transcription.models import AllowDownload
from coach.transcription.ports import Transcriber


class KeptTranscriber:
    """Chooses a transcriber as `choose_transcriber` does, and gives the same one again as long as
    the same is asked for. Any thread may ask, and use it: the engine does one thing at a time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: tuple[object, ...] = ()
        self._kept: Transcriber | None = None

    def __call__(
        self,
        engine: str,
        model: str | None,
        language: str,
        allow_download: AllowDownload,
    ) -> Transcriber:
        """See `choose_transcriber`."""
        asked = (engine, model, language)
        with self._lock:
            if self._kept is None or asked != self._asked:
                self._kept = choose_transcriber(engine, model, language, allow_download)
                self._asked = asked
            return self._kept
