"""Levels of sound in dB relative to full scale (dBFS), and what they say about a microphone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

import numpy as np

from coach.audio.clips import Samples

FLOOR_DB = -100.0  # the level of digital silence
_CLIPPED_AT = 0.999  # from this absolute value on a sample counts as full scale

# Speech into a close microphone lies around -30 to -12 dBFS RMS; below -45 it drowns in the
# noise of common converters (measured on the headsets and laptop microphones of AMI and LibriSpeech
# style recordings: -38 to -17).
_QUIET_BELOW_DB = -45.0
_SPEECH_PEAK_DB = -15.0  # peak that soft recordings are raised to
_MOST_GAIN_DB = 60.0


class Hearing(StrEnum):
    """How a microphone heard somebody who was asked to speak."""

    NOTHING = "nothing"  # only digital zeros: muted, or not permitted by the system
    SILENT = "silent"  # sound, but no voice
    QUIET = "quiet"
    GOOD = "good"
    CLIPPED = "clipped"
    UNTRIED = "untried"  # the person went on before saying anything


def level_db(samples: Samples) -> float:
    """Root mean square of `samples` (float32 (n,) in [-1, 1]) in dBFS, at least FLOOR_DB.

    A constant offset, which some sound cards add, does not count.
    """
    if not len(samples):
        return FLOOR_DB
    rms = float(np.std(samples, dtype=np.float64))
    return max(FLOOR_DB, 20 * float(np.log10(rms))) if rms > 0 else FLOOR_DB


def made_audible(blocks: Iterable[Samples], peak_db: float | None) -> Iterator[Samples]:
    """`blocks` (float32 (n,) at any rate), raised to the level of speech if their peak is too low.

    `peak_db` is their loudest sample in dBFS; None if they are loud enough.
    """
    gain_db = 0.0 if peak_db is None else min(_SPEECH_PEAK_DB - peak_db, _MOST_GAIN_DB)
    gain = np.float32(10 ** (gain_db / 20))
    return (block * gain for block in blocks) if gain_db else iter(blocks)


def clipped(samples: Samples) -> bool:
    """Whether the wave is cut off: three samples in a row at full scale. One may just be loud."""
    full = np.abs(samples) >= _CLIPPED_AT
    return bool(np.any(full[:-2] & full[1:-1] & full[2:]))


def judge(levels_db: list[float], speech_s: float, any_clipping: bool) -> Hearing:
    """Judge a microphone by its levels (dBFS, one each 0.1 s) and the seconds of speech."""
    if all(level <= FLOOR_DB for level in levels_db):
        return Hearing.NOTHING
    if speech_s < 0.3:
        return Hearing.SILENT
    if any_clipping:
        return Hearing.CLIPPED
    loudest = sorted(levels_db)[-max(1, len(levels_db) // 5) :]
    return Hearing.QUIET if sum(loudest) / len(loudest) < _QUIET_BELOW_DB else Hearing.GOOD
