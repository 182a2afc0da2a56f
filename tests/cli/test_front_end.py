"""What a terminal adds to a conversation."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.cli.front_end import runner_going_on, terminal_front_end
from coach.cli.hints import keys_while_answering
from coach.config import load_settings
from coach.errors import NoSpeech
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName


def test_a_strict_interview_that_is_gone_on_with_shows_no_key_for_another_take(
    tmp_path: Path,
) -> None:
    asked = [AskedQuestion(id="why", text="Why us?")]
    name = SetName(name="mine", title="Mine")
    with Library(tmp_path).new_session(Kind.MOCK, name, asked, {"strict": True}) as opened:
        begun = opened.session
    going_on = runner_going_on(load_settings({}), Library(tmp_path), begun)
    assert "start over" not in keys_while_answering(going_on.settings)
    lenient = begun.model_copy(update={"settings": {}})
    going_on = runner_going_on(load_settings({}), Library(tmp_path), lenient)
    assert "start over" in keys_while_answering(going_on.settings)


@pytest.mark.parametrize(
    ("answers", "hint"),
    [(None, "Is it the right microphone? Others: coach devices"), ("answers.wav", "")],
)
def test_only_a_device_is_asked_about_where_no_speech_was_heard(
    answers: str | None, hint: str
) -> None:
    settings = load_settings({"plain": True, "answers": answers})
    with pytest.raises(NoSpeech) as caught, terminal_front_end(settings):
        raise NoSpeech("No speech was heard from it.")
    assert caught.value.hint.startswith(hint)
    assert bool(caught.value.hint) == bool(hint)
