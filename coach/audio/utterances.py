"""Finds short utterances between two pauses, while the sound still arrives.

A spoken command is such an utterance. So that the coach can act soon, each utterance is reported
twice: as a candidate at the first moment of silence after it, so that Whisper can read it during
the pause; and again when the pause is long enough (confirmed) or too short (withdrawn).

Pure: takes probabilities of speech, one for each chunk of CHUNK_S seconds, and makes segments of
them as `coach.audio.vad` does. All times are in seconds since the finder began.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from coach.audio.vad import CHUNK_S, SpeechSegment, segments_from

CANDIDATE_AFTER_S = 0.25  # of silence; longer than the closures within a word
CONFIRMED_AFTER_S = 0.6  # of silence; longer than most pauses within a sentence
PAUSE_BEFORE_S = 0.5  # the least silence before an utterance
SHORTEST_S = 0.2  # of an utterance
LONGEST_S = 3.5  # of an utterance

# Voice activity begins late on an "s" and ends early on a "p". So this much sound around an
# utterance is read, too.
MARGIN_S = 0.25
# When a candidate is reported, its reader needs at most so much of the newest sound.
KEPT_S = MARGIN_S + LONGEST_S + CONFIRMED_AFTER_S

_FINISHED_AFTER_S = 0.1  # of silence: later speech is another segment
_CLICK_CHUNKS = 16  # half a second: an unfinished click is not longer


class UtteranceStage(StrEnum):
    """How sure it is that an utterance stands on its own."""

    CANDIDATE = "candidate"  # a moment of silence followed: read it now
    CONFIRMED = "confirmed"  # a pause followed
    WITHDRAWN = "withdrawn"  # it goes on: it was the beginning of something longer


@dataclass(frozen=True)
class UtteranceEvent:
    """A report about the utterance from `start_s` to `end_s`.

    One CONFIRMED or one WITHDRAWN with the same times follows each CANDIDATE, before the next
    CANDIDATE. An utterance that goes on may come again as a longer candidate with the same
    `start_s`.
    """

    stage: UtteranceStage
    start_s: float
    end_s: float

    @property
    def sound_start_s(self) -> float:
        """Where to begin reading: MARGIN_S before the utterance, but not below 0."""
        return max(0.0, self.start_s - MARGIN_S)

    @property
    def sound_end_s(self) -> float:
        """Where to end reading: MARGIN_S after the utterance. That sound has come already."""
        return self.end_s + MARGIN_S


class UtteranceFinder:
    """Finds utterances of SHORTEST_S to LONGEST_S between pauses. They may contain short gaps.

    The first utterance needs no pause before it, so make a finder where nobody speaks. Clicks,
    which are too short to be speech, neither make an utterance nor end a pause. It takes 0.1 s to
    distinguish speech from a click, so a pause that is up to 0.1 s too short may count.
    """

    def __init__(self) -> None:
        self._chunks = 0
        self._recent: list[float] = []  # probabilities of what is not finished yet
        self._utterance: SpeechSegment | None = None  # grows until a pause ends it
        self._stands_alone = False  # it came after a pause
        self._candidate: UtteranceEvent | None = None

    def feed(self, probabilities: Iterable[float]) -> list[UtteranceEvent]:
        """Take the next probabilities of speech, any number, each in [0, 1]. Returns new events."""
        events: list[UtteranceEvent] = []
        for probability in probabilities:
            self._recent.append(probability)
            self._chunks += 1
            events.extend(self._after_chunk())
        return events

    @property
    def _now_s(self) -> float:
        return self._chunks * CHUNK_S

    def _after_chunk(self) -> list[UtteranceEvent]:
        """Events after one more chunk: either speech goes on, or silence does."""
        events: list[UtteranceEvent] = []
        for segment in segments_from(self._recent, self._now_s - len(self._recent) * CHUNK_S):
            if self._utterance is None or segment.end_s > self._utterance.end_s:
                events.extend(self._spoken(segment))
        self._forget()
        return events + self._silent()

    def _spoken(self, segment: SpeechSegment) -> list[UtteranceEvent]:
        """`segment` begins a new utterance, or prolongs the current one."""
        before = self._utterance
        pause_s = segment.start_s - before.end_s if before else PAUSE_BEFORE_S
        if before is None or pause_s >= PAUSE_BEFORE_S:
            self._utterance = segment
            self._stands_alone = True
        else:
            self._utterance = SpeechSegment(start_s=before.start_s, end_s=segment.end_s)
        return self._settled(UtteranceStage.WITHDRAWN)

    def _silent(self) -> list[UtteranceEvent]:
        """Events that the silence since the utterance brings."""
        if self._utterance is None or not self._stands_alone:
            return []
        silence_s = self._now_s - self._utterance.end_s
        if self._candidate is None:
            length_s = self._utterance.end_s - self._utterance.start_s
            if silence_s >= CANDIDATE_AFTER_S and SHORTEST_S <= length_s <= LONGEST_S:
                self._candidate = UtteranceEvent(
                    UtteranceStage.CANDIDATE, self._utterance.start_s, self._utterance.end_s
                )
                return [self._candidate]
            return []
        if silence_s < CONFIRMED_AFTER_S:
            return []
        self._stands_alone = False  # speech without a pause before it is no utterance
        return self._settled(UtteranceStage.CONFIRMED)

    def _settled(self, stage: UtteranceStage) -> list[UtteranceEvent]:
        """The last event of the current candidate, if there is one."""
        candidate, self._candidate = self._candidate, None
        return [UtteranceEvent(stage, candidate.start_s, candidate.end_s)] if candidate else []

    def _forget(self) -> None:
        """Drop probabilities that belong to finished segments."""
        keep_from = self._chunks - _CLICK_CHUNKS
        if self._utterance:
            if self._now_s - self._utterance.end_s < _FINISHED_AFTER_S:
                return
            keep_from = max(keep_from, int(self._utterance.end_s / CHUNK_S))
        del self._recent[: max(0, keep_from - (self._chunks - len(self._recent)))]
