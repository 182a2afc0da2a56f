"""`coach transcribe` and `coach show` where a take has several transcripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.vad import SpeechSegment
from coach.library.library import Library
from coach.testing import CannedTranscriber
from tests.helpers.coach_fixture import Coach, Hire
from tests.helpers.kept_sessions import recordings

SAID = "We sold so relto in Leeds and it went well"


class Whisper(CannedTranscriber):
    def __init__(self, model: str, text: str) -> None:
        super().__init__([text])
        self.model = model

    def detect_speech(self, samples: object) -> list[SpeechSegment]:
        return [SpeechSegment(start_s=0.0, end_s=3.0)]


@pytest.fixture(autouse=True)
def imported(coach: Coach, hire: Hire, tmp_path: Path) -> None:
    """A recording that base.en has written down."""
    path = tmp_path / "answer.wav"
    sound = np.random.default_rng(1).uniform(-0.2, 0.2, 3 * LISTENING_RATE_HZ)
    soundfile.write(path, sound, LISTENING_RATE_HZ)
    hire(Whisper("base.en", SAID))
    assert coach("import", path)[0] == 0


def shown(coach: Coach, *arguments: str) -> dict[str, Any]:
    (turn,) = json.loads(coach("show", "--json", *arguments)[1])["turns"]
    take: dict[str, Any] = turn["takes"][0]
    return take


def correct(first: int, end: int, text: str) -> None:
    library = Library(recordings())
    with library.open_session(library.find("last")) as opened:
        opened.correct(1, opened.session.take(1, 1), first, end, text)


def test_the_document_says_the_stage(coach: Coach) -> None:
    take = shown(coach)
    assert (take["stage"], take["model"], take["corrected"]) == ("full", "base.en", False)
    assert not {"remark", "misfits"} & take.keys()


def test_a_smaller_model_counts_only_where_it_was_named(coach: Coach, hire: Hire) -> None:
    hire(Whisper("tiny.en", SAID.replace("Leeds", "leads")))
    code, out, err = coach("transcribe")
    assert (code, "leads" in out) == (0, True)
    session = Library(recordings()).find("last")
    assert "The transcript by base.en still counts." in err
    assert f"coach transcribe {session} --model tiny.en" in err
    assert "Leeds" in shown(coach)["text"]
    code, _, err = coach("transcribe", "--model", "tiny.en")
    assert (code, "What counts" in err) == (0, False)
    assert "leads" in shown(coach)["text"]
    assert "leads" in coach("show")[1]


def test_an_empty_one_takes_no_words_away(coach: Coach, hire: Hire) -> None:
    hire(Whisper("small.en", ""))
    code, _, err = coach("transcribe", "--model", "small.en")
    assert code == 3
    assert "this time; the words from before are kept." in err
    assert shown(coach)["text"] == SAID
    assert "has no words, so this one by base.en counts" in coach("show")[1]


def test_what_was_asked_for_and_lacks_words_says_so(coach: Coach, hire: Hire) -> None:
    hire(Short("small.en", "We sold"))
    code, _, err = coach("transcribe", "--model", "small.en")
    told = "the transcript by base.en has words that this one by small.en lacks"
    assert (code, told in err) == (0, True)
    out = coach("show")[1]
    assert told in " ".join(out.split())
    assert shown(coach)["text"] == "We sold"
    assert told in shown(coach)["remark"]


class Short(Whisper):
    """Hears something in the first half second of the first sound only."""

    def transcribe(self, samples: Any, prompt: str = "", decoding: Any = None) -> Any:
        heard = super().transcribe(samples[: LISTENING_RATE_HZ // 2], prompt, decoding)
        self._texts = [""]
        return heard


def test_corrections_stay_and_those_that_fit_no_more_are_listed(coach: Coach, hire: Hire) -> None:
    correct(5, 6, "LEEDS")
    correct(2, 4, "Xarelto")
    hire(Whisper("small.en", SAID.replace("so relto", "Chorelto")))
    assert coach("transcribe", "--model", "small.en")[0] == 0
    out = coach("show")[1]
    assert "We sold Chorelto in LEEDS and it went well" in out
    assert "1 correction fits no more:" in out
    assert "“so relto” should read “Xarelto”; it reads “Chorelto” now" in " ".join(out.split())
    assert 'Put in or leave out ("Correct the text"): coach review' in out
    (misfit,) = shown(coach)["misfits"]
    assert (misfit["heard"], misfit["corrected"]) == ("so relto", "Xarelto")
    assert misfit["reads"] == "Chorelto"
    assert 0.5 < misfit["start_s"] < 1.0
    original = coach("show", "--original")[1]
    assert "no more" not in original
    assert "Chorelto in Leeds" in original
    assert "misfits" not in shown(coach, "--original")
