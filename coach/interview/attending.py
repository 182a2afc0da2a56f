"""Watching over one take while it is recorded: the person's wishes, clocks, silences, captions."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip
from coach.audio.levels import Hearing
from coach.audio.listener import EndedBy, Listener
from coach.audio.reading import read_blocks, read_clip
from coach.audio.tones import are_you_there_tone, time_tone
from coach.errors import DeviceMissing
from coach.interview import events, wording
from coach.interview.clock import AnswerClock
from coach.interview.ear import Ear, Said
from coach.interview.equipment import Equipment, Manner
from coach.interview.live_take import Caption, LiveTake
from coach.interview.ports import WHILE_ANSWERING, WHILE_TOLD, Choice
from coach.interview.silence import Meaning, Silence
from coach.interview.speaking import Mouth
from coach.interview.spoken_commands import Command
from coach.library.records import Turn

_POLL_S = 0.1
# So long may a microphone give digital zeros before it is called deaf: from the beginning, and
# later, when one that cuts off what is soft may give them because the person thinks.
_ZEROS_AT_FIRST_S, _ZEROS_LATER_S = 5.0, 20.0
_BEFORE_SPEECH_S = 0.5  # is played back, too
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


@dataclass(frozen=True)
class Recording:
    """A take that is being recorded to `path`, and who hears along."""

    turn: Turn
    take: int
    path: Path
    listener: Listener
    live: LiveTake | None
    ear: Ear[Command] | None
    previous: Callable[[], Path | None]  # the sound of the take before it


class Attending:
    """Watches over one recording, on the conversation's thread."""

    def __init__(
        self, recording: Recording, equipment: Equipment, manner: Manner, mouth: Mouth
    ) -> None:
        self._recording = recording
        self._listener = recording.listener
        self._equipment = equipment
        self._manner = manner
        self._mouth = mouth
        self._show = equipment.presenter.show
        self._silence = Silence(manner)
        self._clock: AnswerClock | None = None
        if manner.clock and recording.turn.question.seconds:
            self._clock = AnswerClock(recording.turn.question.seconds, manner.clock.strict)
        self._caption = Caption()
        self._wordings = wording.ways_to_ask(recording.turn.question)
        self.asked_again_at_s: float | None = None  # in seconds of the take, before any word

    def until_it_ends(self, meanwhile: Callable[[], None]) -> Choice:
        """What ended the take: a choice of the person, DONE where it ended by itself.

        `meanwhile` is called about ten times a second.
        """
        while not self._listener.wait(0):
            ending = self._chosen() or self._commanded() or self._timed()
            if ending:
                return ending
            self._show_level()
            self._show_caption()
            self._mind_zeros()
            self._mouth.notice_end()
            meanwhile()
        return Choice.DONE

    def _chosen(self) -> Choice | None:
        choice = self._equipment.person.choose(self._manner.allowed(WHILE_ANSWERING), _POLL_S)
        if choice is Choice.PAUSE and self._listener.paused:
            choice = Choice.GO_ON
        return self._do(choice) if choice else None

    def _commanded(self) -> Choice | None:
        ear = self._recording.ear
        said = ear.heard_saying() if ear else None
        if said is None:
            return None
        choice = _CHOICE_OF[said.meaning]
        self._forget(said)
        self._show(events.CommandHeard(self._equipment.at_s(), said.meaning.value))
        if choice is Choice.DONE and self._listener.speech_s < _SAID_SOMETHING_S:
            return Choice.SKIP  # "next question", and no answer
        return self._do(choice) if self._manner.allowed((choice,)) else None

    def _forget(self, said: Said[Command]) -> None:
        """A command is no part of the answer."""
        if said.span_s:
            self._listener.command(*said.span_s)
            if self._recording.live:
                self._recording.live.forget(*said.span_s)

    def _do(self, choice: Choice) -> Choice | None:
        """Do what the person wants; a choice that ends the take is given back."""
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
        }[choice]()

    def _pause(self) -> Choice | None:
        if not self._listener.paused:
            self._listener.pause()
            return self._tell(wording.paused())
        return None

    def _go_on(self) -> Choice | None:
        ending = self._tell(wording.going_on()) if self._listener.paused else None
        self._listener.go_on()
        return ending

    def _ask_again(self) -> Choice | None:
        """Say the question again, with the ears closed, so that it is not taken for the answer."""
        return self._ask(self._wordings[0])

    def _ask_another_way(self) -> Choice | None:
        self._wordings = [*self._wordings[1:], self._wordings[0]]
        turn, text = self._recording.turn, self._wordings[0]
        self._show(events.QuestionReworded(self._equipment.at_s(), turn.question_ref, text))
        return self._ask(text)

    def _ask(self, text: str) -> Choice | None:
        ending = self._say(text)
        if self._listener.speech_s < _SAID_SOMETHING_S:
            self.asked_again_at_s = self._listener.heard_s
        return ending

    def _say_how_long(self) -> Choice | None:
        target_s = self._recording.turn.question.seconds if self._clock else None
        return self._say(wording.how_long(self._listener.heard_s, target_s))

    def _play_back(self) -> Choice | None:
        """What was said so far; before anything was, the take before. Then, time to add to it."""

        def play() -> Choice | None:
            clip = self._said_so_far()
            return self._mouth.play(clip, WHILE_TOLD) if clip else None

        ending = self._with_closed_ears(play)
        self._give_time()
        return ending

    def _said_so_far(self) -> AudioClip | None:
        """From the first word on, without what was meant for the coach."""
        if self._listener.speech_s < _SAID_SOMETHING_S:
            path = self._recording.previous()
            return read_clip(path) if path else None
        facts = self._listener.facts()
        blocks = facts.without_commands(read_blocks(self._recording.path))
        samples = np.concatenate(list(blocks))
        start_s = max(0.0, facts.speech[0].start_s - _BEFORE_SPEECH_S) if facts.speech else 0.0
        return AudioClip(samples[round(start_s * LISTENING_RATE_HZ) :], LISTENING_RATE_HZ)

    def _give_time(self) -> Choice | None:
        self._silence.thinking(self._listener.heard_s)
        return None

    def _tell(self, text: str) -> Choice | None:
        """Say what the screen shows to those who do not look at it."""
        return self._say(text) if self._manner.hands_free or self._manner.eyes_free else None

    def _say(self, text: str) -> Choice | None:
        return self._with_closed_ears(lambda: self._mouth.say(text, WHILE_TOLD))

    def _with_closed_ears(self, speak: Callable[[], Choice | None]) -> Choice | None:
        with self._listener.deaf():
            choice = speak()
        return choice if choice in _ENDS else None

    def _timed(self) -> Choice | None:
        """What clock and silence say."""
        listener = self._listener
        if self._clock:
            left_s = self._clock.warning(listener.heard_s)
            if left_s is not None:
                self._warn(left_s)
            if self._clock.over(listener.heard_s, listener.quiet_s):
                listener.ended_by = EndedBy.TIME_UP
                return Choice.DONE
        meaning = self._silence.means(listener.heard_s, listener.quiet_s, listener.speech_s)
        if meaning in (Meaning.END, Meaning.GIVE_UP):
            listener.ended_by = EndedBy.SILENCE
            return Choice.DONE
        if meaning in (Meaning.ANNOUNCE_END, Meaning.ASK_FOR_A_SIGN):
            self._sound(are_you_there_tone())
        if meaning is Meaning.ASK_FOR_A_SIGN:
            text = wording.still_there(hands_free=self._manner.hands_free)
            self._show(events.NoticeGiven(self._equipment.at_s(), text))
            if self._manner.eyes_free:
                self._tell_meanwhile(text)
        return None

    def _warn(self, left_s: float) -> None:
        recording, target_s = self._recording, self._recording.turn.question.seconds or 0
        self._show(
            events.TimeWarned(
                self._equipment.at_s(),
                recording.turn.question_ref,
                recording.take,
                left_s,
                target_s,
            )
        )
        if self._manner.eyes_free:
            self._tell_meanwhile(wording.time_left(left_s, target_s))
        else:
            self._sound(time_tone())

    def _sound(self, clip: AudioClip) -> None:
        self._begin(lambda: self._mouth.begin(clip, self._listener))

    def _tell_meanwhile(self, text: str) -> None:
        self._begin(lambda: self._mouth.begin_saying(text, self._listener))

    def _begin(self, sound: Callable[[], None]) -> None:
        """A sound that the person may talk over: it is kept out of what is heard."""
        with contextlib.suppress(DeviceMissing):  # headphones taken off end no answer
            sound()

    def _mind_zeros(self) -> None:
        listener, told = self._listener, self._equipment.told
        at_first = listener.zeros_s >= listener.heard_s
        bearable_s = _ZEROS_AT_FIRST_S if at_first else _ZEROS_LATER_S
        if listener.zeros_s > bearable_s and not told.of_zeros:
            told.of_zeros = True
            name = self._equipment.microphone.name
            self._show(events.SoundChecked(self._equipment.at_s(), name, Hearing.NOTHING))
            if self._manner.eyes_free:
                self._tell_meanwhile(wording.nothing_heard())

    def _show_level(self) -> None:
        self._show(
            events.LevelHeard(
                self._equipment.at_s(),
                self._listener.level_db,
                self._listener.heard_s,
                self._recording.turn.question.seconds,
                self._listener.paused,
                self._clock is not None,
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
