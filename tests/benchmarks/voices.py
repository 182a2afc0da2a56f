"""Six synthetic voices: the packaged Piper voice, the same as another person, four of espeak-ng."""

from __future__ import annotations

import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.reading import read_clip
from coach.voices.piper_voice import PiperVoice

PIPERS = {"joe": PiperVoice(180), "joe-1.3": PiperVoice(150, 1.3)}
ESPEAKS = {
    "en-us": ("-v", "en-us", "-s", "160"),
    "en-us+m3": ("-v", "en-us+m3", "-s", "150"),
    "en-us+f5": ("-v", "en-us+f5", "-s", "150"),
    "en-gb": ("-v", "en-gb", "-s", "160"),
}
VOICES = (*PIPERS, *ESPEAKS)
LEVEL = 0.1  # RMS of all speech


@cache
def said(voice: str, text: str) -> Samples:
    """`text` at 16 kHz, without the silence around it, all voices equally loud."""
    if voice in PIPERS:
        clip = PIPERS[voice].render(text)
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "said.wav"
            subprocess.run(["espeak-ng", *ESPEAKS[voice], "-w", str(path), text], check=True)
            clip = read_clip(path)
    samples = clip.at_rate(LISTENING_RATE_HZ).samples
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    samples = samples[loud[0] : loud[-1] + 1]
    level = float(np.sqrt(np.mean(samples**2)))
    return np.clip(samples * LEVEL / level, -1, 1, dtype=np.float32)
