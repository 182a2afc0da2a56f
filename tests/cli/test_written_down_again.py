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
from tests.helpers.hanging import HangingTranscriber
from tests.helpers.kept_sessions import PLAIN, keep, recordings

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


def test_better_words_are_told_of_only_where_there_are_some(coach: Coach, hire: Hire) -> None:
    hire(Whisper("tiny.en", SAID), Whisper("small.en", SAID.replace("so relto", "Xarelto")))
    session = Library(recordings()).find("last")
    (audio,) = recordings().glob("*/*/take-1.flac")
    sound = audio.read_bytes()
    audio.write_bytes(b"no sound")
    assert coach("resume", session) == (0, "", f"Nothing is left to do in {session}.\n")
    audio.write_bytes(sound)
    assert "Wrote down 1 answer once more, with Whisper small.en." in coach("resume", session)[2]
    hire(Whisper("tiny.en", SAID), Whisper("medium.en", SAID))
    assert coach("erase", "--audio", session, "--yes")[0] == 0
    assert coach("resume", session) == (0, "", f"Nothing is left to do in {session}.\n")


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


BETTER = "We sold Xarelto in Leeds and it went very well"


class Sure(Whisper):
    """Is as sure of all its words as told."""

    def __init__(self, model: str, text: str, probability: float) -> None:
        super().__init__(model, text)
        self._probability = probability

    def transcribe(self, *arguments: Any, **options: Any) -> Any:
        heard = super().transcribe(*arguments, **options)
        sure = {"probability": self._probability}
        words = tuple(word.model_copy(update=sure) for word in heard.words)
        return heard.model_copy(update={"words": words})


class TestBetterWords:
    def test_a_recording_is_written_down_twice_in_one_go(
        self, coach: Coach, hire: Hire, tmp_path: Path
    ) -> None:
        hire(Whisper("tiny.en", SAID), Sure("base", BETTER, 0.95))
        code, out, err = coach("import", tmp_path / "answer.wav")
        assert (code, err.count("still counts")) == (0, 0)
        assert BETTER in out
        take = shown(coach)
        assert (take["text"], take["stage"], take["model"]) == (BETTER, "full", "base")
        assert len(list(recordings().glob("*/*/take-1.transcript-*.json"))) == 3  # with base.en's

    def test_words_of_which_the_better_model_is_less_sure_are_the_quick_ones(
        self, coach: Coach, hire: Hire, tmp_path: Path
    ) -> None:
        hire(Whisper("tiny.en", SAID), Sure("base", BETTER, 0.7))
        assert coach("import", tmp_path / "answer.wav")[0] == 0
        assert shown(coach)["text"] == "We sold so relto in Leeds and it went very well"

    def test_resuming_gives_better_words_to_what_has_none(self, coach: Coach, hire: Hire) -> None:
        hire(Whisper("tiny.en", SAID), Sure("small", BETTER, 0.95))
        code, _, err = coach("resume", Library(recordings()).find("last"))
        assert (code, shown(coach)["text"]) == (0, BETTER)
        assert "Wrote down 1 answer once more, with Whisper small." in err
        assert "Read it: coach show" in err
        err = coach("resume", Library(recordings()).find("last"))[2]
        assert "Nothing is left to do" in err

    def test_what_was_named_is_not_written_down_again(self, coach: Coach, hire: Hire) -> None:
        hire(Whisper("tiny.en", SAID))
        assert coach("transcribe", "--model", "tiny.en")[0] == 0
        hire(Whisper("tiny.en", SAID), Sure("small", BETTER, 0.95))
        assert "Nothing is left" in coach("resume", Library(recordings()).find("last"))[2]

    def test_both_may_be_named(self, coach: Coach, hire: Hire) -> None:
        hire(Whisper("tiny.en", SAID), Sure("base", BETTER, 0.95))
        code, out, err = coach("transcribe", "--final-model", "base")
        assert (code, BETTER in out) == (0, True)
        assert "Written down with canned base." in err
        assert shown(coach)["model"] == "base"  # although base.en counts as much

    def test_sound_that_breaks_off_keeps_its_quick_words(self, coach: Coach, hire: Hire) -> None:
        (audio,) = recordings().glob("*/*/take-1.flac")

        class Deletes(Whisper):
            def load(self) -> None:
                audio.unlink(missing_ok=True)

        hire(Whisper("tiny.en", SAID), Deletes("small", BETTER))
        code, out, _ = coach("transcribe", "--final-model", "small")
        assert (code, SAID in out) == (0, True)


def test_an_engine_that_hangs_is_given_up_and_the_next_answer_written_down(
    coach: Coach, hire: Hire, tmp_path: Path
) -> None:
    hire(hanging := HangingTranscriber(SAID))
    recording = tmp_path / "answer.wav"
    (other := tmp_path / "other.wav").write_bytes(recording.read_bytes())
    code, out, err = coach("import", recording, other)
    session = Library(recordings()).find("last")
    assert code == 4
    assert SAID in out
    assert f"Answer 1 of {session} is not written down. Whisper has given no sign" in err
    assert f"Its recording is kept. Try again: coach transcribe {session}" in err
    code, out, _ = coach("transcribe", session)
    assert (code, SAID in out) == (0, True)
    hanging.let_go.set()


def test_silence_in_what_was_missing_is_not_told_of_the_whole_session(
    coach: Coach, hire: Hire
) -> None:
    session = keep([PLAIN, PLAIN])
    path = recordings() / session / "session.json"
    document = json.loads(path.read_text())
    document["turns"][0]["takes"][1] |= {"transcripts": [], "no_speech": None}
    path.write_text(json.dumps(document))
    hire(Whisper("base.en", ""))
    code, _, err = coach("transcribe", session)
    assert (code, f"in 1 answer of {session}." in err) == (3, True)
