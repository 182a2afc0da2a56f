"""A WAV file that is valid at every moment while it grows.

Each block is appended first and the two sizes in the header are patched after it, so whatever
moment the program dies at, the header tells of samples that are really there; at most the newest
block lies unannounced behind them, and `mend_header` takes it in.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import Self

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, Samples

_HEADER_BYTES = 44
_SAMPLE_BYTES = 2
_LENGTH_UNKNOWN_FROM = 0x7FFF0000  # what programs write that send a WAV down a pipe


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
        self._append(_header(0))
        return self

    def __exit__(self, *exc_info: object) -> None:
        os.close(self._file)

    def write(self, samples: Samples) -> None:
        """Append `samples`, float32 (n,) in [-1, 1]; louder ones are clipped."""
        self._append(_pcm(samples))
        self.samples_written += len(samples)
        os.lseek(self._file, 0, os.SEEK_SET)
        os.write(self._file, _header(self.samples_written))  # in place: needs no new disk space
        os.lseek(self._file, 0, os.SEEK_END)

    def rewrite(self, first: int, samples: Samples) -> None:
        """Put other `samples` in the place of those that were written from number `first` on."""
        os.lseek(self._file, _HEADER_BYTES + first * _SAMPLE_BYTES, os.SEEK_SET)
        self._append(_pcm(samples[: self.samples_written - first]))
        os.lseek(self._file, 0, os.SEEK_END)

    def _append(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:  # a nearly full disk takes a part of it before it says no
            rest = rest[os.write(self._file, rest) :]


def mend_header(path: Path) -> int:
    """Make the header tell of all the samples that are in the file; returns how many.

    Raises OSError. A file too short to have a header becomes an empty WAV.
    """
    size = path.stat().st_size
    count = max(0, size - _HEADER_BYTES) // _SAMPLE_BYTES
    with path.open("r+b") as file:
        file.write(_header(count))
        file.truncate(_HEADER_BYTES + count * _SAMPLE_BYTES)
    return count


def missing_end_s(path: Path) -> float:
    """How many seconds of sound the header of a WAV promises beyond the end of the file.

    0.0 for whole files, for other formats, and for a header that was never brought up to date.
    """
    size = path.stat().st_size
    bytes_per_s = 0
    with path.open("rb") as file:
        riff, _, wave = struct.unpack("<4sI4s", file.read(12).ljust(12, b"\0"))
        if (riff, wave) != (b"RIFF", b"WAVE"):
            return 0.0
        while len(chunk := file.read(8)) == 8:
            name, length = struct.unpack("<4sI", chunk)
            if name == b"data":
                missing = file.tell() + length - size
                known = bytes_per_s and length < _LENGTH_UNKNOWN_FROM
                return max(0, missing) / bytes_per_s if known else 0.0
            content = file.read(length + length % 2) if length < size else b""
            if name == b"fmt " and length >= 16:
                bytes_per_s = struct.unpack_from("<I", content, 8)[0]
    return 0.0


def _pcm(samples: Samples) -> bytes:
    return np.round(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()


def _header(sample_count: int) -> bytes:
    data_bytes = sample_count * _SAMPLE_BYTES
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", _HEADER_BYTES - 8 + data_bytes, b"WAVE",
        b"fmt ", 16, 1, 1, LISTENING_RATE_HZ, LISTENING_RATE_HZ * _SAMPLE_BYTES, _SAMPLE_BYTES, 16,
        b"data", data_bytes,
    )  # fmt: skip
