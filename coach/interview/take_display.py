"""Showing a take while it is recorded: its level, its captions, and its microphone's state."""

from __future__ import annotations

from coach.audio.tones import are_you_there_tone
from coach.interview import events, wording
from coach.interview.announcing import Announcer
from coach.interview.equipment import Equipment, Manner
from coach.interview.live_take import Caption
from coach.interview.microphone_watch import ZerosMeaning
from coach.interview.recording import Recording


class TakeDisplay:
    """Shows one recording, on the conversation's thread."""

    def __init__(
        self, recording: Recording, equipment: Equipment, manner: Manner, announcer: Announcer
    ) -> None:
        self._recording = recording
        self._listener = recording.listener
        self._equipment = equipment
        self._manner = manner
        self._announcer = announcer
        self._show = equipment.presenter.show
        self._caption = Caption()

    def update(self) -> None:
        """Show what is new; called about ten times a second."""
        self._show_level()
        self._show_caption()
        if self._manner.watches_microphone:
            self._mind_zeros()

    def _show_level(self) -> None:
        seconds = self._recording.turn.question.seconds
        self._show(
            events.LevelHeard(
                self._equipment.at_s(),
                self._listener.level_db,
                self._listener.heard_s,
                seconds,
                self._listener.paused,
                bool(self._manner.clock and seconds),
            )
        )

    def _show_caption(self) -> None:
        live, recording = self._recording.live, self._recording
        caption = live.caption() if live and self._manner.captions else self._caption
        if caption != self._caption:
            self._caption = caption
            self._show(
                events.CaptionHeard(
                    self._equipment.at_s(),
                    recording.turn.question_ref,
                    recording.take,
                    caption.text,
                    caption.settled_words,
                )
            )

    def _mind_zeros(self) -> None:
        listener, equipment = self._listener, self._equipment
        meaning = equipment.microphone_watch.means(listener.heard_s, listener.zeros_s)
        name = equipment.microphone.name
        if meaning is ZerosMeaning.SHOW:
            since_s = max(0.0, listener.heard_s - listener.zeros_s)
            self._show(events.MicrophoneSilent(equipment.at_s(), name, since_s))
        elif meaning is ZerosMeaning.SOUND:
            if self._manner.eyes_free:
                self._announcer.tell(wording.nothing_heard())
            else:
                self._announcer.sound(are_you_there_tone())
        elif meaning is ZerosMeaning.IS_BACK:
            self._show(events.MicrophoneBack(equipment.at_s(), name))
            if self._manner.eyes_free:
                self._announcer.tell(wording.i_hear_you())
