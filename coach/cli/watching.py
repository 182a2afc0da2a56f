"""A bar for work on many sessions. It loads nothing as long as there is little to do."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator


class Watching:
    """See `coach.library.session_index.Watch`."""

    def __init__(self, title: str) -> None:
        self._title = title

    def __call__(self, names: Collection[str]) -> Iterator[str]:
        """Yield `names`, and show how many are done."""
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        progress = Progress(
            *(TextColumn("{task.description}"), BarColumn(30)),
            *(MofNCompleteColumn(), TimeRemainingColumn()),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        with progress:
            yield from progress.track(names, description=self._title)
