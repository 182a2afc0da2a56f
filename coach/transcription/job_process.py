"""Runs transcription jobs in a process of its own.

The process is stopped (SIGSTOP) whenever that is asked for, in the middle of whatever it computes,
and goes on later. Where the system cannot stop a process, it only has little priority.

Threads: any thread may call the methods. A thread of its own, which starts with the first job and
is joined when the context is left, starts the process, gives it the jobs one by one, and waits for
the results. The process ends when its stdin does, so it does not outlive the coach; it is in a
process group of its own, so that Ctrl-C does not reach it, and that the system wakes it if the
coach is killed while it is stopped. Linux ends it with the coach: other systems wake no process
whose threads are still being stopped when the coach is killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
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
from typing import Any, BinaryIO, Self

from coach.errors import CoachError, EngineHangs, EngineMissing
from coach.transcription.bounded import load_bounded, run_bounded
from coach.transcription.jobs import (
    OnProgress,
    TranscriptionJob,
    TranscriptionResult,
    transcriber_of,
)
from coach.transcription.ports import Transcriber

COMMAND = (sys.executable, "-P", "-m", "coach.transcription.job_process")

_NICENESS = 10
_PR_SET_PDEATHSIG = 1  # see prctl(2)
_STOP, _CONTINUE = getattr(signal, "SIGSTOP", None), getattr(signal, "SIGCONT", None)
_IS_POSIX = os.name == "posix"

# Gets a result, and the seconds that it took once the model was loaded.
OnTimed = Callable[[TranscriptionResult, float], None]


class ProcessEnded(EngineMissing):
    """The process ended in the middle of a job, or could not be started."""


class JobProcess:
    """Runs jobs one after the other in another process, which starts with the first of them."""

    def __init__(
        self,
        command: tuple[str, ...] = COMMAND,
        name: str = "second process",
        on_timed: OnTimed = lambda _result, _took_s: None,
    ) -> None:
        """`name` is what errors call it. `on_timed` is called on its thread."""
        self._command = command
        self._name = name
        self._on_timed = on_timed
        self._jobs: queue.SimpleQueue[
            tuple[TranscriptionJob, OnProgress, Future[TranscriptionResult]] | None
        ] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._may_run = True
        self._left = False
        self._stopped_s, self._stopped_since_s = 0.0, 0.0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

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
    def pid(self) -> int | None:
        """The number of the process, where it runs."""
        return self._process.pid if self._process else None

    def submit(
        self, job: TranscriptionJob, on_progress: OnProgress = lambda _: None
    ) -> Future[TranscriptionResult]:
        """Run `job` after those that were submitted before. `on_progress` is called on its thread.

        The future may raise CoachError. It is never done if the context is left before.
        """
        future: Future[TranscriptionResult] = Future()
        with self._lock:
            if not self._thread.ident:
                self._thread.start()
            self._jobs.put((job, on_progress, future))
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
            job, on_progress, future = waiting
            try:
                future.set_result(self._result(job, on_progress))
            except CoachError as error:
                if isinstance(error, EngineHangs):
                    self._end()  # and with it the thread that hangs
                future.set_exception(error)
            except Exception as error:  # noqa: BLE001  this thread's outermost: somebody waits
                # Its pipe has ended, or what came through it is no pickle, which fails in any way.
                if self._left:
                    break
                self._end()
                future.set_exception(ProcessEnded(f"The {self._name} has ended ({error})."))
        self._end()

    def _result(self, job: TranscriptionJob, on_progress: OnProgress) -> TranscriptionResult:
        """Raises CoachError; OSError, EOFError where the process ended."""
        process = self._started()
        assert process.stdin
        assert process.stdout
        pickle.dump(job, process.stdin)
        process.stdin.flush()
        _received(process.stdout, on_progress)  # the model is loaded
        with self._lock:
            began_s, stopped_s = time.monotonic(), self._stopped_so_far_s()
        result = _received(process.stdout, on_progress)
        with self._lock:
            took_s = time.monotonic() - began_s - (self._stopped_so_far_s() - stopped_s)
        if not isinstance(result, TranscriptionResult):
            raise pickle.UnpicklingError(f"a {type(result).__name__} came as a result")
        self._on_timed(result, took_s)
        return result

    def _stopped_so_far_s(self) -> float:
        """For how many seconds it was stopped so far. The caller holds the lock."""
        this_time_s = 0.0 if self._may_run else time.monotonic() - self._stopped_since_s
        return self._stopped_s + this_time_s

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


def _received(replies: BinaryIO | Any, on_progress: OnProgress) -> object:
    """The next reply that is more than progress. Raises the CoachError that it is; EOFError where
    the process ended.
    """
    while isinstance(reply := pickle.load(replies), float):  # noqa: S301  by our own process  # nosec B301
        on_progress(reply)
    if isinstance(reply, CoachError):
        raise reply
    return reply


def serve(
    requests: BinaryIO,
    replies: BinaryIO,
    transcriber: Callable[[TranscriptionJob], Transcriber] = transcriber_of,
) -> None:
    """Run the jobs that come through `requests`, until it ends, or nobody reads `replies`."""
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            job = pickle.load(requests)  # noqa: S301  by the coach that started this process  # nosec B301
            try:
                engine = transcriber(job)
                load_bounded(engine)
                _reply(replies, None)
                progressed = functools.partial(_progressed, replies)
                reply: object = run_bounded(job, engine, progressed)
            except CoachError as error:
                reply = error
            _reply(replies, reply)


def _progressed(replies: BinaryIO, done_s: float) -> None:
    _reply(replies, float(done_s))


def _reply(replies: BinaryIO, reply: object) -> None:
    pickle.dump(reply, replies)
    replies.flush()


def main(transcriber: Callable[[TranscriptionJob], Transcriber] = transcriber_of) -> None:
    """Serve the coach that started this process. What a library prints must not mix with it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if _IS_POSIX:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # a coach under nohup ignores it; see above
        os.nice(_NICENESS)
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, replies, transcriber)


if __name__ == "__main__":
    main()
