"""Recording one answer, from the start tone until the take is on disk."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.audio.facts import SoundFacts
from coach.audio.ports import Block
from coach.audio.recorder import AudioSink, EndedBy, TakeRecorder
from coach.audio.tones import end_tone, start_tone
from coach.errors import CoachError, DeviceMissing
from coach.interview import events
from coach.interview.answer_loop import AnswerLoop
from coach.interview.command_recognizer import CommandRecognizer
from coach.interview.follow_up_turn import FollowUpTurn
from coach.interview.live_take import LiveTake
from coach.interview.ports import Choice
from coach.interview.prompt_player import PromptPlayer
from coach.interview.recording import Recording
from coach.interview.session_devices import SessionDevices
from coach.interview.session_options import SessionOptions
from coach.interview.spoken_commands import commands_in, commands_while_paused
from coach.library.open_session import OpenSession
from coach.library.records import Take, Turn

_TOO_SHORT_TO_MEAN_S = 2.0
# So much speech is kept even if the answer is skipped: one wrong key, or one word misheard, must
# not throw it away.
_WORTH_KEEPING_S = 10.0


@dataclass(frozen=True)
class RecordedAnswer:
    """A take that is on disk, what the person decided, and the error that ended it, if any.

    The take is `discarded` if the person skipped or started over and had said little. `length_s` is
    the length of the answer, in seconds, without the silence that ended it. `ended_s` is when the
    answer ended, by the conversation's clock. `live` has been transcribing it meanwhile.
    """

    take: Take
    facts: SoundFacts
    choice: Choice
    discarded: bool
    length_s: float
    error: CoachError | None
    ended_s: float
    live: LiveTake | None

    @property
    def says_nothing(self) -> bool:
        """Whether the person stopped without having said anything."""
        asked_to_leave = self.facts.duration_s < _TOO_SHORT_TO_MEAN_S or bool(self.facts.commands)
        return asked_to_leave and not self.facts.speech


class AnswerRecorder:
    """Records takes of the session `opened`."""

    def __init__(
        self,
        opened: OpenSession,
        devices: SessionDevices,
        session_options: SessionOptions,
        player: PromptPlayer,
        expect_late: Callable[[Turn, RecordedAnswer], None],
    ) -> None:
        """`expect_late` transcribes an answer that was discarded and is restored."""
        self._opened = opened
        self._devices = devices
        self._time = devices.time
        self._options = session_options
        self._player = player
        self._show = devices.presenter.show
        self._expect_late = expect_late
        # The answer that was discarded last, if it can be restored.
        self._discarded: tuple[Turn, RecordedAnswer] | None = None
        self._previous: tuple[int, int] | None = None  # numbers of question and take

    def record(
        self,
        turn: Turn,
        asked_until_s: float | None,
        meanwhile: Callable[[Recording], None],
        *,
        is_last: bool,
    ) -> RecordedAnswer:
        """Record one take of `turn`, from the start tone until it ends. Raises CannotWrite.

        `asked_until_s` is when the question was over, by the conversation's clock; None if it was
        not asked just now. `meanwhile` is called about ten times a second. After the last answer
        (`is_last`) a skip cannot be undone, so what was said is kept. Whatever happens, the take is
        finished on disk before this returns or raises.
        """
        self._player.signal(start_tone())
        blocks = self._devices.microphone.blocks()
        began_s = self._time.now_s()
        follow_up = turn.follow_up if isinstance(turn, FollowUpTurn) else None
        take, path = self._opened.begin_take(turn.number, follow_up)
        recording = self._recording(turn, take, path, blocks)
        answer_loop = AnswerLoop(recording, self._devices, self._options, self._player, self.undo)
        recorder, ended_by = recording.recorder, EndedBy.INTERRUPTED
        try:
            with recorder:
                self._show(
                    events.AnswerStarted(self._devices.at_s(), turn.question_ref, take.number)
                )
                choice = answer_loop.until_it_ends(lambda: meanwhile(recording))
            self._player.fall_silent()  # nobody is left to be warned, or asked for an end
            ended_s = self._time.now_s()
            ended_by = recorder.ended_by
        finally:
            facts = recorder.facts()
            asked_s = answer_loop.asked_again_at_s
            if asked_s is None and asked_until_s is not None:
                asked_s = asked_until_s - began_s
            think_s = _think_s(facts, asked_s)
            take = self._opened.end_take(
                turn.number, take, ended_by=ended_by, facts=facts, think_s=think_s
            )
        discarded, length_s = _is_unwanted(choice, facts, is_last), _length_s(facts, ended_by)
        answer = RecordedAnswer(
            take, facts, choice, discarded, length_s, recorder.error, ended_s, recording.live
        )
        self._keep_or_discard(turn, answer)
        self._show_end(turn, answer)
        if recorder.error is None:
            with contextlib.suppress(DeviceMissing):  # what is said next shows it; this is kept
                self._player.begin(end_tone())
        return answer

    def undo(self) -> None:
        """Restore the answer that was discarded last, if it had speech."""
        if self._discarded is None:
            return
        (turn, answer), self._discarded = self._discarded, None
        self._opened.restore(turn.number, answer.take)
        self._expect_late(turn, answer)
        self._show(events.TakeRestored(self._devices.at_s(), turn.question_ref, answer.take.number))

    def discard(self, turn: Turn, answer: RecordedAnswer) -> None:
        """Mark an answer as not wanted, and transcribe no more of it. Raises CannotWrite."""
        self._opened.discard(turn.number, answer.take)
        if answer.live:
            answer.live.abandon()

    def _keep_or_discard(self, turn: Turn, answer: RecordedAnswer) -> None:
        if answer.live and not answer.take.duration_s:
            answer.live.abandon()  # there is no sound: nobody will have it transcribed
        if not answer.discarded:
            self._previous = (turn.number, answer.take.number)
            return
        self.discard(turn, answer)
        if answer.facts.speech:  # an answer without speech must not replace an earlier one
            self._discarded = turn, answer

    def _recording(self, turn: Turn, take: Take, path: Path, blocks: Iterator[Block]) -> Recording:
        worker, session_options = self._devices.worker, self._options
        live = LiveTake(worker, captions=session_options.captions) if session_options.live else None
        language = worker.transcriber.language
        recognizer = (
            CommandRecognizer(worker, commands_in(language), commands_while_paused(language))
            if session_options.hands_free
            else None
        )
        sinks: list[AudioSink] = [each for each in (live, recognizer) if each]
        recorder = TakeRecorder(
            blocks,
            path,
            sinks,
            hears_loudspeaker=self._devices.microphone.hears_loudspeaker,
            now_s=self._time.now_s,
        )
        return Recording(turn, take.number, path, recorder, live, recognizer, self._previous_audio)

    def _previous_audio(self) -> Path | None:
        """The audio file of the take before this one; None if there is none."""
        if self._previous is None:
            return None
        number, take_number = self._previous
        return self._opened.folder / self._opened.session.take(number, take_number).audio

    def _show_end(self, turn: Turn, answer: RecordedAnswer) -> None:
        take, target_s = answer.take, turn.question.seconds
        over_s = answer.length_s - target_s if self._options.clock and target_s else 0.0
        self._show(
            events.AnswerEnded(
                self._devices.at_s(),
                turn.question_ref,
                take.number,
                answer.length_s,
                target_s,
                take.ended_by or "",
                answer.choice,
                take.think_s,
                max(0.0, over_s),
                answer.discarded,
                answer.discarded and bool(answer.facts.speech),
            )
        )


def _think_s(facts: SoundFacts, asked_s: float | None) -> float | None:
    """How long the person thought before speaking; `asked_s` of the take the question was over."""
    if asked_s is None or not facts.speech:
        return None
    return round(max(0.0, facts.speech[0].start_s - asked_s), 3)


def _length_s(facts: SoundFacts, ended_by: EndedBy) -> float:
    """The length of the answer without the silence that ended it."""
    if ended_by is EndedBy.SILENCE and facts.speech:
        return facts.speech[-1].end_s
    return facts.duration_s


def _is_unwanted(choice: Choice, facts: SoundFacts, is_last: bool) -> bool:
    """Whether an answer is discarded: it was skipped or started over, and little was said."""
    if choice is Choice.SKIP and is_last:
        return not facts.speech
    return choice in (Choice.SKIP, Choice.START_OVER) and facts.speech_s < _WORTH_KEEPING_S
