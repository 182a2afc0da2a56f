"""Questions of a debrief, asked at a terminal or through a pipe: `coach.debrief.ports.Prompter`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import click

from coach.audio.clips import AudioClip
from coach.audio.ports import Speaker
from coach.cli.keys import ESCAPE, Keyboard, StdinLines, keyboard
from coach.cli.output import fitted_keys, fitted_prompt, hanging, result, talk
from coach.cli.playing import heard_out
from coach.cli.typed_lines import lines_of_text, typed_line
from coach.debrief.ports import BACK, ITSELF, Keep, Means, Prompter
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
    "keep": "Enter",
}
_STOPS = ("q", "\x04")
_ALSO = {"\x7f": "b", "\x08": "b"}  # Backspace goes back
_STOP_HERE = "[q] stop here"  # shown if stopping is not among the options
_NUMBER = re.compile(r" *(?:\d+(?:/\d+)?  +)?")  # the number that a line begins with, if any


class _Stopped(Exception):
    """The person typed a lone q in the middle of a text."""


class TerminalDesk:
    """Asks at a terminal: one key for each option."""

    def __init__(self, speaker: Speaker, hear_line: Callable[[], str | None] | None = None) -> None:
        """`hear_line` records a spoken line.

        With it, the person may say a line instead of typing.
        """
        self._speaker = speaker
        self._hear_line = hear_line
        self._keys_shown: tuple[str, ...] = ()
        self._ahead = ""  # keys that were typed before they could mean anything
        self._after_key = False  # nothing was typed since a key chose an option
        self._ends_keys_with_enter = False  # as some people type every reply

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
        """See Prompter, and for the keys `heard_out`."""
        self._keys_shown = ()
        self._ahead = ""  # nobody rates ahead what they are about to hear
        self._after_key = False
        heard_out(clip, self._speaker)

    def choose(self, question: str, options: Sequence[str], means: Means = ITSELF) -> str | None:
        """See Prompter. Keys that are typed ahead are taken for the next choices."""
        self._show_keys([means.get(option, option) for option in options], options)
        if question:
            click.echo(f"  {question:<22} > ", nl=False)
        by_key = {_typed(key_of(option)): option for option in options}
        if "keep" in options:  # Enter has it, and people press k
            by_key.setdefault("k", "keep")
        with keyboard(takes_typed_ahead=True) as keys:
            while key := self._next_key(keys):
                option = by_key.get(_ALSO.get(key, key.lower()))
                if self._only_ends_a_key(key, has_meaning=option is not None):
                    continue
                if option:
                    self._after_key = key != "\n"
                    result(option if question else "")
                    return self._chosen(option)
                if key.lower() in _STOPS:
                    break
        result()
        return None

    def _next_key(self, keys: Keyboard) -> str:
        """The key that was pressed next, perhaps some time ago. Empty if the input has ended."""
        while not self._ahead:
            pressed = keys.read(None)
            if pressed == "":
                return ""
            if pressed and not pressed.startswith(ESCAPE):
                self._ahead = pressed.replace("\r", "\n")
        key, self._ahead = self._ahead[0], self._ahead[1:]
        return key

    def _only_ends_a_key(self, typed: str, *, has_meaning: bool) -> bool:
        """Whether an Enter belongs to the key before it, of somebody who ends each key with one.

        That shows where an Enter behind a key `has_meaning` in no other way.
        """
        follows, self._after_key = self._after_key, False
        if not follows or typed != "\n":
            return False
        self._ends_keys_with_enter |= not has_meaning
        return self._ends_keys_with_enter

    def _show_keys(self, shown: Sequence[str], options: Sequence[str]) -> None:
        """Show the keys, unless they are among the ones that were shown last."""
        if set(shown) <= set(self._keys_shown):
            return
        self._keys_shown = tuple(shown)
        keys = [f"[{key_of(option)}] {what}" for option, what in zip(options, shown, strict=True)]
        talk(fitted_keys(keys if "stop" in options else [*keys, _STOP_HERE]))

    def _chosen(self, option: str) -> str:
        """Return `option`.

        Whatever is shown next moves the keys away, so forget that they are shown.
        """
        if option == "say it":
            self._keys_shown = ()
        return option

    def text(self, question: str, keep: Callable[[str], None]) -> str | None:
        """See Prompter. An empty line ends the text, except in the middle of pasted text. A lone q
        stops, as in `line`.
        """
        self._keys_shown = ()
        ways = "as many lines as you like; an empty one ends it, q stops here"
        talk(hanging("  ", f"{question} ({ways})"))
        lines: list[str] = []

        def keep_so_far(text: str) -> None:
            lines[:] = [text]
            keep(text)

        def keep_half(half: str) -> None:
            keep("\n".join([*lines, half]))

        def next_line() -> str:
            line = self._typed_line("    > ", keep_half)
            if line.lower() == "q":
                raise _Stopped
            return line

        try:
            return lines_of_text(next_line, keep_so_far)
        except _Stopped:
            return None

    def line(self, question: str, keep: Keep = None, *, back: bool = False) -> str | None:
        """See Prompter. A lone q stops: elsewhere q is a key, so it cannot be a reply here."""
        typed = self._one_reply(question, keep, back)
        if typed is None or typed == BACK:
            return typed
        typed = " ".join(typed.split())
        if typed.lower() != "s" or self._hear_line is None:
            return typed
        said = self._said(self._hear_line)
        return self.line(question, keep, back=back) if said == "" else said

    def lines(self, question: str, keep: Keep = None) -> list[str] | None:
        """See Prompter. Several lines come if they are pasted."""
        typed = self._one_reply(question, keep, back=False)
        if typed is None:
            return None
        if typed.lower() == "s" and self._hear_line:
            said = self._said(self._hear_line)
            return self.lines(question, keep) if said == "" else [said] if said else None
        return [line for line in typed.splitlines() if line]

    def _one_reply(self, question: str, keep: Keep, back: bool) -> str | None:
        """What is typed to a question; BACK or None if that was asked for by its letter."""
        self._keys_shown = ()
        ways = ["Enter for nothing", "s to say it" if self._hear_line else ""]
        ways += ["b for the question before" if back else "", "q to stop"]
        asked = f"  {question} ({', '.join(filter(None, ways))})"
        try:
            typed = self._typed_line(fitted_prompt(asked), keep)
        except EOFError:
            result()
            return None
        if self._only_ends_a_key(typed or "\n", has_meaning=True):
            return self._one_reply(question, keep, back)
        if typed.lower() == "q":
            return None
        return BACK if back and typed.lower() == "b" else typed

    def _typed_line(self, prompt: str, keep: Keep) -> str:
        """A line, of which some may have been typed ahead. Raises EOFError."""
        ahead, is_whole, self._ahead = self._ahead.partition("\n")
        if not is_whole:
            return typed_line(prompt, keep, ahead)
        result(prompt + ahead)
        return " ".join(ahead.split())

    def _said(self, hear_line: Callable[[], str | None]) -> str | None:
        """A spoken line; None if the person stops. Empty if no speech was heard, which is shown."""
        talk(
            hanging("  ", "Say it after the tone. A short silence ends it, or Enter. q stops here.")
        )
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
        heard_out(clip, self._speaker)

    def choose(self, question: str, options: Sequence[str], means: Means = ITSELF) -> str | None:
        """See Prompter.

        The line is an option, its key, or empty for Enter; else it is asked again.
        """
        while True:
            shown = [f"{o} ({means[o]})" if o in means else o for o in options]
            talk(f"{question} {' / '.join(shown)}".strip())
            typed = self.line("")
            if typed is None:
                return None
            for option in options:
                if typed.lower() in (option, _typed(key_of(option)).strip()):
                    return option

    def line(self, question: str, keep: Keep = None, *, back: bool = False) -> str | None:
        """See Prompter. A pipe delivers only whole lines, and nobody there mistypes a reply."""
        del keep, back
        if question:
            talk(question)
        typed = self._lines.read(None)
        return readable(typed).strip() if typed else None

    def lines(self, question: str, keep: Keep = None) -> list[str] | None:
        """See Prompter. A pipe delivers one line after the other."""
        typed = self.line(question, keep)
        return None if typed is None else [typed] if typed else []

    def text(self, question: str, keep: Callable[[str], None]) -> str | None:
        """See Prompter. An empty line or the end of the input ends the text."""
        talk(f"{question} (an empty line ends it)")

        def next_line() -> str:
            typed = self.line("")
            if typed is None:
                raise EOFError
            return typed

        return lines_of_text(next_line, keep)


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


def _typed(key: str) -> str:
    return "\n" if key == "Enter" else key
