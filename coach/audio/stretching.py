"""Makes speech faster without making the voice higher.

Waveform similarity overlap-add: W. Verhelst, M. Roelands, "An overlap-add technique based on
waveform similarity (WSOLA) for high quality time-scale modification of speech", ICASSP 1993.
"""

from __future__ import annotations

import numpy as np

from coach.audio.clips import AudioClip

_FRAME_S, _SEARCH_S = 0.04, 0.01  # length of a frame, and how far a similar one is searched for


def faster(clip: AudioClip, speed: float) -> AudioClip:
    """`clip` at `speed` times its pace (0.5 to 3). A clip shorter than a frame is not changed."""
    frame = round(_FRAME_S * clip.rate_hz) // 2 * 2
    half, search = frame // 2, round(_SEARCH_S * clip.rate_hz)
    count = int((len(clip.samples) - frame - 2 * search) / (half * speed))
    if count < 1 or speed == 1.0:
        return clip
    samples = np.pad(clip.samples, (search, frame + 2 * search))
    window = np.hanning(frame + 1)[:-1].astype(np.float32)
    result = np.zeros((count + 1) * half, dtype=np.float32)
    at = search
    for number in range(count):
        result[number * half : number * half + frame] += window * samples[at : at + frame]
        natural = samples[at + half : at + half + frame]  # the natural continuation
        wanted = search + round((number + 1) * half * speed)
        around = samples[wanted - search : wanted + search + frame]
        likeness = np.correlate(around, natural, "valid")
        at = wanted - search + int(np.argmax(likeness))
    return AudioClip(result, clip.rate_hz)
