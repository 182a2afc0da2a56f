"""The conversation: each question is asked, answered, kept and written down, one after the other.

All of it happens on the caller's thread; the listener, the scribe and the voice bring their own.
"""

from __future__ import annotations

import time
from concurrent.futures import Future
from datetime import datetime

from coach.audio.files import read_clip
from coach.audio.levels import Hearing
from coach.errors import NoSpeech
from coach.interview import events, wording
from coach.interview.answering import Answering
from coach.interview.equipment import Equipment, Manner
from coach.interview.ports import AFTER_ANSWER, WHILE_ASKED, WHILE_TOLD, Choice
from coach.interview.scribe import WrittenDown
from coach.interview.sound_check import check_sound
from coach.interview.speaking import Mouth
from coach.library.open_session import OpenSession
from coach.library.records import Take, Turn

_POLL_S = 0.1
_TOO_SHORT_TO_MEAN_S = 2.0


class Conversation:
    """One sitting with an open session."""

    def __init__(self, opened: OpenSession, equipment: Equipment, manner: Manner) -> None:
        self._opened = opened
        self._equipment = equipment
        self._manner = manner
        self._mouth = Mouth(equipment.voice, equipment.speaker, equipment.person)
        self._answering = Answering(opened, equipment, manner, self._mouth)
        self._show = equipment.presenter.show
        self._speech_heard: list[bool] = []

    def hold(self, turns: list[Turn]) -> None:
        """Go through `turns`, at least one, and finish the session.

        Raises NoSpeech when answers were given but none had any speech. MicrophoneLost and
        CannotWrite come out when listening broke off: what was heard is kept, and the session stays
        open, to be resumed.
        """
        choice = self._begin(turns)
        for turn, after in zip(turns, [*turns[1:], None], strict=True):
            if choice is Choice.STOP or self._equipment.microphone.exhausted:
                break
            choice = self._take_turn(turn, after)
        self._finish(stopped=choice is Choice.STOP)

    def _begin(self, turns: list[Turn]) -> Choice:
        """Greet; GO or STOP."""
        equipment, session = self._equipment, self._opened.session
        hello, outline = wording.hello(datetime.now()), wording.outline(len(turns))
        self._show(
            events.SessionStarted(
                equipment.at_s(),
                session.id,
                session.question_set.title,
                len(turns),
                equipment.microphone.name,
                equipment.speaker.name,
                equipment.scribe.transcriber.model,
            )
        )
        self._mouth.await_ready(hello)
        self._loading = equipment.scribe.load()  # behind the first words, not before them
        self._mouth.prepare(outline)
        self._mouth.prepare(turns[0].question.text)
        choice = self._mouth.say(hello, WHILE_TOLD) or self._mouth.say(outline, WHILE_TOLD)
        if self._manner.checks_sound and choice is not Choice.STOP:
            choice = self._check_sound()
        return choice or Choice.GO

    def _check_sound(self) -> Choice | None:
        """Ask for a word and judge what the microphone gives; STOP if the person wants that."""
        equipment = self._equipment
        self._show(events.SoundCheckStarted(equipment.at_s()))
        chosen = [self._mouth.say(wording.say_something(), WHILE_TOLD)]
        if chosen[0] is Choice.STOP:
            return Choice.STOP

        def enough() -> bool:
            chosen.append(equipment.person.choose(WHILE_TOLD, 0.0))
            return chosen[-1] is not None

        hearing = check_sound(
            equipment.microphone,
            lambda level_db, heard_s: self._show(
                events.LevelHeard(equipment.at_s(), level_db, heard_s, None, False)
            ),
            enough,
        )
        self._answering.told_of_zeros = hearing is Hearing.NOTHING
        self._show(events.SoundChecked(equipment.at_s(), equipment.microphone.name, hearing))
        return chosen[-1]

    def _take_turn(self, turn: Turn, after: Turn | None) -> Choice:
        """Ask one question until the person is content with the answer: NEXT, SKIP or STOP."""
        choice = self._ask(turn)
        while choice not in (Choice.SKIP, Choice.STOP):
            if after:
                self._mouth.prepare(after.question.text)
            choice = self._one_take(turn)
            if choice is Choice.NEXT or self._equipment.microphone.exhausted:
                break  # exhausted: there is no sound for another take
        if choice is Choice.SKIP:
            self._opened.skipped(turn.number)
        return choice

    def _ask(self, turn: Turn) -> Choice | None:
        self._opened.asked(turn.number)
        question, total = turn.question, len(self._opened.session.turns)
        self._show(
            events.QuestionAsked(
                self._equipment.at_s(),
                turn.question_ref,
                total,
                question.coat,
                question.seconds,
            )
        )
        choice: Choice | None = Choice.REPEAT
        while choice is Choice.REPEAT:
            choice = self._mouth.say(question.text, WHILE_ASKED)
        if self._loading.done():
            self._loading.result()  # no model: better said now than after a long answer
        return choice

    def _one_take(self, turn: Turn) -> Choice:
        """Record and write down one take; what the person wants then."""
        answer = self._answering.record(turn)
        if answer.choice in (Choice.SKIP, Choice.START_OVER):
            return answer.choice
        if answer.choice is Choice.STOP and self._said_nothing(answer.take):
            self._opened.discard(turn.number, answer.take)
            return Choice.STOP
        if answer.take.duration_s:
            self._write_down(turn, answer.take)
        if answer.error:
            raise answer.error
        return answer.choice if answer.choice is Choice.STOP else self._after(answer.take)

    def _said_nothing(self, take: Take) -> bool:
        """Whether the person only wanted to leave."""
        facts = self._opened.facts(take)
        return facts is None or (facts.duration_s < _TOO_SHORT_TO_MEAN_S and not facts.speech)

    def _write_down(self, turn: Turn, take: Take) -> None:
        ended_s = time.monotonic()
        facts = self._opened.facts(take)
        if facts is None:
            return
        done_s = [0.0]
        future = self._equipment.scribe.begin(
            self._opened.folder / take.audio, facts, done_s.append
        )
        while not _finished(future):
            self._show(
                events.TranscriptProgressed(
                    self._equipment.at_s(), min(1.0, done_s[-1] / max(facts.duration_s, _POLL_S))
                )
            )
        transcript = future.result().transcript
        self._opened.add_transcript(turn.number, take, transcript)
        self._speech_heard.append(bool(transcript.words))
        self._show(
            events.AnswerTranscribed(
                self._equipment.at_s(),
                turn.question_ref,
                take.number,
                transcript.text,
                transcript.words,
                time.monotonic() - ended_s,
                not transcript.words,
            )
        )

    def _after(self, take: Take) -> Choice:
        """What the person wants after an answer: NEXT, AGAIN or STOP."""
        if self._manner.goes_on_by_itself:
            return Choice.NEXT
        while True:
            self._show(events.ChoiceAwaited(self._equipment.at_s()))
            choice = self._equipment.person.choose(AFTER_ANSWER, None)
            if choice is Choice.PLAY:
                self._show(events.TakePlayed(self._equipment.at_s(), take.number))
                clip = read_clip(self._opened.folder / take.audio)
                choice = self._mouth.play(clip, AFTER_ANSWER)
            if choice not in (None, Choice.PLAY):
                return choice

    def _finish(self, stopped: bool) -> None:
        session = self._opened.session
        left = len(session.open_turns) if stopped else 0
        self._opened.finish()
        self._show(
            events.SessionFinished(
                self._equipment.at_s(), session.id, self._opened.folder, session.answered, left
            )
        )
        if self._speech_heard and not any(self._speech_heard):
            raise NoSpeech(
                f"No speech was heard from {self._equipment.microphone.name}.",
                "Is it the right microphone? coach devices, then coach practice --device NAME",
            )


def _finished(future: Future[WrittenDown]) -> bool:
    """Wait a moment for `future`; whether it is done."""
    deadline_s = time.monotonic() + _POLL_S
    while not future.done():
        if time.monotonic() >= deadline_s:
            return False
        time.sleep(0.005)
    return True
