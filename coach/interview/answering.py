"""Listening to one answer, from the start sound until it is on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.audio.facts import SoundFacts
from coach.audio.listener import EndedBy, Hearer, Listener
from coach.audio.ports import Block
from coach.audio.tones import end_tone, start_tone
from coach.errors import CoachError
from coach.interview import events
from coach.interview.attending import Attending
from coach.interview.ear import Ear
from coach.interview.equipment import Equipment, Manner
from coach.interview.live_take import LiveTake
from coach.interview.ports import Choice
from coach.interview.recording import Recording
from coach.interview.speaking import Mouth
from coach.interview.spoken_commands import COMMANDS, WHILE_PAUSED
from coach.library.open_session import OpenSession
from coach.library.records import Take, Turn

_TOO_SHORT_TO_MEAN_S = 2.0
_WORTH_KEEPING_S = 10.0  # of speech: one key, or one word misheard, does not throw that away


@dataclass(frozen=True)
class Answer:
    """A take that is on disk, what the person decided, and what broke the recording, if so.

    It is `discarded` where they skipped or started over and had not said much. The answer itself is
    `length_s` long: a silence that ended it is no part of it. `ended_s` is when it ended
    (by the conversation's clock); `live` has been writing it down meanwhile.
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
        """Whether the person who stopped here only wanted to leave."""
        asked_to_leave = self.facts.duration_s < _TOO_SHORT_TO_MEAN_S or bool(self.facts.commands)
        return asked_to_leave and not self.facts.speech


class Answering:
    """Records takes of the session `opened`."""

    def __init__(
        self,
        opened: OpenSession,
        equipment: Equipment,
        manner: Manner,
        mouth: Mouth,
        expect_late: Callable[[Turn, Answer], None],
    ) -> None:
        """`expect_late` has an answer written down that was discarded and is kept after all."""
        self._opened = opened
        self._equipment = equipment
        self._time = equipment.time
        self._manner = manner
        self._mouth = mouth
        self._show = equipment.presenter.show
        self._expect_late = expect_late
        self._discarded: tuple[Turn, Answer] | None = None  # the last one, if it can be restored
        self._previous: tuple[int, int] | None = None  # question and take

    def record(
        self,
        turn: Turn,
        asked_until_s: float | None,
        meanwhile: Callable[[], None],
        *,
        is_last: bool,
    ) -> Answer:
        """Record one take of `turn`, from the start sound until it ends. Raises CannotWrite.

        `asked_until_s` is when the question was over, by the conversation's clock, None if it was
        not asked just now; `meanwhile` is called about ten times a second. After the last answer
        (`is_last`) there is no time to undo a skip, so what was said is kept. Whatever happens, the
        take is brought to an end on disk before this returns or raises.
        """
        self._mouth.play(start_tone())
        blocks = self._equipment.microphone.blocks()
        began_s = self._time.now_s()
        take, path = self._opened.begin_take(turn.number)
        recording = self._recording(turn, take, path, blocks)
        attending = Attending(recording, self._equipment, self._manner, self._mouth, self.undo)
        listener, live = recording.listener, recording.live
        ended_by, think_s = EndedBy.INTERRUPTED, None
        try:
            with listener:
                self._show(
                    events.AnswerStarted(self._equipment.at_s(), turn.question_ref, take.number)
                )
                choice = attending.until_it_ends(meanwhile)
            ended_s = self._time.now_s()
            ended_by = listener.ended_by
        finally:
            facts = listener.facts()
            asked_s = attending.asked_again_at_s
            if asked_s is None and asked_until_s is not None:
                asked_s = asked_until_s - began_s
            if asked_s is not None and facts.speech:
                think_s = round(max(0.0, facts.speech[0].start_s - asked_s), 3)
            take = self._opened.end_take(
                turn.number, take, ended_by=ended_by, facts=facts, think_s=think_s
            )
        length_s = facts.duration_s
        if ended_by is EndedBy.SILENCE and facts.speech:
            length_s = facts.speech[-1].end_s
        discarded = _is_unwanted(choice, facts, is_last)
        answer = Answer(take, facts, choice, discarded, length_s, listener.error, ended_s, live)
        self._keep_or_discard(turn, answer)
        self._show_end(turn, answer)
        if listener.error is None:
            self._mouth.begin(end_tone())
        return answer

    def undo(self) -> None:
        """Keep after all what was discarded last, if that was an answer with speech."""
        if self._discarded is None:
            return
        (turn, answer), self._discarded = self._discarded, None
        self._opened.restore(turn.number, answer.take)
        self._expect_late(turn, answer)
        self._show(
            events.TakeRestored(self._equipment.at_s(), turn.question_ref, answer.take.number)
        )

    def _keep_or_discard(self, turn: Turn, answer: Answer) -> None:
        if not answer.discarded:
            self._previous = (turn.number, answer.take.number)
            return
        self._opened.discard(turn.number, answer.take)
        if answer.live:
            answer.live.abandon()
        if answer.facts.speech:  # an empty one takes the place of none
            self._discarded = turn, answer

    def _recording(self, turn: Turn, take: Take, path: Path, blocks: Iterator[Block]) -> Recording:
        worker, manner = self._equipment.worker, self._manner
        live = LiveTake(worker, captions=manner.captions) if manner.live else None
        ear = Ear(worker, COMMANDS, WHILE_PAUSED) if manner.hands_free else None
        hearers: list[Hearer] = [each for each in (live, ear) if each]
        listener = Listener(
            blocks,
            path,
            hearers,
            hears_loudspeaker=self._equipment.microphone.hears_loudspeaker,
            now_s=self._time.now_s,
        )
        return Recording(turn, take.number, path, listener, live, ear, self._previous_audio)

    def _previous_audio(self) -> Path | None:
        """The sound of the answer before this one."""
        if self._previous is None:
            return None
        number, take_number = self._previous
        return self._opened.folder / self._opened.session.take(number, take_number).audio

    def _show_end(self, turn: Turn, answer: Answer) -> None:
        take, target_s = answer.take, turn.question.seconds
        over_s = answer.length_s - target_s if self._manner.clock and target_s else 0.0
        self._show(
            events.AnswerEnded(
                self._equipment.at_s(),
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


def _is_unwanted(choice: Choice, facts: SoundFacts, is_last: bool) -> bool:
    """Whether an answer is discarded: skipped or started over, with little said."""
    if choice is Choice.SKIP and is_last:
        return not facts.speech
    return choice in (Choice.SKIP, Choice.START_OVER) and facts.speech_s < _WORTH_KEEPING_S
