"""Writing answers down.

Threads: a Scribe owns one thread, started when its context is entered and joined when it is left.
The engine is loaded and used on that thread only. Whisper cannot be stopped in the middle of a
piece, so after an interruption the thread (a daemon) is not waited for longer than a moment.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from coach.audio.clips import Samples
from coach.audio.facts import SoundFacts, SoundFactsBuilder
from coach.audio.files import read_blocks
from coach.transcription.ports import Transcriber, Transcript
from coach.transcription.whole import write_down

_Result = TypeVar("_Result")

_PATIENCE_S = 1.0

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
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="scribe", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Drop what has not begun, and wait for what has; not long when the person interrupted."""
        self._leaving.set()
        self._work.put(None)
        interrupted = kind is not None and not issubclass(kind, Exception)
        self._thread.join(_PATIENCE_S if interrupted else None)

    def load(self) -> Future[None]:
        """Begin to load the model."""
        return self._begin(self.transcriber.load)

    def begin(self, audio: Path, facts: SoundFacts, on_progress: OnProgress) -> Future[WrittenDown]:
        """Begin to write `audio` down; `on_progress` is called on the scribe's thread."""

        def progressed(done_s: float) -> None:
            if self._leaving.is_set():
                raise InterruptedError("the session is over")
            on_progress(done_s)

        return self._begin(
            lambda: write_take_down(self.transcriber, audio, facts, self._vocabulary, progressed)
        )

    def _begin(self, work: Callable[[], _Result]) -> Future[_Result]:
        future: Future[_Result] = Future()

        def done() -> None:
            try:
                future.set_result(work())
            except Exception as error:  # noqa: BLE001  the thread's outermost frame: the asker gets it
                future.set_exception(error)

        self._work.put(done)
        return future

    def _run(self) -> None:
        while (work := self._work.get()) is not None and not self._leaving.is_set():
            work()
