"""Joined streams: finds where one recording ends and the next begins in the same file.

Recorders that were paused, and people who use `cat`, put whole streams one after the other into a
file. Decoders stop at the first end, or fail at the next beginning. So each part is read as a file
of its own.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_AFTER_ID3_BYTES = 4096  # a beginning so close behind an ID3 tag belongs to it
_LONGEST_BEGINNING_BYTES = 64  # of the patterns below
_WINDOW_BYTES = 1 << 22  # so much of the file is searched at a time
_ZEROS_LOOKED_THROUGH_BYTES = 1 << 20  # so many zeros at the start of a file are skipped
_SOME_ZEROS_BYTES = 1 << 16  # so many zeros suffice to see that something is missing
_W64_HEADER = b"riff" + bytes.fromhex("2e91cf11a5d628db04c10000")
_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")


@dataclass(frozen=True)
class _Beginning:
    """How a stream begins. `mark` is searched for, and stands `before` bytes after the start.

    An empty `mark` is not searched for: the pattern is too common within a file, and only says how
    a file begins.
    """

    mark: bytes
    pattern: re.Pattern[bytes]
    before: int = 0


def _beginning(mark: bytes, pattern: bytes, before: int = 0) -> _Beginning:
    return _Beginning(mark, re.compile(pattern, re.DOTALL), before)


# In MPEG-1 and 2 the Xing header stands after 9, 17 or 32 bytes of side information.
_MPEG_FRAME = rb"\xff[\xe2-\xff][^\xf0-\xff]."
_KINDS: tuple[tuple[_Beginning, ...], ...] = (
    (_beginning(b"OggS\x00", rb"OggS\x00[\x02\x06]\x00{8}"),),
    (_beginning(b"fLaC\x00\x00\x00\x22", rb"fLaC"),),
    (_beginning(b"RIFF", rb"RIFF.{4}WAVE"),),
    (_beginning(b"RIFF", rb"RIFF.{4}AVI "),),
    (_beginning(b"FORM", rb"FORM.{4}AIF[FC]"),),
    (_beginning(b"caff\x00\x01", rb"caff\x00\x01"),),
    (_beginning(b"ftyp", rb"\x00.{3}ftyp[ -~]{4}", before=4),),
    (_beginning(b"\x1a\x45\xdf\xa3", rb"\x1a\x45\xdf\xa3.{5,50}(?:matroska|webm)"),),
    (_beginning(b"#!AMR", rb"#!AMR(?:-WB)?\n"),),
    (_beginning(b".snd\x00", rb"\.snd\x00\x00..(?:.{4})\x00\x00\x00[\x01-\x1d]"),),
    (_beginning(b"Creative Voice File\x1a", rb"Creative Voice File\x1a"),),
    (_beginning(_W64_HEADER, re.escape(_W64_HEADER)),),
    (_beginning(b"FLV\x01", rb"FLV\x01[\x00-\x05]\x00\x00\x00\x09"),),
    (_beginning(_ASF_HEADER, re.escape(_ASF_HEADER)),),
    (
        _beginning(b"ID3", rb"ID3[\x02-\x04][\x00-\x04].[\x00-\x7f]{4}"),
        *(
            _beginning(name, _MPEG_FRAME + b".{%d}" % side_bytes + name, 4 + side_bytes)
            for name in (b"Xing", b"Info")
            for side_bytes in (9, 17, 32)
        ),
        _beginning(b"VBRI", _MPEG_FRAME + b".{32}VBRI", 36),
        _beginning(b"", rb"\xff[\xe2-\xff]"),
    ),
)
# In these formats a decoder takes zeros for a part of the frame before, and gathers them in memory.
_RAW_KINDS = (_KINDS[1], _KINDS[-1])


class FilePart(io.RawIOBase):
    """The bytes of `path` from `start` to `end`, as a file. `head` replaces the first bytes."""

    def __init__(self, path: Path, start: int, end: int, head: bytes = b"") -> None:
        super().__init__()
        self._file = path.open("rb")
        self.start, self.end = start, end
        self._head = head
        self._at = 0

    @property
    def size(self) -> int:
        """The number of bytes."""
        return self.end - self.start

    def readable(self) -> bool:  # noqa: D102
        return True

    def seekable(self) -> bool:  # noqa: D102
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # noqa: D102
        count = max(0, min(len(buffer), self.size - self._at))
        if not count:
            return 0
        given_to = memoryview(buffer).cast("B")[:count]
        head = self._head[self._at : self._at + count]
        given_to[: len(head)] = head
        self._file.seek(self.start + self._at + len(head))
        given = len(head) + self._file.readinto(given_to[len(head) :])
        self._at += given
        return given

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:  # noqa: D102
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:  # noqa: D102
        return self._at

    def close(self) -> None:  # noqa: D102
        if hasattr(self, "_file"):
            self._file.close()
        super().close()


def begins_like_sound(part: FilePart) -> bool:
    """Whether `part` begins with the header of one of the formats in `_KINDS`."""
    part.seek(0)
    head = part.read(64) or b""
    marked = (each for kind in _KINDS for each in kind if each.mark)
    return any(beginning.pattern.match(head) for beginning in marked)


def spans_of_parts(path: Path) -> list[tuple[int, int]]:
    """Start and end of each stream in the file `path`, in bytes; at least one.

    Zeros before the first stream are skipped. Raises OSError.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        first = _after_zeros(file)
        kind = _kind_at(file, first)
        starts = [first]
        last = first
        for start in sorted(_found(file, kind, first)):
            if start > last + _bytes_of_beginning(file, last):
                starts.append(start)
            last = start
        end = _before_zeros(file, size) if kind in _RAW_KINDS else size
    return list(zip(starts, [*starts[1:], max(end, starts[-1])], strict=True))


def _kind_at(file: BinaryIO, start: int) -> tuple[_Beginning, ...]:
    head = _bytes_at(file, start, _LONGEST_BEGINNING_BYTES)
    for kind in _KINDS:
        if any(beginning.pattern.match(head) for beginning in kind):
            return kind
    return ()


def _found(file: BinaryIO, kind: tuple[_Beginning, ...], first: int) -> set[int]:
    """Where else in `file` a stream of that `kind` begins. Needs little memory."""
    found: set[int] = set()
    searched = [beginning for beginning in kind if beginning.mark]
    at = first
    while searched and (data := _bytes_at(file, at, _WINDOW_BYTES)):
        for beginning in searched:
            place = data.find(beginning.mark)
            while place != -1:
                start = place - beginning.before
                if start >= 0 and beginning.pattern.match(data, start):
                    found.add(at + start)
                place = data.find(beginning.mark, place + 1)
        if len(data) < _WINDOW_BYTES:
            break
        at += _WINDOW_BYTES - _LONGEST_BEGINNING_BYTES
    return found - {first}


def _bytes_of_beginning(file: BinaryIO, start: int) -> int:
    """How many bytes after `start` cannot be the start of another stream."""
    head = _bytes_at(file, start, 27 + 255)
    if head[:3] == b"ID3":
        sizes = zip(head[6:10], (21, 14, 7, 0), strict=True)
        return 10 + sum(each << shift for each, shift in sizes) + _AFTER_ID3_BYTES
    if head[:4] == b"OggS":  # all streams of a part begin side by side, a page each
        return 27 + head[26] + sum(head[27 : 27 + head[26]])
    return _LONGEST_BEGINNING_BYTES


def _before_zeros(file: BinaryIO, size: int) -> int:
    """Where the zeros at the end of the file begin, or a little later: room that was not filled."""
    end = size
    while end > _SOME_ZEROS_BYTES:
        if _bytes_at(file, end - _SOME_ZEROS_BYTES, _SOME_ZEROS_BYTES).strip(b"\0"):
            break
        end -= _SOME_ZEROS_BYTES
    return min(size, end + _SOME_ZEROS_BYTES)


def _after_zeros(file: BinaryIO) -> int:
    head = _bytes_at(file, 0, _ZEROS_LOOKED_THROUGH_BYTES)
    count = len(head) - len(head.lstrip(b"\0"))
    return count if count >= 8 else 0  # an MP4 begins with a few of its own


def _bytes_at(file: BinaryIO, start: int, count: int) -> bytes:
    file.seek(start)
    return file.read(count)
