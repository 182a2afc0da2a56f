"""Playing recordings of a session until they end or a key stops them."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from coach.audio.clips import AudioClip
from coach.audio.ports import Speaker
from coach.cli.keys import keyboard
from coach.cli.output import print_json, result
from coach.errors import WrongUse
from coach.formats import clock, to_type
from coach.library.reading import sound_of, span_to_hear
from coach.library.records import Take, Turn

_POLL_S = 0.1


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


def heard_out(clip: AudioClip, speaker: Speaker) -> bool:
    """Play `clip`; False if a key stopped it."""
    with contextlib.ExitStack() as stack:
        keys = stack.enter_context(keyboard()) if sys.stdin and sys.stdin.isatty() else None
        playback = stack.enter_context(speaker.play(clip))
        while not playback.wait(_POLL_S):
            if keys and keys.read(0.0) is not None:
                return False
    return True
