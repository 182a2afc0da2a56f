"""Transcribes answers in the background.

Threads: a worker owns one thread, started when its context is entered and joined when it is left.
Only that thread loads and uses the engine. Only the worker's own methods change its state. Whisper
cannot be stopped at any moment, so after an interruption the worker waits only a moment for the
thread, which is a daemon.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeVar

from coach.audio.facts import SoundFacts
from coach.errors import EngineHangs
from coach.transcription.cutting import Piece
from coach.transcription.devices import default_threads
from coach.transcription.fillers import FillerWords
from coach.transcription.jobs import OnProgress, TranscriptionJob, TranscriptionResult, run_job
from coach.transcription.ports import GivenUp, Transcriber, Transcript
from coach.transcription.writing import write_piece

_Result = TypeVar("_Result")

_PATIENCE_S = 1.0
# The limit lies between the times of tiny.en and of base for a piece of 15 s on two shared cores. A
# slow engine gets less work at a time, which takes it less long.
_QUICK_S, _QUICK_AGAIN_S = 1.2, 0.3


class Second(Protocol):
    """Transcribes recordings once more, better, beside a worker (see SecondProcess)."""

    @property
    def model(self) -> str:
        """The model that it writes with."""
        ...

    @property
    def keeps_up(self) -> bool:
        """Whether it may write while the next answer is spoken. Asked after each answer."""
        ...

    def submit(
        self, audio: Path, facts: SoundFacts, vocabulary: str, quick: Transcript
    ) -> Future[TranscriptionResult]:
        """Transcribe `audio` after what was submitted before; `quick`: see TranscriptionJob.

        The future may raise CoachError, or never be done.
        """
        ...

    def let_run(self, may_run: bool) -> None:
        """Stop at once, or go on."""
        ...


class TranscriptionWorker:
    """Does work in the background, one task after the other: urgent, ordinary, then idle work."""

    def __init__(
        self,
        transcriber: Transcriber,
        vocabulary: str = "",
        fillers: FillerWords | None = None,
        second: Second | None = None,
    ) -> None:
        """With `fillers`, answers are listened to for fillers, after all other work. `second` is
        stopped while this worker has anything to do.
        """
        self.transcriber = transcriber
        self.vocabulary = vocabulary
        self.fillers = fillers if fillers and fillers.prompt else None
        self.second = second
        self._is_busy = False
        self._leaving = threading.Event()
        self._work: deque[Callable[[], None]] = deque()
        self._idle_work: deque[Callable[[], bool]] = deque()
        self._somebody_speaks = False
        self._is_slow = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="transcription", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Drop waiting tasks, and wait for the current one, as long as an engine may be silent.

        After Ctrl-C, or if the engine is known to hang, it waits only for a moment.
        """
        self._leaving.set()
        with self._changed:
            self._changed.notify()
        interrupted = kind is not None and not issubclass(kind, Exception)
        hangs = kind is not None and issubclass(kind, EngineHangs)
        is_short = interrupted or hangs
        self._thread.join(_PATIENCE_S if is_short else self.transcriber.hangs_after_s)
        if hangs or (self._thread.is_alive() and not interrupted):
            self.transcriber.abandon()  # it may be kept for another session

    @property
    def leaving(self) -> bool:
        """Whether the context is being left, so that no result is wanted any more."""
        return self._leaving.is_set()

    def load(self) -> Future[None]:
        """Begin to load the model."""
        return self.submit(self.transcriber.load)

    def submit(self, work: Callable[[], _Result], *, urgent: bool = False) -> Future[_Result]:
        """Do `work` on the worker's thread after all waiting tasks; if `urgent`, before them.

        A task whose future is cancelled before its turn is skipped.
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
            (self._work.appendleft if urgent else self._work.append)(done)
            self._changed.notify()
        return future

    def when_idle(self, work: Callable[[Callable[[], bool]], _Result]) -> Future[_Result]:
        """Do `work` on the worker's thread once nothing else waits. With a slow engine, idle work
        waits while somebody speaks, because an engine cannot be stopped at any moment.

        `work` gets a function that says whether other work has come. If `work` then raises GivenUp,
        it is started again later.
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

    def write_piece(self, piece: Piece, given_up: threading.Event) -> Future[Transcript]:
        """Begin to transcribe a piece of a take. Times count from the start of the piece."""

        def write() -> Transcript:
            began_s = time.monotonic()
            written = write_piece(
                self.transcriber,
                piece,
                self.vocabulary,
                lambda: given_up.is_set() or self.leaving,
            )
            self._took(time.monotonic() - began_s)
            return written

        return self.submit(write)

    def write_recording(
        self, audio: Path, facts: SoundFacts, on_progress: OnProgress
    ) -> Future[TranscriptionResult]:
        """Begin to transcribe `audio`. `on_progress` is called on the worker's thread."""
        # Somebody may speak meanwhile: the other cores are for what records that.
        threads = default_threads()
        job = TranscriptionJob(audio, vocabulary=self.vocabulary, threads=threads, facts=facts)
        return self.submit(lambda: run_job(job, self.transcriber, self.until_leaving(on_progress)))

    def until_leaving(self, on_progress: OnProgress) -> OnProgress:
        """`on_progress`, which also raises GivenUp once no result is wanted any more."""

        def progressed(done_s: float) -> None:
            if self.leaving:
                raise GivenUp
            on_progress(done_s)

        return progressed

    def speech_began(self) -> None:
        """Somebody speaks: with a slow engine, idle work waits."""
        with self._changed:
            self._somebody_speaks = True
            self._let_second_run()

    def speech_ended(self) -> None:
        """Nobody speaks any more: idle work may go on."""
        with self._changed:
            self._somebody_speaks = False
            self._let_second_run()
            self._changed.notify()

    @property
    def is_slow(self) -> bool:
        """Whether the engine is slow, so that it should get no needless work."""
        return self._is_slow

    def _took(self, piece_s: float) -> None:
        """Note how long it took to transcribe the newest piece."""
        self._is_slow = piece_s > (_QUICK_AGAIN_S if self._is_slow else _QUICK_S)

    @property
    def _may_idle(self) -> bool:
        return bool(self._idle_work) and not (self._somebody_speaks and self._is_slow)

    def _let_second_run(self) -> None:
        """Let the second one go on unless it would be in the way: of this worker, or, where the
        engine is slow, of captions that come late already.
        """
        if self.second:
            in_the_way = self._is_busy or (self._somebody_speaks and self._is_slow)
            self.second.let_run(not in_the_way)

    def _run(self) -> None:
        while not self.leaving:
            with self._changed:
                self._is_busy = bool(self._work or self._may_idle)
                self._let_second_run()
                self._changed.wait_for(lambda: self._work or self._may_idle or self.leaving)
                self._is_busy = not self.leaving
                self._let_second_run()
                work = self._work.popleft() if self._work else None
                idle_work = self._idle_work.popleft() if not work and self._may_idle else None
            if self.leaving:
                return
            if work:
                work()
            elif idle_work and not idle_work():
                self._idle_work.appendleft(idle_work)
