"""Listening for spoken commands while an answer is recorded, and while it is paused.

Threads: `heard` is called by the listener's thread, the reading is done by the scribe's, before
anything else; `heard_command` belongs to the thread that holds the conversation.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.utterances import KEPT_S, Stage, UtteranceEvent, UtteranceFinder
from coach.interview.scribe import Scribe
from coach.interview.spoken_commands import Command, understood
from coach.transcription.ports import Haste

_MOST_TOKENS = 24  # of the longest command, and some
_MOST_SAMPLES = round((KEPT_S + 1.0) * LISTENING_RATE_HZ)


@dataclass(frozen=True)
class SpokenCommand:
    """A command, and where in the take it was said; None where the take was paused."""

    command: Command
    span_s: tuple[float, float] | None


@dataclass
class _Candidate:
    """A short utterance that Whisper reads while the silence after it goes on."""

    start_s: float
    end_s: float
    take_offset_s: float | None
    command: Future[Command | None]
    withdrawn: threading.Event
    confirmed: bool = False


class CommandEar:
    """Hears along with one take (see `coach.audio.listener.Hearer`)."""

    def __init__(self, scribe: Scribe) -> None:
        self._scribe = scribe
        self._finder = UtteranceFinder()
        self._recent: Samples = np.zeros(0, dtype=np.float32)
        self._heard = 0  # samples
        self._kept = 0  # samples that are in the take
        self._candidates: deque[_Candidate] = deque()
        self._lock = threading.Lock()  # guards the candidates

    def heard(self, samples: Samples, probabilities: Sequence[float], kept: bool) -> None:
        """Take the next samples; what stands on its own is given to be read."""
        self._recent = np.concatenate([self._recent, samples])[-_MOST_SAMPLES:]
        self._heard += len(samples)
        self._kept += len(samples) if kept else 0
        with self._lock:
            for event in self._finder.feed(probabilities):
                if event.stage is Stage.CANDIDATE:
                    self._candidates.append(self._candidate(event, kept))
                elif event.stage is Stage.CONFIRMED:
                    self._candidates[-1].confirmed = True
                else:
                    withdrawn = self._candidates.pop()
                    withdrawn.withdrawn.set()
                    withdrawn.command.cancel()

    def heard_command(self) -> SpokenCommand | None:
        """The next command that was said, once it is sure that it is one. Raises EngineMissing."""
        with self._lock:
            while self._candidates:
                candidate = self._candidates[0]
                if not candidate.confirmed or not candidate.command.done():
                    return None
                self._candidates.popleft()
                command = candidate.command.result()
                if command:
                    return SpokenCommand(command, _in_take(candidate))
        return None

    def _candidate(self, event: UtteranceEvent, kept: bool) -> _Candidate:
        samples = self._between(event.sound_start_s, event.sound_end_s)
        withdrawn = threading.Event()
        haste = Haste(_MOST_TOKENS, lambda: withdrawn.is_set() or self._scribe.leaving)

        def read(sound: Samples, prompt: str) -> str:
            return self._scribe.transcriber.read(sound, prompt, haste)

        command = self._scribe.submit(lambda: understood(read, samples), first=True)
        offset_s = (self._heard - self._kept) / LISTENING_RATE_HZ if kept else None
        return _Candidate(event.start_s, event.end_s, offset_s, command, withdrawn)

    def _between(self, start_s: float, end_s: float) -> Samples:
        """The recent sound between two times since the ear began to listen."""
        first_s = (self._heard - len(self._recent)) / LISTENING_RATE_HZ
        first, end = (
            max(0, round((at_s - first_s) * LISTENING_RATE_HZ)) for at_s in (start_s, end_s)
        )
        return self._recent[first:end].copy()


def _in_take(candidate: _Candidate) -> tuple[float, float] | None:
    if candidate.take_offset_s is None:
        return None
    return candidate.start_s - candidate.take_offset_s, candidate.end_s - candidate.take_offset_s
