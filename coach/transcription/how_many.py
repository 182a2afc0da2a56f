"""How many processes write down at once: tried once on this machine for each model, and remembered.

More processes of fewer threads are mostly better than one of many threads, because the decoder's
steps are too short to share. How many are best depends on the machine's caches and memory.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

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


def most_processes(engine: str, model: str) -> int:
    """How many processes with `model` this machine has cores and memory for, at least 1."""
    needed_mb = _PROCESS_MB + memory_needed_mb(engine, size_of(model) or _UNKNOWN_MILLIONS)
    by_memory = int((memory_mb() or 0) / _SHARE_OF_MEMORY / needed_mb)
    return max(1, min(os.cpu_count() or 1, by_memory))


def threads_for(count: int) -> int:
    """How many threads each of `count` processes should have."""
    return max(1, min(default_threads(), (os.cpu_count() or 1) // count))


def kept_count(engine: str, model: str) -> int | None:
    """The best number that was tried on this machine as it is now; None if none was."""
    entry = _entries().get(f"{engine} {model}")
    if not isinstance(entry, dict) or entry.get("on") != fingerprint(engine):
        return None
    count = entry.get("processes")
    return count if isinstance(count, int) and count > 0 else None


def measure_count(
    job: TranscriptionJob, model: str, most: int, command: tuple[str, ...] = COMMAND
) -> int:
    """The number of processes, at most `most`, that together do the most of jobs such as `job`.

    `model` is the name under which it is remembered. Raises CoachError where the job cannot be
    done.
    """
    best, best_speed = 1, 0.0
    for count in _candidates(most):
        speed = _jobs_a_second(replace(job, threads=threads_for(count)), count, command)
        if speed < best_speed * _WORTH_IT:
            break
        best, best_speed = count, speed
    if not is_busy():  # with others at work, it holds for now only
        entry = {"on": fingerprint(job.engine), "processes": best}
        remember(_REMEMBERED, {**_entries(), f"{job.engine} {model}": entry})
    return best


def _candidates(most: int) -> Iterator[int]:
    count = 1
    while count < most:
        yield count
        count *= 2
    yield most


def _jobs_a_second(job: TranscriptionJob, count: int, command: tuple[str, ...]) -> float:
    with contextlib.ExitStack() as stack:
        processes = [stack.enter_context(JobProcess(command)) for _ in range(count)]
        _wait_for([process.submit(job) for process in processes])  # which loads the models
        began_s = time.perf_counter()
        _wait_for([process.submit(job) for process in processes])
        return count / max(time.perf_counter() - began_s, 1e-6)


def _wait_for(futures: list[Future[TranscriptionResult]]) -> None:
    for future in futures:
        future.result()


def _entries() -> dict[str, Any]:
    entries = remembered(_REMEMBERED)
    return entries if isinstance(entries, dict) else {}
