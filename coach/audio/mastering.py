"""Makes recordings of different days equally loud, and joins them.

Loudness is as defined in ITU-R BS.1770. The package `loudness` measures it: bindings of a C++
library, with numpy as their only dependency (pyloudnorm needs SciPy). The target is what Apple asks
of podcasts (podcasters.apple.com, "Audio requirements"): -16 LUFS, and no peak above -1 dBFS.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip, Samples, silence

MASTER_RATE_HZ = 48_000  # all lossy formats have it; three times the recorded rate, so peaks show
TARGET_LUFS = -16.0
GAP_S = 1.2

_CEILING = 10 ** (-2.5 / 20)  # -2.5 dBFS: lossy formats add up to 1.4 dB to a peak
_MOST_GAIN = 10 ** (36 / 20)  # 36 dB: a recording that needs more is noise
_SHORTEST_S = 0.4  # the standard measures in blocks of that length
_TRIES = 4  # of the gain, because limiting lowers the loudness
_STEP_S = 0.005  # the limiter's gain changes so often
_AROUND = 10  # steps in which the gain goes down before a peak, and up again after it


def loudness_lufs(clip: AudioClip) -> float:
    """Integrated loudness in LUFS (ITU-R BS.1770); -inf if nothing is louder than -70 LUFS.

    A clip that is too short for the standard is repeated until it is long enough.
    """
    import loudness

    if not len(clip.samples):
        return -np.inf
    count = max(len(clip.samples), round(_SHORTEST_S * clip.rate_hz) + 1)
    return float(loudness.integrated_loudness(np.resize(clip.samples, count), clip.rate_hz))


def evened(clip: AudioClip) -> AudioClip:
    """`clip` at MASTER_RATE_HZ, at the target loudness, with its peaks limited to the ceiling."""
    return _limited(clip.at_rate(MASTER_RATE_HZ), _gain_for(clip.at_rate(LISTENING_RATE_HZ)))


def one_after_the_other(clips: Iterator[AudioClip]) -> Iterator[Samples]:
    """All `clips`, equally loud, with gaps between them: Samples at MASTER_RATE_HZ, in blocks of
    about a second.
    """
    for number, clip in enumerate(clips):
        if number:
            yield silence(GAP_S, MASTER_RATE_HZ).samples
        samples = evened(clip).samples
        for start in range(0, len(samples), MASTER_RATE_HZ):
            yield samples[start : start + MASTER_RATE_HZ]


def _gain_for(clip: AudioClip) -> float:
    """The factor that brings `clip` to the target loudness once it is limited."""
    gain = 1.0
    for _ in range(_TRIES):
        loudness = loudness_lufs(_limited(clip, gain))
        if loudness == -np.inf:
            break
        gain = min(gain * 10 ** ((TARGET_LUFS - loudness) / 20), _MOST_GAIN)
    return gain


def _limited(clip: AudioClip, gain: float) -> AudioClip:
    """`clip` times `gain`, with a lower gain around peaks that would exceed the ceiling.

    For each step, the least gain that it or a neighbour needs is taken. The mean of these over the
    neighbours is the gain: it changes slowly and is nowhere too high.
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
    # A second at a time takes a fifth of the memory.
    for start in range(0, len(samples), clip.rate_hz):
        part = samples[start : start + clip.rate_hz]
        part *= np.interp(np.arange(start, start + len(part)), middles, gains).astype(np.float32)
    return AudioClip(samples, clip.rate_hz)


def _around(values: npt.NDArray[np.float64], reach: int) -> npt.NDArray[np.float64]:
    """One row for each value: the value with `reach` neighbours on either side."""
    padded = np.pad(values, reach, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
