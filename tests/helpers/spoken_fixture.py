"""Speech that is made once for the whole test run."""

from __future__ import annotations

import shutil
import subprocess
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from coach.audio.clips import LISTENING_RATE_HZ, Samples, silence
from coach.audio.reading import read_clip
from tests.helpers.made_once import made_once
from tests.helpers.spoken import SUPPLIER, TEAM, WAREHOUSE, need_whisper, speak


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Answers by their text; skipped where there is no voice or no Whisper."""
    need_whisper()
    return {
        text: made_once(tmp_path_factory, f"{name}.wav", partial(speak, text))
        for name, text in (("warehouse", WAREHOUSE), ("supplier", SUPPLIER), ("team", TEAM))
    }


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """About two seconds of a synthesised voice, with some quiet around it."""
    program = shutil.which("espeak-ng")
    if program is None:
        pytest.skip("espeak-ng is not installed")

    def say(target: Path) -> None:
        subprocess.run([program, "-w", str(target), "I led a team through hard times."], check=True)

    said = (
        read_clip(made_once(tmp_path_factory, "said.wav", say)).at_rate(LISTENING_RATE_HZ).samples
    )
    quiet = silence(0.3).samples
    return np.concatenate([quiet, said, quiet])
