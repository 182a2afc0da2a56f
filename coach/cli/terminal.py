"""The conversation on a terminal: finished lines scroll up and stay, the last line is redrawn."""

from __future__ import annotations

import textwrap
import time
from functools import singledispatchmethod

from rich.console import Console
from rich.live import Live
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from coach.audio.levels import Hearing
from coach.cli.hints import finished, keys_after_answer, microphone_judged, microphone_silent
from coach.formats import clock
from coach.interview import events
from coach.interview.ports import Controls
from coach.interview.wording import wished
from coach.session.sentences import (
    SAY_SOMETHING,
    dropped,
    late,
    length_of,
    line_of,
    measured,
    overtime,
    passed_over,
    started,
    still_writing,
    time_left,
    time_to_think,
    unclear,
    writing,
)

RECORDING = "red"  # the one accent: what is being recorded
WARNING = "yellow"

_LINES_OF_CAPTION = 3

_BARS = " ▁▂▃▄▅▆▇█"
_QUIETEST_DB, _LOUDEST_DB = -60.0, -12.0
_METER_WIDTH = 12
_REDRAW_EVERY_S = 0.1
_INDENT = (0, 0, 0, 7)
_BETWEEN = " · "  # stands between two keys
_NO_BREAK = "\N{NO-BREAK SPACE}"


class TerminalPresenter:
    """Shows events with rich. With `quiet` it shows only questions and answers."""

    def __init__(
        self,
        console: Console,
        *,
        quiet: bool,
        keys: str,
        controls: Controls,
        redraw_every_s: float = _REDRAW_EVERY_S,
    ) -> None:
        self._console = console
        self._keys = keys
        self._controls = controls
        self._quiet = quiet
        self._redraw_every_s = redraw_every_s
        self._live: Live | None = None
        self._levels_db: list[float] = []
        self._drawn_s = 0.0
        self._caption = ""
        self._keys_shown = False
        self._answer_ended: events.AnswerEnded | None = None

    def show(self, event: events.Event) -> None:
        """See Presenter."""
        match event:
            case events.LevelHeard():
                self._draw_level(event)
            case events.CaptionHeard():
                self._caption = event.text
            case events.ThinkTimePassed():
                self._draw(Text(f"think  {clock(event.left_s)}", "dim"))
            case events.TakePlayed():
                self._draw(Text("playing; any of these keys ends it", "dim"))
            case events.TranscriptProgressed():
                self._draw(Text(writing(event), "dim"))
            case _:
                self._still()
                self._print(event)

    def close(self) -> None:
        """Remove the redrawn line from the screen."""
        self._still()

    @singledispatchmethod
    def _print(self, event: events.Event) -> None:
        """Print the lines of an event. Many events have none."""

    @_print.register
    def _started(self, event: events.SessionStarted) -> None:
        if not self._quiet:
            self._console.print(started(event), style="dim", highlight=False)

    @_print.register
    def _asked(self, event: events.QuestionAsked) -> None:
        number = f"{event.question.number}/{event.of}"
        self._console.print()
        line = Table.grid(padding=0)
        line.add_column(min_width=_INDENT[3], no_wrap=True)
        line.add_column()
        line.add_row(f"  {number} ", Text(event.question.text, "bold"))
        self._console.print(line)

    @_print.register
    def _reworded(self, event: events.QuestionReworded) -> None:
        self._console.print(_indented(Text(event.text, "bold")))

    @_print.register
    def _listening(self, _: events.AnswerStarted) -> None:
        self._caption = ""
        if self._keys_shown or self._quiet:
            return
        self._keys_shown = True
        keys = _together(self._keys, self._console.width - _INDENT[3])
        hint = f"Start when you hear the tone.\n{keys}"
        self._console.print(_indented(Text(hint, "dim")))

    @_print.register
    def _ended(self, event: events.AnswerEnded) -> None:
        self._levels_db.clear()
        self._caption = ""
        self._answer_ended = event
        if told := passed_over(event, self._controls):
            self._console.print(_indented(Text(told, "dim")))

    @_print.register
    def _restored(self, event: events.TakeRestored) -> None:
        self._console.print(_indented(Text(line_of(event, self._controls), "dim")))

    @_print.register
    def _transcribed(self, event: events.AnswerTranscribed) -> None:
        text = Text(event.text) if not event.no_speech else Text("No speech heard.", WARNING)
        if event.late:
            self._console.print(_indented(Text(late(event), "dim")))
        self._console.print(_indented(text))
        if told := unclear(event):
            self._console.print(_indented(Text(told, WARNING)))

    @_print.register
    def _measured(self, event: events.AnswerMeasured) -> None:
        if self._answer_ended and not self._quiet:
            line = length_of(self._answer_ended, measured(event))
            self._console.print(_indented(Text(line, "dim")))

    @_print.register
    def _recalled(self, event: events.WishRecalled) -> None:
        self._console.print(_indented(Text(wished(event.text))))

    @_print.register
    def _sound_checked(self, event: events.SoundChecked) -> None:
        message, hint = microphone_judged(event)
        if event.hearing is Hearing.GOOD:
            if not self._quiet:
                self._console.print(Text(f"  {message}", "dim"))
        else:
            self._notice(message, hint)

    @_print.register
    def _offered(self, event: events.ChoiceAwaited) -> None:
        self._console.print(Text(f"  {keys_after_answer(event)}", "dim"))

    @_print.register
    def _thinking(self, event: events.ThinkTimeStarted) -> None:
        if not self._quiet:
            self._console.print(_indented(Text(time_to_think(event, self._controls), "dim")))

    @_print.register
    def _warned(self, event: events.TimeWarned) -> None:
        self._console.print(_indented(Text(time_left(event), WARNING)))

    @_print.register
    def _commanded(self, event: events.CommandHeard) -> None:
        self._console.print(_indented(Text(f"“{event.command}”", "dim")))

    @_print.register(events.DiskNearlyFull)
    @_print.register(events.StillPaused)
    @_print.register(events.PauseEnded)
    @_print.register(events.MicrophoneBack)
    def _in_a_line_that_matters(self, event: events.Event) -> None:
        self._console.print(_indented(Text(line_of(event, self._controls), WARNING)))

    @_print.register
    def _microphone_silent(self, event: events.MicrophoneSilent) -> None:
        self._console.print(_indented(Text(microphone_silent(event), WARNING)))

    @_print.register
    def _dropped(self, event: events.QuestionsDropped) -> None:
        self._console.print(Text(f"\n  {dropped(event)}", WARNING))

    @_print.register
    def _writing(self, event: events.WritingAwaited) -> None:
        self._console.print(Text(f"\n  {still_writing(event, self._controls)}", "dim"))

    @_print.register
    def _asked_for_a_word(self, _: events.SoundCheckStarted) -> None:
        self._console.print(Text(f"\n  {SAY_SOMETHING}"))

    @_print.register
    def _noticed(self, event: events.NoticeGiven) -> None:
        self._notice(event.message, event.hint)

    def _notice(self, message: str, hint: str) -> None:
        self._console.print(Text(message, WARNING))
        if hint:
            self._console.print(Text(hint))

    @_print.register
    def _finished(self, event: events.SessionFinished) -> None:
        self._console.print()
        for line in finished(event):
            self._console.print(line, highlight=False, soft_wrap=True)

    def _draw_level(self, event: events.LevelHeard) -> None:
        self._levels_db = [*self._levels_db, event.level_db][-_METER_WIDTH:]
        limit = f" / {clock(event.target_s)}" if event.target_s else ""
        at = clock(event.heard_s)
        state = (f"‖ paused {at}", WARNING) if event.paused else (f"● {at}", RECORDING)
        if event.paused:
            self._levels_db.clear()
        meter = "".join(_bar(level_db) for level_db in self._levels_db)
        over = (overtime(event), WARNING)
        self._draw(Text.assemble(state, f"{limit}   ", over, meter, self._newest_caption()))

    def _newest_caption(self) -> Text:
        """The last lines of the captions, below the meter."""
        if not self._caption:
            return Text()
        width = max(20, self._console.width - _INDENT[3] - 2)
        lines = textwrap.wrap(self._caption, width)[-_LINES_OF_CAPTION:]
        return Text("\n" + "\n".join(lines), "dim")

    def _draw(self, line: Text) -> None:
        if time.monotonic() - self._drawn_s < self._redraw_every_s:
            return
        self._drawn_s = time.monotonic()
        padded = _indented(line)
        if self._live is None:
            self._live = Live(padded, console=self._console, auto_refresh=False, transient=True)
            self._live.start()
        self._live.update(padded, refresh=True)

    def _still(self) -> None:
        if self._live:
            self._live.stop()
            self._live = None


def _indented(text: Text) -> Padding:
    """`text`, indented below a question. No blanks fill the lines: a resize would wrap them."""
    return Padding(text, _INDENT, expand=False)


def _together(keys: str, width: int) -> str:
    """`keys`, in lines of at most `width`, broken between two keys and never inside one."""
    if _BETWEEN not in keys:
        return keys
    unbroken = keys.replace(" ", _NO_BREAK).replace(_BETWEEN.replace(" ", _NO_BREAK), _BETWEEN)
    return "\n".join(textwrap.wrap(unbroken, max(20, width))).replace(_NO_BREAK, " ")


def _bar(level_db: float) -> str:
    share = (level_db - _QUIETEST_DB) / (_LOUDEST_DB - _QUIETEST_DB)
    return _BARS[round(min(1.0, max(0.0, share)) * (len(_BARS) - 1))]
