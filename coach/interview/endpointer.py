"""Decides what a silence during an answer means. Pure: the caller passes the time."""

from __future__ import annotations

from enum import Enum

from coach.interview.session_options import SessionOptions

_SPEECH_FIRST_S = 5.0  # silence ends no answer that has less speech than this
_TONE_BEFORE_S = 2.0  # the tone comes so long before the answer ends
_THINKING_S = 30.0  # so long after "I'm thinking" silence does not end the answer


class EndpointDecision(Enum):
    """What to do about a silence."""

    NOTHING = "nothing"
    ASK_FOR_A_SIGN = "ask for a sign"  # after minutes without a word
    GIVE_UP = "give up"  # after a quarter of an hour without a word
    ANNOUNCE_END = "announce the end"  # hands-free: a tone before the answer ends
    END = "end"


class Endpointer:
    """Watches the silences of one answer."""

    def __init__(self, session_options: SessionOptions) -> None:
        self._options = session_options
        self._told: EndpointDecision | None = None
        self._ends_not_before_s = 0.0  # in seconds of the take

    def thinking(self, heard_s: float) -> None:
        """The person said "I'm thinking" at `heard_s` seconds of the take: be patient."""
        self._ends_not_before_s = heard_s + _THINKING_S
        self._told = None

    def decide(self, heard_s: float, quiet_s: float, speech_s: float) -> EndpointDecision:
        """What to do after `quiet_s` seconds of silence, with `speech_s` seconds of speech so far.

        Announcements come once for each silence.
        """
        decision = self._now(heard_s, quiet_s, speech_s)
        if decision in (EndpointDecision.ASK_FOR_A_SIGN, EndpointDecision.ANNOUNCE_END):
            if self._told is decision:
                return EndpointDecision.NOTHING
            self._told = decision
        elif decision is EndpointDecision.NOTHING:
            self._told = None
        return decision

    def _now(self, heard_s: float, quiet_s: float, speech_s: float) -> EndpointDecision:
        session_options = self._options
        if session_options.hands_free and speech_s >= _SPEECH_FIRST_S:
            left_s = session_options.ends_after_silence_s - quiet_s
            left_s = max(left_s, self._ends_not_before_s - heard_s)
            if left_s <= 0:
                return EndpointDecision.END
            if left_s <= _TONE_BEFORE_S:
                return EndpointDecision.ANNOUNCE_END
        if session_options.gives_up_s is not None and quiet_s > session_options.gives_up_s:
            return EndpointDecision.GIVE_UP
        if (
            session_options.asks_for_a_sign_s is not None
            and quiet_s > session_options.asks_for_a_sign_s
        ):
            return EndpointDecision.ASK_FOR_A_SIGN
        return EndpointDecision.NOTHING
