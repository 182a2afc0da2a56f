"""Clips: short sound that is wholly in memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import soxr

Samples = npt.NDArray[np.float32]  # (n,) in [-1, 1], mono

LISTENING_RATE_HZ = 16_000  # the rate that Whisper and the voice activity detector need
# A lower rate carries no voice; in a damaged header it would mean days of sound.
LEAST_RATE_HZ = 1000
_AUDIBLE = 10 ** (-50 / 20)  # an absolute sample of -50 dBFS


@dataclass(frozen=True)
class AudioClip:
    """Mono sound: `samples` float32 (n,) in [-1, 1] at `rate_hz`."""

    samples: Samples
    rate_hz: int

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate_hz

    @property
    def final_silence_s(self) -> float:
        """How long the sound at its end is softer than -50 dBFS, in seconds."""
        audible = np.flatnonzero(np.abs(self.samples) > _AUDIBLE)
        return (len(self.samples) - 1 - int(audible[-1])) / self.rate_hz if len(audible) else 0.0

    def at_rate(self, rate_hz: int) -> AudioClip:
        """The same sound at another rate (soxr, high quality)."""
        if rate_hz == self.rate_hz:
            return self
        resampled = soxr.resample(self.samples, self.rate_hz, rate_hz)
        return AudioClip(limited(resampled), rate_hz)

    def after_silence(self, silence_s: float) -> AudioClip:
        """The same sound with `silence_s` seconds of silence before it."""
        return AudioClip(
            np.concatenate([silence(silence_s, self.rate_hz).samples, self.samples]), self.rate_hz
        )


def limited(samples: Samples) -> Samples:
    """`samples` float32 (n,), held within [-1, 1]: resampling a loud sound can overshoot."""
    return np.clip(samples, -1.0, 1.0).astype(np.float32, copy=False)


def silence(duration_s: float, rate_hz: int = LISTENING_RATE_HZ) -> AudioClip:
    """A clip of digital zeros."""
    return AudioClip(np.zeros(round(duration_s * rate_hz), dtype=np.float32), rate_hz)


def joined(clips: list[AudioClip], rate_hz: int = LISTENING_RATE_HZ) -> AudioClip:
    """One clip at `rate_hz`, with all `clips` one after the other."""
    parts = [clip.at_rate(rate_hz).samples for clip in clips]
    return AudioClip(np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32), rate_hz)
