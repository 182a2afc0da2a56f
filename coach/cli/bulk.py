"""Shows how far the writing down of many answers is: a bar, quiet lines, or JSON lines."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from coach.cli.output import as_json, talk
from coach.config import Settings
from coach.formats import counted
from coach.session.bulk_writing import AnswerWritten, Watcher
from coach.session.wanted_answers import PassedOver, WantedAnswer

_LINE_EVERY_S = 30.0
_FIRST_LINE_S = 5.0
_KNOWN_AFTER = 0.02  # of all work; before, the time left would be a guess


class BulkWatcher(Watcher, Protocol):
    """A watcher that shows something until its context is left."""

    def showing(
        self, wanted: list[WantedAnswer], processes: int
    ) -> contextlib.AbstractContextManager[None]:
        """Show how far the work of so many `processes` on `wanted` is."""
        ...


class TimeLeft:
    """How long the rest of the work takes, at the pace of what is done. `now_s` is a clock."""

    def __init__(self, total_s: float, now_s: Callable[[], float] = time.monotonic) -> None:
        self._total_s = total_s
        self._now_s = now_s
        self._began_s = now_s()

    def left_s(self, done_s: float) -> float | None:
        """In seconds; None as long as too little is done to tell."""
        if done_s < self._total_s * _KNOWN_AFTER or done_s <= 0:
            return None
        spent_s = self._now_s() - self._began_s
        return max(0.0, spent_s / done_s * (self._total_s - done_s))

    def told(self, done_s: float) -> str:
        """Such as "about 20 minutes left"; "" as long as that cannot be told."""
        left_s = self.left_s(done_s)
        if left_s is None:
            return ""
        if left_s < 90:
            return f"about {counted(max(1, round(left_s)), 'second', 'seconds')} left"
        if left_s < 90 * 60:
            return f"about {counted(round(left_s / 60), 'minute', 'minutes')} left"
        return f"about {counted(round(left_s / 3600), 'hour', 'hours')} left"


class _Counting:
    """What all of them know: how many answers are done, and how long the rest takes."""

    def __init__(self) -> None:
        self._done, self._all = 0, 0
        self._done_s = 0.0
        self._time = TimeLeft(0.0)

    def _begin(self, wanted: list[WantedAnswer]) -> float:
        self._all = len(wanted)
        total_s = sum(each.duration_s for each in wanted)
        self._time = TimeLeft(total_s)
        return total_s

    @property
    def _told(self) -> str:
        parts = [f"{self._done} of {counted(self._all, 'answer', 'answers')}"]
        return ", ".join([*parts, *filter(None, [self._time.told(self._done_s)])])


class Bar(_Counting):
    """A bar on stderr that moves."""

    def __init__(self) -> None:
        super().__init__()
        self._console = Console(stderr=True)
        self._progress = Progress(
            BarColumn(30), TextColumn("{task.description}"), console=self._console, transient=True
        )
        self._task = TaskID(0)

    @contextlib.contextmanager
    def showing(self, wanted: list[WantedAnswer], processes: int) -> Iterator[None]:
        """See BulkWatcher."""
        del processes
        with self._progress:
            self._task = self._progress.add_task("", total=self._begin(wanted))
            self._progress.update(self._task, description=self._told)
            yield

    def written(self, answer: AnswerWritten) -> None:
        """See Watcher."""
        self._done += 1
        for sentence in answer.damage:
            talk(sentence)

    def passed_over(self, what: PassedOver) -> None:
        """See Watcher."""
        _tell(what)

    def progressed(self, done_s: float) -> None:
        """See Watcher."""
        self._done_s = done_s
        self._progress.update(self._task, completed=done_s, description=self._told)


class Lines(_Counting):
    """A line on stderr now and then; the first one not before `first_after_s`."""

    def __init__(self, first_after_s: float = _FIRST_LINE_S) -> None:
        super().__init__()
        self._first_after_s = first_after_s
        self._next_s = 0.0

    @contextlib.contextmanager
    def showing(self, wanted: list[WantedAnswer], processes: int) -> Iterator[None]:
        """See BulkWatcher."""
        del processes
        self._begin(wanted)
        self._next_s = time.monotonic() + self._first_after_s
        yield

    def written(self, answer: AnswerWritten) -> None:
        """See Watcher."""
        self._done += 1
        for sentence in answer.damage:
            talk(sentence)
        if time.monotonic() >= self._next_s:
            self._next_s = time.monotonic() + _LINE_EVERY_S
            talk(self._told)

    def passed_over(self, what: PassedOver) -> None:
        """See Watcher."""
        _tell(what)

    def progressed(self, done_s: float) -> None:
        """See Watcher."""
        self._done_s = done_s


class Events(_Counting):
    """An event on stdout, one line of JSON, for each answer."""

    @contextlib.contextmanager
    def showing(self, wanted: list[WantedAnswer], processes: int) -> Iterator[None]:
        """See BulkWatcher."""
        total_s = self._begin(wanted)
        event(
            "writing_started",
            answers=self._all,
            duration_s=round(total_s, 3),
            processes=processes,
        )
        yield

    def written(self, answer: AnswerWritten) -> None:
        """See Watcher."""
        self._done += 1
        wanted, transcript = answer.wanted, answer.transcript
        left_s = self._time.left_s(self._done_s)
        event(
            "answer_written",
            session=wanted.session,
            question=wanted.question,
            take=wanted.take,
            engine=transcript.engine,
            model=transcript.model,
            text=transcript.text,
            no_speech=not transcript.has_speech,
            damage=list(answer.damage),
            answers_done=self._done,
            left_s=None if left_s is None else round(left_s, 1),
        )

    def passed_over(self, what: PassedOver) -> None:
        """See Watcher."""
        event(
            "answer_passed_over",
            session=what.session,
            question=what.question,
            take=what.take,
            why=what.error.message,
        )

    def progressed(self, done_s: float) -> None:
        """See Watcher."""
        self._done_s = done_s


def _tell(what: PassedOver) -> None:
    for line in (what.error.message, what.error.hint):
        if line:
            talk(line)


def event(name: str, **keys: object) -> None:
    """Print one line of JSON."""
    click.echo(as_json({"event": name, **keys}))


def watcher_for(settings: Settings) -> BulkWatcher:
    """What shows the progress of bulk work, as `settings` and the terminal have it."""
    if settings.json_:
        return Events()
    if settings.plain or not sys.stderr.isatty() or Console(stderr=True).is_dumb_terminal:
        return Lines()
    return Bar()
