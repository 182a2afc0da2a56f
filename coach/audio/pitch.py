"""Pitch of a voice: finds where sound is voiced, and its fundamental frequency there.

The method is the normalised autocorrelation of short windows, after P. Boersma, "Accurate
short-term analysis of the fundamental frequency", IFA Proceedings 17 (1993). The autocorrelation of
the window itself is divided out. Lags between samples are interpolated. The highest peak between
the lowest and the highest pitch decides; a multiple of the period counts a little less than the
period.
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
_VOICED_ABOVE = 0.5  # of a correlation of 1
_OCTAVE_COST = 0.01  # Boersma's own, per octave that a pitch lies lower
_FFT = 1024  # at least window + longest lag
_FINER = 4  # lags per sample

_HANN = np.hanning(_WINDOW).astype(np.float32)
_LAGS = np.arange(_FINER * _RATE_HZ // _HIGHEST_HZ, _FINER * _RATE_HZ // _LOWEST_HZ + 1)
_OCTAVE_COSTS = _OCTAVE_COST * np.log2(_LAGS / _LAGS[0])
_QUIETEST_POWER = 10 ** (-55 / 10)  # -55 dBFS: softer sound does not count as a voice


class PitchTrack:
    """Pitch of sound that arrives piece by piece: in whole Hz, one each STEP_S; 0 if unvoiced."""

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
    """Pitch in Hz, (k,), of each window (k, _WINDOW); 0 if there is none."""
    centred = windows - windows.mean(axis=1, keepdims=True)
    pitches_hz = np.zeros(len(windows), dtype=np.int64)
    loud = np.flatnonzero(np.mean(np.square(centred), axis=1) > _QUIETEST_POWER)
    strength = _correlation(centred[loud] * _HANN) / _HANN_CORRELATION
    best = (strength - _OCTAVE_COSTS).argmax(axis=1)
    strongest = np.take_along_axis(strength, best[:, None], axis=1)[:, 0]
    voiced = strongest >= _VOICED_ABOVE
    pitches_hz[loud[voiced]] = np.round(_FINER * _RATE_HZ / _LAGS[best[voiced]])
    return pitches_hz


def _correlation(shaped: npt.NDArray[np.float32]) -> npt.NDArray[np.floating]:
    """Autocorrelation of each row at _LAGS, relative to that at lag 0."""
    spectrum = np.abs(np.fft.rfft(shaped, _FFT, axis=1)) ** 2
    correlation = np.fft.irfft(spectrum, _FINER * _FFT, axis=1)  # the longer inverse interpolates
    return correlation[:, _LAGS] / np.maximum(correlation[:, :1], 1e-12 / _FINER)


_HANN_CORRELATION = _correlation(_HANN[None, :])
