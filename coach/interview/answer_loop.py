"""The loop that runs while one take is recorded: choices, clocks, silences, captions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip
from coach.audio.reading import read_clip, read_so_far
from coach.audio.recorder import EndedBy
from coach.audio.tones import are_you_there_tone, time_tone
from coach.errors import DeviceMissing
from coach.interview import events
from coach.interview.announcing import Announcer
from coach.interview.clock import AnswerClock
from coach.interview.command_recognizer import RecognizedPhrase
from coach.interview.endpointer import EndpointDecision, Endpointer
from coach.interview.interrupting import Interrupter
from coach.interview.pausing import PauseDecision, PauseWatch
from coach.interview.ports import WHILE_ANSWERING, Choice
from coach.interview.prompt_player import PromptPlayer
from coach.interview.recording import Recording
from coach.interview.session_devices import SessionDevices
from coach.interview.session_options import SessionOptions
from coach.interview.spoken_commands import Command
from coach.interview.take_display import TakeDisplay
from coach.interview.wording import wording_in
from coach.language_tags import ENGLISH

_POLL_S = 0.1
_BEFORE_SPEECH_S = 0.5  # so much sound before the first word is played back, too
_SAID_SOMETHING_S = 0.3

_ENDS = (Choice.DONE, Choice.SKIP, Choice.START_OVER, Choice.STOP)
_CHOICE_OF = {
    Command.DONE: Choice.DONE,
    Command.NEXT_QUESTION: Choice.DONE,
    Command.REPEAT: Choice.REPEAT,
    Command.ANOTHER_WAY: Choice.ANOTHER_WAY,
    Command.START_OVER: Choice.START_OVER,
    Command.SKIP: Choice.SKIP,
    Command.PAUSE: Choice.PAUSE,
    Command.GO_ON: Choice.GO_ON,
    Command.HOW_LONG: Choice.HOW_LONG,
    Command.PLAY_BACK: Choice.PLAY,
    Command.STOP: Choice.STOP,
    Command.THINKING: Choice.THINKING,
}


class AnswerLoop:
    """Runs while one take is recorded, on the conversation's thread."""

    def __init__(
        self,
        recording: Recording,
        devices: SessionDevices,
        session_options: SessionOptions,
        player: PromptPlayer,
        undo: Callable[[], None],
    ) -> None:
        """`undo` restores the take that was skipped or started over last."""
        self._undo = undo
        self._recording = recording
        self._recorder = recording.recorder
        self._devices = devices
        self._time = devices.time
        self._options = session_options
        self._announcer = Announcer(player, recording.recorder)
        self._display = TakeDisplay(recording, devices, session_options, self._announcer)
        self._pause_watch = PauseWatch(by_voice=session_options.hands_free)
        self._show = devices.presenter.show
        self._endpointer = Endpointer(session_options)
        self._clock: AnswerClock | None = None
        if session_options.clock and recording.turn.question.seconds:
            self._clock = AnswerClock(recording.turn.question.seconds, session_options.clock.strict)
        self._interrupter = Interrupter(recording, devices, session_options, self._announcer)
        self._wording = devices.wording
        self._wordings = list(recording.turn.question.texts)
        self.asked_again_at_s: float | None = None  # in seconds of the take; only before any word

    def until_it_ends(self, meanwhile: Callable[[], None]) -> Choice:
        """Wait until the take ends. Returns the choice that ended it; DONE if it ended by itself.

        `meanwhile` is called about ten times a second.
        """
        while not self._recorder.wait(0):
            ending = self._chosen() or self._commanded() or self._heard_in_pause() or self._timed()
            if ending:
                return ending
            self._display.update()
            self._announcer.notice_end()
            meanwhile()
        return Choice.DONE

    def _chosen(self) -> Choice | None:
        choice = self._devices.person.choose(self._options.allowed(WHILE_ANSWERING), _POLL_S)
        if choice is Choice.PAUSE and self._recorder.paused:
            choice = Choice.GO_ON
        return self._do(choice) if choice else None

    def _commanded(self) -> Choice | None:
        recognizer = self._recording.recognizer
        said = recognizer.heard_saying() if recognizer else None
        if said is None:
            return None
        choice = _CHOICE_OF[said.meaning]
        self._forget(said)
        self._show(events.CommandHeard(self._devices.at_s(), said.meaning.value))
        if choice is Choice.DONE and self._recorder.speech_s < _SAID_SOMETHING_S:
            return Choice.SKIP  # "next question" without an answer
        return self._do(choice) if self._options.allowed((choice,)) else None

    def _forget(self, said: RecognizedPhrase[Command]) -> None:
        """Cut a spoken command out of the answer."""
        if said.span_s:
            self._recorder.command(*said.span_s)
            if self._recording.live:
                self._recording.live.forget(*said.span_s)

    def _do(self, choice: Choice) -> Choice | None:
        """Do what the person wants. A choice that ends the take is returned, else None."""
        if choice in _ENDS:
            return choice
        return {
            Choice.PAUSE: self._pause,
            Choice.GO_ON: self._go_on,
            Choice.REPEAT: self._ask_again,
            Choice.ANOTHER_WAY: self._ask_another_way,
            Choice.HOW_LONG: self._say_how_long,
            Choice.PLAY: self._play_back,
            Choice.THINKING: self._give_time,
            Choice.UNDO: self._undo,
        }[choice]()

    def _pause(self) -> Choice | None:
        if self._recorder.paused:
            return None
        self._pause_watch.begin()
        self._recorder.pause()
        self._display.update()  # while the coach says so, nothing is shown
        return self._tell(self._wording.paused())

    def _go_on(self) -> Choice | None:
        """End the pause. The recording goes on at once, so the person may talk over the coach."""
        if self._recorder.paused:
            self._recorder.go_on()
            if self._is_heard:
                self._announcer.tell(self._wording.going_on())
        return None

    def _heard_in_pause(self) -> Choice | None:
        """Act on speech during a pause."""
        recorder, recognizer = self._recorder, self._recording.recognizer
        if not recorder.paused:
            return None
        speech = recorder.paused_speech
        decision = self._pause_watch.decide(
            self._time.now_s(),
            speech.speech_s,
            speech.quiet_s,
            is_reading=bool(recognizer and recognizer.is_reading),
        )
        if decision is PauseDecision.GO_ON:
            self._show(events.PauseEnded(self._devices.at_s(), speech.duration_s))
            recorder.go_on(with_paused_speech=True)
            self._announcer.tell(self._wording.going_on())
        elif decision in (PauseDecision.TELL, PauseDecision.FORGET):
            speech.forget()
        return self._tell_still_paused() if decision is PauseDecision.TELL else None

    def _tell_still_paused(self) -> Choice | None:
        by_voice = self._options.hands_free
        self._show(events.StillPaused(self._devices.at_s(), by_voice))
        if self._is_heard:
            return self._say(self._wording.still_paused(by_voice=by_voice))
        self._announcer.sound(are_you_there_tone())
        return None

    def _ask_again(self) -> Choice | None:
        """Say the question again. Nothing is recorded meanwhile."""
        return self._ask(self._wordings[0])

    def _ask_another_way(self) -> Choice | None:
        self._wordings = [*self._wordings[1:], self._wordings[0]]
        turn, text = self._recording.turn, self._wordings[0]
        self._show(events.QuestionReworded(self._devices.at_s(), turn.question_ref, text))
        return self._ask(text)

    def _ask(self, text: str) -> Choice | None:
        choice = self._unless_unplugged(lambda: self._announcer.say(text))
        if self._recorder.speech_s < _SAID_SOMETHING_S:
            silent_s = 0.0 if choice else self._announcer.final_silence_s(text)
            self.asked_again_at_s = self._recorder.resumed_at_s - silent_s
        return _ending(choice)

    def _say_how_long(self) -> Choice | None:
        target_s = self._recording.turn.question.seconds if self._clock else None
        return self._say(self._wording.how_long(self._recorder.heard_s, target_s))

    def _play_back(self) -> Choice | None:
        """Play the answer so far, or the take before if nothing was said yet. Then record on."""
        choice = None
        if clip := self._said_so_far():
            choice = self._unless_unplugged(lambda: self._announcer.play(clip))
        self._give_time()
        return _ending(choice)

    def _said_so_far(self) -> AudioClip | None:
        """The answer from its first word on, without spoken commands."""
        if self._recorder.speech_s < _SAID_SOMETHING_S:
            path = self._recording.previous()
            return read_clip(path) if path else None
        facts = self._recorder.facts()
        blocks = facts.without_commands(read_so_far(self._recording.path))
        samples = np.concatenate(list(blocks))
        start_s = max(0.0, facts.speech[0].start_s - _BEFORE_SPEECH_S) if facts.speech else 0.0
        return AudioClip(samples[round(start_s * LISTENING_RATE_HZ) :], LISTENING_RATE_HZ)

    def _give_time(self) -> Choice | None:
        self._endpointer.thinking(self._recorder.heard_s)
        return None

    def _tell(self, text: str) -> Choice | None:
        """Say aloud what the screen shows, for those who do not look at it."""
        return self._say(text) if self._is_heard else None

    def _say(self, text: str) -> Choice | None:
        return _ending(self._unless_unplugged(lambda: self._announcer.say(text)))

    def _unless_unplugged(self, sound: Callable[[], Choice | None]) -> Choice | None:
        """What the person chose during a sound. Headphones that were unplugged end no answer."""
        try:
            return sound()
        except DeviceMissing as error:
            self._show(events.NoticeGiven(self._devices.at_s(), error.message, error.hint))
            return None
        finally:
            self._display.look_anew()

    def _timed(self) -> Choice | None:
        """The choice that the clock or a long silence makes, if any."""
        recorder = self._recorder
        if self._clock:
            left_s = self._clock.warning(recorder.heard_s)
            if left_s is not None:
                self._warn(left_s)
            if self._clock.over(recorder.heard_s, recorder.quiet_s):
                recorder.ended_by = EndedBy.TIME_UP
                return Choice.DONE
        self._interrupter.look()
        # Who was spoken to, or paused, may think as long as at first.
        quiet_s = min(recorder.quiet_s, recorder.heard_s - recorder.resumed_at_s)
        decision = self._endpointer.decide(recorder.heard_s, quiet_s, recorder.speech_s)
        if decision in (EndpointDecision.END, EndpointDecision.GIVE_UP):
            recorder.ended_by = EndedBy.SILENCE
            return Choice.DONE
        if decision in (EndpointDecision.ANNOUNCE_END, EndpointDecision.ASK_FOR_A_SIGN):
            self._announcer.sound(are_you_there_tone())
        if decision is EndpointDecision.ASK_FOR_A_SIGN:
            controls = self._devices.person.controls
            hands_free = self._options.hands_free
            shown = wording_in(ENGLISH, self._devices.worker.transcriber.language)
            text = shown.still_there(controls, hands_free=hands_free)
            self._show(events.NoticeGiven(self._devices.at_s(), text))
            if self._options.eyes_free:
                self._announcer.tell(self._wording.still_there(controls, hands_free=hands_free))
        return None

    def _warn(self, left_s: float) -> None:
        recording, target_s = self._recording, self._recording.turn.question.seconds or 0
        self._show(
            events.TimeWarned(
                self._devices.at_s(),
                recording.turn.question_ref,
                recording.take,
                left_s,
                target_s,
            )
        )
        if self._options.eyes_free:
            self._announcer.tell(self._wording.time_left(left_s, target_s))
        else:
            self._announcer.sound(time_tone())

    @property
    def _is_heard(self) -> bool:
        """Whether what the screen shows is said aloud, too."""
        return self._options.hands_free or self._options.eyes_free


def _ending(choice: Choice | None) -> Choice | None:
    return choice if choice in _ENDS else None
