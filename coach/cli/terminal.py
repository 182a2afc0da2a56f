"""The conversation on a terminal: finished lines scroll up and stay, the last line is redrawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatchmethod
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from coach.audio.levels import Hearing
from coach.cli.fitting import fitted
from coach.cli.hints import finished, microphone_judged, microphone_silent
from coach.cli.live_block import INDENT, LiveBlock, hung, indented, together
from coach.cli.meter import Meter
from coach.cli.newest_answer import NewestAnswer
from coach.cli.session_clock import SessionClock
from coach.cli.state_keys import StateKeys
from coach.formats import clock
from coach.interview import events
from coach.interview.ports import Controls
from coach.interview.wording import english
from coach.session.sentences import (
    SAY_SOMETHING,
    asked,
    heading,
    length_of,
    line_of,
    measured,
    overtime,
    passed_over,
    points,
    started,
    thinking,
    unclear,
    writing,
)

RECORDING = "red"  # the one accent: what is being recorded
WARNING = "yellow"

_LINES_OF_CAPTION = 3
_REDRAW_EVERY_S = 0.1


class TerminalPresenter:
    """Shows events with rich. With `quiet` it shows only questions and answers."""

    def __init__(
        self,
        console: Console,
        *,
        quiet: bool,
        keys: StateKeys,
        controls: Controls,
        redraw_every_s: float = _REDRAW_EVERY_S,
        is_part: bool = False,
    ) -> None:
        self._console = console
        self._keys = keys
        self._controls = controls
        self._quiet = quiet
        self._is_part = is_part
        self._block = LiveBlock(console, redraw_every_s)
        self._newest = NewestAnswer(console)
        self._meter = Meter()
        self._caption = ""
        self._is_told_how = False
        self._is_checking = False
        self._is_paused = False
        self._ended_by_take: dict[int, events.AnswerEnded] = {}  # of the present question
        self._session_clock = SessionClock()

    def show(self, event: events.Event) -> None:
        """See Presenter."""
        match event:
            case events.LevelHeard():
                self._session_clock.tick(event.at_s, event.paused)
                self._draw(self._level(event), paused=event.paused)
            case events.CaptionHeard():
                self._caption = event.text
            case events.ThinkTimePassed():
                self._session_clock.tick(event.at_s, event.paused)
                told = Text(thinking(event), WARNING if event.paused else "dim")
                self._draw(told, paused=event.paused)
            case events.TranscriptProgressed():
                self._draw(Text(writing(event), "dim"))
            case events.AnswerImproved():
                if self._newest.is_shown(event):
                    with self._block.away():
                        figures = self._captured(self._measured, event)
                        self._newest.replace(event, self._printed(event), figures)
            case _:
                self._keys.note(event)
                self._block.still()
                printed = self._printed(event)
                self._console.file.write(printed)
                self._newest.note(event, printed)
                self._draw_at_once(event)

    def close(self) -> None:
        """Remove the redrawn lines from the screen."""
        self._block.still()

    def _printed(self, event: events.Event) -> str:
        """The lines of `event`, as the terminal gets them."""
        return self._captured(self._print, event)

    def _captured(self, show: Callable[[Any], None], event: events.Event) -> str:
        with self._console.capture() as captured:
            show(event)
        return captured.get()

    @singledispatchmethod
    def _print(self, event: events.Event) -> None:
        """Print the lines of an event. Many events have none."""

    @_print.register
    def _started(self, event: events.SessionStarted) -> None:
        if not self._quiet:
            self._console.print(started(event), style="dim", highlight=False)

    @_print.register
    def _asked(self, event: events.QuestionAsked) -> None:
        self._session_clock.told(event.session_left_s, event.at_s)
        self._ended_by_take.clear()
        number = f"{event.question.number}/{event.of}"
        self._console.print()
        line = Table.grid(padding=0)
        line.add_column(min_width=INDENT[3], no_wrap=True)
        line.add_column()
        line.add_row(f"  {number} ", Text(asked(event), "bold"))
        self._console.print(line)

    @_print.register(events.FollowUpAsked)
    @_print.register(events.QuestionReworded)
    def _reworded(self, event: events.QuestionReworded | events.FollowUpAsked) -> None:
        self._console.print(indented(Text(asked(event), "bold")))

    @_print.register
    def _listening(self, _: events.AnswerStarted) -> None:
        self._caption = ""
        if self._is_told_how or self._quiet:
            return
        self._is_told_how = True
        hint = f"Start when you hear the tone.\n{self._keys.all_by_voice}".rstrip()
        self._console.print(indented(Text(hint, "dim")))

    @_print.register
    def _ended(self, event: events.AnswerEnded) -> None:
        self._meter.clear()
        self._caption = ""
        self._ended_by_take[event.take] = event
        if told := passed_over(event, self._controls):
            self._console.print(indented(Text(told, "dim")))

    @_print.register(events.AnswerTranscribed)
    @_print.register(events.AnswerImproved)
    def _words(self, event: events.AnswerTranscribed | events.AnswerImproved) -> None:
        if told := heading(event):
            self._console.print(indented(Text(told, "dim")))
        if isinstance(event, events.AnswerTranscribed) and event.no_speech:
            self._console.print(indented(Text("No speech heard.", WARNING)))
        if event.text:
            self._console.print(indented(Text(event.text)))
        if told := unclear(event):
            self._console.print(indented(Text(told, WARNING)))

    @_print.register(events.AnswerMeasured)
    def _measured(self, event: events.AnswerMeasured | events.AnswerImproved) -> None:
        ended = self._ended_by_take.get(event.take)
        if ended and not self._quiet:
            which = "follow-up: " if event.question.follow_up else ""
            line = which + length_of(ended, measured(event))
            self._console.print(indented(Text(line, "dim")))

    @_print.register
    def _recalled(self, event: events.WishRecalled) -> None:
        self._console.print(indented(Text(english().wished(event.text))))

    @_print.register
    def _sound_checked(self, event: events.SoundChecked) -> None:
        self._is_checking = False
        self._meter.clear()
        message, hint = microphone_judged(event)
        if event.hearing not in (Hearing.GOOD, Hearing.UNTRIED):
            self._notice(message, hint)
        elif not self._quiet:
            self._console.print(Text(f"  {message}", "dim"))

    @_print.register
    def _offered(self, event: events.ChoiceAwaited) -> None:
        self._session_clock.told(event.session_left_s, event.at_s)

    @_print.register(events.ThinkTimeStarted)
    @_print.register(events.AnswerAdvised)
    @_print.register(events.TakePlayed)
    def _in_a_line_unless_quiet(self, event: events.Event) -> None:
        line = line_of(event, self._controls)
        if line and not self._quiet:
            style = "" if isinstance(event, events.AnswerAdvised) else "dim"
            self._console.print(indented(Text(line, style)))

    @_print.register
    def _commanded(self, event: events.CommandHeard) -> None:
        self._console.print(indented(Text(f"“{event.command}”", "dim")))

    @_print.register(events.QuestionSkipped)
    @_print.register(events.TakeRestored)
    @_print.register(events.RealQuestionAsked)
    @_print.register(events.RealQuestionTold)
    def _in_a_line(self, event: events.Event) -> None:
        self._console.print(indented(Text(line_of(event, self._controls))))

    @_print.register(events.TimeWarned)
    @_print.register(events.DiskNearlyFull)
    @_print.register(events.StillPaused)
    @_print.register(events.PauseEnded)
    @_print.register(events.MicrophoneBack)
    def _in_a_line_that_matters(self, event: events.Event) -> None:
        self._console.print(indented(Text(line_of(event, self._controls), WARNING)))

    @_print.register
    def _microphone_silent(self, event: events.MicrophoneSilent) -> None:
        told = fitted(microphone_silent(event), self._block.width)
        self._console.print(indented(Text(told, WARNING)))

    @_print.register(events.QuestionsDropped)
    @_print.register(events.WritingAwaited)
    def _in_a_line_apart(self, event: events.Event) -> None:
        style = WARNING if isinstance(event, events.QuestionsDropped) else "dim"
        self._console.print()
        told = fitted(f"  {line_of(event, self._controls)}", self._console.width)
        self._console.print(Text(told, style))

    @_print.register
    def _asked_for_a_word(self, _: events.SoundCheckStarted) -> None:
        self._is_checking = True
        self._console.print(f"\n  {SAY_SOMETHING}", highlight=False)

    @_print.register
    def _noticed(self, event: events.NoticeGiven) -> None:
        self._notice(event.message, event.hint)

    def _notice(self, message: str, hint: str) -> None:
        self._console.print(Text(message, WARNING))
        if hint:
            self._console.print(Text(fitted(hint, self._console.width)), soft_wrap=True)

    @_print.register
    def _finished(self, event: events.SessionFinished) -> None:
        self._console.print()
        for line in finished(event, is_part=self._is_part):
            self._console.print(Text(fitted(line, self._console.width)), soft_wrap=True)

    def _level(self, event: events.LevelHeard) -> Text:
        """The clock of the answer, and the meter."""
        self._meter.add(event.level_db)
        if self._is_checking:  # nothing is recorded
            return Text.assemble(("listening   ", "dim"), self._meter.text)
        limit = f" / {clock(event.target_s)}" if event.target_s else ""
        at = clock(event.heard_s)
        state = (f"‖ paused {at}", WARNING) if event.paused else (f"● {at}", RECORDING)
        if event.paused:
            self._meter.clear()
        over = (overtime(event), WARNING)
        meter = self._meter.padded if self._session_clock.limits else self._meter.text
        return Text.assemble(state, f"{limit}   ", over, meter)

    def _draw_at_once(self, event: events.Event) -> None:
        """Draw the keys of the state that `event` leaves, with what is special about it."""
        state = ""
        if isinstance(event, events.TakePlayed):
            state = "playing; any of these keys ends it"
        elif isinstance(event, events.ChoiceAwaited | events.QuestionAsked):
            state = self._session_clock.line
        elif isinstance(event, events.PointsShown):
            state = self._points(event)
        if state or (self._keys.line() and not self._quiet):
            self._block.draw(self._with_keys(Text(state, "dim"), self._keys.line()), at_once=True)

    def _draw(self, state: Text, *, paused: bool = False) -> None:
        """Draw what is going on now: `state`, the captions, and the keys."""
        caption = self._block.last_lines(self._caption, _LINES_OF_CAPTION)
        left = self._session_clock.line
        above = Text.assemble(state, (left and f"   {left}", "dim"), (caption, "dim"))
        at_once, self._is_paused = paused != self._is_paused, paused
        self._block.draw(self._with_keys(above, self._keys.line(paused=paused)), at_once=at_once)

    def _points(self, event: events.PointsShown) -> str:
        """What the question listens for, to be ticked."""
        return "\n".join(hung(mark, point, self._block.width) for mark, point in points(event))

    def _with_keys(self, above: Text, keys: str) -> Text:
        if self._quiet or not keys:
            return above
        between = "\n" if above.plain else ""
        return Text.assemble(above, between, (together(keys, self._block.width), "dim"))
