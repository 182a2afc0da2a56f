"""Automatic gain control for speech detectors: makes a soft voice as loud as an ordinary one.

Silero VAD misses soft voices: it found between 3 and 98 % of the speech of fourteen people, when
that was made 30 dB softer. The recording is not changed; only the detector gets the louder sound.
"""

from __future__ import annotations

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.levels import FLOOR_DB

_TARGET_DB = -22.0  # RMS of ordinary speech into a close microphone
_MOST_GAIN_DB = 30.0
# For chunks of 0.03 s: the follower of the level rises with the first syllable, and sinks two
# thirds of the way in 3 s, longer than most pauses between sentences.
_ATTACK, _DECAY = 0.5, 0.01


def _high_pass(mean_over_s: float) -> Samples:
    """A linear-phase high-pass filter, float32 (taps,): subtracts a twice averaged running mean.

    Its gain is zero at 0 Hz, -22 dB at 20 Hz, -7 dB at 50 Hz (mains hum), -0.5 dB at 100 Hz.
    """
    box = np.ones(round(mean_over_s * LISTENING_RATE_HZ))
    kernel = -np.convolve(box, box) / len(box) ** 2
    kernel[len(kernel) // 2] += 1.0
    return kernel.astype(np.float32)


# Without it an offset or a rumble that nobody hears would count as the level.
_HIGH_PASS = _high_pass(mean_over_s=0.008)


class GainControl:
    """Gain control of sound that arrives piece by piece. Used by one thread."""

    def __init__(self, chunk_samples: int) -> None:
        self._chunk_samples = chunk_samples
        self._unfiltered = np.zeros(len(_HIGH_PASS) - 1, dtype=np.float32)
        self._pending = np.zeros(0, dtype=np.float32)
        self._level_db = FLOOR_DB

    def feed(self, samples: Samples) -> Samples:
        """Take the next `samples`, float32 (n,) in [-1, 1] at 16 kHz, any n.

        Returns the chunks that they complete: float32 (k, chunk_samples) in [-1, 1], 8 ms late.
        """
        heard = np.concatenate([self._unfiltered, samples])
        self._unfiltered = heard[len(samples) :]
        filtered = np.convolve(heard, _HIGH_PASS, "valid") if len(samples) else samples
        pending = np.concatenate([self._pending, filtered])
        whole = len(pending) // self._chunk_samples * self._chunk_samples
        self._pending = pending[whole:]
        chunks = pending[:whole].reshape(-1, self._chunk_samples)
        gains_db = np.array([self._gain_db(each) for each in _levels_db(chunks)])
        gains = 10 ** (gains_db / 20).reshape(-1, 1)
        return np.clip(chunks * gains, -1.0, 1.0).astype(np.float32)

    def _gain_db(self, level_db: float) -> float:
        """The gain in dB for the next chunk, which has the level `level_db`."""
        speed = _ATTACK if level_db > self._level_db else _DECAY
        self._level_db += (level_db - self._level_db) * speed
        return min(max(_TARGET_DB - self._level_db, 0.0), _MOST_GAIN_DB)


def _levels_db(chunks: Samples) -> list[float]:
    power = np.mean(np.square(chunks, dtype=np.float64), axis=1)
    levels: list[float] = (10 * np.log10(np.maximum(power, 10 ** (FLOOR_DB / 10)))).tolist()
    return levels
