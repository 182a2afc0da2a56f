"""Shows a take while it is recorded: level, captions, and the state of the microphone."""

from __future__ import annotations

from coach.audio.tones import are_you_there_tone
from coach.interview import events
from coach.interview.announcing import Announcer
from coach.interview.live_take import Caption
from coach.interview.microphone_watch import ZerosDecision
from coach.interview.recording import Recording
from coach.interview.session_devices import SessionDevices
from coach.interview.session_options import SessionOptions

_STOPPED_S = 2.0  # looks come ten times a second, unless the program was stopped


class TakeDisplay:
    """Shows one take while it is recorded. Runs on the conversation's thread."""

    def __init__(
        self,
        recording: Recording,
        devices: SessionDevices,
        session_options: SessionOptions,
        announcer: Announcer,
    ) -> None:
        self._recording = recording
        self._recorder = recording.recorder
        self._devices = devices
        self._options = session_options
        self._announcer = announcer
        self._show = devices.presenter.show
        self._caption = Caption()
        self._looked_s = devices.time.now_s()

    def update(self) -> None:
        """Show what is new. Called about ten times a second."""
        self._show_level()
        self._show_caption()
        if self._options.watches_microphone:
            self._mind_zeros()

    def look_anew(self) -> None:
        """Count from now on: the coach itself was speaking, and the program was not stopped."""
        self._looked_s = self._devices.time.now_s()

    def _show_level(self) -> None:
        seconds = self._recording.turn.question.seconds
        self._show(
            events.LevelHeard(
                self._devices.at_s(),
                self._recorder.level_db,
                self._recorder.heard_s,
                seconds,
                self._recorder.paused,
                bool(self._options.clock and seconds),
            )
        )

    def _show_caption(self) -> None:
        live, recording = self._recording.live, self._recording
        caption = live.caption() if live and self._options.captions else self._caption
        if caption != self._caption:
            self._caption = caption
            self._show(
                events.CaptionHeard(
                    self._devices.at_s(),
                    recording.turn.question_ref,
                    recording.take,
                    caption.text,
                    caption.settled_words,
                )
            )

    def _mind_zeros(self) -> None:
        recorder, devices = self._recorder, self._devices
        before_s, self._looked_s = self._looked_s, devices.time.now_s()
        if self._looked_s - before_s > _STOPPED_S:
            devices.microphone_watch.forgive(recorder.zeros_s)
        decision = devices.microphone_watch.decide(recorder.heard_s, recorder.zeros_s)
        name = devices.microphone.name
        if decision is ZerosDecision.SHOW:
            since_s = max(0.0, recorder.heard_s - recorder.zeros_s)
            self._show(events.MicrophoneSilent(devices.at_s(), name, since_s))
        elif decision is ZerosDecision.SOUND:
            if self._options.eyes_free:
                self._announcer.tell(self._devices.wording.nothing_heard())
            else:
                self._announcer.sound(are_you_there_tone())
        elif decision is ZerosDecision.IS_BACK:
            self._show(events.MicrophoneBack(devices.at_s(), name))
            if self._options.eyes_free:
                self._announcer.tell(self._devices.wording.i_hear_you())
