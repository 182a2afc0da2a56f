"""Sound facts: levels, pitch, speech and gaps of a take, measured while it is recorded.

They are kept with the take. Pauses, pace and think time are computed from them when needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

import numpy as np
from pydantic import Field

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.damage import CutShort, SoundGap
from coach.audio.levels import clipped, level_db
from coach.audio.pitch import STEP_S, PitchTrack
from coach.audio.vad import SpeechSegment, VoiceActivity
from coach.records import Record, Seconds

LEVEL_STEP_S = 0.1
_LEVEL_STEP = round(LEVEL_STEP_S * LISTENING_RATE_HZ)


Step = Annotated[float, Field(ge=0.001, le=60)]


class Span(Record):
    """From `start_s` to `end_s`, in seconds since the take began."""

    start_s: Seconds
    end_s: Seconds


class SoundFacts(Record):
    """The sound facts of a take. All times are in seconds since its kept sound began."""

    schema_version: int = 1
    duration_s: Seconds
    speech: tuple[SpeechSegment, ...]
    level_step_s: Step = LEVEL_STEP_S
    levels_db: tuple[float, ...]
    pitch_step_s: Step = STEP_S
    pitches_hz: tuple[int, ...]  # 0 where there is no voiced sound
    clipping: tuple[Span, ...] = ()
    gaps: tuple[SoundGap, ...] = ()
    cut_short: CutShort | None = None
    pauses_taken: tuple[SoundGap, ...] = ()  # the person pressed pause
    coach_sounds: tuple[Span, ...] = ()  # where the coach itself made a sound
    commands: tuple[Span, ...] = ()  # where the person said a command; no part of the answer

    @property
    def speech_s(self) -> float:
        """Seconds in which somebody spoke."""
        return sum(segment.end_s - segment.start_s for segment in self.speech)

    def without_commands(self, blocks: Iterable[Samples]) -> Iterator[Samples]:
        """The take's sound (float32 at 16 kHz, block by block), silent where a command was said."""
        at = 0
        for block in blocks:
            for span in self.commands:
                first = max(0, round(span.start_s * LISTENING_RATE_HZ) - at)
                end = max(0, round(span.end_s * LISTENING_RATE_HZ) - at)
                if first < end and first < len(block):
                    block = block.copy()  # noqa: PLW2901
                    block[first:end] = 0.0
            at += len(block)
            yield block


class SoundFactsBuilder:
    """Gathers the sound facts of one take, block by block.

    Threads: one thread calls `feed`. Another thread may note pauses, commands and the coach's own
    sounds: each has a list of its own, from which nothing is ever removed.
    """

    def __init__(self, voice_activity: VoiceActivity | None = None) -> None:
        """Without a `voice_activity`, the caller passes the speech segments to `facts`."""
        self._voice_activity = voice_activity
        self._pitch = PitchTrack()
        self._pending = np.zeros(0, dtype=np.float32)
        self.sample_count = 0  # taken so far
        self.levels_db: list[float] = []
        self._clipping: list[Span] = []
        self._gaps: list[SoundGap] = []
        self._cut_short: CutShort | None = None
        self._pauses: list[SoundGap] = []
        self._coach_sounds: list[Span] = []
        self._commands: list[Span] = []

    @property
    def duration_s(self) -> float:
        """Seconds taken so far."""
        return self.sample_count / LISTENING_RATE_HZ

    def feed(self, samples: Samples) -> list[float]:
        """Take the next `samples`: float32 (n,) in [-1, 1] at 16 kHz.

        Returns the probabilities of speech of the chunks they complete: see VoiceActivity.
        """
        probabilities = self._voice_activity.feed(samples) if self._voice_activity else []
        self._pitch.feed(samples)
        self.sample_count += len(samples)
        pending = np.concatenate([self._pending, samples])
        whole = len(pending) // _LEVEL_STEP * _LEVEL_STEP
        for step in pending[:whole].reshape(-1, _LEVEL_STEP):
            self._take_step(step)
        self._pending = pending[whole:]
        return probabilities

    def _take_step(self, step: Samples) -> None:
        start_s = round(len(self.levels_db) * LEVEL_STEP_S, 1)
        self.levels_db.append(round(level_db(step), 1))
        if clipped(step):
            self._clipping.append(Span(start_s=start_s, end_s=round(start_s + LEVEL_STEP_S, 1)))

    def lost(self, lost_s: float) -> None:
        """Note that `lost_s` seconds are missing here."""
        self._gaps.append(SoundGap(at_s=round(self.duration_s, 3), lost_s=round(lost_s, 3)))

    def ends_early(self, missing_s: float | None) -> None:
        """Note that the recording breaks off here. `missing_s`: see CutShort."""
        self._cut_short = CutShort(at_s=round(self.duration_s, 3), missing_s=missing_s)

    def paused(self, paused_s: float) -> None:
        """Note that the person paused for `paused_s` seconds here."""
        self._pauses.append(SoundGap(at_s=round(self.duration_s, 3), lost_s=round(paused_s, 3)))

    def coach_sounded(self, start_s: float, end_s: float) -> None:
        """Note that the coach made a sound from `start_s` to `end_s`."""
        self._coach_sounds.append(Span(start_s=round(start_s, 3), end_s=round(end_s, 3)))

    def command(self, start_s: float, end_s: float) -> None:
        """Note that the person said a command from `start_s` to `end_s`."""
        self._commands.append(Span(start_s=round(start_s, 3), end_s=round(end_s, 3)))

    def facts(self, speech: list[SpeechSegment] | None = None) -> SoundFacts:
        """The sound facts so far."""
        commands = tuple(self._commands)
        if speech is None:
            silenced = [(each.start_s, each.end_s) for each in commands]
            speech = self._voice_activity.segments(silenced) if self._voice_activity else []
        return SoundFacts(
            duration_s=round(self.duration_s, 3),
            speech=tuple(speech),
            levels_db=tuple(self.levels_db),
            pitches_hz=tuple(self._pitch.pitches_hz),
            clipping=tuple(self._clipping),
            gaps=tuple(self._gaps),
            cut_short=self._cut_short,
            pauses_taken=tuple(self._pauses),
            coach_sounds=tuple(self._coach_sounds),
            commands=commands,
        )
