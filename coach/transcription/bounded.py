"""Has an engine work, and gives it up if it hangs.

Threads: the engine works on a thread of its own, a daemon, while the caller waits. Nothing can end
a thread that hangs, so it is left behind; if it goes on one day, its next sign ends it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import replace
from typing import TypeVar

from coach.audio.clips import Samples
from coach.audio.vad import SpeechSegment
from coach.errors import EngineHangs
from coach.transcription.cutting import Lengths
from coach.transcription.jobs import OnProgress, TranscriptionJob, TranscriptionResult, run_job
from coach.transcription.patience import Patience
from coach.transcription.ports import (
    DecodeOptions,
    GivenUp,
    SpokenLanguage,
    Transcriber,
    Transcript,
)

_Result = TypeVar("_Result")

_LOOKS_EVERY_S = 0.5  # so that Ctrl-C is seen on systems where waiting cannot be interrupted
_A_MOMENT_S = 1.0  # for a thread to end by itself

OnSign = Callable[[], None]


def run_bounded(
    job: TranscriptionJob, transcriber: Transcriber, on_progress: OnProgress = lambda _: None
) -> TranscriptionResult:
    """See `run_job`. `on_progress` is called on another thread. Raises EngineHangs, too."""

    def run(watched: Transcriber, on_sign: OnSign) -> TranscriptionResult:
        def progressed(done_s: float) -> None:
            on_sign()
            on_progress(done_s)

        return run_job(job, watched, progressed)

    return bounded(transcriber, run)


def load_bounded(transcriber: Transcriber) -> None:
    """Load the weights, which are fetched before. Raises EngineHangs, and what `load` raises."""
    transcriber.fetch()
    bounded(transcriber, lambda watched, _: watched.load())


def bounded(transcriber: Transcriber, work: Callable[[Transcriber, OnSign], _Result]) -> _Result:
    """The result of `work`, which gets `transcriber`, and a function to call as a further sign.

    Raises EngineHangs where there is no sign for as long as this engine may be silent, and whatever
    `work` raises.
    """
    signs = _Signs()
    future: Future[_Result] = Future()

    def run() -> None:
        try:
            future.set_result(work(WatchedTranscriber(transcriber, signs), signs))
        except BaseException as error:  # noqa: BLE001  the thread's outermost frame: the asker gets it
            future.set_exception(error)

    thread = threading.Thread(target=run, name="engine", daemon=True)
    thread.start()
    try:
        _wait(future, signs, transcriber.hangs_after_s)
    except EngineHangs:
        transcriber.abandon()
        raise
    finally:
        signs.wanted = False
        thread.join(_A_MOMENT_S)
    return future.result()


class _Signs:
    """Counts the signs of an engine. A sign raises GivenUp once nothing is `wanted` any more."""

    def __init__(self) -> None:
        self.count = 0
        self.wanted = True

    def __call__(self) -> None:
        if not self.wanted:
            raise GivenUp
        self.count += 1


def _wait(future: Future[_Result], signs: _Signs, limit_s: float) -> None:
    """Wait until `future` is done. Raises EngineHangs."""
    patience = Patience(limit_s)
    while not wait([future], _LOOKS_EVERY_S).done:
        patience.look(signs.count)


class WatchedTranscriber(Transcriber):
    """Another transcriber. It gives a sign after each call, and between the steps of decoding."""

    def __init__(self, transcriber: Transcriber, on_sign: OnSign) -> None:
        """`on_sign` may raise GivenUp."""
        self.engine, self.model = transcriber.engine, transcriber.model
        self.language = transcriber.language
        self.hangs_after_s = transcriber.hangs_after_s
        self._its = transcriber
        self._on_sign = on_sign

    @property
    def asked(self) -> str:
        """See Transcriber."""
        return self._its.asked

    @property
    def piece_lengths(self) -> Lengths:
        """See Transcriber."""
        return self._its.piece_lengths

    @property
    def at_once(self) -> int:
        """See Transcriber."""
        return self._its.at_once

    def fetch(self) -> None:
        """See Transcriber."""
        self._its.fetch()

    def abandon(self) -> None:
        """See Transcriber."""
        self._its.abandon()

    def load(self) -> None:
        """See Transcriber."""
        self._its.load()
        self._on_sign()

    def transcribe(
        self, samples: Samples, prompt: str = "", decoding: DecodeOptions | None = None
    ) -> Transcript:
        """See Transcriber."""
        return self._signed(
            self._its.transcribe(samples, prompt, decoding and self._watched(decoding))
        )

    def read(self, samples: Samples, prompt: str, decoding: DecodeOptions) -> str:
        """See Transcriber."""
        return self._signed(self._its.read(samples, prompt, self._watched(decoding)))

    def spoken_language(self, samples: Samples) -> SpokenLanguage | None:
        """See Transcriber."""
        return self._signed(self._its.spoken_language(samples))

    def load_languages(self) -> None:
        """See Transcriber."""
        self._its.load_languages()
        self._on_sign()

    def detect_speech(self, samples: Samples) -> list[SpeechSegment]:
        """See Transcriber."""
        return self._signed(self._its.detect_speech(samples))

    def _watched(self, decoding: DecodeOptions) -> DecodeOptions:
        def given_up() -> bool:
            self._on_sign()
            return decoding.given_up()

        return replace(decoding, given_up=given_up)

    def _signed(self, result: _Result) -> _Result:
        self._on_sign()
        return result
