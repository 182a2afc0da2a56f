"""What speech means while an answer is paused. Pure: told the time, it decides."""

from __future__ import annotations

from enum import Enum

LONG_SPEECH_S = 4.0  # a few seconds: nobody goes on so long without meaning the answer
_REMARK_S = 0.4  # of speech; less may be a cough
# So long after a remark it is sure to be no command: the pause that ends one, and its reading.
_REMARK_OVER_S = 2.0
_TOLD_AGAIN_AFTER_S = 20.0


class PauseDecision(Enum):
    """What to do about it."""

    NOTHING = "nothing"
    GO_ON = "go on"  # and take in what was said
    TELL = "tell"  # that nothing is recorded
    FORGET = "forget"  # a remark shortly after that was told


class PauseWatch:
    """Watches over the pauses of one answer.

    By voice, long speech goes on with the answer: "go on" may have been missed. A person with keys
    paused with a key, perhaps to speak with somebody else, and is only told, once in a pause.
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
        """What `speech_s` of speech means, the last of it `quiet_s` ago.

        `is_reading`: it may still turn out to be a command.
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
