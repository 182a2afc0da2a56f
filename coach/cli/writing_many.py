"""`coach transcribe` for many sessions at once."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from coach.cli.bulk import event, watcher_for
from coach.cli.consent import ask_to_send
from coach.cli.kept import library_of
from coach.cli.output import result
from coach.cli.progress import TerminalProgress, answer_writer
from coach.config import Settings
from coach.errors import SessionNotFound
from coach.formats import clock, counted
from coach.library.library import Library
from coach.session.bulk_writing import BulkDone, BulkWriting
from coach.session.runners import Runners
from coach.session.wanted_answers import Models, WantedAnswer, wanted_answers
from coach.transcription.how_many import ProcessCounts
from coach.transcription.job_pool import JobRunner


@dataclass(frozen=True)
class Many:
    """What was typed: which sessions (none: all), and how to write them down.

    `jobs` is the number of processes (None: the best), `cluster` the address of a Dask scheduler.
    `named` and `again`: see Models; `chosen`: see AnswerWriter.
    """

    sessions: Sequence[str]
    since: date | None
    jobs: int | None
    cluster: str | None
    again: bool
    named: bool
    chosen: bool


def write_many(settings: Settings, many: Many, counts: ProcessCounts | None = None) -> None:
    """Write down the answers of many sessions, and say what was done. `counts` are those of this
    machine, unless others are given.

    Raises CoachError; after all others were written down, for those that could not be.
    """
    library = library_of(settings)
    models = Models(answer_writer(settings, chosen=many.chosen), many.named, many.again)
    progress, watcher = TerminalProgress(), watcher_for(settings)
    with progress.working("Looking which answers are to be written down"):
        wanted, passed_over = wanted_answers(library, _sessions(library, many), models)
    writing = BulkWriting(library, models, watcher, chosen=many.chosen)
    for each in passed_over:
        writing.pass_over(each)
    if wanted:
        runners = Runners(library, models, progress, counts or ProcessCounts())
        with (
            _workers(settings, many, runners, wanted) as (runner, count, threads),
            watcher.showing(wanted, count),
        ):
            writing.write(wanted, runner, threads)
    _tell(settings, many, writing.done, models)
    writing.done.raise_errors()


@contextlib.contextmanager
def _workers(
    settings: Settings, many: Many, runners: Runners, wanted: Sequence[WantedAnswer]
) -> Iterator[tuple[JobRunner, int, int | None]]:
    """Who runs the jobs, how many at once, and with how many threads each. Raises CoachError."""
    if not many.cluster:
        count = many.jobs or runners.count_for(wanted)
        runner, threads = runners.runner(count)
        yield runner, count, threads
        return
    from coach.transcription.cluster import connected

    with connected(many.cluster) as found:
        with runners.progress.working("Asking the workers which versions they have"):
            cluster = found.checked(runners.sample(wanted[0]))
        if not cluster.is_here:
            ask_to_send(cluster.hosts, yes=settings.download)
        yield cluster, cluster.count, 1


def _sessions(library: Library, many: Many) -> list[str]:
    """The ids of the sessions, each once, the newest first. Raises SessionNotFound."""
    if many.sessions:
        return list(dict.fromkeys(library.find(name) for name in many.sessions))
    if many.since is None:
        found = list(reversed(library.states()))
    else:
        found = [
            each.id
            for each in reversed(library.sessions())
            if each.session is None or each.session.started_at.astimezone().date() >= many.since
        ]
    if not found:
        library.find("last")  # says where there is none at all
        raise SessionNotFound(f"No session has begun since {many.since}.", "coach sessions")
    return found


def _tell(settings: Settings, many: Many, done: BulkDone, models: Models) -> None:
    if settings.json_:
        event(
            "writing_finished",
            answers=done.written,
            passed_over=len(done.passed_over),
            took_s=round(done.took_s, 3),
        )
    elif done.written:
        result(
            f"Wrote down {counted(done.written, 'answer', 'answers')}, {clock(done.sound_s)} of "
            f"sound, with {models.told()} in {clock(done.took_s)}."
        )
    elif not done.passed_over:
        again = "" if many.again else " To write down again what is: --again"
        result(f"There is nothing to write down.{again}")
