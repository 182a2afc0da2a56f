"""The newest answer on the screen: better words quietly take the place of its first ones."""

from __future__ import annotations

from rich.console import Console

from coach.interview import events

_ERASE_LINE, _ONE_UP = "\x1b[2K", "\x1b[1A"


class NewestAnswer:
    """Remembers what was printed since the words of the newest answer."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._which: tuple[int, int] | None = None  # question and take
        self._printed: list[str] = []  # the words, and what stands below them
        self._width = 0

    def note(self, event: events.Event, printed: str) -> None:
        """Note what was `printed` for `event`."""
        if isinstance(event, events.AnswerTranscribed):
            self._which = None if event.late else (event.question.number, event.take)
            self._printed, self._width = [], self._console.width
        elif isinstance(event, events.QuestionAsked | events.AnswerStarted):
            self._which = None
        if self._which:
            self._printed.append(printed)

    def is_shown(self, event: events.AnswerImproved) -> bool:
        """Whether the words of this answer can be written over: nothing has wrapped or gone."""
        console = self._console
        return (
            self._which == (event.question.number, event.take)
            and console.width == self._width
            and self._lines < console.height - 1
            and not (console.legacy_windows or console.is_dumb_terminal)
        )

    def replace(self, words: str) -> None:
        """Print `words` in place of the first ones, and again what stands below them."""
        upwards = f"\r{_ERASE_LINE}" + f"{_ONE_UP}{_ERASE_LINE}" * self._lines
        self._printed[0] = words
        self._console.file.write(upwards + "".join(self._printed))
        self._console.file.flush()

    @property
    def _lines(self) -> int:
        return sum(each.count("\n") for each in self._printed)
