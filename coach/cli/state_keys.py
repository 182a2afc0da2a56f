"""The keys of each state of a conversation, as a line on the screen that is always the present one.

With --hands-free the spoken commands stand there instead.
"""

from __future__ import annotations

from coach.cli.hints import keys_after_answer, keys_to_tick, keys_while_answering
from coach.config import Settings
from coach.interview import events
from coach.interview.language import interview_language
from coach.language_tags import ENGLISH

_TOLD = "Enter go on · q stop here"
_ASKED = "Enter answer now · {}r hear it again · s skip · q stop here"
_THINKING, _HELD = _ASKED.format("space stop the clock · "), _ASKED.format("space go on · ")
_REAL_QUESTION = "its number · Enter I cannot tell · q stop here"
_PAUSED = "space go on · Enter done · s skip · q stop here"
_BY_VOICE, _PAUSED_BY_VOICE = 'Say "{next_question}" when you are done.', 'Say "{go_on}".'


class StateKeys:
    """Knows from the events in which state the conversation is, and which keys work in it."""

    def __init__(self, settings: Settings, *, is_there: bool, goes_on_by_itself: bool) -> None:
        """`is_there`: there is a person with keys. `goes_on_by_itself`: nobody is asked what comes
        next after an answer.
        """
        self._settings = settings
        self._by_voice = settings.hands_free
        self._note_language(ENGLISH)
        again = "" if settings.strict else "t again · "
        self._writing = f"Enter go on without waiting · {again}q stop here"
        self._is_there = is_there
        self._goes_on_by_itself = goes_on_by_itself
        self._line = self._after_answer = ""

    @property
    def all_by_voice(self) -> str:
        """Everything that can be said during an answer; empty where keys are pressed instead."""
        return self._answering if self._by_voice else ""

    def line(self, *, paused: bool = False) -> str:
        """The line for the present state; empty if no key works in it."""
        if paused and self._line == self._while_answering:
            line = _PAUSED_BY_VOICE.format(**self._told) if self._by_voice else _PAUSED
        elif paused:
            line = _HELD
        else:
            line = self._line
        return line if self._is_there or self._by_voice else ""

    def note(self, event: events.Event) -> None:
        """Note what `event` changes."""
        match event:
            case events.SessionStarted() | events.SoundCheckStarted():
                if isinstance(event, events.SessionStarted):
                    self._note_language(event.language)
                self._line = _TOLD
            case events.QuestionAsked() | events.FollowUpAsked():
                self._line = _ASKED.format("")
            case events.ThinkTimeStarted():
                self._line = _THINKING
            case events.AnswerStarted():
                self._line = self._while_answering
            case events.AnswerEnded():
                waits = event.choice == "done" and not self._goes_on_by_itself
                self._line = self._writing if waits else ""
            case events.RealQuestionAsked():
                self._line = _REAL_QUESTION
            case events.ChoiceAwaited() | events.PointsShown():
                self._line = self._keys_after(event)
            case events.QuestionSkipped() | events.WritingAwaited() | events.SessionFinished():
                self._line = ""

    def _keys_after(self, event: events.ChoiceAwaited | events.PointsShown) -> str:
        if isinstance(event, events.PointsShown):
            return keys_to_tick(self._after_answer, event)
        self._after_answer = keys_after_answer(event)
        return self._after_answer

    @property
    def _while_answering(self) -> str:
        return _BY_VOICE.format(**self._told) if self._by_voice else self._answering

    def _note_language(self, language: str) -> None:
        self._answering = keys_while_answering(self._settings, language)
        self._told = interview_language(language).commands.told
