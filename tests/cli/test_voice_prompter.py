"""The questions of a look back, answered aloud."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from coach.audio.clips import Samples, silence
from coach.audio.writing import write_clip
from coach.cli.voice_input import VoiceInput
from coach.cli.voice_prompter import VoicePrompter
from coach.debrief.ports import BACK, Prompter
from coach.debrief.rating import FINE_TUNE, rate
from coach.debrief.records import Aspect, Rated
from coach.interview.phrase_grammar import PhraseGrammar
from coach.interview.ports import Choice
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName
from tests.helpers.fake_front_end import FakeFrontEnd

TELLING = SetName(name="real", title="Real")
ACCOUNT = AskedQuestion(id="telling", text="Tell me about it.")


class Shown:
    """What a prompter shows; nothing is typed."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def show(self, text: str) -> None:
        self.lines.append(text)


class SaidAloud:
    """A person who says `replies`, one after the other."""

    def __init__(self, replies: Sequence[str]) -> None:
        self._replies = list(replies)
        self.asked: list[str] = []

    def say(self, text: str) -> None:
        self.asked.append(text)

    def choice(self, grammar: PhraseGrammar[str]) -> Any:
        reply = self._replies.pop(0)

        def read(samples: Samples, prompt: str) -> str:
            return reply

        return grammar.understood(read, np.zeros(0, np.float32))

    def line(self) -> str:
        return self._replies.pop(0)


def rated_aloud(*replies: str) -> tuple[Rated, SaidAloud, Shown]:
    kept = [Rated(question=1, take=1, rated_at=datetime(2026, 1, 1))]
    said, shown = SaidAloud(replies), Shown()
    prompter = VoicePrompter(cast(Prompter, shown), cast(VoiceInput, said))
    assert rate(prompter, kept[0], kept.append)
    return kept[-1], said, shown


@pytest.mark.parametrize(
    ("choice", "told"),
    [(Choice.DONE, "No speech heard.\n"), (Choice.SKIP, ""), (Choice.STOP, "")],
)
def test_only_silence_is_called_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], choice: Choice, told: str
) -> None:
    write_clip(tmp_path / "silence.wav", silence(2))
    library = Library(tmp_path / "recordings")
    runner = FakeFrontEnd([], [0.1, choice]).runner(
        library, Kind.REAL, answers=tmp_path / "silence.wav"
    )
    with (
        library.new_session(Kind.REAL, TELLING, [ACCOUNT]) as opened,
        VoiceInput(runner, TELLING) as voice_input,
    ):
        assert voice_input.take(opened, opened.session.turn(1), "Tell me.").take is None
    assert capsys.readouterr().err == told


def test_a_reply_can_be_taken_back_aloud() -> None:
    rated, said, shown = rated_aloud("Yes.", "No.", "Go back.", "Partly.", "No.", "Yes.", "")
    assert list(rated.ratings.values()) == ["yes", "partly", "no", "yes"]
    assert "    go back" in shown.lines
    first, second, third, *_ = said.asked
    assert "go back" not in first
    assert second.endswith("yes, partly, no, not asked for or go back?")
    assert third == "skills?"  # known by now


def test_the_last_rating_can_be_taken_back_where_a_line_is_asked_for() -> None:
    replies = ("Yes.", "Yes.", "Yes.", "No.", "The question before.", "Yes.", "Speak of go back.")
    rated, said, _ = rated_aloud(*replies)
    assert rated.ratings[list(Aspect)[-1]] == "yes"
    assert rated.note == "Speak of go back."
    assert said.asked.count(FINE_TUNE) == 2
    assert BACK not in said.asked
