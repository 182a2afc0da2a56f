"""What a terminal adds to a conversation."""

from __future__ import annotations

import pytest

from coach.cli.front_end import terminal_front_end
from coach.config import load_settings
from coach.errors import NoSpeech


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
