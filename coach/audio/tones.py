"""The tones of the coach, made of sine notes with faded edges."""

from __future__ import annotations

import numpy as np

from coach.audio.clips import AudioClip, Samples, joined, silence

RATE_HZ = 48_000
LOW_HZ = 600.0
HIGH_HZ = 900.0  # a fifth above
CALM_HZ = 450.0
NOTE_S = 0.1

_LEVEL_DBFS = -18.0  # of the peak; softer than speech, which peaks at about -6
_CALM_LEVEL_DBFS = -24.0
_FADE_S = 0.02  # long enough to make no click


def start_tone() -> AudioClip:
    """ "Speak now": two rising notes, 0.2 s, peak at -18 dBFS."""
    return joined([_note(LOW_HZ, _LEVEL_DBFS), _note(HIGH_HZ, _LEVEL_DBFS)], RATE_HZ)


def end_tone() -> AudioClip:
    """ "Got it": two falling notes, 0.2 s, peak at -18 dBFS."""
    return joined([_note(HIGH_HZ, _LEVEL_DBFS), _note(LOW_HZ, _LEVEL_DBFS)], RATE_HZ)


def are_you_there_tone() -> AudioClip:
    """ "Are you there?": one low note twice with a short rest, 0.3 s, peak at -24 dBFS."""
    note = _note(CALM_HZ, _CALM_LEVEL_DBFS)
    return joined([note, silence(NOTE_S, RATE_HZ), note], RATE_HZ)


def time_tone() -> AudioClip:
    """ "Time goes by": one soft middle note, 0.1 s, peak at -24 dBFS."""
    return _note(LOW_HZ, _CALM_LEVEL_DBFS)


def _note(frequency_hz: float, level_dbfs: float) -> AudioClip:
    time_s = np.arange(round(NOTE_S * RATE_HZ)) / RATE_HZ
    wave = 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * frequency_hz * time_s)
    return AudioClip((wave * _envelope(len(wave))).astype(np.float32), RATE_HZ)


def _envelope(length: int) -> Samples:
    """Raised-cosine fades at both ends, exactly zero at the first and the last sample."""
    fade = round(_FADE_S * RATE_HZ)
    rise = 0.5 - 0.5 * np.cos(np.pi * np.arange(fade) / fade)
    envelope = np.ones(length, dtype=np.float32)
    envelope[:fade] = rise
    envelope[-fade:] = rise[::-1]
    return envelope
