"""Mixes several channels into one that has the voice, stretch by stretch.

Of ordinary stereo the result is the mean of all channels, to the sample. The mean is wrong if two
channels have opposite signs (they cancel), if one channel has never sounded (it only halves the
other), or if one channel is full of noise or hum (which covers the other). The mixer measures which
case it is.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coach.audio.clips import Samples

Channels = npt.NDArray[np.float32]  # (n, channels) in [-1, 1]

_HOP_S = 0.1  # the sign of each channel is judged so often
_FRAME_S = 0.02  # levels are measured so often: a syllable is longer, a period of hum shorter
_REMEMBERED_FRAMES = 100  # two seconds before the stretch itself
_FADE_S = 0.01  # a change of gain takes so long, so that it makes no click

_OPPOSITE_BELOW, _ALIKE_ABOVE = -0.8, 0.0  # correlation of two channels
_SILENT_BELOW = 10 ** (-80 / 20)  # RMS at -80 dBFS
_FLOOR_DB = -75.0  # softer levels count as this one
# Syllables are 20 dB and more louder than the gaps between them. The levels of steady noise and of
# hum vary by 3 dB from frame to frame. A channel is left out only if it has no syllables and covers
# another channel that has some.
_SYLLABLES_FROM_DB = 10.0  # range of levels from which on a channel has syllables
# A channel that is clearer than the mean by the first number is chosen alone. The mean comes back
# when it is as clear within the second number.
_CLEARER_BY_DB, _AS_CLEAR_WITHIN_DB = 6.0, 3.0


class VoiceMixer:
    """Mixes the channels of one stream into one. Call `mix` in the order of the sound."""

    def __init__(self, rate_hz: int, channel_count: int) -> None:
        self._hop = max(1, round(_HOP_S * rate_hz))
        self._frame = max(1, round(_FRAME_S * rate_hz))
        self._fade = max(1, round(_FADE_S * rate_hz))
        self._signs = np.ones(channel_count, np.float32)
        self._sounded = np.zeros(channel_count, bool)
        self._chosen = np.ones(channel_count, bool)
        # Levels in dB; column 0 is the mean of all channels.
        self._recent = np.zeros((0, channel_count + 1), np.float32)
        self._gains: Samples | None = None  # at the end of the stretch before

    def mix(self, block: Channels) -> Samples:
        """The next stretch, float32 (n, channels) of about a second, as one channel (n,)."""
        if block.shape[1] == 1:
            return block[:, 0]
        signs = self._signs_by_hop(block)
        self._choose(block, np.repeat(signs, self._hop, axis=0)[: len(block)])
        chosen = self._chosen if self._chosen.any() else np.ones_like(self._chosen)
        gains = signs * chosen / chosen.sum()
        before = gains[:1] if self._gains is None else self._gains[None]
        self._gains = gains[-1]
        if np.all(gains == gains[0]) and np.all(before == gains[0]):
            if np.all(gains[0] == 1 / block.shape[1]):
                return np.asarray(block.mean(axis=1, dtype=np.float32))
            return np.asarray(block @ gains[0], np.float32)
        faded = self._faded(np.concatenate([before, gains]), len(block))
        return np.asarray((block * faded).sum(axis=1), np.float32)

    def _signs_by_hop(self, block: Channels) -> Channels:
        """The sign of each channel in each hop, (hops, channels): -1 if it is the negative of the
        first channel that sounds.

        Also notes which channels have sounded.
        """
        padded = np.pad(block, ((0, -len(block) % self._hop), (0, 0)), mode="edge")
        hops = padded.reshape(-1, self._hop, block.shape[1])
        hops = hops - hops.mean(axis=1, keepdims=True)
        power = np.square(hops).mean(axis=1)
        sounds = (power > _SILENT_BELOW**2).any(axis=0)
        self._chosen = (self._chosen & (self._sounded | sounds)) | (sounds & ~self._sounded)
        self._sounded |= sounds
        reference = int(np.argmax(self._sounded))
        products = (hops * hops[:, :, reference, None]).mean(axis=1)
        scale = np.sqrt(power * power[:, reference, None])
        correlation = np.where(scale > _SILENT_BELOW**2, products / np.maximum(scale, 1e-20), 0.5)
        sure = (correlation < _OPPOSITE_BELOW) | (correlation > _ALIKE_ABOVE)
        sure &= scale > _SILENT_BELOW**2
        signs = np.empty_like(correlation)
        for hop in range(len(signs)):
            self._signs = np.where(sure[hop], np.sign(correlation[hop]), self._signs)
            signs[hop] = self._signs
        return signs.astype(np.float32)

    def _choose(self, block: Channels, signs: Channels) -> None:
        """Choose the channels that are mixed from this stretch on."""
        if not self._sounded.any():
            return
        whole = len(block) // self._frame * self._frame
        if whole:
            aligned = block * signs
            mean = aligned[:, self._sounded].mean(axis=1, keepdims=True)
            frames = np.concatenate([mean, aligned], axis=1)[:whole]
            frames = frames.reshape(-1, self._frame, frames.shape[1])
            power = frames.var(axis=1)
            levels_db = np.maximum(10 * np.log10(np.maximum(power, 1e-12)), _FLOOR_DB)
            recent = np.concatenate([self._recent, levels_db.astype(np.float32)])
            self._recent = recent[-_REMEMBERED_FRAMES:]
            self._judge(recent)

    def _judge(self, levels_db: Channels) -> None:
        """Leave out channels that cover a voice, or take them back. In doubt change nothing."""
        high_db, low_db = np.percentile(levels_db, (95, 20), axis=0)
        mean_range_db, ranges_db = (high_db - low_db)[0], (high_db - low_db)[1:]
        speaks = self._sounded & (ranges_db >= _SYLLABLES_FROM_DB)
        if not speaks.any():
            return
        clearer_by_db = float(ranges_db[speaks].max() - mean_range_db)
        if clearer_by_db < _AS_CLEAR_WITHIN_DB or speaks.sum() == self._sounded.sum():
            self._chosen = self._sounded.copy()
        elif clearer_by_db >= _CLEARER_BY_DB:
            self._chosen = speaks

    def _faded(self, gains: Channels, count: int) -> Channels:
        """Gains for each sample, faded from hop to hop. Row 0 of `gains` is the hop before."""
        each = np.repeat(gains[1:], self._hop, axis=0)[:count].copy()
        ramp = np.linspace(0, 1, self._fade, dtype=np.float32)[:, None]
        for hop in np.flatnonzero((gains[1:] != gains[:-1]).any(axis=1)):
            fading = each[hop * self._hop : hop * self._hop + self._fade]
            fading[:] = gains[hop] + (gains[hop + 1] - gains[hop]) * ramp[: len(fading)]
        return each
