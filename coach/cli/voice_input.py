"""Microphone, voice and Whisper for a debrief, opened when they are first needed."""

from __future__ import annotations

import contextlib
from typing import Self

from coach.cli.output import talk
from coach.errors import PartMissing
from coach.interview.dictation import Dictated, Dictation, choice_said, line_said, say
from coach.interview.phrase_grammar import Meaning, PhraseGrammar
from coach.interview.ports import Choice
from coach.interview.session_devices import SessionDevices
from coach.library.open_session import OpenSession
from coach.library.records import SetName, Turn
from coach.session.runner import SessionRunner


class VoiceInput:
    """Lets the person speak. What it opens stays open until its context is left."""

    def __init__(self, runner: SessionRunner, question_set: SetName) -> None:
        self._runner = runner
        self._question_set = question_set
        self._stack = contextlib.ExitStack()
        self._devices: SessionDevices | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._stack.close()

    def take(self, opened: OpenSession, turn: Turn, prompt: str) -> Dictated:
        """Record what the person says to `prompt`, as a take.

        If that fails, the reason is shown.
        """
        try:
            with self._runner.shown(self._open()) as devices:
                options = self._runner.options(devices)
                dictated = Dictation(opened, devices, options).take(turn, prompt)
        except PartMissing as error:
            talk(f"{error.message} {error.hint}")
            return Dictated(None)
        if dictated.take is None and not (dictated.stopped or dictated.skipped):
            talk("No speech heard.")
        return dictated

    def converse(self, opened: OpenSession, turn: Turn) -> None:
        """Ask the question of `turn` once more. Raises NoSpeech, PartMissing, CannotWrite."""
        self._runner.go_on_with(self._open(), opened, [turn])

    def say(self, text: str) -> Choice | None:
        """Say `text` aloud. Raises PartMissing."""
        with self._runner.shown(self._open()) as devices:
            return say(devices, text)

    def choice(self, grammar: PhraseGrammar[Meaning]) -> Meaning | Choice | None:
        """See `coach.interview.dictation.choice_said`. Raises PartMissing."""
        with self._runner.shown(self._open()) as devices:
            return choice_said(devices, grammar)

    def line(self) -> str | None:
        """See `coach.interview.dictation.line_said`. Raises PartMissing."""
        with self._runner.shown(self._open()) as devices:
            return line_said(devices)

    def _open(self) -> SessionDevices:
        if self._devices is None:
            self._devices = self._stack.enter_context(self._runner.devices(self._question_set))
        return self._devices
