"""Runs many transcription jobs, in this process or in several, and gives each result when it is
there.

A job is taken when it can begin, so that only what is in work is lost with this process.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Protocol

from coach.errors import CoachError, EngineHangs, EngineMissing, InvalidSetting
from coach.transcription.bounded import run_bounded
from coach.transcription.job_process import COMMAND, JobProcess, ProcessEnded
from coach.transcription.jobs import (
    TranscriptionJob,
    TranscriptionResult,
    transcriber_of,
)
from coach.transcription.ports import Transcriber

_LOOKS_EVERY_S = 0.5  # so that Ctrl-C is seen on systems where waiting cannot be interrupted

# Gets the number of a job, and how many seconds of its sound are done. Any thread may call it.
OnJobProgress = Callable[[int, float], None]


@dataclass(frozen=True)
class Finished:
    """What became of the job with this number, counted from 0: a result, or an error."""

    number: int
    result: TranscriptionResult | CoachError


class JobRunner(Protocol):
    """Runs jobs: here (JobsHere), in several processes (JobPool), or on other machines."""

    def run(
        self, jobs: Iterable[TranscriptionJob], on_progress: OnJobProgress
    ) -> Generator[Finished, None, None]:
        """Run `jobs` and yield what became of each, in the order in which they end. Closing the
        generator ends what is in work.

        `jobs` is gone through in the caller's thread, a job at a time, as there is room for it.
        Raises EngineMissing, InvalidSetting where no job could be done.
        """
        ...


class JobsHere:
    """Runs jobs in this process, one after the other."""

    def __init__(
        self, transcriber: Callable[[TranscriptionJob], Transcriber] = transcriber_of
    ) -> None:
        """`transcriber` gives the engine for a job."""
        self._transcriber = transcriber

    def run(
        self, jobs: Iterable[TranscriptionJob], on_progress: OnJobProgress
    ) -> Generator[Finished, None, None]:
        """See JobRunner."""
        for number, job in enumerate(jobs):
            engine = self._transcriber(job)
            yield Finished(number, self._done(number, job, engine, on_progress))

    @staticmethod
    def _done(
        number: int, job: TranscriptionJob, engine: Transcriber, on_progress: OnJobProgress
    ) -> TranscriptionResult | CoachError:
        try:
            return run_bounded(job, engine, lambda done_s: on_progress(number, done_s))
        except EngineHangs as error:
            return error
        except (EngineMissing, InvalidSetting):
            raise
        except CoachError as error:
            return error


@dataclass(frozen=True)
class _InWork:
    number: int
    job: TranscriptionJob
    process: JobProcess
    is_second_try: bool = False


class JobPool:
    """Runs jobs in `count` processes, each of which loads the model once.

    A process that ends in the middle of a job is started again, and the job done once more. If
    that ends it, too, the job has an error, and the others go on. So does a job in which the engine
    hangs; its process is started again.
    """

    def __init__(self, count: int, command: tuple[str, ...] = COMMAND) -> None:
        self._count = count
        self._command = command

    def run(
        self, jobs: Iterable[TranscriptionJob], on_progress: OnJobProgress
    ) -> Generator[Finished, None, None]:
        """See JobRunner. The processes end with the last job, or when the iterator is closed."""
        with contextlib.ExitStack() as stack:
            processes = [JobProcess(self._command, f"process {n + 1}") for n in range(self._count)]
            free = [stack.enter_context(process) for process in processes]
            waiting = enumerate(jobs)
            in_work: dict[Future[TranscriptionResult], _InWork] = {}

            def begin(which: _InWork) -> None:
                def progressed(done_s: float) -> None:
                    on_progress(which.number, done_s)

                in_work[which.process.submit(which.job, progressed)] = which

            def begin_next(process: JobProcess) -> None:
                for number, job in waiting:
                    begin(_InWork(number, job, process))
                    return

            for process in free:
                begin_next(process)
            while in_work:
                done, _ = wait(in_work, _LOOKS_EVERY_S, FIRST_COMPLETED)
                for future in done:
                    which = in_work.pop(future)
                    result = _result(future)
                    if isinstance(result, ProcessEnded) and not which.is_second_try:
                        begin(_InWork(which.number, which.job, which.process, is_second_try=True))
                        continue
                    begin_next(which.process)  # before somebody has time to keep the result
                    yield Finished(which.number, result)


def _result(future: Future[TranscriptionResult]) -> TranscriptionResult | CoachError:
    """What became of a job. Raises EngineMissing, InvalidSetting, which others would meet, too."""
    try:
        return future.result()
    except (ProcessEnded, EngineHangs) as error:
        return error
    except (EngineMissing, InvalidSetting):
        raise
    except CoachError as error:
        return error
