"""Looking back at a terminal, or through a pipe: see `coach.debrief.ports.Desk`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import click

from coach.audio.clips import AudioClip
from coach.audio.ports import Speaker
from coach.audio.stretching import faster
from coach.cli.keys import keyboard
from coach.cli.output import hanging, result, talk
from coach.debrief.ports import Desk

# What is pressed for an option; the first letter of those that are not here.
_KEYS = {"not asked for": "-", "next": "Enter", "stop": "q"}
_STOPS = ("q", "\x04", "")
_POLL_S = 0.05
_BACK_S = 5.0
_SPEEDS = (1.0, 1.25, 1.5, 2.0)


class TerminalDesk:
    """One key for each choice."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._keys_shown: tuple[str, ...] = ()

    def show(self, text: str) -> None:
        """See Desk."""
        begin = text[: len(text) - len(text.lstrip(" "))]
        result(hanging(begin, text.lstrip(" ")) if "\n" not in text.strip("\n") else text)

    def play(self, clip: AudioClip) -> None:
        """See Desk. ← goes back five seconds, f plays faster, any other key stops."""
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
        """The key that was pressed, None at the end; and how many seconds were played."""
        with self._speaker.play(clip) as playback:
            while not playback.wait(_POLL_S):
                pressed = read(0.0)
                if pressed is not None:
                    return pressed, playback.position_s
        return None, clip.duration_s

    def choose(self, question: str, options: Sequence[str]) -> str | None:
        """See Desk."""
        if self._keys_shown != tuple(options):
            talk("  " + "   ".join(f"[{key_of(option)}] {option}" for option in options))
            self._keys_shown = tuple(options)
        if question:
            click.echo(f"  {question:<22} ", nl=False)
        by_key = {_typed(key_of(option)): option for option in options}
        with keyboard() as keys:
            while True:
                pressed = keys.read(None)
                if pressed is None:
                    continue
                for key in pressed.replace("\r", "\n").lower() or ("",):
                    if key in by_key:
                        result(by_key[key] if question else "")
                        return by_key[key]
                    if key in _STOPS:
                        result()
                        return None

    def line(self, question: str) -> str | None:
        """See Desk."""
        try:
            return input(f"  {question} (Enter for nothing)  > ").strip()
        except EOFError:
            return None


class LineDesk:
    """Without a terminal: a line on stdin for each choice, its end stops."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    def show(self, text: str) -> None:
        """See Desk."""
        result(text)

    def play(self, clip: AudioClip) -> None:
        """See Desk; to the end."""
        with self._speaker.play(clip) as playback:
            while not playback.wait(_POLL_S):
                pass

    def choose(self, question: str, options: Sequence[str]) -> str | None:
        """See Desk: the option, its key, or an empty line for Enter. Others are asked again."""
        while True:
            talk(f"{question} {' / '.join(options)}".strip())
            typed = self.line("")
            if typed is None:
                return None
            for option in options:
                if typed.lower() in (option, _typed(key_of(option)).strip()):
                    return option

    def line(self, question: str) -> str | None:
        """See Desk."""
        if question:
            talk(question)
        typed = sys.stdin.readline() if sys.stdin else ""
        return typed.strip() if typed else None


def desk_at(speaker: Speaker) -> Desk:
    """The one for where the person sits."""
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    return TerminalDesk(speaker) if at_terminal else LineDesk(speaker)


def key_of(option: str) -> str:
    """What is pressed for an option."""
    return _KEYS.get(option, option[:1])


def _typed(key: str) -> str:
    return "\n" if key == "Enter" else key
