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
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.facts import SoundFacts, SoundFactsBuilder
from coach.audio.levels import made_audible
from coach.audio.reading import read_blocks
from coach.audio.vad import SpeechSegment
from coach.transcription.cutting import Piece, pieces, within
from coach.transcription.fillers import FillerWords
from coach.transcription.ports import GivenUp, Transcriber, Transcript
from coach.transcription.second_opinion import with_second_opinion
from coach.transcription.whole import write_down

_Result = TypeVar("_Result")

_PATIENCE_S = 1.0
# A piece of 15 s takes tiny.en less and base more, on two shared cores. An engine that was slow is
# asked for less at a time, and takes less.
_QUICK_S, _QUICK_AGAIN_S = 1.2, 0.3

OnProgress = Callable[[float], None]  # told how many seconds are written down


@dataclass(frozen=True)
class WrittenDown:
    """A take in words, and its sound facts."""

    transcript: Transcript
    facts: SoundFacts


def write_take_down(
    transcriber: Transcriber,
    sound: Callable[[], Iterable[Samples]],
    facts: SoundFacts | None,
    vocabulary: str,
    on_progress: OnProgress,
    too_quiet_db: float | None = None,
) -> WrittenDown:
    """Write a take down, in flat memory; without `facts` they are found on the way.

    `sound` gives the take's blocks from its beginning whenever it is called. What is `too_quiet_db`
    (its loudest sample, in dBFS) is listened to as if it were louder. Raises EngineMissing, and
    whatever reading the blocks raises.
    """
    if facts:
        heard = made_audible(facts.without_commands(sound()), too_quiet_db)
        written = write_down(transcriber, heard, facts.speech, vocabulary, on_progress)
        again = made_audible(sound(), too_quiet_db)
        return looked_at_again(transcriber, written.transcript, facts, again)
    builder = SoundFactsBuilder()

    def overheard() -> Iterator[Samples]:
        for block in sound():
            builder.feed(block)
            yield block

    heard = made_audible(overheard(), too_quiet_db)
    written = write_down(transcriber, heard, None, vocabulary, on_progress)
    facts, again = builder.facts(list(written.speech)), made_audible(sound(), too_quiet_db)
    return looked_at_again(transcriber, written.transcript, facts, again)


def looked_at_again(
    transcriber: Transcriber, transcript: Transcript, facts: SoundFacts, blocks: Iterable[Samples]
) -> WrittenDown:
    """`transcript` of the take in `blocks`, with a second opinion on sound that has no words."""
    sound = facts.without_commands(blocks)
    return WrittenDown(*with_second_opinion(transcriber, transcript, facts, sound))


class Scribe:
    """Writes down in the background, one thing after the other."""

    def __init__(
        self, transcriber: Transcriber, vocabulary: str = "", fillers: FillerWords | None = None
    ) -> None:
        """With `fillers`, answers are listened to for them, behind everything else."""
        self.transcriber = transcriber
        self.vocabulary = vocabulary
        self.fillers = fillers if fillers and fillers.prompt else None
        self._leaving = threading.Event()
        self._work: deque[Callable[[], None]] = deque()
        self._idle_work: deque[Callable[[], bool]] = deque()
        self.somebody_speaks = False
        self.is_slow = False  # the engine: nothing needless should be asked of it
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

    def when_idle(self, work: Callable[[Callable[[], bool]], _Result]) -> Future[_Result]:
        """Do `work` on the scribe's thread once nothing else waits; not while somebody speaks
        where the engine is slow, because an engine cannot be stopped at any moment.

        It is handed a question to ask now and then: whether something else has come. Where it then
        raises GivenUp, it is begun again later.
        """
        future: Future[_Result] = Future()

        def is_over() -> bool:
            if not future.running() and not future.set_running_or_notify_cancel():
                return True
            try:
                future.set_result(work(lambda: bool(self._work) or self.leaving))
            except GivenUp:
                return self.leaving
            except Exception as error:  # noqa: BLE001  the thread's outermost frame, as above
                future.set_exception(error)
            return True

        with self._changed:
            self._idle_work.append(is_over)
            self._changed.notify()
        return future

    def begin(self, audio: Path, facts: SoundFacts, on_progress: OnProgress) -> Future[WrittenDown]:
        """Begin to write `audio` down; `on_progress` is called on the scribe's thread."""

        def whole() -> WrittenDown:
            transcript = self.write_rest(audio, facts, on_progress)
            return looked_at_again(self.transcriber, transcript, facts, read_blocks(audio))

        return self.submit(whole)

    def write_rest(
        self, audio: Path, facts: SoundFacts, on_progress: OnProgress, from_s: float = 0.0
    ) -> Transcript:
        """`audio` from `from_s` on, times counted from there. On the scribe's thread only."""

        def progressed(done_s: float) -> None:
            if self.leaving:
                raise GivenUp
            on_progress(from_s + done_s)

        sound, speech = _later_than(from_s, audio, facts)
        return write_down(self.transcriber, sound, speech, self.vocabulary, progressed).transcript

    def speech_ended(self) -> None:
        """Nobody speaks any more; what waited for that may be done."""
        with self._changed:
            self.somebody_speaks = False
            self._changed.notify()

    def took(self, piece_s: float) -> None:
        """Note how long the newest piece of speech took to write down."""
        self.is_slow = piece_s > (_QUICK_AGAIN_S if self.is_slow else _QUICK_S)

    @property
    def _may_idle(self) -> bool:
        return bool(self._idle_work) and not (self.somebody_speaks and self.is_slow)

    def _run(self) -> None:
        while not self.leaving:
            with self._changed:
                self._changed.wait_for(lambda: self._work or self._may_idle or self.leaving)
                work = self._work.popleft() if self._work else None
                idle_work = self._idle_work.popleft() if not work and self._may_idle else None
            if self.leaving:
                return
            if work:
                work()
            elif idle_work and not idle_work():
                self._idle_work.appendleft(idle_work)


def filler_pieces(audio: Path, facts: SoundFacts, from_s: float = 0.0) -> Iterator[Piece]:
    """`audio` from `from_s` on, in pieces to listen to for fillers; read as they are needed."""
    sound, speech = _later_than(from_s, audio, facts)
    for piece in pieces(sound, speech):
        yield replace(piece, start_s=piece.start_s + from_s)


def _later_than(
    from_s: float, audio: Path, facts: SoundFacts
) -> tuple[Iterator[Samples], tuple[SpeechSegment, ...]]:
    """The sound of `audio` (at 16 kHz) from `from_s` on, and the speech in it."""

    def blocks() -> Iterator[Samples]:
        left = round(from_s * LISTENING_RATE_HZ)
        for block in facts.without_commands(read_blocks(audio)):
            if left < len(block):
                yield block[left:]
            left = max(0, left - len(block))

    return blocks(), within(facts.speech, from_s, facts.duration_s)
