"""Runs transcription jobs on a Dask cluster (https://distributed.dask.org, BSD).

The cluster's workers are processes of the same coach on other machines. The sound travels in the
job, or is read by its path where all workers see the same file there. Only this process keeps
results.

A job whose worker ends is done again elsewhere, by Dask. Once all jobs are given away, idle workers
do once more what is still in work, and what is there first counts: a slow worker does not hold the
end.
"""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from coach import __version__
from coach.errors import (
    CoachError,
    EngineHangs,
    EngineMissing,
    InvalidSetting,
    PartMissing,
    WrongUse,
)
from coach.formats import to_type
from coach.temporary import delete_left, temporary_folder
from coach.transcription.bounded import run_bounded
from coach.transcription.checksums import sha256_of
from coach.transcription.job_pool import Finished, OnJobProgress
from coach.transcription.jobs import TranscriptionJob, TranscriptionResult, transcriber_of
from coach.transcription.ports import Transcriber

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as DaskFuture

# Gives the engine for a job.
ChooseForJob = Callable[[TranscriptionJob], Transcriber]

_PATIENCE_S = 10
_SAME = "Install the same version on all machines: see docs/cluster.md"
_GIVEN_AHEAD = 2  # jobs for each worker, so that none waits for the next one to travel


@dataclass(frozen=True)
class WorkerFacts:
    """What must be the same on all machines: the coach, the engine, and whether the model is there.

    `problem` says why the model cannot be used there; "" if it can.
    """

    coach: str
    engine: str
    problem: str = ""
    sees: str = ""  # a digest of a recording that this process sees, too; "" where it is not there


@dataclass(frozen=True)
class Cluster:
    """A cluster that runs jobs (see JobRunner). Made by `connected`. On each machine, `transcriber`
    gives the engine for a job.
    """

    client: Client
    transcriber: ChooseForJob = transcriber_of
    shares_folder: bool = False

    @property
    def hosts(self) -> list[str]:
        """The machines of the workers, by name or address; those where the sound goes."""
        return sorted({urlsplit(address).hostname or address for address in self.client.nthreads()})

    @property
    def is_here(self) -> bool:
        """Whether all workers are on this machine."""
        return all(_is_loopback(host) for host in self.hosts)

    @property
    def count(self) -> int:
        """How many jobs are done at once."""
        return sum(self.client.nthreads().values())

    def checked(self, job: TranscriptionJob) -> Cluster:
        """This cluster, once every worker was found to be fit for jobs such as `job`.

        Raises PartMissing where a worker is not.
        """
        here = facts(job, self.transcriber)
        found = self.client.run(facts, job, self.transcriber, on_error="return")
        for address, there in sorted(found.items()):
            if isinstance(there, Exception):  # it has no coach, or one that knows nothing of this
                raise PartMissing(f"The worker at {address} lacks this coach ({there}).", _SAME)
            for what, theirs, ours in (
                ("spoken-coach", there.coach, here.coach),
                ("the engine", there.engine, here.engine),
            ):
                if theirs != ours:
                    other = f"has another version of {what}: {theirs}, not {ours}."
                    raise PartMissing(f"The worker at {address} {other}", _SAME)
            if there.problem:
                told = f"The worker at {address} cannot use the model: {there.problem}"
                get = to_type("models", "get", job.model or "NAME")
                raise PartMissing(told, f"Put it there, on that machine: {get}")
        shared = bool(here.sees) and all(there.sees == here.sees for there in found.values())
        return replace(self, shares_folder=shared)

    def run(
        self, jobs: Iterable[TranscriptionJob], on_progress: OnJobProgress
    ) -> Generator[Finished, None, None]:
        """See JobRunner. Only whole jobs are told as progress."""
        del on_progress
        work = _Work(self)
        waiting = enumerate(jobs)
        try:
            while True:
                work.give_from(waiting)
                if not work.in_work:
                    return
                yield from work.next_finished()
        finally:
            self.client.cancel(list(work.in_work))


class _Work:
    """The futures in work, with the number of the job of each."""

    def __init__(self, cluster: Cluster) -> None:
        from distributed import as_completed

        self._cluster = cluster
        self._carried: dict[int, CarriedJob] = {}
        self._given_twice: set[int] = set()
        self._finished = as_completed([], loop=cluster.client.loop)
        self.in_work: dict[DaskFuture, int] = {}

    def give_from(self, waiting: Iterator[tuple[int, TranscriptionJob]]) -> None:
        """Give away as many jobs as there is room for; at the end, some a second time."""
        most = _GIVEN_AHEAD * max(1, self._cluster.count)
        while len(self.in_work) < most:
            given = next(waiting, None)
            if given is None:
                self._give_twice()
                return
            number, job = given
            self._carried[number] = carried(job, by_path=self._cluster.shares_folder)
            self._give(number)

    def next_finished(self) -> Iterator[Finished]:
        """Wait for the next job, and say what became of it, if that is new."""
        future = next(self._finished)
        number = self.in_work.pop(future, None)
        if number is None or number not in self._carried:
            return
        result = _result(future)
        others = [other for other, its in self.in_work.items() if its == number]
        if others and isinstance(result, CoachError):
            return  # another worker does it as well
        del self._carried[number]
        for other in others:
            del self.in_work[other]
        self._cluster.client.cancel(others)
        yield Finished(number, result)

    def _give_twice(self) -> None:
        idle = self._cluster.count - len(self.in_work)
        for number in sorted(self._carried.keys() - self._given_twice)[: max(0, idle)]:
            self._given_twice.add(number)
            self._give(number)

    def _give(self, number: int) -> None:
        job, transcriber = self._carried[number], self._cluster.transcriber
        future = self._cluster.client.submit(run_carried, job, transcriber, pure=False)
        self.in_work[future] = number
        self._finished.add(future)


@dataclass(frozen=True)
class CarriedJob:
    """A job that takes its sound along; without `sound`, it is read by its path."""

    job: TranscriptionJob
    sound: bytes | None


def carried(job: TranscriptionJob, *, by_path: bool) -> CarriedJob:
    """`job` for another machine. A recording that cannot be read is said to be so there."""
    job = replace(job, threads=1)  # a worker has a thread for each core
    if by_path:
        return CarriedJob(replace(job, audio=job.audio.resolve()), None)
    try:
        return CarriedJob(job, job.audio.read_bytes())
    except OSError:
        return CarriedJob(job, b"")


def run_carried(
    given: CarriedJob, transcriber: ChooseForJob = transcriber_of
) -> TranscriptionResult:
    """Run a job on the machine that it was carried to. Raises CoachError."""
    job = given.job
    if given.sound is None:
        return run_bounded(job, transcriber(job))
    with temporary_folder() as folder:
        audio = folder / job.audio.name
        audio.write_bytes(given.sound)
        return run_bounded(replace(job, audio=audio), transcriber(job))


def facts(job: TranscriptionJob, transcriber: ChooseForJob = transcriber_of) -> WorkerFacts:
    """What this process has for jobs such as `job`. Sound that killed ones left here is deleted."""
    delete_left()
    problem = digest = ""
    try:
        transcriber(job).load()
    except CoachError as error:
        problem = error.message
    with contextlib.suppress(OSError):
        digest = sha256_of(job.audio.resolve())
    return WorkerFacts(__version__, _installed(job.engine), problem, digest)


def _installed(engine: str) -> str:
    """An engine with its version; its package has the same name."""
    try:
        return f"{engine} {version(engine)}"
    except PackageNotFoundError:
        return f"no {engine}"


@contextlib.contextmanager
def connected(address: str, transcriber: ChooseForJob = transcriber_of) -> Iterator[Cluster]:
    """The cluster whose scheduler is at `address`. Raises WrongUse, PartMissing."""
    _check(address)
    if find_spec("distributed") is None:
        raise PartMissing("--cluster needs Dask.", 'pip install "spoken-coach[cluster]"')
    from distributed import Client

    try:
        client = Client(address, timeout=_PATIENCE_S, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise PartMissing(
            f"No Dask scheduler answers at {address} ({error}).", "See docs/cluster.md"
        ) from error
    with contextlib.closing(client):
        if not client.nthreads():
            raise PartMissing(
                f"The cluster at {address} has no workers.", f"dask worker {address} --nthreads 1"
            )
        yield Cluster(client, transcriber)


def _check(address: str) -> None:
    """Raise WrongUse for an address that is none, or over which sound would go unencrypted."""
    try:
        parts = urlsplit(address)
    except ValueError:  # brackets of an IPv6 address that never close
        parts = urlsplit("")
    if parts.scheme not in ("tcp", "tls") or not parts.hostname:
        raise WrongUse(
            f"{address} is no address of a Dask scheduler.", "Such as: tcp://127.0.0.1:8786"
        )
    if parts.scheme == "tcp" and not _is_loopback(parts.hostname):
        raise WrongUse(
            f"Your recordings would travel to {parts.hostname} unencrypted.",
            "Set up TLS, and give an address that begins with tls:// (see docs/cluster.md).",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _result(future: DaskFuture) -> TranscriptionResult | CoachError:
    """What became of a job. Raises EngineMissing, InvalidSetting."""
    error = future.exception()
    if error is None:
        result = future.result()
        assert isinstance(result, TranscriptionResult)
        return result
    if isinstance(error, EngineHangs):
        return error
    if isinstance(error, EngineMissing | InvalidSetting):
        raise error
    if isinstance(error, CoachError):
        return error
    return PartMissing(f"The cluster could not do it ({type(error).__name__}: {error}).")
