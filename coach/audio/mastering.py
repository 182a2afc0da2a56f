"""Recordings of different days made equally loud, one after the other.

Loudness is that of ITU-R BS.1770, measured by the package `loudness`: bindings of a C++ library,
with numpy as its only dependency (pyloudnorm brings SciPy). What to reach is what Apple asks of
podcasts (podcasters.apple.com, "Audio requirements"): -16 LUFS, and no peak above -1 dBFS.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip, Samples, silence

MASTER_RATE_HZ = 48_000  # every lossy format has it; three times what is recorded, so peaks show
TARGET_LUFS = -16.0
GAP_S = 1.2

_CEILING = 10 ** (-2.5 / 20)  # lossy formats come out up to 1.4 dB above what they were given
_MOST_GAIN = 10 ** (36 / 20)  # what is softer than that is noise
_SHORTEST_S = 0.4  # the standard measures in blocks of that length
_TRIES = 4  # limiting takes of the loudness that the gain was to give
_STEP_S = 0.005
_AROUND = 10  # steps over which the gain goes down before a peak, and up again after it


def loudness_lufs(clip: AudioClip) -> float:
    """Integrated loudness; -inf where nothing is louder than -70 LUFS.

    What is shorter than the standard can measure is measured repeated.
    """
    import loudness

    if not len(clip.samples):
        return -np.inf
    count = max(len(clip.samples), round(_SHORTEST_S * clip.rate_hz) + 1)
    return float(loudness.integrated_loudness(np.resize(clip.samples, count), clip.rate_hz))


def evened(clip: AudioClip) -> AudioClip:
    """`clip` at MASTER_RATE_HZ, as loud as all others, its peaks held below the ceiling."""
    return _limited(clip.at_rate(MASTER_RATE_HZ), _gain_for(clip.at_rate(LISTENING_RATE_HZ)))


def one_after_the_other(clips: Iterator[AudioClip]) -> Iterator[Samples]:
    """Blocks of about a second (at MASTER_RATE_HZ) of all `clips`, evened, with gaps between."""
    for number, clip in enumerate(clips):
        if number:
            yield silence(GAP_S, MASTER_RATE_HZ).samples
        samples = evened(clip).samples
        for start in range(0, len(samples), MASTER_RATE_HZ):
            yield samples[start : start + MASTER_RATE_HZ]


def _gain_for(clip: AudioClip) -> float:
    """What to multiply `clip` by, so that it is as loud as it should be once it is limited."""
    gain = 1.0
    for _ in range(_TRIES):
        loudness = loudness_lufs(_limited(clip, gain))
        if loudness == -np.inf:
            break
        gain = min(gain * 10 ** ((TARGET_LUFS - loudness) / 20), _MOST_GAIN)
    return gain


def _limited(clip: AudioClip, gain: float) -> AudioClip:
    """`clip` with a gain that is lower around what would reach above the ceiling.

    Each step's gain is the mean over its neighbours of the least gain that any of theirs needs, so
    it changes slowly and is nowhere too high.
    """
    samples = clip.samples * np.float32(gain)
    step = round(_STEP_S * clip.rate_hz)
    count = -(-len(samples) // step)
    if not count:
        return clip
    padded = np.pad(np.abs(samples), (0, count * step - len(samples)))
    needed = np.minimum(1.0, _CEILING / np.maximum(padded.reshape(count, step).max(axis=1), 1e-9))
    least = _around(needed, _AROUND + 1).min(axis=1)
    gains = _around(least, _AROUND).mean(axis=1)
    middles = (np.arange(count) + 0.5) * step
    for start in range(0, len(samples), clip.rate_hz):  # all at once takes five times the memory
        part = samples[start : start + clip.rate_hz]
        part *= np.interp(np.arange(start, start + len(part)), middles, gains).astype(np.float32)
    return AudioClip(samples, clip.rate_hz)


def _around(values: npt.NDArray[np.float64], reach: int) -> npt.NDArray[np.float64]:
    """For each value a row: itself with `reach` neighbours on either side."""
    padded = np.pad(values, reach, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
