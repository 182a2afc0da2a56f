"""A microphone that gives nothing but digital zeros: muted, rerouted, or its battery is empty."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

# A headset that cuts off what is soft gives zeros while one thinks: to be seen is no alarm, to be
# heard is one. A microphone that never gave anything else is most likely muted.
_SHOWN_AFTER_S = 4.0
_SOUNDED_AFTER_S = 20.0
_SOUNDED_AT_FIRST_AFTER_S = 5.0


class ZerosDecision(Enum):
    """What to do about them."""

    NOTHING = "nothing"
    SHOW = "show"
    SOUND = "sound"  # say so aloud, too
    IS_BACK = "is back"  # it gives sound again, after it was shown that it did not


@dataclass
class MicrophoneWatch:
    """Watches over the microphone of one sitting, through all of its answers. Pure.

    Each silence of the microphone is shown once and sounded once, also where it lasts for several
    answers.
    """

    has_given_sound: bool = False
    is_shown: bool = False
    is_sounded: bool = False

    def decide(self, heard_s: float, zeros_s: float) -> ZerosDecision:
        """What it means that the newest `zeros_s` of the `heard_s` of an answer are zeros."""
        if heard_s > zeros_s and zeros_s == 0.0:
            self.has_given_sound = True
            was_shown = self.is_shown
            self.is_shown = self.is_sounded = False
            return ZerosDecision.IS_BACK if was_shown else ZerosDecision.NOTHING
        if zeros_s >= _SHOWN_AFTER_S and not self.is_shown:
            self.is_shown = True
            return ZerosDecision.SHOW
        sounded_after_s = _SOUNDED_AFTER_S if self.has_given_sound else _SOUNDED_AT_FIRST_AFTER_S
        if zeros_s >= sounded_after_s and not self.is_sounded:
            self.is_sounded = True
            return ZerosDecision.SOUND
        return ZerosDecision.NOTHING
