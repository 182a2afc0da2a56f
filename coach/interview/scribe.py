"""Writing answers down.

Threads: a Scribe owns one thread (an executor with one worker), started when its context is
entered and joined when it is left. The engine is loaded and used on that thread only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from coach.audio.clips import Samples
from coach.audio.facts import SoundFacts, SoundFactsBuilder
from coach.audio.files import read_blocks
from coach.transcription.ports import Transcriber, Transcript
from coach.transcription.whole import write_down

OnProgress = Callable[[float], None]  # told how many seconds are written down


@dataclass(frozen=True)
class WrittenDown:
    """A take in words, and its sound facts."""

    transcript: Transcript
    facts: SoundFacts


def write_take_down(
    transcriber: Transcriber,
    audio: Path,
    facts: SoundFacts | None,
    vocabulary: str,
    on_progress: OnProgress,
) -> WrittenDown:
    """Write `audio` down, in flat memory; without `facts` they are found on the way.

    Raises EngineMissing, UnreadableAudio.
    """
    if facts:
        written = write_down(transcriber, read_blocks(audio), facts.speech, vocabulary, on_progress)
        return WrittenDown(written.transcript, facts)
    builder = SoundFactsBuilder()

    def overheard() -> Iterator[Samples]:
        for block in read_blocks(audio):
            builder.feed(block)
            yield block

    written = write_down(transcriber, overheard(), None, vocabulary, on_progress)
    return WrittenDown(written.transcript, builder.facts(list(written.speech)))


class Scribe:
    """Writes takes down in the background, one after the other."""

    def __init__(self, transcriber: Transcriber, vocabulary: str = "") -> None:
        self.transcriber = transcriber
        self._vocabulary = vocabulary
        self._leaving = threading.Event()

    def __enter__(self) -> Self:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="scribe")
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Drop what has not begun; a transcription under way stops after its current piece."""
        self._leaving.set()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def load(self) -> Future[None]:
        """Begin to load the model."""
        return self._executor.submit(self.transcriber.load)

    def begin(self, audio: Path, facts: SoundFacts, on_progress: OnProgress) -> Future[WrittenDown]:
        """Begin to write `audio` down; `on_progress` is called on the scribe's thread."""

        def progressed(done_s: float) -> None:
            if self._leaving.is_set():
                raise InterruptedError("the session is over")
            on_progress(done_s)

        return self._executor.submit(
            write_take_down, self.transcriber, audio, facts, self._vocabulary, progressed
        )
