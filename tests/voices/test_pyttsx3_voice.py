"""pyttsx3 behind its guards."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from coach.errors import VoiceMissing
from coach.voices import pyttsx3_child
from coach.voices.pyttsx3_child import VoiceCandidate, fitting, tag_of
from coach.voices.pyttsx3_voice import Pyttsx3Voice

EMPTY_WAV = """
import json, sys, wave
from pathlib import Path
path = json.load(sys.stdin)["path"]
with wave.open(path, "wb") as file:
    file.setparams((1, 2, 22050, 0, "NONE", ""))
    if TRIES_BEFORE_SOUND is not None and path.endswith(f"{TRIES_BEFORE_SOUND}.wav"):
        file.writeframes(bytes(2000))
with Path(__file__).with_suffix(".log").open("a") as log:
    log.write("run\\n")
print('{"voice": "x"}')
"""


WRITES_ELSEWHERE = """'/not/there.wav'
import io, json, runpy, sys
sys.stdin = io.StringIO(json.dumps(json.load(sys.stdin) | {"path": PATH}))
runpy.run_path(REAL, run_name="__main__")
"""


def _child(folder: Path, program: str) -> Path:
    script = folder / "child.py"
    script.write_text(program, encoding="utf-8")
    return script


@pytest.fixture(scope="module")
def espeak() -> None:
    try:
        Pyttsx3Voice("en").check()
    except VoiceMissing as missing:
        pytest.skip(f"pyttsx3 cannot speak here: {missing.message}")


def test_a_child_that_hangs_is_ended_in_time(tmp_path: Path) -> None:
    child = _child(tmp_path, "import time; time.sleep(60)")
    voice = Pyttsx3Voice(child=child, patience_s=0.5)
    started = time.monotonic()
    with pytest.raises(VoiceMissing, match="not ready") as raised:
        voice.render("Hello.")
    assert time.monotonic() - started < 5
    assert "--voice none" in raised.value.hint


def test_a_file_without_sound_is_tried_once_more(tmp_path: Path) -> None:
    child = _child(tmp_path, f"TRIES_BEFORE_SOUND = 1\n{EMPTY_WAV}")
    assert len(Pyttsx3Voice(child=child).render("Hello.").samples) == 1000
    assert child.with_suffix(".log").read_text() == "run\n" * 2


def test_no_sound_twice_is_a_missing_voice(tmp_path: Path) -> None:
    child = _child(tmp_path, f"TRIES_BEFORE_SOUND = None\n{EMPTY_WAV}")
    with pytest.raises(VoiceMissing, match="no sound came out"):
        Pyttsx3Voice(child=child).render("Hello.")
    assert child.with_suffix(".log").read_text() == "run\n" * 2


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("raise RuntimeError('no eSpeak or eSpeak-ng')", "RuntimeError: no eSpeak or eSpeak-ng"),
        ("import os; os.abort()", "ended with code"),
        ("print('Audio saved to nowhere')", "cannot speak"),
    ],
    ids=["raises", "crashes", "babbles"],
)
def test_a_child_that_fails_is_quoted(tmp_path: Path, program: str, sentence: str) -> None:
    with pytest.raises(VoiceMissing, match=sentence):
        Pyttsx3Voice(child=_child(tmp_path, program)).check()


def test_a_missing_script_is_a_missing_voice(tmp_path: Path) -> None:
    with pytest.raises(VoiceMissing):
        Pyttsx3Voice(child=tmp_path / "none.py").render("Hello.")


def test_a_temporary_folder_that_is_gone(temporary_files: Path) -> None:
    temporary_files.rmdir()
    with pytest.raises(VoiceMissing, match="temporary folder") as raised:
        Pyttsx3Voice().render("Hello.")
    assert "TMPDIR" in raised.value.hint


@pytest.mark.usefixtures("espeak")
def test_an_engine_that_cannot_write_says_so_at_once(tmp_path: Path) -> None:
    child = _child(tmp_path, f"REAL, PATH = {pyttsx3_child.__file__!r}, {WRITES_ELSEWHERE}")
    started = time.monotonic()
    with pytest.raises(VoiceMissing, match="No such file"):
        Pyttsx3Voice(child=child).render("Hello.")
    assert time.monotonic() - started < 5


@pytest.mark.usefixtures("espeak")
def test_a_language_nobody_speaks_is_named_with_those_there_are() -> None:
    with pytest.raises(VoiceMissing, match=r"no voice for 'xx'; it has .*\ben\b"):
        Pyttsx3Voice("xx").check()


@pytest.mark.usefixtures("espeak")
@pytest.mark.parametrize("language", ["de", "en-GB", "pt_BR", "zh", "no"])
def test_languages_are_found(language: str) -> None:
    Pyttsx3Voice(language).check()


@pytest.mark.usefixtures("espeak")
def test_german_sounds_other_than_english() -> None:
    english, german = (Pyttsx3Voice(tag).render("Guten Tag, Jürgen.") for tag in ("en", "de"))
    assert english.duration_s != german.duration_s


ENGLISH = [
    VoiceCandidate("caribbean", "en-029"),
    VoiceCandidate("scots", "en-gb-scotland"),
    VoiceCandidate("british", "en-gb"),
    VoiceCandidate("american", "en-us"),
    VoiceCandidate("german", "de"),
]


@pytest.mark.parametrize(
    ("language", "favourite", "best"),
    [
        ("en", "", "american"),
        ("EN", "", "american"),
        ("en_GB", "", "british"),
        ("en-029", "", "caribbean"),
        ("en-au", "", "american"),
        ("en", "scots", "scots"),
        ("de", "scots", "german"),
    ],
)
def test_the_best_voice_of_a_language(language: str, favourite: str, best: str) -> None:
    assert fitting(ENGLISH, language, favourite)[0].voice_id == best


def test_toys_of_macos_come_last() -> None:
    bells = VoiceCandidate("com.apple.speech.synthesis.voice.Bells", "en-us")
    samantha = VoiceCandidate("com.apple.voice.compact.en-US.Samantha", "en-us")
    assert fitting([bells, samantha], "en", "") == [samantha, bells]


def test_no_voice_fits_by_its_first_letters_only() -> None:
    assert (
        fitting([VoiceCandidate("filipino", "fil"), VoiceCandidate("finnish", "fi")], "f", "") == []
    )


@pytest.mark.parametrize(
    ("raw", "tag"),
    [("en_US", "en-us"), ("\x05en-gb", "en-gb"), (b"\x05en-gb", "en-gb"), (None, ""), ("", "")],
)
def test_tags_of_all_engines(raw: str | bytes | None, tag: str) -> None:
    assert tag_of(raw) == tag
