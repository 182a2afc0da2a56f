"""Acoustic echo cancellation: removes the coach's own sound from what the microphone hears.

While somebody answers, the coach may play a tone or say a warning, and a laptop's microphone hears
it. The microphone's sound is held back while a clip is playing, and then cleaned in three steps:

1. Locate the echo. Clip and microphone are whitened in time and frequency, so that a loud talker
   does not cover a soft echo, and correlated piece by piece, which follows clocks that run apart by
   up to 0.25 %. If no short response explains more than chance would, nothing is changed.
2. Subtract the echo. In each band of a short-time spectrum, the echo is the clip (and its cube, as
   a loudspeaker distorts) through a short filter (convolutive transfer function: Talmon, Cohen,
   Gannot, IEEE Trans. Audio Speech Lang. Process. 17(4), 2009). Iteratively reweighted least
   squares find the filter: moments with much unexplained sound, such as speech, weigh little.
3. Suppress the rest. What is no stronger than an echo usually leaves is turned down to the noise of
   the room, which neither voice activity detection nor Whisper takes for speech.

All samples are float32 (n,) in [-1, 1] at LISTENING_RATE_HZ; inside, waves are float64.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import soxr

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip, Samples

Wave = npt.NDArray[np.float64]  # (n,)
Powers = npt.NDArray[np.float64]  # (frames, bins)
Spectra = npt.NDArray[np.complex128]  # (frames, bins)

_SECOND = LISTENING_RATE_HZ
_LINGERS = round(0.4 * _SECOND)  # so long the echo goes on after a clip: latency and reverberation
_NEVER_ENDED = 3 * _SECOND  # without `end`, a clip counts as over so long after its length
_HELD_AT_MOST = 30 * _SECOND  # bounds memory if one clip follows the other
_REMEMBERED = _SECOND  # of the sound before a clip, which shows the noise of the room
_ENDED_EARLY_BY = round(0.05 * _SECOND)  # the microphone hears later; a sound may be broken off
_LATEST_START = 2 * _SECOND  # after `begin`

_PIECE = 1000  # samples; too short for clocks that run apart to matter within it
# How far the clocks may run apart, as ratios: first tried in steps of 200 ppm, then of 25 ppm.
_DRIFTS: Wave = np.linspace(-0.0024, 0.0024, 25)
_FINE_DRIFTS: Wave = np.linspace(-0.0003, 0.0003, 25)
_RESPONSE = 128  # samples in which most of a room's response arrives
_CLIP_FLOOR, _HEARD_FLOOR = 0.018, 1e-4  # of the strongest bin; softer bins are not whitened
# The share of explained whitened energy that proves an echo. Spoken clips: at least 0.09 with one,
# even 20 dB softer than the talker, at most 0.026 without. Tones: 0.4, and rarely more without.
_EXPLAINED_BY_CHANCE, _MORE_FOR_TONES = 0.045, 0.36
_BINS_OF_TONES = 30  # a clip whose energy lies in so few bins counts as a tone

_FRAME, _HOP = 512, 128  # samples: 32 ms and 8 ms
_WINDOW = np.sqrt(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_FRAME) / _FRAME))
_TAPS, _CUBE_TAPS = 8, 3  # hops; the first tap is one hop early, as a start is found to 1 ms
_RIDGE, _CUBE_RIDGE = 10.0, 100.0  # regularisation of the taps: distortion is rare
_ROUNDS = 3  # of reweighting
_TRUST = 0.01  # of the expected echo; a smaller rest gives a moment no more weight
_TAIL = round(0.3 * _SECOND)  # reverberation after the clip that is cleaned, too
_TAIL_DECAY = 10 ** (-60 / 10 * (_HOP / _SECOND) / 0.4)  # of power per hop: 60 dB in 0.4 s

# Powers relative to the echo, of which subtracting leaves -20 to -40 dB, or -15 dB if distorted.
_REST = 10 ** (-15 / 10)
_SILENCED_BELOW = 10 ** (-20 / 10)
_NOBODY_BELOW, _NOBODY_BELOW_LOUDEST = 10 ** (-12 / 10), 10 ** (-20 / 10)
_SYLLABLE = 17  # hops: 0.14 s
_TINY = 1e-12  # keeps divisors above zero


@dataclass
class _Sound:
    """A clip that is playing. Positions are numbers of samples since the first `feed`."""

    clip: AudioClip
    begun: int
    ended: int | None = None

    @property
    def held_until(self) -> int:
        if self.ended is not None:
            return self.ended + _LINGERS
        return self.begun + round(self.clip.duration_s * _SECOND) + _NEVER_ENDED


class EchoCanceller:
    """Holds back and cleans the microphone's sound while the coach itself plays something.

    Any thread may call `begin` and `end`; only the recorder's thread calls `feed` and `flush`.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sounds: list[_Sound] = []
        self._fed = 0
        self._held: list[Samples] = []
        self._held_from = 0
        self._before = np.zeros(0, dtype=np.float32)

    def begin(self, clip: AudioClip) -> None:
        """`clip` begins to play now. Its echo comes 0 to 1.5 s later, or never (headphones)."""
        with self._lock:
            self._sounds.append(_Sound(clip, self._fed))

    def end(self) -> None:
        """The last sample of the earliest clip that is playing has left the loudspeaker."""
        with self._lock:
            for sound in [sound for sound in self._sounds if sound.ended is None][:1]:
                sound.ended = self._fed

    def feed(self, samples: Samples) -> Samples:
        """Take the next samples of the microphone, and return those that are ready, in order.

        While no clip is playing, that is `samples` itself; while one is, nothing. All that was held
        back is returned 0.4 s after `end`, or without `end`, 3 s after the clip should be over.
        """
        with self._lock:
            if not self._sounds:
                self._fed += len(samples)
                self._remember(samples)
                return samples
            if not self._held:
                self._held_from = self._fed
            self._held.append(samples)
            self._fed += len(samples)
            due = max(sound.held_until for sound in self._sounds)
            if self._fed < min(due, self._held_from + _HELD_AT_MOST):
                return samples[:0]
        return self.flush()

    def flush(self) -> Samples:
        """Return all samples held back, cleaned as far as possible, after the last `feed`."""
        with self._lock:
            sounds, self._sounds = self._sounds, []
            held, self._held = self._held, []
        heard = np.concatenate([np.zeros(0, dtype=np.float32), *held])
        for sound in sounds:
            heard = _without(sound, heard, self._before, self._held_from)
        self._remember(heard)
        return heard

    def _remember(self, samples: Samples) -> None:
        self._before = np.concatenate([self._before, samples[-_REMEMBERED:]])[-_REMEMBERED:]


def _without(sound: _Sound, heard: Samples, before: Samples, heard_from: int) -> Samples:
    """`heard` without the echo of `sound`. `heard` began at sample `heard_from`, after `before`."""
    start, clip = _located(sound, heard, heard_from)
    if not len(clip):
        return heard
    span = slice(max(0, start - _FRAME), min(len(heard), start + len(clip) + _TAIL))
    in_place = np.zeros(span.stop - span.start)
    in_place[start - span.start :][: len(clip)] = clip
    powers = np.abs(_spectra(np.concatenate([before, heard]).astype(np.float64))) ** 2
    noise = np.quantile(powers, 0.1, axis=0) / 0.105 + _TINY  # the mean, if powers are exponential
    cleaned = heard.copy()
    cleaned[span] -= _echo_in(heard[span].astype(np.float64), in_place, noise)
    return cleaned


def _located(sound: _Sound, heard: Samples, heard_from: int) -> tuple[int, Wave]:
    """Where the echo begins in `heard`, and its clip at the microphone's clock (empty: no echo)."""
    clip = sound.clip.at_rate(LISTENING_RATE_HZ).samples.astype(np.float64)
    begun = max(0, sound.begun - heard_from)
    ended = len(heard) if sound.ended is None else sound.ended - heard_from + _ENDED_EARLY_BY
    part = heard[begun : begun + _LATEST_START + len(clip)].astype(np.float64)
    starts = range(max(0, min(_LATEST_START, ended - begun, len(part))))
    if not starts or not np.any(clip) or not np.any(part):
        return 0, clip[:0]
    wanted, target = _whitened(clip, _CLIP_FLOOR), _whitened(part, _HEARD_FLOOR)
    correlations = _correlations(target, wanted)
    _, start, drift = _best_match(correlations, _DRIFTS, starts)
    near = range(max(0, start - _RESPONSE), min(len(starts), start + _RESPONSE))
    explained, start, drift = _best_match(correlations, drift + _FINE_DRIFTS, near)
    energy, there = np.sum(wanted**2), np.sum(target[start : start + len(wanted)] ** 2)
    most = max(float(energy), float(there), float(np.mean(target**2)) * len(wanted))
    if explained <= energy * most * (_EXPLAINED_BY_CHANCE + _MORE_FOR_TONES * _tonality(wanted)):
        return 0, clip[:0]
    clip = soxr.resample(clip, LISTENING_RATE_HZ, LISTENING_RATE_HZ * (1 + drift))
    start += begun
    return start, clip[: min(ended, len(heard)) - start]


def _whitened(wave: Wave, floor: float) -> Wave:
    """`wave`, whitened: all bins above `floor` (relative to the strongest) get one level."""
    strength = np.abs(spectra := _spectra(wave))
    return _wave(spectra / (strength + floor * strength.max()), len(wave))


def _tonality(wave: Wave) -> float:
    """1 for a tone, near 0 for speech. The fewer bins hold the energy, the higher it is."""
    power = np.abs(np.fft.rfft(wave)) ** 2
    return min(1.0, _BINS_OF_TONES * float(np.sum(power**2) / np.sum(power) ** 2))


def _correlations(target: Wave, wanted: Wave) -> list[Wave]:
    """Circular correlation of `target` with each piece of `wanted`, by lag of the piece."""
    size = 1 << (len(target) + _PIECE).bit_length()
    spectrum = np.fft.rfft(target, size)
    pieces = np.split(wanted, range(_PIECE, len(wanted), _PIECE))
    return [np.fft.irfft(spectrum * np.fft.rfft(piece, size).conj(), size) for piece in pieces]


def _best_match(pieces: list[Wave], drifts: Wave, starts: range) -> tuple[float, int, float]:
    """The energy that the best match explains, its start, and the ratio of the clocks less one.

    All correlations within _RESPONSE samples of a start count, as an echo comes on many paths.
    """
    best = (0.0, starts.start, 0.0)
    lags = np.arange(starts.start - _RESPONSE // 2, starts.stop + _RESPONSE // 2)
    for drift in drifts:
        total = np.zeros(len(lags))
        for index, piece in enumerate(pieces):
            shift = index * _PIECE + round((index + 0.5) * _PIECE * drift)
            total += np.take(piece, lags + shift, mode="wrap")
        sums = np.concatenate([[0.0], np.cumsum(total**2)])
        explained = sums[_RESPONSE:-1] - sums[: -_RESPONSE - 1]
        top = int(explained.argmax())
        best = max(best, (float(explained[top]), starts.start + top, float(drift)))
    return best


def _echo_in(heard: Wave, clip: Wave, noise: Powers) -> Wave:
    """What to subtract from `heard`: the echo of `clip`, and the rest of it that is no speech."""
    spectra = _spectra(heard)
    rest = spectra - (echo := _identified(spectra, clip, noise))
    kept = rest * _gains(np.abs(rest) ** 2, np.abs(echo) ** 2, noise)
    return _wave(spectra - kept, len(heard))


def _identified(heard: Spectra, played: Wave, noise: Powers) -> Spectra:
    """The echo (frames, bins): `played` through those filters that explain `heard` best."""
    clip, cube = _spectra(played), _spectra(played**3)
    taps = np.concatenate([_delayed(clip, _TAPS), _delayed(cube, _CUBE_TAPS)], axis=2)
    level = _band_power(heard) + _TINY
    ridge, cube_ridge = _RIDGE * _band_power(clip) / level, _CUBE_RIDGE * _band_power(cube) / level
    ridges = np.stack([ridge] * _TAPS + [cube_ridge] * _CUBE_TAPS, axis=1) + _TINY
    expected = np.abs(clip) ** 2 * level / (_band_power(clip) + _TINY)
    echo = np.zeros_like(heard)
    for _ in range(_ROUNDS):
        rest = _smoothed(np.abs(heard - echo) ** 2, 3, 3)
        weights = 1 / (rest + noise + _TRUST * expected)
        weighted = (taps * weights.T[:, :, None]).conj().transpose(0, 2, 1)
        normal = weighted @ taps + ridges[:, :, None] * np.eye(_TAPS + _CUBE_TAPS)
        filters = np.linalg.solve(normal, weighted @ heard.T[:, :, None])
        echo = (taps @ filters)[:, :, 0].T
    return np.asarray(echo)


def _delayed(spectra: Spectra, count: int) -> Spectra:
    """(bins, frames, count): the spectra from one frame early to `count` - 2 frames late."""
    padded = np.pad(spectra, ((count - 2, 1), (0, 0)))
    delayed = [padded[count - 1 - tap :][: len(spectra)] for tap in range(count)]
    return np.stack(delayed, axis=-1).transpose(1, 0, 2)


def _band_power(spectra: Spectra) -> Powers:
    """(bins,): power over all frames, smoothed over neighbouring bins."""
    powers: Powers = _smoothed(np.sum(np.abs(spectra) ** 2, axis=0, keepdims=True), 1, 9)[0]
    return powers


def _gains(rest: Powers, echo: Powers, noise: Powers) -> Powers:
    """The gains for the rest, (frames, bins) in [0, 1]. None goes below the noise of the room."""
    echo = _smoothed(echo, 1, 3)
    for now in range(1, len(echo)):  # reverberation decays
        echo[now] = np.maximum(echo[now], _TAIL_DECAY * echo[now - 1])
    speech = np.maximum(0, 1 - _REST * echo / (_smoothed(rest, 3, 1) + _TINY))
    said = _smoothed(np.maximum(rest - noise, 0).sum(axis=1, keepdims=True), _SYLLABLE, 1)
    sounded = _smoothed(echo.sum(axis=1, keepdims=True), _SYLLABLE, 1)
    anybody = said > _SILENCED_BELOW * sounded
    if np.all(said < np.maximum(_NOBODY_BELOW * sounded, _NOBODY_BELOW_LOUDEST * sounded.max())):
        anybody[:] = False
    floor = np.minimum(1, np.sqrt(noise / (rest + _TINY)))
    return np.asarray(np.maximum(np.sqrt(speech) * anybody, floor))


def _smoothed(power: Powers, frames: int, bins: int) -> Powers:
    """Running mean over so many frames and bins (odd numbers)."""
    count, width = power.shape
    edges = ((frames // 2, frames // 2), (bins // 2, bins // 2))
    padded = np.pad(power, edges, mode="edge")
    rows = sum(padded[shift : shift + count] for shift in range(frames))
    columns = sum(np.asarray(rows)[:, shift : shift + width] for shift in range(bins))
    return np.asarray(columns) / (frames * bins)


def _spectra(wave: Wave) -> Spectra:
    """Short-time spectra, (frames, bins); `_wave` is the inverse."""
    padded = np.pad(wave, (_FRAME - _HOP, _FRAME + _HOP))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP]
    return np.fft.rfft(frames * _WINDOW, axis=1)


def _wave(spectra: Spectra, length: int) -> Wave:
    """The inverse of `_spectra` (overlap and add): the first `length` samples."""
    frames = np.fft.irfft(spectra, axis=1) * _WINDOW
    wave = np.zeros(len(frames) * _HOP + _FRAME - _HOP)
    for part in range(0, _FRAME, _HOP):
        wave[part:][: len(frames) * _HOP] += frames[:, part : part + _HOP].ravel()
    return wave[_FRAME - _HOP :][:length] * (2 * _HOP / _FRAME)
