"""Progress of long work, shown on stderr. If stderr is no terminal, nothing on it moves."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from coach.cli.consent import allow_download
from coach.cli.output import talk
from coach.config import Settings
from coach.session.progress import OnProgress
from coach.session.writing import AnswerWriter


class TerminalProgress:
    """See `coach.session.progress.Progress`."""

    @contextlib.contextmanager
    def working(self, what: str) -> Iterator[None]:
        """See Progress."""
        console = Console(stderr=True)
        if not console.is_terminal or console.is_dumb_terminal:
            yield
            return
        with console.status(what):
            yield

    @contextlib.contextmanager
    def through(self, title: str, total_s: float | None) -> Iterator[OnProgress]:
        """See Progress."""
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(30), TimeRemainingColumn())
        with Progress(
            *columns, console=console, transient=True, disable=not sys.stderr.isatty()
        ) as progress:
            task = progress.add_task(title, total=total_s)
            yield lambda done_s: progress.update(task, completed=done_s)

    def tell(self, sentence: str) -> None:
        """See Progress."""
        talk(sentence)


def answer_writer(settings: Settings, *, chosen: bool = False) -> AnswerWriter:
    """The writer of transcripts for this terminal. It asks here before it downloads a model."""
    return AnswerWriter(settings, allow_download(settings), TerminalProgress(), chosen)
