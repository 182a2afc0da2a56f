"""The conversation: each question is asked, answered, kept and transcribed, one after the other.

The conversation runs on the caller's thread. Recorder, worker and voice have threads of their own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection

from coach.audio.reading import read_clip
from coach.errors import CoachError
from coach.interview import events
from coach.interview.answer_recorder import AnswerRecorder, RecordedAnswer
from coach.interview.closing import Closing
from coach.interview.opening import Opening
from coach.interview.ports import (
    AFTER_ANSWER,
    WHILE_ASKED,
    WHILE_THINKING,
    WHILE_TOLD,
    WHILE_WRITING,
    Choice,
)
from coach.interview.prompt_player import PromptPlayer
from coach.interview.session_devices import SessionDevices
from coach.interview.session_options import SessionOptions
from coach.interview.session_time import SessionTime
from coach.interview.transcripts import Transcripts
from coach.library.open_session import OpenSession
from coach.library.records import Take, Turn
from coach.library.room import minutes_of_room

_POLL_S = 0.1
_SOON_S = 0.02
_FIGURES_WITHIN_S = 3.0  # after so long, figures are shown without the count of fillers


class Conversation:
    """One conversation with an open session."""

    def __init__(
        self, opened: OpenSession, devices: SessionDevices, session_options: SessionOptions
    ) -> None:
        self._opened = opened
        self._devices = devices
        self._wording, self._time = devices.wording, devices.time
        self._options = session_options
        self._clock = session_options.clock
        self._player = PromptPlayer(devices.voice, devices.speaker, devices.person)
        self._transcripts = Transcripts(opened, devices)
        self._opening = Opening(devices, session_options, self._player)
        self._closing = Closing(opened, devices, session_options, self._player, self._transcripts)
        self._answer_recorder = AnswerRecorder(
            opened, devices, session_options, self._player, self._transcripts.expect_late
        )
        self._show = devices.presenter.show
        self._asked_until_s: float | None = None
        self._session_time = SessionTime(session_options.clock, devices.time)

    def hold(self, turns: list[Turn]) -> None:
        """Go through `turns`, at least one, and finish the session.

        Raises NoSpeech when answers were given but none had any speech. Raises MicrophoneLost or
        CannotWrite when a recording broke off: the sound until then is kept, and the session can be
        resumed.
        """
        try:
            with self._player:
                self._session_time.begin()
                room = minutes_of_room(self._opened.folder)
                choice = self._opening.hold(self._opened.session, turns, room)
                waiting = list(turns)
                while waiting and choice is not Choice.STOP:
                    if self._devices.microphone.exhausted:
                        break
                    waiting = self._fitting(waiting)
                    choice = self._take_turn(waiting.pop(0), waiting)
                self._closing.hold(stopped=choice is Choice.STOP)
        except CoachError as error:
            with contextlib.suppress(CoachError):  # the loudspeaker itself may have failed
                self._tell(error.message)
            raise

    def _fitting(self, waiting: list[Turn]) -> list[Turn]:
        """The questions that fit into the time. The others are dropped rather than rushed."""
        if not self._clock:
            return waiting
        count = self._clock.fitting(waiting, self._session_time.gone_s)
        left_out = waiting[count:]
        for turn in left_out:
            self._opened.dropped(turn.number)
        if left_out:
            self._show(events.QuestionsDropped(self._devices.at_s(), len(left_out), count))
            self._player.say(self._wording.dropped(len(left_out)), WHILE_TOLD)
        return waiting[:count]

    def _take_turn(self, turn: Turn, waiting: list[Turn]) -> Choice:
        """Ask one question, with as many takes as the person wants. Returns NEXT, SKIP or STOP."""
        choice = self._ask(turn)
        if choice is Choice.SKIP:
            self._show(events.QuestionSkipped(self._devices.at_s(), turn.question_ref))
        while choice not in (Choice.SKIP, Choice.STOP):
            if waiting:
                self._player.prepare(waiting[0].question.text)
            choice = self._one_take(turn, is_last=not waiting)
            if choice is Choice.NEXT or self._devices.microphone.exhausted:
                break  # the file is over: there is no sound for another take
        if choice is Choice.SKIP:
            self._opened.skipped(turn.number)
        return choice

    def _ask(self, turn: Turn) -> Choice | None:
        self._transcripts.move_on()
        self._opened.asked(turn.number)
        question = turn.question
        total = sum(not each.dropped for each in self._opened.session.turns)
        self._show(
            events.QuestionAsked(
                self._devices.at_s(),
                turn.question_ref,
                total,
                question.coat,
                question.seconds,
                self._session_time.left_s,
            )
        )
        choice: Choice | None = Choice.REPEAT
        while choice in (Choice.REPEAT, Choice.UNDO):
            if choice is Choice.UNDO:
                self._answer_recorder.undo()
            choice = self._player.say(question.text, WHILE_ASKED)
            asked_until_s = self._time.now_s()
            if choice is None:
                asked_until_s -= self._player.final_silence_s(question.text)
            self._asked_until_s = asked_until_s
            if choice is None and self._clock and self._clock.think_s:
                choice = self._let_think(turn, self._clock.think_s)
        if self._opening.loading.done():
            # A missing model is better known now than after a long answer.
            self._opening.loading.result()
        return choice

    def _let_think(self, turn: Turn, think_s: float) -> Choice | None:
        """Wait for the think time before the start tone. It may be cut short, and paused.

        A pause is no time to think.
        """
        self._show(events.ThinkTimeStarted(self._devices.at_s(), turn.question_ref, think_s))
        choice = self._tell(self._wording.think(think_s), WHILE_ASKED)
        left_s, paused, paused_s, now_s = think_s, False, 0.0, self._time.now_s()
        while choice is None and left_s > 0:
            self._show(events.ThinkTimePassed(self._devices.at_s(), left_s, paused))
            self._transcripts.settle()
            choice = self._devices.person.choose(WHILE_THINKING, min(_POLL_S, left_s))
            before_s, now_s = now_s, self._time.now_s()
            if paused:
                self._session_time.paused(now_s - before_s)
                paused_s += now_s - before_s
            else:
                left_s -= now_s - before_s
            if choice is Choice.PAUSE:
                choice, paused = None, not paused
                if paused:
                    self._tell(self._wording.paused())
        if self._asked_until_s is not None:
            self._asked_until_s += paused_s
        return choice

    def _one_take(self, turn: Turn, *, is_last: bool) -> Choice:
        """Record and transcribe one take. Returns what the person wants then."""
        self._transcripts.move_on()
        answer = self._answer_recorder.record(
            turn, self._asked_until_s, self._transcripts.settle, is_last=is_last
        )
        self._asked_until_s = None  # for another take the question is not asked again
        self._session_time.paused(sum(pause.lost_s for pause in answer.facts.pauses_taken))
        if answer.choice in (Choice.SKIP, Choice.START_OVER):
            if not answer.discarded:
                self._transcripts.expect(turn, answer)
            return answer.choice
        if answer.choice is Choice.STOP and answer.says_nothing:
            self._opened.discard(turn.number, answer.take)
            if answer.live:
                answer.live.abandon()
            return Choice.STOP
        choice = None
        if answer.take.duration_s:
            self._transcripts.expect(turn, answer)
            if answer.choice is not Choice.STOP:
                choice = self._await_transcript(leaving=bool(answer.error))
        if answer.error:
            self._transcripts.move_on()
            raise answer.error
        if answer.choice is Choice.STOP or self._tell_what_was_heard(turn, answer) is Choice.STOP:
            return Choice.STOP
        return choice or self._after(answer.take, turn, is_last=is_last)

    def _await_transcript(self, *, leaving: bool) -> Choice | None:
        """Wait until the answer is transcribed. The person may go on before."""
        session_options = self._options
        until_s = self._time.now_s() + (session_options.waits_for_transcript_s or 0.0)
        while not self._transcripts.wait(_POLL_S):
            self._transcripts.show_progress()
            self._player.notice_end()
            if leaving:
                continue
            if not session_options.goes_on_by_itself:
                choice = self._devices.person.choose(session_options.allowed(WHILE_WRITING), 0.0)
                if choice:
                    return choice
            elif (
                session_options.waits_for_transcript_s is not None and self._time.now_s() > until_s
            ):
                return None
        return None

    def _tell_what_was_heard(self, turn: Turn, answer: RecordedAnswer) -> Choice | None:
        heard = self._wording.heard(answer.length_s, turn.question.seconds)
        return self._tell(heard if answer.facts.speech else self._wording.no_speech(), WHILE_TOLD)

    def _after(self, take: Take, turn: Turn, *, is_last: bool) -> Choice:
        """Let the person choose after an answer: NEXT, AGAIN or STOP."""
        options = self._options.allowed(AFTER_ANSWER)
        choice = self._await_figures(options) or self._tell_figures(options)
        choice = self._recall_wish(turn, options) or choice
        if self._options.goes_on_by_itself:
            return choice if choice is Choice.STOP else Choice.NEXT
        if choice is None:
            self._tell_choices(options)
        while choice in (None, Choice.PLAY):
            if choice is Choice.PLAY:
                choice = self._play(take, turn, options)
            if choice is None:
                may_repeat, left_s = Choice.AGAIN in options, self._session_time.left_s
                at_s = self._devices.at_s()
                self._show(events.ChoiceAwaited(at_s, may_repeat, is_last, left_s))
                choice = self._wait_for_choice(options)
        return choice or Choice.STOP

    def _tell_choices(self, options: Collection[Choice]) -> None:
        choices = self._wording.choices_after_answer(self._devices.person.controls, options)
        if choices:
            self._tell(choices, options)

    def _await_figures(self, options: Collection[Choice]) -> Choice | None:
        """Wait a moment for the figures, which come later than the words. The person may go on."""
        session_options = self._options
        if session_options.goes_on_by_itself:
            while not self._transcripts.wait(_POLL_S, for_figures=True):
                if session_options.waits_for_transcript_s is not None:
                    return None
                self._transcripts.show_progress()
            return None
        until_s = self._time.now_s() + _FIGURES_WITHIN_S
        while (
            not self._transcripts.wait(_SOON_S, for_figures=True) and self._time.now_s() < until_s
        ):
            self._player.notice_end()
            if choice := self._devices.person.choose(options, 0.0):
                return choice
        return None

    def _tell_figures(self, options: Collection[Choice]) -> Choice | None:
        figures = self._transcripts.figures
        if figures is None:
            return None
        said = self._wording.delivered(figures.words_per_minute, figures.fillers)
        return self._tell(said, options) if said else None

    def _recall_wish(self, turn: Turn, options: Collection[Choice]) -> Choice | None:
        """Show what the person wished they had said, if a real interview had this question."""
        text = turn.question.wished
        if not text:
            return None
        self._show(events.WishRecalled(self._devices.at_s(), turn.question_ref, text))
        return self._tell(self._wording.wished(text), options)

    def _play(self, take: Take, turn: Turn, options: Collection[Choice]) -> Choice | None:
        """Play the take back. Returns what the person chose meanwhile."""
        self._show(events.TakePlayed(self._devices.at_s(), take.number))
        newest = self._opened.session.take(turn.number, take.number)
        clip = read_clip(self._opened.folder / newest.audio)
        return self._player.play(clip, options)

    def _wait_for_choice(self, options: Collection[Choice]) -> Choice | None:
        """Wait for a choice. Returns None when figures came, which are shown above the choices."""
        before = self._transcripts.figures
        while True:
            self._transcripts.settle()
            if self._transcripts.figures is not before:
                return None
            self._player.notice_end()
            timeout_s = _POLL_S if self._transcripts.busy else None
            if choice := self._devices.person.choose(options, timeout_s):
                return choice

    def _tell(self, text: str, options: Collection[Choice] = ()) -> Choice | None:
        """Say aloud what the screen shows, for those who do not look at it."""
        return self._player.say(text, options) if self._options.eyes_free else None
