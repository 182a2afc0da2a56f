"""Small copies of recordings, in both codings."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.audio.small_copy import Coding, small_copy

SECONDS = 4


@pytest.mark.parametrize(
    ("coding", "mime_type"), [(Coding.OPUS, "audio/ogg; codecs=opus"), (Coding.MP3, "audio/mpeg")]
)
def test_a_copy_is_small_and_as_long_as_the_recording(
    tmp_path: Path, coding: Coding, mime_type: str
) -> None:
    times_s = np.arange(SECONDS * 16_000) / 16_000
    voice = 0.2 * sum(np.sin(2 * np.pi * 140 * n * times_s) / n for n in range(1, 6))
    path = tmp_path / "take.wav"
    soundfile.write(path, voice, 16_000)
    copy = small_copy(path, coding)
    assert copy.mime_type == mime_type
    assert len(copy.content) < path.stat().st_size / 6
    about = soundfile.info(io.BytesIO(copy.content))
    assert about.duration == pytest.approx(SECONDS, abs=0.15)
    assert about.channels == 1
