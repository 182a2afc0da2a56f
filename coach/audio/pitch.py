"""Where a voice sounds, and how high.

Normalised autocorrelation of short windows, after P. Boersma, "Accurate short-term analysis of the
fundamental frequency", IFA Proceedings 17 (1993): the window's own autocorrelation is divided out,
and the highest peak between the lowest and highest pitch decides.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coach.audio.clips import LISTENING_RATE_HZ, Samples

STEP_S = 0.02

_RATE_HZ = LISTENING_RATE_HZ // 2  # half the rate is plenty for pitch and costs half
_STEP = round(STEP_S * _RATE_HZ)
_WINDOW = 3 * _STEP  # 0.06 s: nearly four periods of the lowest pitch
_LOWEST_HZ, _HIGHEST_HZ = 65, 400
_VOICED_ABOVE = 0.5
_FFT = 1024  # at least window + longest lag

_HANN = np.hanning(_WINDOW).astype(np.float32)
_LAGS = slice(_RATE_HZ // _HIGHEST_HZ, _RATE_HZ // _LOWEST_HZ + 1)
_HANN_CORRELATION = np.fft.irfft(np.abs(np.fft.rfft(_HANN, _FFT)) ** 2)[_LAGS]
_HANN_CORRELATION = _HANN_CORRELATION / float(np.sum(_HANN**2))
_QUIETEST_POWER = 10 ** (-55 / 10)  # -55 dBFS: below it nothing is called a voice


class PitchTrack:
    """Pitch of sound that arrives bit by bit: whole Hz per STEP_S, 0 where unvoiced."""

    def __init__(self) -> None:
        self.pitches_hz: list[int] = []
        self._odd = np.zeros(0, dtype=np.float32)
        self._pending = np.zeros(0, dtype=np.float32)

    def feed(self, samples: Samples) -> None:
        """Take the next `samples` (float32 (n,) at 16 kHz, any n)."""
        whole = np.concatenate([self._odd, samples])
        even = len(whole) // 2 * 2
        self._odd = whole[even:]
        halved = whole[:even].reshape(-1, 2).mean(axis=1, dtype=np.float32)
        pending = np.concatenate([self._pending, halved])
        count = max(0, (len(pending) - _WINDOW) // _STEP + 1)
        if count:
            windows = np.lib.stride_tricks.sliding_window_view(pending, _WINDOW)[::_STEP][:count]
            self.pitches_hz += _pitches(windows).tolist()
        self._pending = pending[count * _STEP :]


def _pitches(windows: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    """Pitch in Hz of each window (k, _WINDOW), 0 where there is none."""
    centred = windows - windows.mean(axis=1, keepdims=True)
    power = np.mean(np.square(centred), axis=1)
    shaped = centred * _HANN
    correlation = np.fft.irfft(np.abs(np.fft.rfft(shaped, _FFT, axis=1)) ** 2, axis=1)
    energy = np.maximum(correlation[:, :1], 1e-12)
    strength = correlation[:, _LAGS] / energy / _HANN_CORRELATION
    best = strength.argmax(axis=1)
    voiced = (strength.max(axis=1) >= _VOICED_ABOVE) & (power > _QUIETEST_POWER)
    pitch = np.round(_RATE_HZ / (best + _LAGS.start))
    return np.where(voiced, pitch, 0).astype(np.int64)
