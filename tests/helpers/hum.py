"""A recording that no engine has to understand."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from coach.audio.facts import SoundFacts
from coach.audio.vad import SpeechSegment
from coach.audio.writing import write_blocks

FACTS = SoundFacts(
    duration_s=2.0,
    speech=(SpeechSegment(start_s=0.5, end_s=1.5),),
    levels_db=(-20.0,) * 20,
    pitches_hz=(),
)


def hum_in(folder: Path) -> Path:
    """Two seconds of a tone, a file in `folder`. FACTS are as if somebody spoke in it."""
    path = folder / "take-1.wav"
    hum = 0.2 * np.sin(np.arange(32_000) / 12.0)
    write_blocks(path, iter([hum.astype(np.float32)]))
    return path
