"""Interrupts an answer that is far over its time: once, politely, in a pause of it.

Nothing is ended by that. The coach asks for an end while the recording goes on: the recorder
removes its voice, and the person may talk over it.
"""

from __future__ import annotations

from coach.interview import events
from coach.interview.announcing import Announcer
from coach.interview.clock import Interruption
from coach.interview.follow_up_turn import FollowUpTurn
from coach.interview.recording import Recording
from coach.interview.session_devices import SessionDevices
from coach.interview.session_options import SessionOptions
from coach.interview.wording import english


class Interrupter:
    """Watches one answer, on the conversation's thread.

    It keeps quiet where nobody probes, where a clock ends the answer, and in one to a follow-up.
    """

    def __init__(
        self,
        recording: Recording,
        devices: SessionDevices,
        session_options: SessionOptions,
        announcer: Announcer,
    ) -> None:
        self._recording = recording
        self._devices = devices
        self._announcer = announcer
        turn, clock = recording.turn, session_options.clock
        probes = session_options.follow_ups > 0 and not isinstance(turn, FollowUpTurn)
        may = probes and not (clock and clock.strict)
        target_s = turn.question.seconds if may else None
        self._interruption = Interruption(target_s) if target_s else None

    def look(self) -> None:
        """Interrupt if that is due. Call it about ten times a second."""
        recorder, interruption = self._recording.recorder, self._interruption
        if interruption is None or recorder.paused:
            return
        text = self._devices.wording.interruption()
        if interruption.is_near(recorder.heard_s):
            self._devices.give_to_asker(self._recording.turn.number, [text])
            self._announcer.prepare(text)
        if interruption.is_due(recorder.heard_s, recorder.quiet_s):
            told = events.NoticeGiven(self._devices.at_s(), english().interruption())
            self._devices.presenter.show(told)
            self._announcer.tell(text)
