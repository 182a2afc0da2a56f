"""The length that a compressed file states in its own headers, without guesses by a decoder."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Callable
from typing import Any

from coach.audio.joins import FilePart

# FFmpeg's names of formats whose headers have the length of each stream, or of the whole file.
_BY_STREAM = frozenset({"aiff", "au", "flac", "mov", "mp4", "ogg", "tta", "wv"})
_BY_FILE = frozenset({"asf", "flv"})
_ASF_FILE_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_LOOKED_AT_BYTES = 1 << 20  # the first frame of an MP3 is searched for in so much of the file
_PADDING_FRAMES = 3  # encoders add them at both ends of an MP3, decoders remove them
_OGG_PAGE_BYTES = 65_307  # at most


def promised_s(container: Any, stream: Any, part: FilePart) -> float | None:
    """The length in seconds that the headers of `part` state for `stream`; None if they state none.

    `float("inf")` if the file is known to be cut short, but not by how much.
    """
    names = set(container.format.name.split(","))
    for name, is_cut in _CUT.items():
        if name in names and is_cut(part):
            return float("inf")
    if names & _BY_STREAM and stream.duration:
        return float(stream.duration * stream.time_base)
    if names & _BY_FILE and container.duration and not container.streams.video:
        return float(container.duration) / 1e6
    if "mp3" in names:
        return _promised_by_xing(part)
    if "matroska" in names:
        return _promised_by_matroska(container, part)
    return None


def _promised_by_xing(part: FilePart) -> float | None:
    """The length by the Xing header of an MP3, if the file has fewer bytes than that header says.

    http://gabriel.mp3-tech.org/mp3infotag.html; frame header as in ISO 11172-3 and 13818-3.
    """
    part.seek(0)
    data = part.read(_LOOKED_AT_BYTES) or b""
    found = re.compile(rb"\xff[\xe2-\xff]..(?:.{9}|.{17}|.{32})(?:Xing|Info)(.{12})", re.DOTALL)
    match = found.search(data)
    if not match:
        return None
    flags, frames, bytes_told = struct.unpack(">III", match[1])
    header = struct.unpack(">I", data[match.start() : match.start() + 4])[0]
    version, rate_index = header >> 19 & 3, header >> 10 & 3
    if not flags & 1 or version == 1 or rate_index == 3:
        return None
    if flags & 2 and match.start() + bytes_told <= part.size:
        return None  # all bytes are there, whatever the number of frames says
    rate_hz = (44_100, 48_000, 32_000)[rate_index] >> {3: 0, 2: 1, 0: 2}[version]
    told_s = max(0, frames - _PADDING_FRAMES) * (1152 if version == 3 else 576) / rate_hz
    return float(told_s)


def _riff_is_cut(part: FilePart) -> bool:
    part.seek(0)
    head = part.read(8) or b""
    return len(head) == 8 and int.from_bytes(head[4:], "little") + 8 > part.size


def _w64_is_cut(part: FilePart) -> bool:
    part.seek(16)
    return int.from_bytes(part.read(8) or b"", "little") > part.size


def _asf_is_cut(part: FilePart) -> bool:
    """Whether the header states a larger file (ASF specification, file properties object)."""
    part.seek(0)
    head = part.read(_LOOKED_AT_BYTES) or b""
    at = head.find(_ASF_FILE_PROPERTIES)
    return at != -1 and int.from_bytes(head[at + 40 : at + 48], "little") > part.size


def _caf_is_cut(part: FilePart) -> bool:
    """Whether the chunk of sound ends after the end of the file (Apple Core Audio Format 1.0)."""
    part.seek(8)
    while len(chunk := part.read(12) or b"") == 12:
        name, size = struct.unpack(">4sq", chunk)
        if name == b"data":
            return bool(part.tell() + size > part.size)
        part.seek(max(0, size), io.SEEK_CUR)
    return False


def _page_is_cut(part: FilePart) -> bool:
    """Whether the last Ogg page (RFC 3533) is longer than what is left of the file."""
    start = max(0, part.size - _OGG_PAGE_BYTES - 3)
    part.seek(start)
    data = part.read(part.size - start) or b""
    at = data.rfind(b"OggS\x00")
    if at == -1 or len(data) < at + 27:
        return True
    segment_count = data[at + 26]
    sizes = data[at + 27 : at + 27 + segment_count]
    return len(sizes) < segment_count or at + 27 + segment_count + sum(sizes) > len(data)


def _promised_by_matroska(container: Any, part: FilePart) -> float | None:
    """The duration in the header; `inf` if the segment (RFC 8794, 9559) is cut off without one."""
    part.seek(0)
    data = part.read(4096) or b""
    at = data.find(b"\x18\x53\x80\x67")  # the ID of Segment
    if at == -1 or len(data) < at + 12:
        return None
    first = data[at + 4]
    length = 9 - first.bit_length()
    if not first:
        return None
    size = int.from_bytes(data[at + 4 : at + 4 + length], "big") - (1 << 7 * length)
    unknown = size == (1 << 7 * length) - 1
    is_cut = not unknown and at + 4 + length + size > part.size
    if container.duration and (is_cut or not container.streams.video):  # video may go on longer
        return float(container.duration) / 1e6
    return float("inf") if is_cut else None


_CUT: dict[str, Callable[[FilePart], bool]] = {
    "asf": _asf_is_cut,
    "avi": _riff_is_cut,
    "caf": _caf_is_cut,
    "ogg": _page_is_cut,
    "w64": _w64_is_cut,
}
