"""Which question was that really? Asked after an answer where questions come in mixed coats.

Nothing of the answer is shown before. Everything happens on the conversation's thread.
"""

from __future__ import annotations

from collections.abc import Sequence

from coach.interview import events
from coach.interview.conversation_part import ConversationPart
from coach.interview.dictation import choice_said
from coach.interview.ports import PLACES, Choice
from coach.interview.spoken_places import places_in
from coach.interview.wording import theme_name
from coach.library.records import Turn

_POLL_S = 0.1


class RealQuestion(ConversationPart):
    """Asks, in one conversation, what its questions were really about."""

    def ask(self, number: int) -> Choice | None:
        """Ask what question `number` was about, once, and tell. Returns STOP, or None."""
        turn = self._opened.session.turn(number)
        if not self._options.asks_real_question or not turn.question.theme or turn.taken_for:
            return None
        themes = _themes(self._opened.session.turns, turn.question.theme)
        choice = None
        if len(themes) > 1 and (self._by_voice or not self._options.goes_on_by_itself):
            choice = self._choose(turn, themes)
        chosen = themes[PLACES.index(choice)] if choice in PLACES else None
        if chosen:
            turn = self._opened.session.turn(number)  # it may be transcribed by now
            self._opened.save_turn(turn.model_copy(update={"taken_for": chosen}))
        self._tell(turn, chosen)
        return Choice.STOP if choice is Choice.STOP else None

    def _choose(self, turn: Turn, themes: Sequence[str]) -> Choice | None:
        options = (*PLACES[: len(themes)], Choice.NEXT, Choice.STOP)
        self._show(events.RealQuestionAsked(self._devices.at_s(), turn.question_ref, tuple(themes)))
        wording, choice = self._devices.wording, None
        if self._options.eyes_free or self._by_voice:
            choice = self._player.say(wording.which_question(themes), options)
        if self._by_voice:
            return choice or self._hear(themes, options)
        while choice is None:
            self._transcripts.settle()
            self._player.notice_end()
            choice = self._devices.person.choose(options, _POLL_S)
        return choice

    @property
    def _by_voice(self) -> bool:
        """Whether the person is there to answer aloud. Prepared answers are for the questions."""
        return self._options.hands_free and not self._devices.microphone.is_prepared

    def _hear(self, themes: Sequence[str], options: Sequence[Choice]) -> Choice | None:
        """Hear which it was. None if nobody says anything for long: then the session goes on."""
        devices = self._devices
        choice = self._player.say(devices.wording.say_which(), options)
        if choice is None:
            names = [theme_name(theme) for theme in themes]
            grammar = places_in(devices.worker.transcriber.language, names)
            choice = choice_said(devices, grammar, options)
        return choice

    def _tell(self, turn: Turn, chosen: str | None) -> None:
        question = turn.question
        plain = question.plain
        self._show(
            events.RealQuestionTold(
                self._devices.at_s(), turn.question_ref, question.theme, plain, chosen
            )
        )
        if self._options.eyes_free or self._by_voice:
            self._player.say(self._devices.wording.real_question(question.theme, plain))


def _themes(turns: Sequence[Turn], theme: str) -> list[str]:
    """Themes to choose from, `theme` among them, in the order of their names."""
    others = dict.fromkeys(turn.question.theme for turn in turns if turn.question.theme)
    others.pop(theme, None)
    return sorted([theme, *list(others)[: len(PLACES) - 1]])
