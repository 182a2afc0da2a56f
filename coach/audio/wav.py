"""WAV files: one that is valid at every moment while it grows, and the layout of others.

Each block is appended first, and then the two sizes in the header are updated. So whenever the
program dies, all samples that the header counts are in the file. At most the newest block is not
counted yet; `mend_header` adds it.
"""

from __future__ import annotations

import io
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

import numpy as np

from coach.audio.clips import LEAST_RATE_HZ, LISTENING_RATE_HZ, AudioClip, Samples

_HEADER_BYTES = 44
_SAMPLE_BYTES = 2
_LENGTH_UNKNOWN_FROM = 0x7FFF0000  # sizes that programs write which send a WAV through a pipe
_MOST_BYTES = 0xFFFFFFFF  # the largest size that fits into the header
_MOST_HEADER_BYTES = 1 << 20
_TAIL_S = 0.1  # fewer bytes after the sound are some program's mark
# WAVE_FORMAT_PCM, IEEE_FLOAT, ALAW, MULAW, EXTENSIBLE (mmreg.h)
_PLAIN_TAGS = frozenset({1, 3, 6, 7, 0xFFFE})


class GrowingWav:
    """16-bit mono WAV at LISTENING_RATE_HZ, appended to block by block.

    Raises OSError from any method when the disk is full or the folder cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.samples_written = 0

    def __enter__(self) -> Self:
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0)
        self._file = os.open(self.path, flags, 0o600)
        try:
            self._append(_header(0))
        except OSError:
            os.close(self._file)
            raise
        return self

    def __exit__(self, *exc_info: object) -> None:
        try:
            os.fsync(self._file)  # before a session says how much sound it has
        finally:
            os.close(self._file)

    def write(self, samples: Samples) -> None:
        """Append `samples`, float32 (n,) in [-1, 1]. Louder samples are clipped."""
        self._append(_pcm(samples))
        self.samples_written += len(samples)
        os.lseek(self._file, 0, os.SEEK_SET)
        os.write(self._file, _header(self.samples_written))  # in place: needs no new disk space
        os.lseek(self._file, 0, os.SEEK_END)

    def rewrite(self, first: int, samples: Samples) -> None:
        """Replace the samples from number `first` on by `samples`."""
        os.lseek(self._file, _HEADER_BYTES + first * _SAMPLE_BYTES, os.SEEK_SET)
        self._append(_pcm(samples[: self.samples_written - first]))
        os.lseek(self._file, 0, os.SEEK_END)

    def _append(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:  # a nearly full disk takes only a part at first
            rest = rest[os.write(self._file, rest) :]


def wav_bytes(clip: AudioClip) -> bytes:
    """`clip` as a whole 16-bit WAV file, at its own rate."""
    return _header(len(clip.samples), clip.rate_hz) + _pcm(clip.samples)


def mend_header(path: Path) -> int:
    """Make the header count all samples that are in the file. Returns their number.

    Raises OSError. A file too short to have a header becomes an empty WAV.
    """
    size = path.stat().st_size
    count = max(0, size - _HEADER_BYTES) // _SAMPLE_BYTES
    with path.open("r+b") as file:
        file.write(_header(count))
        file.truncate(_HEADER_BYTES + count * _SAMPLE_BYTES)
        file.flush()
        os.fsync(file.fileno())
    return count


@dataclass(frozen=True)
class WavLayout:
    """Where the sound is in a WAV file, and how long its header says that it is.

    `head` is the correct header. It differs from that in the file if a recorder was killed before
    it could write the length.
    """

    head: bytes
    promised_bytes: int
    there_bytes: int
    bytes_per_s: int  # as the header says; for compressed sound often wrong
    is_plain: bool  # samples one after the other: PCM, floating point, A-law, µ-law

    def missing_s(self, there_s: float) -> float:
        """How many more seconds the header states than the `there_s` that the file has."""
        return there_s * max(0, self.promised_bytes - self.there_bytes) / max(1, self.there_bytes)


def wav_layout(file: BinaryIO | io.RawIOBase, size: int) -> WavLayout | None:
    """The layout of a WAV `file` of `size` bytes; None for other files and damaged headers."""
    file.seek(0)
    riff, _, wave = struct.unpack("<4sI4s", (file.read(12) or b"").ljust(12, b"\0"))
    if (riff, wave) != (b"RIFF", b"WAVE"):
        return None
    fmt = b""
    while len(chunk := file.read(8) or b"") == 8:
        name, length = struct.unpack("<4sI", chunk)
        if name == b"data":
            return _layout(file, size, fmt, length) if len(fmt) >= 16 else None
        if name == b"fmt ":
            fmt = (file.read(length + length % 2) or b"") if length < size else b""
        else:
            file.seek(min(size, length + length % 2), os.SEEK_CUR)
    return None


def _layout(
    file: BinaryIO | io.RawIOBase, size: int, fmt: bytes, promised_bytes: int
) -> WavLayout | None:
    data_at = file.tell()
    tag, _, rate_hz, bytes_per_s = struct.unpack_from("<HHII", fmt)
    there_bytes = size - data_at
    if not bytes_per_s or rate_hz < LEAST_RATE_HZ or data_at > _MOST_HEADER_BYTES:
        return None
    unknown = promised_bytes >= _LENGTH_UNKNOWN_FROM
    if unknown or _sound_goes_on(file, data_at + promised_bytes, size, bytes_per_s):
        promised_bytes = there_bytes
    file.seek(0)
    head = bytearray(file.read(data_at) or b"")
    known_bytes = min(promised_bytes, there_bytes)
    struct.pack_into("<I", head, 4, min(size - 8, _MOST_BYTES))
    struct.pack_into("<I", head, data_at - 4, min(known_bytes, _MOST_BYTES))
    plain = tag in _PLAIN_TAGS
    return WavLayout(bytes(head), promised_bytes, there_bytes, bytes_per_s, plain)


def _sound_goes_on(file: BinaryIO | io.RawIOBase, end: int, size: int, bytes_per_s: int) -> bool:
    """Whether more sound, and no further chunk, follows after the end that the header states."""
    if size - end < bytes_per_s * _TAIL_S:
        return False
    for at in (end, end + end % 2):
        file.seek(at)
        chunk = (file.read(8) or b"").ljust(8, b"\0")
        name, length = struct.unpack("<4sI", chunk)
        if name.isascii() and name.decode("ascii").isprintable() and at + 8 + length <= size + 1:
            return False
    return True


def _pcm(samples: Samples) -> bytes:
    return np.round(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()


def _header(sample_count: int, rate_hz: int = LISTENING_RATE_HZ) -> bytes:
    data_bytes = sample_count * _SAMPLE_BYTES
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", _HEADER_BYTES - 8 + data_bytes, b"WAVE",
        b"fmt ", 16, 1, 1, rate_hz, rate_hz * _SAMPLE_BYTES, _SAMPLE_BYTES, 16,
        b"data", data_bytes,
    )  # fmt: skip
