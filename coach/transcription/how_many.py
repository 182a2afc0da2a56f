"""How many processes write down at once: tried once on this machine for each model, and remembered.

More processes of fewer threads are mostly better than one of many threads, because the decoder's
steps are too short to share. How many are best depends on the machine's caches and memory.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any

from coach.errors import EngineMissing
from coach.state import remember, remembered
from coach.transcription.devices import default_threads
from coach.transcription.job_process import COMMAND, JobProcess
from coach.transcription.jobs import TranscriptionJob, TranscriptionResult
from coach.transcription.models import size_of
from coach.transcription.roles import memory_needed_mb
from coach.transcription.speeds import fingerprint, is_busy, memory_mb

_REMEMBERED = "processes_that_write_down"
_PROCESS_MB = 250  # of a process, besides its model
_SHARE_OF_MEMORY = 2  # all processes together may take half of it
_UNKNOWN_MILLIONS = 1550  # of a model whose size is not known: as the largest
_WORTH_IT = 1.05  # more processes must be better by that


def jobs_a_second(job: TranscriptionJob, count: int, command: tuple[str, ...] = COMMAND) -> float:
    """How many jobs such as `job` are done in a second by `count` processes that each do one.

    `command` starts a process. Raises CoachError where the job cannot be done.
    """
    with contextlib.ExitStack() as stack:
        processes = [
            stack.enter_context(JobProcess(command, f"process {n + 1}")) for n in range(count)
        ]
        _wait_for([process.submit(job) for process in processes])  # which loads the models
        began_s = time.perf_counter()
        _wait_for([process.submit(job) for process in processes])
        return count / max(time.perf_counter() - began_s, 1e-6)


# Like `jobs_a_second`.
Trial = Callable[[TranscriptionJob, int, tuple[str, ...]], float]


@dataclass(frozen=True)
class ProcessCounts:
    """How many processes this machine has room for, and how many are best.

    `command` starts a process. `memory_mb` is None where the system does not tell; then one process
    has room.
    """

    command: tuple[str, ...] = COMMAND
    cores: int = field(default_factory=lambda: os.cpu_count() or 1)
    memory_mb: int | None = field(default_factory=memory_mb)
    trial: Trial = jobs_a_second
    is_busy: Callable[[], bool] = is_busy

    def most(self, engine: str, model: str) -> int:
        """For how many processes with `model` there are cores and memory, at least 1."""
        needed_mb = _PROCESS_MB + memory_needed_mb(engine, size_of(model) or _UNKNOWN_MILLIONS)
        by_memory = int((self.memory_mb or 0) / _SHARE_OF_MEMORY / needed_mb)
        return max(1, min(self.cores, by_memory))

    def threads_for(self, count: int) -> int:
        """How many threads each of `count` processes should have."""
        return max(1, min(default_threads(self.cores), self.cores // count))

    def kept(self, engine: str, model: str) -> int | None:
        """The best number that was tried on this machine as it is now; None if none was."""
        entry = _entries().get(f"{engine} {model}")
        if not isinstance(entry, dict) or entry.get("on") != fingerprint(engine):
            return None
        count = entry.get("processes")
        return count if isinstance(count, int) and count > 0 else None

    def measured(self, job: TranscriptionJob, model: str) -> int:
        """The number of processes that together do the most of jobs such as `job`.

        Where a number fails, such as for want of memory, the one before it is best. It is
        remembered under `model`, unless others keep the machine busy. Raises CoachError where the
        job cannot be done.
        """
        best, best_speed = 1, 0.0
        for count in _candidates(self.most(job.engine, model)):
            job = replace(job, threads=self.threads_for(count))
            try:
                speed = self.trial(job, count, self.command)
            except EngineMissing:
                if count == 1:
                    raise
                break
            if speed < best_speed * _WORTH_IT:
                break
            best, best_speed = count, speed
        if not self.is_busy():
            entry = {"on": fingerprint(job.engine), "processes": best}
            remember(_REMEMBERED, {**_entries(), f"{job.engine} {model}": entry})
        return best


def _candidates(most: int) -> Iterator[int]:
    count = 1
    while count < most:
        yield count
        count *= 2
    yield most


def _wait_for(futures: list[Future[TranscriptionResult]]) -> None:
    for future in futures:
        future.result()


def _entries() -> dict[str, Any]:
    entries = remembered(_REMEMBERED)
    return entries if isinstance(entries, dict) else {}
