"""Encodes recordings as FLAC, each beside its WAV, until the session is left."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from coach.audio.clips import Samples
from coach.audio.reading import read_blocks
from coach.audio.writing import write_blocks
from coach.errors import CannotWrite, UnreadableAudio
from coach.library.disk import writing


class Encoder:
    """Encodes for one session. Any thread may do it; the one that leaves the session ends it."""

    def __init__(self) -> None:
        self._at_work = threading.Lock()
        self._ended = threading.Event()

    def encode(self, wav: Path) -> bool:
        """Write `wav` as FLAC beside it, in one step. Returns whether that worked."""
        with self._at_work:
            try:
                with writing(wav):
                    write_blocks(wav.with_suffix(".flac"), self._until_the_end(read_blocks(wav)))
            except (UnreadableAudio, CannotWrite, _Left):  # no sample, no room: the WAV will do
                return False
        return True

    def end(self) -> None:
        """Encode nothing any more: what was begun leaves nothing behind."""
        self._ended.set()
        with self._at_work:
            pass

    def _until_the_end(self, blocks: Iterable[Samples]) -> Iterator[Samples]:
        for block in blocks:
            if self._ended.is_set():
                raise _Left
            yield block


class _Left(Exception):
    """The session is left."""
