"""Shows the figures of answers, and the advice on them, while the person is still at them."""

from __future__ import annotations

import contextlib

from coach.audio.facts import SoundFacts
from coach.delivery.advice.choosing import candidates
from coach.delivery.advised import advisor_after, is_advised
from coach.delivery.advised_before import advised_before
from coach.delivery.delivery import delivery_of
from coach.delivery.findings import Delivery
from coach.errors import SessionDamaged
from coach.interview import events
from coach.interview.session_devices import SessionDevices
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.records import Take, Turn
from coach.transcription.ports import Transcript


def delivery_of_words(
    turn: Turn, take: Take, facts: SoundFacts, transcript: Transcript
) -> Delivery:
    """The figures of an answer whose words are `transcript`. Raises InvalidSetting."""
    asked = turn.asked_texts(take)
    return delivery_of(transcript, facts, turn.question.seconds, take.think_s, asked)


class Measuring:
    """The figures and the advice of one conversation."""

    def __init__(self, opened: OpenSession, devices: SessionDevices) -> None:
        self._opened = opened
        self._devices = devices
        self.figures: list[events.AnswerMeasured] = []  # of the present answers, as they come
        self.advice: list[events.AnswerAdvised] = []  # the same
        self._advisor = advisor_after(opened.folder, opened.session)

    def move_on(self) -> None:
        """Forget the present answers: the conversation goes on."""
        self.figures, self.advice = [], []

    def show(self, turn: Turn, take: Take, facts: SoundFacts, transcript: Transcript) -> None:
        """Show the figures of an answer, and the advice on it if there is any."""
        question, transcript = turn.question, self._best(turn, take) or transcript
        delivery = delivery_of_words(turn, take, facts, transcript)
        figures = events.AnswerMeasured(
            self._devices.at_s(),
            turn.question_ref,
            take.number,
            facts.duration_s,
            question.seconds,
            take.think_s,
            delivery.figure("pace"),
            delivery.figure("fillers"),
        )
        self.figures.append(figures)
        self._devices.presenter.show(figures)
        if take.follow_up is None and is_advised(self._opened.session):
            self._advise(turn, take, facts, transcript)

    def _best(self, turn: Turn, take: Take) -> Transcript | None:
        """The words that count by now: better ones may have come before the first figures."""
        with contextlib.suppress(SessionDamaged):
            return self._opened.take(turn.number, take.number).heard
        return None

    def _advise(self, turn: Turn, take: Take, facts: SoundFacts, transcript: Transcript) -> None:
        question = turn.question
        found = candidates(transcript, facts, question.texts, question.theme, question.seconds)
        if found is not None:
            self._recall(turn.number)
        given = self._advisor.advise(self._opened.session.turn(turn.number), found)
        if not given.lines:
            return
        if change := given.advice.change:
            newest = self._opened.session.take(turn.number, take.number)
            told = newest.model_copy(update={"to_change": change.finding.value})
            self._opened.save_take(turn.number, told)
        advice = events.AnswerAdvised(
            self._devices.at_s(),
            turn.question_ref,
            take.number,
            given.advice.keep,
            given.advice.change,
            given.tried,
            given.gone,
            given.lines,
        )
        self.advice.append(advice)
        self._devices.presenter.show(advice)

    def _recall(self, number: int) -> None:
        """Keep with a question what was said in earlier sessions, before its first advice."""
        session = self._opened.session
        turn = session.turn(number)
        if turn.advised_before is None and not self._advisor.has_advised(number):
            before = advised_before(Library(self._opened.folder.parent), session, turn)
            self._opened.save_turn(turn.model_copy(update={"advised_before": before}))
