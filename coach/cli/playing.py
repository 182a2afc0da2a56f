"""Playing recordings of a session until they end or a key stops them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.text import Text

from coach.audio.clips import AudioClip
from coach.audio.ports import Speaker
from coach.audio.stretching import faster
from coach.cli.keys import Keyboard, at_terminal, keyboard
from coach.cli.live_block import LiveBlock
from coach.cli.output import print_json, result, talk
from coach.errors import SessionDamaged, WrongUse
from coach.formats import clock, counted, to_type
from coach.library.reading import sound_of, span_to_hear
from coach.library.records import Take, Turn

_POLL_S = 0.05
_BACK_S = 5.0
_SPEEDS = (1.0, 1.25, 1.5, 2.0)
_KEYS = "playing: ← back 5 s · f faster · any other key stops"
_KEY = re.compile(r"\x1b[\[O].|.", re.DOTALL)  # an arrow key comes as three characters
_GOES_BACK = ("\x1b[D", "\x1bOD", "b", "B")


class Playable(Protocol):
    """A part of a take that can be played: a line of the transcript, or a moment of a figure."""

    @property
    def start_s(self) -> float:
        """Seconds since the take began."""

    @property
    def end_s(self) -> float:
        """Seconds since the take began."""

    @property
    def text(self) -> str:
        """What is said in it."""


@dataclass(frozen=True)
class Player:
    """Plays takes of the session in `folder`."""

    folder: Path
    speaker: Speaker
    as_json: bool

    def play(self, turn: Turn, take: Take, from_s: float = 0.0) -> bool:
        """Show what is played, and play the take from `from_s` on. False if a key stopped it.

        Raises SessionDamaged, and WrongUse if the take is shorter than `from_s`.
        """
        clip = sound_of(self.folder, take)
        if from_s and from_s >= clip.duration_s:  # from its beginning, an empty one is over at once
            raise WrongUse(
                f"That answer is {clock(clip.duration_s)} long.",
                to_type("replay", self.folder.name, turn.number),
            )
        return self._heard_out(turn, take, clip, (from_s, clip.duration_s), turn.question.text)

    def play_part(self, turn: Turn, take: Take, part: Playable) -> bool:
        """Show what is played, and play `part` of the take. False if a key stopped it."""
        clip = sound_of(self.folder, take)
        span_s = span_to_hear(self.folder, take, part.start_s, part.end_s)
        return self._heard_out(turn, take, clip, span_s, part.text)

    def _heard_out(
        self, turn: Turn, take: Take, clip: AudioClip, span_s: tuple[float, float], text: str
    ) -> bool:
        start_s, end_s = span_s
        if self.as_json:
            print_json(
                {
                    "session": self.folder.name,
                    "question": turn.number,
                    "take": take.number,
                    "start_s": round(start_s, 3),
                    "end_s": round(end_s, 3),
                    "text": text,
                }
            )
        else:
            result(f"{turn.number}. {text}  ({clock(end_s - start_s)})")
        first, end = round(start_s * clip.rate_hz), round(end_s * clip.rate_hz)
        return heard_out(AudioClip(clip.samples[first:end], clip.rate_hz), self.speaker)


def play_each(playing: Sequence[tuple[str, Callable[[], bool]]]) -> None:
    """Play one after the other, until a key stops it: what it is called, and what plays it.

    One of several that cannot be played is named, and passed over. Raises SessionDamaged after the
    others were played.
    """
    damaged: list[SessionDamaged] = []
    for name, is_heard_out in playing:
        try:
            if not is_heard_out():
                break
        except SessionDamaged as damage:
            if len(playing) == 1:
                raise
            damaged.append(damage)
            talk(f"{name} is passed over. {damage.message}")
    if damaged:
        count = counted(len(damaged), "recording", "recordings")
        raise SessionDamaged(f"{count} could not be played.", damaged[0].hint)


def heard_out(clip: AudioClip, speaker: Speaker) -> bool:
    """Play `clip`; False if a key stopped it. At a terminal the keys are shown meanwhile: ← goes
    back five seconds, f plays faster, any other key stops the sound.
    """
    if not at_terminal():
        _until_key(clip, speaker, None)
        return True
    with _shown(_KEYS), keyboard() as keys:
        return heard_with(keys, clip, speaker)


def heard_with(keys: Keyboard, clip: AudioClip, speaker: Speaker) -> bool:
    """The same, with `keys`, and nothing shown."""
    speed, at_s = 0, 0.0
    while at_s < clip.duration_s:
        rest = AudioClip(clip.samples[round(at_s * clip.rate_hz) :], clip.rate_hz)
        pressed, heard_s = _until_key(faster(rest, _SPEEDS[speed]), speaker, keys)
        if pressed is None:
            return True
        at_s += heard_s * _SPEEDS[speed]
        for key in _KEY.findall(pressed) or [""]:  # one that is held down comes several times
            if key in _GOES_BACK:
                at_s = max(0.0, at_s - _BACK_S)
            elif key.lower() == "f":
                speed = (speed + 1) % len(_SPEEDS)
            else:
                return False
    return True


def _until_key(
    clip: AudioClip, speaker: Speaker, keys: Keyboard | None
) -> tuple[str | None, float]:
    """The keys that were pressed (None if the clip ended first), and the seconds played."""
    with speaker.play(clip) as playback:
        while not playback.wait(_POLL_S):
            if keys and (pressed := keys.read(0.0)) is not None:
                return pressed, playback.position_s
    return None, clip.duration_s


@contextlib.contextmanager
def _shown(keys: str) -> Iterator[None]:
    """Show the keys as long as the context lasts, and leave nothing of them on the screen."""
    console = Console(stderr=True)
    if not console.is_terminal or console.is_dumb_terminal:
        talk(keys)
        yield
        return
    block = LiveBlock(console, 0.0)
    block.draw(Text(keys, "dim"), at_once=True)
    try:
        yield
    finally:
        block.still()
