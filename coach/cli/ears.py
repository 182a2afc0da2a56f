"""Listening at a desk: the parts of a conversation, opened when somebody is to speak."""

from __future__ import annotations

import contextlib
from typing import Self

from coach import wiring
from coach.cli.output import talk
from coach.cli.sitting import Sitting
from coach.errors import PartMissing
from coach.interview.dictation import Dictated, Dictation, choice_said, line_said, say
from coach.interview.ports import Choice
from coach.interview.sayings import Meaning, Sayings
from coach.library.open_session import OpenSession
from coach.library.records import SetName, Turn


class Ears:
    """Microphone, voice and Whisper; once opened they stay so until the context is left."""

    def __init__(self, sitting: Sitting, question_set: SetName) -> None:
        self._sitting = sitting
        self._question_set = question_set
        self._stack = contextlib.ExitStack()
        self._parts: wiring.Parts | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._stack.close()

    def take(self, opened: OpenSession, turn: Turn, prompt: str) -> Dictated:
        """A take of what is said to `prompt`. Where it cannot be heard, that is said."""
        try:
            with self._sitting.with_parts(self._open()) as (equipment, manner):
                dictated = Dictation(opened, equipment, manner).take(turn, prompt)
        except PartMissing as error:
            talk(f"{error.message} {error.hint}")
            return Dictated(None)
        if dictated.take is None and not dictated.stopped:
            talk("No speech heard.")
        return dictated

    def converse(self, opened: OpenSession, turn: Turn) -> None:
        """Ask the question of `turn` once more. Raises NoSpeech, PartMissing, CannotWrite."""
        self._sitting.go_on_with(self._open(), opened, [turn])

    def say(self, text: str) -> Choice | None:
        """Say `text` aloud. Raises PartMissing."""
        with self._sitting.with_parts(self._open()) as (equipment, _):
            return say(equipment, text)

    def choice(self, sayings: Sayings[Meaning]) -> Meaning | Choice | None:
        """See `coach.interview.dictation.choice_said`. Raises PartMissing."""
        with self._sitting.with_parts(self._open()) as (equipment, _):
            return choice_said(equipment, sayings)

    def line(self) -> str | None:
        """See `coach.interview.dictation.line_said`. Raises PartMissing."""
        with self._sitting.with_parts(self._open()) as (equipment, _):
            return line_said(equipment)

    def _open(self) -> wiring.Parts:
        if self._parts is None:
            self._parts = self._stack.enter_context(self._sitting.parts(self._question_set))
        return self._parts
