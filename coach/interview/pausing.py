"""Decides what speech means while an answer is paused. Pure: the caller passes the time."""

from __future__ import annotations

from enum import Enum

LONG_SPEECH_S = 4.0  # nobody speaks for so long without meaning the answer
_REMARK_S = 0.4  # shorter speech may be a cough
# So long after a remark it cannot be a command any more: that takes a pause after it, and a
# reading.
_REMARK_OVER_S = 2.0
_TOLD_AGAIN_AFTER_S = 20.0


class PauseDecision(Enum):
    """What to do about speech during a pause."""

    NOTHING = "nothing"
    GO_ON = "go on"  # end the pause, and keep what was said
    TELL = "tell"  # say that nothing is recorded
    FORGET = "forget"  # ignore a remark: TELL came shortly before


class PauseWatch:
    """Watches the pauses of one answer.

    With spoken commands, long speech ends the pause: the coach may have missed "go on". A person
    with keys may have paused to speak with somebody else. So the coach only says that the answer is
    paused, once in each pause.
    """

    def __init__(self, *, by_voice: bool) -> None:
        self._by_voice = by_voice
        self._told_at_s: float | None = None

    def begin(self) -> None:
        """A pause begins."""
        self._told_at_s = None

    def decide(
        self, now_s: float, speech_s: float, quiet_s: float, *, is_reading: bool
    ) -> PauseDecision:
        """What to do about `speech_s` seconds of speech that ended `quiet_s` seconds ago.

        `is_reading`: Whisper is still reading the speech, which may turn out to be a command.
        """
        if self._by_voice and speech_s >= LONG_SPEECH_S:
            return PauseDecision.GO_ON
        if not self._by_voice:
            if speech_s < LONG_SPEECH_S or self._told_at_s is not None:
                return PauseDecision.NOTHING
        elif speech_s < _REMARK_S or quiet_s < _REMARK_OVER_S or is_reading:
            return PauseDecision.NOTHING
        if self._told_at_s is not None and now_s - self._told_at_s < _TOLD_AGAIN_AFTER_S:
            return PauseDecision.FORGET
        self._told_at_s = now_s
        return PauseDecision.TELL
