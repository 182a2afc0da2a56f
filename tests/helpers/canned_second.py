"""A fake of the second process."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

from coach.audio.facts import SoundFacts
from coach.errors import CoachError
from coach.transcription.jobs import TranscriptionJob, TranscriptionResult, run_job
from coach.transcription.ports import Transcriber, Transcript


class CannedSecond:
    """A second process that is none: `transcriber` writes each recording down at once."""

    model = "canned"

    def __init__(self, transcriber: Transcriber, *, keeps_up: bool = True) -> None:
        self._transcriber = transcriber
        self.keeps_up = keeps_up
        self.let: list[bool] = []  # what `let_run` was called with

    def submit(
        self, audio: Path, facts: SoundFacts, vocabulary: str, quick: Transcript
    ) -> Future[TranscriptionResult]:
        """See Second."""
        future: Future[TranscriptionResult] = Future()
        job = TranscriptionJob(audio, vocabulary=vocabulary, facts=facts, quick=quick)
        try:
            future.set_result(run_job(job, self._transcriber))
        except CoachError as error:
            future.set_exception(error)
        return future

    def let_run(self, may_run: bool) -> None:
        """See Second."""
        self.let.append(may_run)
