"""Runs transcription jobs in a process of its own, beside a session, never in its way.

The process is stopped (SIGSTOP) whenever that is asked for, in the middle of whatever it computes,
and goes on later. Where the system cannot stop a process, it only has little priority.

Threads: any thread may call the methods. A thread of its own, which starts with the first job and
is joined when the context is left, starts the process, gives it the jobs one by one, and waits for
the results. The process ends when its stdin does, so it does not outlive the coach; it is in a
process group of its own, so that Ctrl-C does not reach it, and that the system wakes it if the
coach is killed while it is stopped.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

from coach.audio.facts import SoundFacts
from coach.errors import CoachError, EngineMissing
from coach.transcription.jobs import (
    TranscriptionJob,
    TranscriptionResult,
    run_job,
    transcriber_of,
)
from coach.transcription.ports import Transcriber, Transcript
from coach.transcription.roles import ENOUGH

COMMAND = (sys.executable, "-P", "-m", "coach.transcription.second_process")

_NICENESS = 10
_STOP, _CONTINUE = getattr(signal, "SIGSTOP", None), getattr(signal, "SIGCONT", None)
_IS_POSIX = os.name == "posix"


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
        self._command = command
        self._jobs: queue.SimpleQueue[tuple[TranscriptionJob, Future[TranscriptionResult]] | None]
        self._jobs = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._may_run = True
        self._left = False
        self._stopped_s, self._stopped_since_s = 0.0, 0.0
        self._thread = threading.Thread(target=self._run, name="second process", daemon=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        """End the process at once: what it has not done is not wanted any more."""
        with self._lock:
            self._left = True
            self._jobs.put(None)
            if self._process:
                self._process.kill()
        if self._thread.is_alive():
            self._thread.join()

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

    def submit(
        self, audio: Path, facts: SoundFacts, vocabulary: str, quick: Transcript
    ) -> Future[TranscriptionResult]:
        """Transcribe `audio` after what was submitted before; `quick`: see TranscriptionJob.

        The future may raise CoachError. It is never done if the context is left before.
        """
        second = self._second
        job = TranscriptionJob(
            audio, second.engine, second.model, second.language, vocabulary, facts=facts,
            quick=quick,
        )  # fmt: skip
        future: Future[TranscriptionResult] = Future()
        with self._lock:
            if not self._thread.ident:
                self._thread.start()
            self._jobs.put((job, future))
        return future

    def let_run(self, may_run: bool) -> None:
        """Stop the process at once, or let it go on."""
        with self._lock:
            if may_run == self._may_run:
                return
            self._may_run = may_run
            now_s = time.monotonic()
            if may_run:
                self._stopped_s += now_s - self._stopped_since_s
            else:
                self._stopped_since_s = now_s
            self._signal(_CONTINUE if may_run else _STOP)

    def _signal(self, number: int | None) -> None:
        if self._process and number is not None:
            self._process.send_signal(number)  # does nothing where it has ended

    def _run(self) -> None:
        while waiting := self._jobs.get():
            job, future = waiting
            try:
                future.set_result(self._result(job))
            except (OSError, EOFError, pickle.UnpicklingError) as error:
                if self._left:
                    break
                self._end()
                future.set_exception(EngineMissing(f"The second process has ended ({error})."))
            except CoachError as error:
                future.set_exception(error)
        self._end()

    def _result(self, job: TranscriptionJob) -> TranscriptionResult:
        """Raises CoachError; OSError, EOFError where the process ended."""
        process = self._started()
        assert process.stdin
        assert process.stdout
        pickle.dump(job, process.stdin)
        process.stdin.flush()
        _received(process.stdout)  # the model is loaded
        with self._lock:
            began_s, stopped_s = time.monotonic(), self._stopped()
        result = _received(process.stdout)
        with self._lock:
            took_s = time.monotonic() - began_s - (self._stopped() - stopped_s)
        assert isinstance(result, TranscriptionResult)
        self._keeps_up &= result.facts.duration_s >= ENOUGH * took_s
        return result

    def _stopped(self) -> float:
        """For how many seconds it was stopped so far."""
        now = 0.0 if self._may_run else time.monotonic() - self._stopped_since_s
        return self._stopped_s + now

    def _started(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._left:
                raise EOFError
            if self._process is None:
                options: dict[str, Any] = (
                    {"process_group": 0}
                    if _IS_POSIX
                    else {"creationflags": getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)}
                )
                self._process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    **options,
                )
                if not self._may_run:
                    self._signal(_STOP)
            return self._process

    def _end(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()  # which closes its pipes, too


def _received(replies: BinaryIO | Any) -> object:
    """The next reply. Raises the CoachError that it is; EOFError where the process ended."""
    reply = pickle.load(replies)  # noqa: S301  by our own process  # nosec B301
    if isinstance(reply, CoachError):
        raise reply
    return reply


def serve(
    requests: BinaryIO,
    replies: BinaryIO,
    transcriber: Callable[[TranscriptionJob], Transcriber] = transcriber_of,
) -> None:
    """Run the jobs that come through `requests`, until it ends."""
    with contextlib.suppress(EOFError):
        while True:
            job = pickle.load(requests)  # noqa: S301  by the coach that started this process  # nosec B301
            try:
                engine = transcriber(job)
                engine.load()
                _reply(replies, None)
                reply: object = run_job(job, engine)
            except CoachError as error:
                reply = error
            _reply(replies, reply)


def _reply(replies: BinaryIO, reply: object) -> None:
    pickle.dump(reply, replies)
    replies.flush()


def main(transcriber: Callable[[TranscriptionJob], Transcriber] = transcriber_of) -> None:
    """Serve the coach that started this process. What a library prints must not mix with it."""
    if _IS_POSIX:
        os.nice(_NICENESS)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # a coach under nohup ignores it; see above
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, replies, transcriber)


if __name__ == "__main__":
    main()
