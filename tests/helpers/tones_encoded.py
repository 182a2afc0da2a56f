"""Sound that tells where it is, in every format that PyAV can write.

Each half second has a tone of its own, so that what was read can be put in its place.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import av
import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, Samples

STEP_S = 0.5
TONES_HZ = (400, 600, 800, 1000, 1200, 1400, 1600, 1800, 500, 700, 900, 1100)
RATES_HZ = (44_100, 48_000, 16_000, 8_000)


@lru_cache(maxsize=16)
def tones(rate_hz: int, steps: tuple[int, ...]) -> Samples:
    """One tone for each of `steps`, which are places in TONES_HZ; float32 (n,)."""
    length = round(STEP_S * rate_hz)
    hz = np.repeat([TONES_HZ[step] for step in steps], length)
    sound = (0.4 * np.sin(np.cumsum(2 * np.pi * hz / rate_hz))).astype(np.float32)
    sound.flags.writeable = False  # it is kept
    return sound


def steps_heard(samples: Samples) -> tuple[int | None, ...]:
    """For each STEP_S of `samples` (at LISTENING_RATE_HZ), which tone it is; None for none.

    The middle of each is listened to, so that 0.1 s too early or too late does no harm.
    """
    length, edge = round(STEP_S * LISTENING_RATE_HZ), round(0.12 * LISTENING_RATE_HZ)
    heard: list[int | None] = []
    for start in range(0, len(samples) - length + edge, length):
        middle = samples[start + edge : start + length - edge]
        power = np.abs(np.fft.rfft(middle * np.hanning(len(middle)))) ** 2
        hz = np.fft.rfftfreq(len(middle), 1 / LISTENING_RATE_HZ)
        near = [power[np.abs(hz - tone) < 30].sum() for tone in TONES_HZ]
        best = int(np.argmax(near))
        clear = len(middle) > 0 and near[best] > 0.5 * max(power[1:].sum(), 1e-6)
        heard.append(best if clear else None)
    return tuple(heard)


@dataclass(frozen=True)
class Format:
    """A container and a codec, by FFmpeg's names, and the ending that people give such files."""

    container: str
    codec: str
    ending: str
    rate_hz: int = 44_100

    def __str__(self) -> str:
        return f"{self.container}-{self.codec}"


# One ending for each container. What FFmpeg writes for other programs' insides is left out. So is
# what nobody can tell by its bytes alone, or that does not come back with its length.
_ENDINGS = {
    "3gp": "3gp", "ac3": "ac3", "adts": "aac", "aiff": "aiff", "amr": "amr", "asf": "wma",
    "au": "au", "avi": "avi", "caf": "caf", "eac3": "eac3", "flac": "flac", "flv": "flv",
    "ipod": "m4a", "matroska": "mkv", "mov": "mov", "mp2": "mp2", "mp3": "mp3", "mp4": "mp4",
    "mpegts": "ts", "oga": "oga", "ogg": "ogg", "opus": "opus", "spx": "spx", "voc": "voc",
    "w64": "w64", "wav": "wav", "webm": "webm",
}  # fmt: skip
CONTAINERS = tuple(_ENDINGS)


# Encoders of codecs that have another one; and what FFmpeg writes so that it cannot be right: time
# stamps that jump, samples whose byte order is not told.
_TWICE = frozenset({"ac3_fixed", "anull", "mp2fixed", "mp3", "opus"})
_WRONG_BY_THEMSELVES = frozenset({("asf", "flac"), ("flv", "pcm_s16be")})


@cache
def formats() -> tuple[Format, ...]:
    """Every pair of container and codec that PyAV can write here; trying them takes seconds."""
    return tuple(_formats())


def _formats() -> Iterator[Format]:
    encoders = sorted(name for name in av.codecs_available - _TWICE if _encodes_audio(name))
    for container in CONTAINERS:
        for codec in encoders:
            form = Format(container, codec, _ENDINGS[container], _rate_hz(codec))
            if (container, codec) not in _WRONG_BY_THEMSELVES and _can_be_written_and_read(form):
                yield form


def _rate_hz(codec: str) -> int:
    if "amrnb" in codec:  # it takes any, and plays all as if it were its own
        return 8_000
    possible = av.Codec(codec, "w").audio_rates
    return next((rate_hz for rate_hz in RATES_HZ if not possible or rate_hz in possible), 44_100)


def _can_be_written_and_read(form: Format) -> bool:
    """Some muxers take what no demuxer knows again, or at rates that a codec does not have."""
    try:
        with av.open(io.BytesIO(encoded(form, tuple(range(6))))) as container:
            frames = [frame for frame in container.decode(audio=0) if frame.samples]
        wanted_s = 6 * STEP_S
        length_s = sum(frame.samples / frame.rate for frame in frames)
        by_time_stamps_s = (frames[-1].time or wanted_s) - (frames[0].time or 0.0)
        return abs(length_s - wanted_s) < 0.1 and abs(by_time_stamps_s - wanted_s) < 0.2
    except (av.FFmpegError, ValueError, OSError, IndexError):
        return False


def _encodes_audio(name: str) -> bool:
    try:
        return bool(av.Codec(name, "w").type == "audio")
    except (av.FFmpegError, ValueError):
        return False


@lru_cache(maxsize=128)
def encoded(form: Format, steps: tuple[int, ...]) -> bytes:
    """A file of that format with a tone for each of `steps`. Raises av.FFmpegError."""
    return with_tracks(form, [tones(form.rate_hz, steps)])


def with_tracks(form: Format, tracks: Sequence[Samples]) -> bytes:
    """A file of that format with these audio tracks, mono. Raises av.FFmpegError."""
    out = io.BytesIO()
    with av.open(out, "w", format=form.container) as container:
        streams = [_stream(container, form) for _ in tracks]
        for stream, sound in zip(streams, tracks, strict=True):
            _write(container, stream, sound, form.rate_hz)
    return out.getvalue()


def _stream(container: Any, form: Format) -> Any:
    options = {"strict": "experimental"}  # as FFmpeg calls its encoder of Vorbis
    layout = "stereo" if form.codec == "vorbis" else "mono"
    stream = container.add_stream(form.codec, rate=form.rate_hz, layout=layout, options=options)
    stream.bit_rate = 64_000 if form.rate_hz > 8_000 else 12_200
    return stream


def _write(container: Any, stream: Any, sound: Samples, rate_hz: int) -> None:
    context = stream.codec_context
    sample_format = context.codec.audio_formats[0].name
    layout = context.layout.name
    resampler = av.AudioResampler(format=sample_format, layout=layout, rate=rate_hz)
    block = rate_hz // 10
    for start in range(0, len(sound), block):
        frame = av.AudioFrame.from_ndarray(sound[None, start : start + block], "fltp", "mono")
        frame.rate, frame.pts = rate_hz, start
        for converted in resampler.resample(frame):
            container.mux(stream.encode(converted))
    for converted in resampler.resample(None):
        container.mux(stream.encode(converted))
    container.mux(stream.encode(None))
