"""What a silence means while an answer is listened to. Pure: told the time, it decides."""

from __future__ import annotations

from enum import Enum

from coach.interview.equipment import Manner

_SPEECH_FIRST_S = 5.0  # silence ends no answer that has less speech than this
_TONE_BEFORE_S = 2.0  # the answer ends
_THINKING_S = 30.0  # what "I'm thinking" buys


class Meaning(Enum):
    """What to do about it."""

    NOTHING = "nothing"
    ASK_FOR_A_SIGN = "ask for a sign"  # minutes without a word
    GIVE_UP = "give up"  # a quarter of an hour
    ANNOUNCE_END = "announce the end"  # hands-free: say so before the answer ends
    END = "end"


class Silence:
    """Watches over one answer."""

    def __init__(self, manner: Manner) -> None:
        self._manner = manner
        self._told: Meaning | None = None
        self._ends_not_before_s = 0.0  # in seconds of the take

    def thinking(self, heard_s: float) -> None:
        """The person said so, at that time of the take: patience."""
        self._ends_not_before_s = heard_s + _THINKING_S
        self._told = None

    def means(self, heard_s: float, quiet_s: float, speech_s: float) -> Meaning:
        """What it means that nobody has spoken for `quiet_s`, after `speech_s` of speech so far.

        Announcements come once for each silence.
        """
        meaning = self._now(heard_s, quiet_s, speech_s)
        if meaning in (Meaning.ASK_FOR_A_SIGN, Meaning.ANNOUNCE_END):
            if self._told is meaning:
                return Meaning.NOTHING
            self._told = meaning
        elif meaning is Meaning.NOTHING:
            self._told = None
        return meaning

    def _now(self, heard_s: float, quiet_s: float, speech_s: float) -> Meaning:
        manner = self._manner
        if manner.hands_free and speech_s >= _SPEECH_FIRST_S:
            left_s = manner.ends_after_silence_s - quiet_s
            left_s = max(left_s, self._ends_not_before_s - heard_s)
            if left_s <= 0:
                return Meaning.END
            if left_s <= _TONE_BEFORE_S:
                return Meaning.ANNOUNCE_END
        if manner.gives_up_s is not None and quiet_s > manner.gives_up_s:
            return Meaning.GIVE_UP
        if manner.asks_for_a_sign_s is not None and quiet_s > manner.asks_for_a_sign_s:
            return Meaning.ASK_FOR_A_SIGN
        return Meaning.NOTHING
