"""Listening to one answer, and minding what the person wants meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from coach.audio.levels import Hearing
from coach.audio.listener import EndedBy, Listener
from coach.audio.tones import are_you_there_tone, end_tone, start_tone
from coach.errors import CoachError
from coach.interview import events, wording
from coach.interview.equipment import Equipment, Manner
from coach.interview.ports import WHILE_ANSWERING, WHILE_TOLD, Choice
from coach.interview.speaking import Mouth
from coach.library.open_session import OpenSession
from coach.library.records import Take, Turn

_POLL_S = 0.1
_ZEROS_FOR_S = 5.0  # so long may a microphone give digital zeros before it is called deaf


@dataclass(frozen=True)
class Answer:
    """A take that is on disk, what the person decided, and what broke the recording, if so."""

    take: Take
    choice: Choice
    error: CoachError | None


class Answering:
    """Records takes of the session `opened`."""

    def __init__(
        self, opened: OpenSession, equipment: Equipment, manner: Manner, mouth: Mouth
    ) -> None:
        self._opened = opened
        self._equipment = equipment
        self._manner = manner
        self._mouth = mouth
        self._show = equipment.presenter.show
        self.told_of_zeros = False

    def record(self, turn: Turn) -> Answer:
        """Record one take of `turn`, from the start sound until it ends. Raises CannotWrite.

        Whatever happens, the take is brought to an end on disk before this returns or raises.
        """
        self._mouth.play(start_tone())
        blocks = self._equipment.microphone.blocks()
        take, path = self._opened.begin_take(turn.number)
        listener = Listener(blocks, path)
        ended_by = EndedBy.INTERRUPTED
        try:
            with listener:
                self._show(
                    events.AnswerStarted(self._equipment.at_s(), turn.question_ref, take.number)
                )
                choice = self._attend(listener, turn)
            ended_by = listener.ended_by
        finally:
            take = self._opened.end_take(
                turn.number, take, ended_by=ended_by, facts=listener.facts()
            )
        if choice in (Choice.SKIP, Choice.START_OVER):
            self._opened.discard(turn.number, take)
        self._show_end(turn, take, choice)
        if listener.error is None:
            self._mouth.play(end_tone())
        return Answer(take, choice, listener.error)

    def _attend(self, listener: Listener, turn: Turn) -> Choice:
        """Watch over one answer: what the person decided, DONE where it ended by itself."""
        asked_for_a_sign = False
        while not listener.wait(0):
            choice = self._equipment.person.choose(WHILE_ANSWERING, _POLL_S)
            if choice is Choice.PAUSE:
                (listener.go_on if listener.paused else listener.pause)()
            elif choice is Choice.REPEAT:
                choice = self._repeat(listener, turn)
            if choice not in (None, Choice.PAUSE, Choice.GO):
                return choice
            self._show_level(listener, turn)
            self._mind_zeros(listener)
            if not _longer(listener.quiet_s, self._manner.asks_for_a_sign_s):
                asked_for_a_sign = False
            elif not asked_for_a_sign:
                asked_for_a_sign = True
                self._ask_for_a_sign(listener)
            if _longer(listener.quiet_s, self._manner.gives_up_s):
                listener.ended_by = EndedBy.SILENCE
                return Choice.DONE
        return Choice.DONE

    def _repeat(self, listener: Listener, turn: Turn) -> Choice | None:
        """Say the question again, with the ears closed, so that it is not taken for the answer.

        GO cuts it short, STOP ends the session.
        """
        was_paused = listener.paused
        listener.pause()
        choice = self._mouth.say(turn.question.text, WHILE_TOLD)
        if not was_paused:
            listener.go_on()
        return choice

    def _mind_zeros(self, listener: Listener) -> None:
        if listener.only_zeros and listener.heard_s > _ZEROS_FOR_S and not self.told_of_zeros:
            self.told_of_zeros = True
            name = self._equipment.microphone.name
            self._show(events.SoundChecked(self._equipment.at_s(), name, Hearing.NOTHING))

    def _ask_for_a_sign(self, listener: Listener) -> None:
        start_s = listener.heard_s
        self._mouth.play(are_you_there_tone())
        listener.coach_sounded(start_s, listener.heard_s)
        self._show(events.NoticeGiven(self._equipment.at_s(), wording.still_there()))

    def _show_level(self, listener: Listener, turn: Turn) -> None:
        self._show(
            events.LevelHeard(
                self._equipment.at_s(),
                listener.level_db,
                listener.heard_s,
                turn.question.seconds,
                listener.paused,
            )
        )

    def _show_end(self, turn: Turn, take: Take, choice: Choice) -> None:
        self._show(
            events.AnswerEnded(
                self._equipment.at_s(),
                turn.question_ref,
                take.number,
                take.duration_s or 0.0,
                turn.question.seconds,
                take.ended_by or "",
                choice,
            )
        )


def _longer(quiet_s: float, limit_s: float | None) -> bool:
    return limit_s is not None and quiet_s > limit_s
