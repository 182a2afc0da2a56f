"""The newest answer on the screen: better words quietly take the place of its first ones."""

from __future__ import annotations

from rich.console import Console

from coach.interview import events

_ERASE_LINE, _ONE_UP = "\x1b[2K", "\x1b[1A"


class NewestAnswer:
    """Remembers what was printed since the words of the newest answer.

    An answer and those to its follow-ups come together, and are one here.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._number: int | None = None  # of the question
        self._places: dict[int, int] = {}  # where in what was printed the words of a take are
        self._figures: dict[int, int] = {}  # and where its figures are
        self._printed: list[str] = []  # the words, and what stands below them
        self._width = 0

    def note(self, event: events.Event, printed: str) -> None:
        """Note what was `printed` for `event`."""
        if isinstance(event, events.AnswerTranscribed):
            self._begin(event)
        elif isinstance(event, events.QuestionAsked | events.AnswerStarted):
            self._number = None
        if isinstance(event, events.AnswerMeasured):
            self._figures[event.take] = len(self._printed)
        if self._number is not None:
            self._printed.append(printed)

    def _begin(self, event: events.AnswerTranscribed) -> None:
        goes_on = event.question.number == self._number and event.question.follow_up is not None
        if not goes_on or event.late:
            self._number = None if event.late else event.question.number
            self._printed, self._width = [], self._console.width
            self._places, self._figures = {}, {}
        self._places[event.take] = len(self._printed)

    def is_shown(self, event: events.AnswerImproved) -> bool:
        """Whether the words of this answer can be written over: nothing has wrapped or gone."""
        console = self._console
        return (
            event.question.number == self._number
            and event.take in self._places
            and console.width == self._width
            and self._lines < console.height - 1
            and not (console.legacy_windows or console.is_dumb_terminal)
        )

    def replace(self, event: events.AnswerImproved, printed: str, figures: str) -> None:
        """Print the better words in place of the first ones, and again what stands below them; and
        their figures in place of those that are there.
        """
        upwards = f"\r{_ERASE_LINE}" + f"{_ONE_UP}{_ERASE_LINE}" * self._lines
        self._printed[self._places[event.take]] = printed
        if event.take in self._figures:
            self._printed[self._figures[event.take]] = figures
        self._console.file.write(upwards + "".join(self._printed))
        self._console.file.flush()

    @property
    def _lines(self) -> int:
        return sum(each.count("\n") for each in self._printed)
