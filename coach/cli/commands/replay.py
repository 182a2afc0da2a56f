"""`coach replay`."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from coach.audio.clips import AudioClip
from coach.audio.ports import Speaker
from coach.cli.kept import library_of
from coach.cli.keys import keyboard
from coach.cli.options import json_option, settings_from
from coach.cli.output import clock, print_json, result
from coach.cli.selecting import take_of, turn_of
from coach.errors import WrongUse
from coach.library.reading import sound_of, transcript_of
from coach.library.records import Take, Turn
from coach.transcription.lines import Line, lines_of
from coach.wiring import loudspeaker

_MARGIN_S = 0.2  # around a line, so that no syllable is cut
_POLL_S = 0.1


@click.command("replay")
@click.argument("session", default="last")
@click.argument("question", type=int, required=False)
@click.option("--take", type=int, metavar="N", help="This take instead of the newest.")
@click.option("--line", type=int, metavar="N", help="Only this line of the transcript.")
@click.option("--speaker", metavar="NAME", help="Loudspeaker, by a part of its name.")
@json_option
def command(
    session: str, question: int | None, take: int | None, line: int | None, **options: Any
) -> None:
    """Hear a session, one question of it, or one line of an answer. Any key stops it.

    QUESTION is its number in the session.
    """
    settings = settings_from(options)
    library = library_of(settings)
    found = library.session(session)
    if question is None and (take is not None or line is not None):
        raise WrongUse("--take and --line need a question.", f"coach replay {found.id} 1 --line 1")
    if question is None:
        turns = [turn for turn in found.turns if any(t.recorded for t in turn.kept_takes)]
    else:
        turns = [turn_of(found, question)]
    if not turns:
        raise WrongUse(f"{found.id} has no answers.", f"coach resume {found.id}")
    player = Player(library.folder / found.id, loudspeaker(settings.speaker), settings.json_)
    for turn in turns:
        if not player.play(turn, take_of(found, turn, take), line):
            break


@dataclass(frozen=True)
class Player:
    """Plays takes of the session in `folder`."""

    folder: Path
    speaker: Speaker
    as_json: bool

    def play(self, turn: Turn, take: Take, line: int | None) -> bool:
        """Say what is played and play it; False if a key stopped it.

        Raises WrongUse, SessionDamaged.
        """
        clip = sound_of(self.folder, take)
        start_s, end_s, text = 0.0, clip.duration_s, turn.question.text
        if line is not None:
            chosen = self._line(turn, take, line)
            start_s = max(0.0, chosen.start_s - _MARGIN_S)
            end_s, text = min(end_s, chosen.end_s + _MARGIN_S), chosen.text
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
        return _heard_out(AudioClip(clip.samples[first:end], clip.rate_hz), self.speaker)

    def _line(self, turn: Turn, take: Take, number: int) -> Line:
        transcript = transcript_of(self.folder, take)
        lines = lines_of(transcript) if transcript else []
        if not 1 <= number <= len(lines):
            raise WrongUse(
                f"Question {turn.number} has no line {number}; it has {len(lines)}.",
                f"coach show {self.folder.name}",
            )
        return lines[number - 1]


def _heard_out(clip: AudioClip, speaker: Speaker) -> bool:
    """Play `clip`; False if a key stopped it."""
    with contextlib.ExitStack() as stack:
        keys = stack.enter_context(keyboard()) if sys.stdin and sys.stdin.isatty() else None
        playback = stack.enter_context(speaker.play(clip))
        while not playback.wait(_POLL_S):
            if keys and keys.read(0.0) is not None:
                return False
    return True
