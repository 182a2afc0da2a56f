"""Recognises short phrases: commands while an answer is recorded or paused, and choices.

Threads: the recorder's thread calls `heard`. The worker's thread reads candidates with Whisper,
before its other work. The thread that holds the conversation calls `heard_saying`.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Generic

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.utterances import KEPT_S, UtteranceEvent, UtteranceFinder, UtteranceStage
from coach.interview.phrase_grammar import Meaning, PhraseGrammar
from coach.transcription.ports import DecodeOptions
from coach.transcription.worker import TranscriptionWorker

_MOST_TOKENS = 24  # Whisper's tokens for the longest phrase, and some to spare
_MOST_SAMPLES = round((KEPT_S + 1.0) * LISTENING_RATE_HZ)


@dataclass(frozen=True)
class RecognizedPhrase(Generic[Meaning]):
    """The meaning of a phrase, and where in the take it was said; None if the take was paused."""

    meaning: Meaning
    span_s: tuple[float, float] | None


@dataclass
class _Candidate(Generic[Meaning]):
    """A short utterance that Whisper reads while the silence after it goes on."""

    start_s: float
    end_s: float
    take_offset_s: float | None
    meaning: Future[Meaning | None]
    withdrawn: threading.Event
    confirmed: bool = False


class CommandRecognizer(Generic[Meaning]):
    """Listens for the phrases of `grammar` in one take, as a `coach.audio.recorder.AudioSink`."""

    def __init__(
        self,
        worker: TranscriptionWorker,
        grammar: PhraseGrammar[Meaning],
        while_paused: PhraseGrammar[Meaning] | None = None,
    ) -> None:
        """`while_paused` has the phrases for a paused take, if they are not those of `grammar`."""
        self._worker = worker
        self._grammar = grammar
        self._while_paused = while_paused or grammar
        self._finder = UtteranceFinder()
        self._recent: Samples = np.zeros(0, dtype=np.float32)
        self._heard = 0  # samples
        self._kept = 0  # samples that are in the take
        self._candidates: deque[_Candidate[Meaning]] = deque()
        self._lock = threading.Lock()  # guards the candidates; only the recorder has the sound

    def heard(self, samples: Samples, probabilities: Sequence[float], kept: bool) -> None:
        """See AudioSink. A short utterance between two pauses is queued, for Whisper to read."""
        self._recent = np.concatenate([self._recent, samples])[-_MOST_SAMPLES:]
        self._heard += len(samples)
        self._kept += len(samples) if kept else 0
        with self._lock:
            for event in self._finder.feed(probabilities):
                if event.stage is UtteranceStage.CANDIDATE:
                    self._candidates.append(self._candidate(event, kept))
                elif event.stage is UtteranceStage.CONFIRMED:
                    self._candidates[-1].confirmed = True
                else:
                    withdrawn = self._candidates.pop()
                    withdrawn.withdrawn.set()
                    withdrawn.meaning.cancel()

    @property
    def is_reading(self) -> bool:
        """Whether an utterance is being read that may turn out to be a phrase."""
        with self._lock:
            return bool(self._candidates)

    def heard_saying(self) -> RecognizedPhrase[Meaning] | None:
        """The next phrase that was recognised for sure; None if there is none.

        Raises EngineMissing.
        """
        with self._lock:
            while self._candidates:
                candidate = self._candidates[0]
                if not candidate.confirmed or not candidate.meaning.done():
                    return None
                self._candidates.popleft()
                meaning = candidate.meaning.result()
                if meaning:
                    return RecognizedPhrase(meaning, _in_take(candidate))
        return None

    def last_saying(self) -> RecognizedPhrase[Meaning] | None:
        """The next phrase once the sound is over: waits for utterances that are being read."""
        with self._lock:
            pending = [candidate.meaning for candidate in self._candidates if candidate.confirmed]
        wait(pending)
        return self.heard_saying()

    def _candidate(self, event: UtteranceEvent, kept: bool) -> _Candidate[Meaning]:
        samples = self._between(event.sound_start_s, event.sound_end_s)
        withdrawn = threading.Event()
        decoding = DecodeOptions(_MOST_TOKENS, lambda: withdrawn.is_set() or self._worker.leaving)

        def read(sound: Samples, prompt: str) -> str:
            return self._worker.transcriber.read(sound, prompt, decoding)

        grammar = self._grammar if kept else self._while_paused
        meaning = self._worker.submit(lambda: grammar.understood(read, samples), urgent=True)
        offset_s = (self._heard - self._kept) / LISTENING_RATE_HZ if kept else None
        return _Candidate(event.start_s, event.end_s, offset_s, meaning, withdrawn)

    def _between(self, start_s: float, end_s: float) -> Samples:
        """The recent sound between two times, in seconds since the recogniser began."""
        first_s = (self._heard - len(self._recent)) / LISTENING_RATE_HZ
        first, end = (
            max(0, round((at_s - first_s) * LISTENING_RATE_HZ)) for at_s in (start_s, end_s)
        )
        return self._recent[first:end].copy()


def _in_take(candidate: _Candidate[Meaning]) -> tuple[float, float] | None:
    if candidate.take_offset_s is None:
        return None
    return candidate.start_s - candidate.take_offset_s, candidate.end_s - candidate.take_offset_s
