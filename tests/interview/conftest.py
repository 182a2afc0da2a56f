"""What several tests of the conversation need."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest

from coach.audio.clips import LISTENING_RATE_HZ, Samples, silence
from coach.audio.reading import read_clip


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """About two seconds of a synthesised voice, with some quiet around it."""
    program = shutil.which("espeak-ng")
    if program is None:
        pytest.skip("espeak-ng is not installed")
    target = tmp_path_factory.mktemp("speech") / "said.wav"
    subprocess.run([program, "-w", str(target), "I led a team through hard times."], check=True)
    said = read_clip(target).at_rate(LISTENING_RATE_HZ).samples
    quiet = silence(0.3).samples
    return np.concatenate([quiet, said, quiet])
