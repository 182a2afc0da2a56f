"""Readers of sound: every container that can be written here, and WAV files that grow."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable

import av

from coach.audio.damage import ReadingReport
from coach.audio.reading import check_readable, duration_s, read_blocks, read_clip
from coach.audio.wav import mend_header
from tests.helpers.tones_encoded import Format, encoded, tones, with_tracks
from tests.trust.fuzzed.home import home
from tests.trust.fuzzed.reader import Reader

_RATE_HZ = 16_000
_FAMILIES = {
    "WAV": ("wav-pcm_s16le", "wav-pcm_f32le", "w64-pcm_s16le", "aiff-pcm_s16be", "au-pcm_mulaw"),
    "FLAC": ("flac-flac",),
    "Ogg": ("ogg-vorbis", "ogg-libopus", "ogg-flac"),
    "MP3": ("mp3-libmp3lame", "adts-aac", "mpegts-mp2"),
    "MP4": ("mp4-aac", "mov-pcm_s16le"),
    "Matroska": ("matroska-libopus", "webm-libopus"),
    "other sound": ("amr-libopencore_amrnb", "asf-wmav2", "avi-mp2", "tta-tta", "wv-wavpack"),
}


@functools.cache
def _made(kinds: tuple[str, ...]) -> list[bytes]:
    """A short file of each kind that can be written here; of MP4, one with two tracks, too."""
    made = []
    for kind in kinds:
        container, _, codec = kind.partition("-")
        form = Format(container, codec, "", 8_000 if container == "amr" else _RATE_HZ)
        with contextlib.suppress(av.FFmpegError, ValueError, OSError):
            made.append(encoded(form, (1,)))
            if kind == "mp4-aac":
                made.append(with_tracks(form, [tones(_RATE_HZ, (1,)), tones(_RATE_HZ, (2,))]))
    return made


def _read(data: bytes) -> None:
    path = home() / "sound.bin"
    path.write_bytes(data)
    report = ReadingReport()
    duration_s(path)
    for _ in read_blocks(path, report):
        pass
    list(report.sentences("sound.bin"))
    check_readable(path, 1)
    read_clip(path)


def _grown(data: bytes) -> None:
    path = home() / "grown.wav"
    path.write_bytes(data)
    mend_header(path)
    read_clip(path)


def _seeds(kinds: tuple[str, ...]) -> Callable[[], list[bytes]]:
    return lambda: _made(kinds)


READERS = (
    *(Reader(name, _seeds(kinds), _read, 8, bound_s=30.0) for name, kinds in _FAMILIES.items()),
    Reader("recordings cut off", _seeds(("wav-pcm_s16le",)), _grown, 30),
)
