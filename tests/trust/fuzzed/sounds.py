"""Readers of sound: every container that can be written here, and WAV files that grow."""

from __future__ import annotations

import functools
from collections.abc import Callable

from coach.audio.damage import ReadingReport
from coach.audio.reading import check_readable, duration_s, read_blocks, read_clip
from coach.audio.wav import mend_header
from tests.helpers.tones_encoded import Format, encoded, formats, with_tracks
from tests.trust.fuzzed.home import home
from tests.trust.fuzzed.reader import Reader

_FAMILIES = {
    "WAV": ("wav", "w64", "aiff", "au", "voc", "caf"),
    "FLAC": ("flac",),
    "Ogg": ("ogg", "oga", "opus", "spx"),
    "MP3": ("mp3", "mp2", "adts", "ac3", "mpegts"),
    "MP4": ("mp4", "ipod", "mov", "3gp"),
    "Matroska": ("matroska", "webm"),
    "other sound": ("amr", "asf", "avi", "flv", "tta", "wv", "gsm", "g722", "dts", "eac3"),
}


@functools.cache
def _made(containers: tuple[str, ...]) -> list[bytes]:
    """One short file of each container, and one with two tracks where it may have them."""
    found: dict[str, Format] = {}
    for form in formats():
        if form.container in containers:
            found.setdefault(form.container, form)
    made = [encoded(form, (1, 2)) for form in found.values()]
    for form in found.values():
        if form.container in ("mp4", "matroska"):
            from tests.helpers.tones_encoded import tones

            made.append(with_tracks(form, [tones(form.rate_hz, (1,)), tones(form.rate_hz, (2,))]))
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


def _seeds(containers: tuple[str, ...]) -> Callable[[], list[bytes]]:
    return lambda: _made(containers)


READERS = (
    *(
        Reader(name, _seeds(containers), _read, 8, bound_s=30.0)
        for name, containers in _FAMILIES.items()
    ),
    Reader("recordings cut off", _seeds(("wav",)), _grown, 30),
)
