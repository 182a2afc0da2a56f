"""What was said aloud is followed up on the page: its server, a real Whisper, no browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach import wiring
from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.reading import read_clip
from coach.transcription.choosing import choose_transcriber
from coach.transcription.ports import Transcriber
from tests.helpers.followed_up import MORE, SAID, assert_kept_everywhere, write_set
from tests.helpers.page_server import served
from tests.helpers.practising import LABEL, Pcm
from tests.helpers.spoken import need_whisper, speak


def spoken_pcm(text: str, path: Path) -> Pcm:
    samples = read_clip(speak(text, path)).at_rate(LISTENING_RATE_HZ).samples
    return np.round(samples * 20_000).astype(np.int16)


def whisper(*_: object) -> Transcriber:
    return choose_transcriber("faster-whisper", None, "en", lambda offer: False)


def _has_heard(message: dict[str, Any], text: str) -> bool:
    """Whether it has nearly all words of `text` as a caption."""
    told = message.get("document", {})
    heard = told.get("text", "") if told.get("event") == "caption_heard" else ""
    return len(heard.split()) >= 0.9 * len(text.split())


@pytest.mark.long
@pytest.mark.parametrize("reason", list(SAID))
def test_what_was_said_aloud_is_followed_up(reason: str, tmp_path: Path) -> None:
    need_whisper()
    said = SAID[reason]
    write_set(said)
    answer = spoken_pcm(said.said, tmp_path / "1.wav")
    more = spoken_pcm(MORE, tmp_path / "2.wav")
    wiring.remember_heard(LABEL)
    with served(choose=whisper) as server, server.tab() as page:
        page.open_microphone()
        page.begin(set="mine")
        page.wait_for_event("answer_started")
        page.say(answer)
        page.wait_for(lambda message: _has_heard(message, said.said))  # however busy the machine
        page.press("done")
        asked = page.wait_for_event("follow_up_asked")
        assert asked["reason"] == reason
        assert said.expected in asked["text"]
        page.wait_for_event("answer_started")
        page.say(more)
        page.press("done")
        page.press("next")
        page.wait_for_type("ended")
    assert_kept_everywhere(reason, MORE, tmp_path)
