"""Has a better model write answers down once more, beside a session, never in its way.

It does so in a process of its own: see `coach.transcription.job_process`.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from coach.audio.facts import SoundFacts
from coach.transcription.devices import default_threads
from coach.transcription.job_process import COMMAND, JobProcess
from coach.transcription.jobs import TranscriptionJob, TranscriptionResult
from coach.transcription.ports import Transcript
from coach.transcription.roles import ENOUGH


@dataclass(frozen=True)
class SecondModel:
    """The model for the words that come second, as a TranscriptionJob names it. `keeps_up`: it may
    write while the next answer is spoken, unless something else has it wait now (`waits`).
    """

    engine: str
    model: str
    language: str
    keeps_up: bool = True
    waits: Callable[[], bool] = lambda: False


class SecondProcess:
    """Transcribes recordings with `second`, one after the other."""

    def __init__(self, second: SecondModel, command: tuple[str, ...] = COMMAND) -> None:
        self._second = second
        self._keeps_up = second.keeps_up
        self._process = JobProcess(command, on_timed=self._note_time)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        """End the process at once: what it has not done is not wanted any more."""
        self._process.__exit__(*exc_info)

    @property
    def keeps_up(self) -> bool:
        """Whether it may write while the next answer is spoken: it is quick enough, and need not
        wait.
        """
        return self._keeps_up and not self._second.waits()

    @property
    def model(self) -> str:
        """The model that it writes with."""
        return self._second.model

    @property
    def pid(self) -> int | None:
        """The number of the process, where it runs."""
        return self._process.pid

    def submit(
        self, audio: Path, facts: SoundFacts, vocabulary: str, quick: Transcript
    ) -> Future[TranscriptionResult]:
        """Transcribe `audio` after what was submitted before; `quick`: see TranscriptionJob.

        The future may raise CoachError. It is never done if the context is left before.
        """
        second = self._second
        job = TranscriptionJob(
            audio, second.engine, second.model, second.language, vocabulary, default_threads(),
            facts=facts, quick=quick,
        )  # fmt: skip
        return self._process.submit(job)

    def let_run(self, may_run: bool) -> None:
        """Stop the process at once, or let it go on."""
        self._process.let_run(may_run)

    def _note_time(self, result: TranscriptionResult, took_s: float) -> None:
        self._keeps_up &= result.facts.duration_s >= ENOUGH * took_s
