"""The conversation on a terminal: what was said scrolls up and stays; the last line is alive."""

from __future__ import annotations

import time
from functools import singledispatchmethod
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from coach.audio.levels import Hearing
from coach.cli.output import clock
from coach.interview import events
from coach.interview.ports import Choice
from coach.paths import checkout

RECORDING = "red"  # the one accent: what is being recorded
WARNING = "yellow"

KEYS_WHILE_ANSWERING = (
    "Enter done · space pause · r hear it again · s skip · x start over · q stop here"
)
DISCARDED = {Choice.SKIP.value: "Skipped.", Choice.START_OVER.value: "Once more, from the start."}
SAY_SOMETHING = "Say something, to see that I hear you."
KEYS_AFTER_ANSWER = "[Enter] next   [t] again   [p] play   [q] stop here"

_BARS = " ▁▂▃▄▅▆▇█"
_QUIETEST_DB, _LOUDEST_DB = -60.0, -12.0
_METER_WIDTH = 12
_REDRAW_EVERY_S = 0.1
_INDENT = (0, 0, 0, 7)


class TerminalPresenter:
    """Shows events with rich. `quiet` leaves out everything but questions and answers."""

    def __init__(self, console: Console, *, quiet: bool) -> None:
        self._console = console
        self._quiet = quiet
        self._live: Live | None = None
        self._levels_db: list[float] = []
        self._drawn_s = 0.0
        self._keys_shown = False

    def show(self, event: events.Event) -> None:
        """See Presenter."""
        match event:
            case events.LevelHeard():
                self._draw_level(event)
            case events.TakePlayed():
                self._draw(Text("playing; any of these keys ends it", "dim"))
            case events.TranscriptProgressed():
                share = f"  {event.fraction:.0%}" if event.fraction else ""
                self._draw(Text(f"writing it down{share}", "dim"))
            case _:
                self._still()
                self._print(event)

    def close(self) -> None:
        """Take the living line off the screen, whatever happened."""
        self._still()

    @singledispatchmethod
    def _print(self, event: events.Event) -> None:
        """What has its own lines below; other events leave none."""

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
    def _listening(self, _: events.AnswerStarted) -> None:
        if self._keys_shown or self._quiet:
            return
        self._keys_shown = True
        hint = f"Start when you hear the tone.\n{KEYS_WHILE_ANSWERING}"
        self._console.print(_indented(Text(hint, "dim")))

    @_print.register
    def _ended(self, event: events.AnswerEnded) -> None:
        self._levels_db.clear()
        self._length = length_of(event)
        if event.choice in DISCARDED:
            self._console.print(_indented(Text(DISCARDED[event.choice], "dim")))

    @_print.register
    def _transcribed(self, event: events.AnswerTranscribed) -> None:
        text = Text(event.text) if not event.no_speech else Text("No speech heard.", WARNING)
        self._console.print(_indented(text))
        if not self._quiet:
            self._console.print(_indented(Text(self._length, "dim")))

    @_print.register
    def _sound_checked(self, event: events.SoundChecked) -> None:
        message, hint = judged(event)
        if event.hearing is Hearing.GOOD:
            if not self._quiet:
                self._console.print(Text(f"  {message}", "dim"))
        else:
            self._notice(message, hint)

    @_print.register
    def _offered(self, _: events.ChoiceAwaited) -> None:
        self._console.print(Text(f"  {KEYS_AFTER_ANSWER}", "dim"))

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
        self._draw(Text.assemble(state, f"{limit}   {meter}"))

    def _draw(self, line: Text) -> None:
        if time.monotonic() - self._drawn_s < _REDRAW_EVERY_S:
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


def started(event: events.SessionStarted) -> str:
    """Which parts are in use."""
    return (
        f"Microphone: {event.microphone} · loudspeaker: {event.speaker} · "
        f"Whisper {event.model}, on this machine only"
    )


def length_of(event: events.AnswerEnded) -> str:
    """How long the answer was, and why it ended if not by the person."""
    target = f" of {clock(event.target_s)}" if event.target_s else ""
    why = {
        "silence": " · ended after a long silence",
        "microphone_lost": " · the microphone went away",
        "disk_full": " · the disk is full",
    }.get(event.ended_by, "")
    return f"{clock(event.duration_s)}{target}{why}"


def judged(event: events.SoundChecked) -> tuple[str, str]:
    """What was heard from the microphone, and what to do about it."""
    others = 'Others: coach devices    Try one: coach practice --device "NAME"'
    return {
        Hearing.NOTHING: (
            f'I hear nothing at all from "{event.microphone}". Is it muted, or is the microphone '
            "not permitted for this terminal in the system's privacy settings?",
            others,
        ),
        Hearing.SILENT: (f'I hear no voice from "{event.microphone}". Is it muted?', others),
        Hearing.QUIET: (
            f'I hear you, but "{event.microphone}" is very quiet.',
            "Come closer, or turn its level up in the system's sound settings.",
        ),
        Hearing.CLIPPED: (
            f'"{event.microphone}" is too loud: the sound is distorted.',
            "Turn its level down in the system's sound settings.",
        ),
        Hearing.GOOD: ("I hear you well.", ""),
    }[event.hearing]


def finished(event: events.SessionFinished) -> list[str]:
    """Where it is kept, and what to type next."""
    if not event.answered:
        return ["Nothing was answered."]
    lines = [f"Kept in {shown_path(event.folder)}."]
    if event.left:
        questions = "question is" if event.left == 1 else "questions are"
        lines.append(f"{event.left} {questions} left. Go on: coach resume {event.session}")
    lines.append("Read it: coach show last    Hear it: coach replay last")
    return lines


def shown_path(folder: Path) -> str:
    """`folder` as short as it can be said from here."""
    root = checkout()
    for base in (Path.cwd(), *([root] if root else [])):
        if folder.is_relative_to(base):
            return str(folder.relative_to(base))
    return str(folder)


def _indented(text: Text) -> Padding:
    """`text` below a question, without blanks up to the right edge, which a resize would wrap."""
    return Padding(text, _INDENT, expand=False)


def _bar(level_db: float) -> str:
    share = (level_db - _QUIETEST_DB) / (_LOUDEST_DB - _QUIETEST_DB)
    return _BARS[round(min(1.0, max(0.0, share)) * (len(_BARS) - 1))]
