"""Questions of a debrief, asked at a terminal or through a pipe: `coach.debrief.ports.Prompter`."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable, Sequence

import click

from coach.audio.clips import AudioClip
from coach.audio.ports import Speaker
from coach.audio.stretching import faster
from coach.cli.keys import ESCAPE, StdinLines, keyboard
from coach.cli.output import hanging, result, talk
from coach.debrief.ports import Prompter
from coach.debrief.telling_reader import readable
from coach.errors import PartMissing

# The key for an option. An option that is not here has its first letter as key.
_KEYS = {
    "not asked for": "-",
    "next": "Enter",
    "stop": "q",
    "say it": "Enter",
    "type it": "t",
    "nothing": "-",
    "that's right": "Enter",
}
_STOPS = ("q", "\x04", "")
_STOP_HERE = "[q] stop here"  # shown if stopping is not among the options
_NUMBER = re.compile(r" *(?:\d+(?:/\d+)?  +)?")  # the number that a line begins with, if any
_POLL_S = 0.05
_BACK_S = 5.0
_PASTED_WITHIN_S = 0.03
_SPEEDS = (1.0, 1.25, 1.5, 2.0)


class TerminalDesk:
    """Asks at a terminal: one key for each option."""

    def __init__(self, speaker: Speaker, hear_line: Callable[[], str | None] | None = None) -> None:
        """`hear_line` records a spoken line.

        With it, the person may say a line instead of typing.
        """
        self._speaker = speaker
        self._hear_line = hear_line
        self._keys_shown: tuple[str, ...] = ()

    def show(self, text: str) -> None:
        """See Prompter."""
        self._keys_shown = ()
        line = text.lstrip("\n")
        blank = text[: len(text) - len(line)]
        begin = _NUMBER.match(line)
        if "\n" in line or begin is None:
            result(text)
        else:
            result(blank + hanging(begin[0], line[begin.end() :]))

    def play(self, clip: AudioClip) -> None:
        """See Prompter. ← goes back five seconds, f plays faster, any other key stops the sound."""
        self._keys_shown = ()
        talk("  playing: ← back 5 s · f faster · any other key stops")
        speed, at_s = 0, 0.0
        with keyboard() as keys:
            while at_s < clip.duration_s:
                rest = AudioClip(clip.samples[round(at_s * clip.rate_hz) :], clip.rate_hz)
                pressed, heard_s = self._until_key(faster(rest, _SPEEDS[speed]), keys.read)
                at_s += heard_s * _SPEEDS[speed]
                if pressed in ("\x1b[D", "\x1bOD", "b"):
                    at_s = max(0.0, at_s - _BACK_S)
                elif pressed == "f":
                    speed = (speed + 1) % len(_SPEEDS)
                else:
                    return

    def _until_key(
        self, clip: AudioClip, read: Callable[[float | None], str | None]
    ) -> tuple[str | None, float]:
        """The key that was pressed (None if the clip ended first), and the seconds played."""
        with self._speaker.play(clip) as playback:
            while not playback.wait(_POLL_S):
                pressed = read(0.0)
                if pressed is not None:
                    return pressed, playback.position_s
        return None, clip.duration_s

    def choose(self, question: str, options: Sequence[str]) -> str | None:
        """See Prompter."""
        self._show_keys(options)
        if question:
            click.echo(f"  {question:<22} > ", nl=False)
        by_key = {_typed(key_of(option)): option for option in options}
        with keyboard() as keys:
            while True:
                pressed = keys.read(None)
                if pressed is None or pressed.startswith(ESCAPE):
                    continue
                for key in pressed.replace("\r", "\n").lower() or ("",):
                    if key in by_key:
                        result(by_key[key] if question else "")
                        return self._chosen(by_key[key])
                    if key in _STOPS:
                        result()
                        return None

    def _show_keys(self, options: Sequence[str]) -> None:
        """Show the keys, unless they are the ones that were shown last."""
        if self._keys_shown == tuple(options):
            return
        self._keys_shown = tuple(options)
        keys = [f"[{key_of(option)}] {option}" for option in options]
        talk("  " + "   ".join(keys if "stop" in options else [*keys, _STOP_HERE]))

    def _chosen(self, option: str) -> str:
        """Return `option`.

        Whatever is shown next moves the keys away, so forget that they are shown.
        """
        if option == "say it":
            self._keys_shown = ()
        return option

    def text(self, question: str, keep: Callable[[str], None]) -> str | None:
        """See Prompter. An empty line ends the text, except in the middle of pasted text."""
        self._keys_shown = ()
        talk(f"  {question} (as many lines as you like; an empty one ends it)")
        lines: list[str] = []

        def keep_so_far(text: str) -> None:
            lines[:] = [text]
            keep(text)

        def keep_half(half: str) -> None:
            keep("\n".join([*lines, half]))

        return _text(lambda: _typed_line("    > ", keep_half), keep_so_far)

    def line(self, question: str, keep: Callable[[str], object] | None = None) -> str | None:
        """See Prompter. A lone q stops: elsewhere q is a key, so it cannot be a reply here."""
        self._keys_shown = ()
        may_say = ", s to say it" if self._hear_line else ""
        try:
            typed = _typed_line(f"  {question} (Enter for nothing{may_say}, q to stop)  > ", keep)
        except EOFError:
            result()
            return None
        typed = " ".join(typed.split())
        if typed.lower() == "q":
            return None
        if typed.lower() != "s" or self._hear_line is None:
            return typed
        said = self._said(self._hear_line)
        return self.line(question, keep) if said == "" else said

    def _said(self, hear_line: Callable[[], str | None]) -> str | None:
        """A spoken line; None if the person stops. Empty if no speech was heard, which is shown."""
        talk("  Say it after the tone. A short silence ends it, or Enter. q stops here.")
        try:
            said = hear_line()
        except PartMissing as error:
            talk(f"{error.message} {error.hint}")
            return ""
        if said:
            self.show(f"  {said}")
        elif said is not None:
            talk("  No speech heard.")
        return said


class LinePrompter:
    """Asks through a pipe: reads one line of stdin for each choice. The end of the input stops."""

    def __init__(self, speaker: Speaker, lines: StdinLines) -> None:
        self._speaker = speaker
        self._lines = lines

    def show(self, text: str) -> None:
        """See Prompter."""
        result(text)

    def play(self, clip: AudioClip) -> None:
        """See Prompter. The clip is always played to its end."""
        with self._speaker.play(clip) as playback:
            while not playback.wait(_POLL_S):
                pass

    def choose(self, question: str, options: Sequence[str]) -> str | None:
        """See Prompter.

        The line is an option, its key, or empty for Enter; else it is asked again.
        """
        while True:
            talk(f"{question} {' / '.join(options)}".strip())
            typed = self.line("")
            if typed is None:
                return None
            for option in options:
                if typed.lower() in (option, _typed(key_of(option)).strip()):
                    return option

    def line(self, question: str, keep: Callable[[str], object] | None = None) -> str | None:
        """See Prompter. `keep` is not used: a pipe delivers only whole lines."""
        del keep
        if question:
            talk(question)
        typed = self._lines.read(None)
        return readable(typed).strip() if typed else None

    def text(self, question: str, keep: Callable[[str], None]) -> str | None:
        """See Prompter. An empty line or the end of the input ends the text."""
        talk(f"{question} (an empty line ends it)")

        def next_line() -> str:
            typed = self.line("")
            if typed is None:
                raise EOFError
            return typed

        return _text(next_line, keep)


def prompter_with(
    speaker: Speaker,
    lines: StdinLines | None,
    hear_line: Callable[[], str | None] | None = None,
) -> Prompter:
    """The prompter for a terminal, or, with `lines`, for a pipe."""
    return LinePrompter(speaker, lines) if lines else TerminalDesk(speaker, hear_line)


def key_of(option: str) -> str:
    """The key for an option."""
    return _KEYS.get(option, option[:1])


def _text(next_line: Callable[[], str], keep: Callable[[str], None]) -> str | None:
    """Lines up to an empty one; None if the input ends first. `keep`: see Prompter."""
    lines: list[str] = []
    with contextlib.suppress(EOFError):
        while line := next_line():
            lines.append(line)
            keep("\n".join(lines))
        return "\n".join(lines)
    return "\n".join(lines) or None


def _typed_line(prompt: str, keep: Callable[[str], object] | None) -> str:
    """A typed line of any length, which can be edited while it is typed. Pasted text comes whole.

    Without this, a terminal cuts a line at 4,096 bytes and takes arrow keys for text. On Ctrl-C
    `keep` gets what was typed so far. Raises EOFError.
    """
    with contextlib.suppress(ImportError):  # Windows has no readline, and needs none
        import readline  # noqa: F401  (`input` then uses it)
    try:
        pasted = [input(prompt)]
    except KeyboardInterrupt:
        _keep_half_typed(keep)
        raise
    with contextlib.suppress(EOFError):
        while _more_is_there():  # the text was pasted: nobody types that fast
            pasted.append(input())
    lines = "\n".join(pasted).replace("\r", "\n").splitlines()
    return "\n".join(" ".join(readable(line).split()) for line in lines).strip()


def _keep_half_typed(keep: Callable[[str], object] | None) -> None:
    """Give `keep` the line that Ctrl-C broke off."""
    try:
        import readline
    except ImportError:  # Windows has no readline: there such a line is lost
        return
    half = " ".join(readable(readline.get_line_buffer()).split())
    if keep and len(half) > 1:  # a single letter was meant as a command
        keep(half)


def _more_is_there() -> bool:
    """Whether the terminal already has more to read, as in the middle of pasted text."""
    if sys.platform == "win32":
        return False
    import select

    return bool(select.select([sys.stdin], [], [], _PASTED_WITHIN_S)[0])


def _typed(key: str) -> str:
    return "\n" if key == "Enter" else key
