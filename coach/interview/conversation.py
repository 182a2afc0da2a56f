"""The conversation: each question is asked, answered, kept and transcribed, one after the other.

The conversation runs on the caller's thread. Recorder, worker and voice have threads of their own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection

from coach.errors import CoachError, DeviceMissing, VoiceMissing
from coach.interview import events
from coach.interview.after_answer import AfterAnswer
from coach.interview.answer_recorder import AnswerRecorder, RecordedAnswer
from coach.interview.closing import Closing
from coach.interview.conversation_part import Shared
from coach.interview.follow_ups import FollowedUp, FollowUps
from coach.interview.opening import Opening
from coach.interview.ports import WHILE_ASKED, WHILE_THINKING, WHILE_TOLD, Choice
from coach.interview.prompt_player import PromptPlayer
from coach.interview.real_question import RealQuestion
from coach.interview.recording import Recording
from coach.interview.session_devices import SessionDevices
from coach.interview.session_options import SessionOptions
from coach.interview.session_time import SessionTime
from coach.interview.transcripts import Transcripts
from coach.library.open_session import OpenSession
from coach.library.records import Turn
from coach.library.room import minutes_of_room

_POLL_S = 0.1


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
        # Who does not look at the screen could not know what is asked.
        missed = None if session_options.eyes_free else self._tell_only_shown
        self._player = PromptPlayer(devices.voice, devices.speaker, devices.person, missed)
        self._transcripts = Transcripts(opened, devices)
        self._session_time = SessionTime(session_options.clock, devices.time)
        self._opening = Opening(devices, session_options, self._player)
        shared = Shared(opened, devices, session_options, self._player, self._transcripts)
        self._closing = Closing(shared)
        self._answer_recorder = AnswerRecorder(
            opened, devices, session_options, self._player, self._transcripts.expect_late
        )
        self._show = devices.presenter.show
        self._asked_until_s: float | None = None
        self._follow_ups = FollowUps(shared, self._answer_recorder)
        self._real_question = RealQuestion(shared)
        self._after_answer = AfterAnswer(shared, self._session_time)

    def hold(self, turns: list[Turn]) -> None:
        """Go through `turns`, at least one, and finish the session.

        Raises NoSpeech when answers were given but none had any speech. Raises MicrophoneLost or
        CannotWrite when a recording broke off: the sound until then is kept, and the session can be
        resumed; so it can after DeviceMissing and VoiceMissing, when a question cannot be said.
        Where the loudspeaker goes away later, the questions are only shown, unless eyes are free.
        """
        try:
            with self._player:
                self._session_time.begin()
                for turn in turns:
                    self._devices.give_to_asker(turn.number, list(turn.question.texts))
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
            if isinstance(error, DeviceMissing | VoiceMissing):
                with contextlib.suppress(CoachError):  # the coach is mute, and can still write
                    self._after_answer.await_transcript(leaving=True)
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
        was_answered = self._is_answered(turn.number)
        while choice not in (Choice.SKIP, Choice.STOP):
            was_answered = self._is_answered(turn.number)
            if waiting:
                self._player.prepare(waiting[0].question.text)
            choice = self._one_take(turn, is_last=not waiting)
            if choice is Choice.NEXT or self._devices.microphone.exhausted:
                break  # the file is over: there is no sound for another take
        if choice is Choice.SKIP and not was_answered:
            self._opened.skipped(turn.number)
        elif choice is not Choice.SKIP and self._is_answered(turn.number):
            self._opened.answered(turn.number)
        return choice

    def _is_answered(self, number: int) -> bool:
        return bool(self._opened.session.turn(number).answers)

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
                self._devices.give_to_asker(turn.number, ()),
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
            turn, self._asked_until_s, self._meanwhile, is_last=is_last
        )
        self._asked_until_s = None  # for another take the question is not asked again
        self._session_time.paused(sum(pause.lost_s for pause in answer.facts.pauses_taken))
        if answer.choice in (Choice.SKIP, Choice.START_OVER):
            if not answer.discarded:
                self._transcripts.expect(turn, answer)
            return answer.choice
        if answer.choice is Choice.STOP and answer.says_nothing:
            self._answer_recorder.discard(turn, answer)
            return Choice.STOP
        followed = FollowedUp()
        if answer.take.duration_s:
            self._transcripts.expect(turn, answer)
            followed = self._follow_up(turn, answer, is_last=is_last)
        return self._end_take(turn, answer, followed, is_last=is_last)

    def _follow_up(self, turn: Turn, answer: RecordedAnswer, *, is_last: bool) -> FollowedUp:
        """Ask what is to be asked before the answer is shown."""
        with self._transcripts.held():
            followed = self._follow_ups.after(turn, answer, self._session_time, is_last=is_last)
            is_answered = answer.choice is Choice.DONE and answer.facts.speech
            if is_answered and not (followed.choice or followed.error or answer.error):
                followed.choice = self._real_question.ask(turn.number)
        return followed

    def _meanwhile(self, recording: Recording) -> None:
        self._transcripts.settle()
        self._follow_ups.prepare(recording)

    def _end_take(
        self, turn: Turn, answer: RecordedAnswer, followed: FollowedUp, *, is_last: bool
    ) -> Choice:
        """Show what was said in a take and after it. Returns what the person wants then."""
        stops = Choice.STOP in (answer.choice, followed.choice)
        error = answer.error or followed.error
        choice = None
        if answer.take.duration_s and not stops:
            choice = self._after_answer.await_transcript(leaving=bool(error))
        if error:
            self._transcripts.move_on()
            raise error
        if stops or self._after_answer.tell_what_was_heard(turn, answer) is Choice.STOP:
            return Choice.STOP
        takes = [answer.take, *followed.takes]
        return choice or self._after_answer.choose(takes, turn, is_last=is_last)

    def _tell_only_shown(self, error: DeviceMissing) -> None:
        hint = "Until it is back, I only show what I ask."
        self._show(events.NoticeGiven(self._devices.at_s(), error.message, hint))

    def _tell(self, text: str, options: Collection[Choice] = ()) -> Choice | None:
        """Say aloud what the screen shows, for those who do not look at it."""
        return self._player.say(text, options) if self._options.eyes_free else None
