"""Notices a microphone that gives only digital zeros: muted, rerouted, or with an empty battery."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

# A headset that suppresses soft sound gives zeros while the person thinks. So the screen shows the
# zeros soon, which disturbs nobody, and the coach says so late. A microphone that never gave
# anything else is most likely muted: then the coach says so soon.
_SHOWN_AFTER_S = 4.0
_SOUNDED_AFTER_S = 20.0
_WAKES_WITHIN_S = 16.0  # a device gives what it has buffered, or nothing, when it goes on
_SOUNDED_AT_FIRST_AFTER_S = 5.0


class ZerosDecision(Enum):
    """What to do about digital zeros."""

    NOTHING = "nothing"
    SHOW = "show"
    SOUND = "sound"  # say so aloud, too
    IS_BACK = "is back"  # the microphone gives sound again, after SHOW


@dataclass
class MicrophoneWatch:
    """Watches the microphone of one session, through all answers. Pure.

    Each silence of the microphone is shown once and said once, even over several answers.
    """

    has_given_sound: bool = False
    is_shown: bool = False
    is_sounded: bool = False
    _forgiven_s: float = 0.0  # so long a silence means nothing

    def forgive(self, zeros_s: float) -> None:
        """The program was stopped (Ctrl-Z): zeros so far, and for a while, mean nothing."""
        self._forgiven_s = zeros_s + _WAKES_WITHIN_S

    def decide(self, heard_s: float, zeros_s: float) -> ZerosDecision:
        """What to do if the last `zeros_s` of the `heard_s` seconds of an answer are zeros."""
        if heard_s > 0.0 and zeros_s == 0.0:
            self._forgiven_s = 0.0
            self.has_given_sound = True
            was_shown = self.is_shown
            self.is_shown = self.is_sounded = False
            return ZerosDecision.IS_BACK if was_shown else ZerosDecision.NOTHING
        zeros_s -= self._forgiven_s
        if zeros_s >= _SHOWN_AFTER_S and not self.is_shown:
            self.is_shown = True
            return ZerosDecision.SHOW
        sounded_after_s = _SOUNDED_AFTER_S if self.has_given_sound else _SOUNDED_AT_FIRST_AFTER_S
        if zeros_s >= sounded_after_s and not self.is_sounded:
            self.is_sounded = True
            return ZerosDecision.SOUND
        return ZerosDecision.NOTHING
