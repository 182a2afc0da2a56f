"""Writing answers down.

Threads: a Scribe owns one thread, started when its context is entered and joined when it is left.
The engine is loaded and used on that thread only. Whisper cannot be stopped at any moment, so after
an interruption the thread (a daemon) is not waited for longer than a moment.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.facts import SoundFacts, SoundFactsBuilder
from coach.audio.files import read_blocks
from coach.transcription.cutting import within
from coach.transcription.ports import GivenUp, Transcriber, Transcript
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
        sound = facts.without_commands(read_blocks(audio))
        written = write_down(transcriber, sound, facts.speech, vocabulary, on_progress)
        return WrittenDown(written.transcript, facts)
    builder = SoundFactsBuilder()

    def overheard() -> Iterator[Samples]:
        for block in read_blocks(audio):
            builder.feed(block)
            yield block

    written = write_down(transcriber, overheard(), None, vocabulary, on_progress)
    return WrittenDown(written.transcript, builder.facts(list(written.speech)))


class Scribe:
    """Writes down in the background, one thing after the other."""

    def __init__(self, transcriber: Transcriber, vocabulary: str = "") -> None:
        self.transcriber = transcriber
        self.vocabulary = vocabulary
        self._leaving = threading.Event()
        self._work: deque[Callable[[], None]] = deque()
        self._changed = threading.Condition()
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
        with self._changed:
            self._changed.notify()
        interrupted = kind is not None and not issubclass(kind, Exception)
        self._thread.join(_PATIENCE_S if interrupted else None)

    @property
    def leaving(self) -> bool:
        """Whether nothing more is wanted."""
        return self._leaving.is_set()

    def load(self) -> Future[None]:
        """Begin to load the model."""
        return self.submit(self.transcriber.load)

    def submit(self, work: Callable[[], _Result], *, first: bool = False) -> Future[_Result]:
        """Do `work` on the scribe's thread after all that waits already, or `first` of all.

        A result that is cancelled before its turn is passed over.
        """
        future: Future[_Result] = Future()

        def done() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(work())
            except Exception as error:  # noqa: BLE001  the thread's outermost frame: the asker gets it
                future.set_exception(error)

        with self._changed:
            (self._work.appendleft if first else self._work.append)(done)
            self._changed.notify()
        return future

    def begin(self, audio: Path, facts: SoundFacts, on_progress: OnProgress) -> Future[Transcript]:
        """Begin to write `audio` down; `on_progress` is called on the scribe's thread."""
        return self.submit(lambda: self.write_rest(audio, facts, on_progress))

    def write_rest(
        self, audio: Path, facts: SoundFacts, on_progress: OnProgress, from_s: float = 0.0
    ) -> Transcript:
        """`audio` from `from_s` on, times counted from there. On the scribe's thread only."""

        def progressed(done_s: float) -> None:
            if self.leaving:
                raise GivenUp
            on_progress(from_s + done_s)

        sound = _later_than(from_s, facts.without_commands(read_blocks(audio)))
        speech = within(facts.speech, from_s, facts.duration_s)
        return write_down(self.transcriber, sound, speech, self.vocabulary, progressed).transcript

    def _run(self) -> None:
        while not self.leaving:
            with self._changed:
                self._changed.wait_for(lambda: self._work or self.leaving)
                work = self._work.popleft() if self._work else None
            if work and not self.leaving:
                work()


def _later_than(from_s: float, blocks: Iterable[Samples]) -> Iterator[Samples]:
    """`blocks` (at 16 kHz) without their first `from_s` seconds."""
    left = round(from_s * LISTENING_RATE_HZ)
    for block in blocks:
        if left < len(block):
            yield block[left:]
        left = max(0, left - len(block))
