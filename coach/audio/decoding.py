"""Decodes one stream with PyAV (FFmpeg's libraries), and reports what cannot be decoded.

A damaged packet is skipped. If time stamps or errors show that sound is missing, silence of the
same length replaces it, so that all later sound keeps its time.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coach.audio.channels import Channels
from coach.audio.clips import LEAST_RATE_HZ
from coach.audio.damage import MOST_SILENCE_S, ReadingReport
from coach.audio.joins import FilePart, begins_like_sound
from coach.audio.promises import promised_s

_BLOCK_S = 1.0  # length of a DecodedPiece
_JUMP_S = 0.1  # some containers have time stamps that are so uneven without anything missing
_LEAST_GAP_S = 0.005  # after a decoding error, so short a jump counts as a gap
_MOST_READ_ERRORS = 50  # after so many in a row, without a packet, reading ends
_MAY_LACK_S = 0.15  # so much less than promised is usual: encoders pad, and round

# Formats without time stamps. FFmpeg counts the time of decoded sound, so lost sound has no time.
_COUNTED = frozenset({"aac", "ac3", "amr", "dts", "eac3", "loas", "mp3"})

# Ending of a file without any header → FFmpeg's name of its format, and the options for that.
_HEADERLESS: dict[str, tuple[str, dict[str, str]]] = {
    ".al": ("alaw", {"sample_rate": "8000"}),
    ".alaw": ("alaw", {"sample_rate": "8000"}),
    ".g722": ("g722", {}),
    ".gsm": ("gsm", {}),
    ".ul": ("mulaw", {"sample_rate": "8000"}),
    ".ulaw": ("mulaw", {"sample_rate": "8000"}),
}


class NotDecodable(Exception):
    """No sound in these bytes can be decoded. The message says why, without its subject."""

    def __init__(self, message: str = "is not an audio file I can read.", hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class DecodedPiece:
    """About a second of sound: `samples` float32 (n, channels) at `rate_hz`."""

    samples: Channels
    rate_hz: int


@contextlib.contextmanager
def opened(part: FilePart, suffix: str) -> Iterator[Any]:
    """The PyAV container in `part`. Its content says what it is; `suffix` does if there is no
    header.

    Files and addresses that the container names are not opened. Raises NotDecodable.
    """
    import av

    av.logging.set_level(av.logging.PANIC)  # FFmpeg's own messages would confuse the person
    with contextlib.ExitStack() as stack:
        container = _container(av, part, suffix)
        stack.callback(container.close)
        if not container.streams.audio:
            raise NotDecodable("has no sound in it.")
        yield container


def _container(av: Any, part: FilePart, suffix: str) -> Any:
    # Without a header, FFmpeg would take silence and noise for some format.
    name, options = _HEADERLESS.get(suffix, (None, {}))
    part.seek(0)
    try:
        # The files and addresses in a playlist are not opened.
        return av.open(part, format=name, options=options | {"protocol_whitelist": "none"})
    except (av.FFmpegError, OSError, ValueError) as error:
        raise _not_opened(part) from error


def _not_opened(part: FilePart) -> NotDecodable:
    part.seek(0)
    if (part.read(12) or b"")[4:8] == b"ftyp":
        return NotDecodable(
            "was cut off: its index, which comes last, is missing. Nothing of it can be read.",
            "If it was sent or copied, do that once more. Else a tool that mends MP4 may help.",
        )
    if begins_like_sound(part):
        return NotDecodable("is damaged, or was cut off: nothing of it can be read.")
    return NotDecodable()


def decode(
    part: FilePart, suffix: str, track: int, report: ReadingReport
) -> Iterator[DecodedPiece]:
    """The audio track number `track` (from 1) of one stream, piece by piece.

    Gaps and a missing end go into `report`, whose `read_s` is kept up to date. Raises NotDecodable
    if nothing at all can be decoded.
    """
    with opened(part, suffix) as container:
        streams = container.streams.audio
        if track > len(streams):
            count = f"{len(streams)} audio track{'s' if len(streams) > 1 else ''}"
            raise NotDecodable(f"has {count}, and no track {track}.")
        stream = streams[track - 1]
        if stream.codec_context is None:
            raise NotDecodable("has sound in a format that I cannot read.")
        if 0 < stream.codec_context.sample_rate < LEAST_RATE_HZ:
            raise NotDecodable("is damaged: it has no sensible sample rate.")
        decoding = _Decoding(container, stream, report)
        yield from decoding.pieces()
        if not decoding.decoded_s:
            raise NotDecodable("has no sound in it that can be read.")
        decoding.compare(promised_s(container, stream, part))


def pieces_at(
    container: Any, stream: Any, start_s: float, length_s: float
) -> Iterator[DecodedPiece]:
    """About `length_s` seconds of `stream` from `start_s` on; nothing if they cannot be decoded."""
    import av

    try:
        container.seek(int(start_s * 1e6))
        stream.codec_context.flush_buffers()
    except (av.FFmpegError, OSError, ValueError):
        if start_s:
            return
    decoding = _Decoding(container, stream, ReadingReport())
    with contextlib.suppress(av.FFmpegError, OSError):
        for piece in decoding.pieces():
            yield piece
            if decoding.decoded_s >= length_s:
                return


@dataclass
class _Decoding:
    """The state of decoding one stream: its time, and the errors since the last good frame."""

    container: Any
    stream: Any
    report: ReadingReport
    decoded_s: float = 0.0
    lost_s: float = 0.0  # missing in gaps
    silence_s: float = 0.0  # silence that replaces gaps; less, where one is very long
    _frames: list[Any] = field(default_factory=list)
    _waiting_s: float = 0.0
    _expected_s: float | None = None  # when the next frame should begin, by time stamps
    _good_bytes: int = 0
    _bad_bytes: int = 0  # since the last good frame
    _errors: int = 0  # since the last good frame

    def pieces(self) -> Iterator[DecodedPiece]:
        """Decode the whole stream."""
        for packet in self._packets():
            for frame in self._decoded(packet):
                lost_s = self._lost_before(frame)
                if lost_s:
                    yield from self._silence_for(lost_s, frame)
                if self._frames and not _alike(self._frames[-1], frame):
                    yield self._gathered()
                self._take(frame)
                if self._waiting_s >= _BLOCK_S:
                    yield self._gathered()
        if self._frames:
            yield self._gathered()

    def compare(self, length_s: float | None) -> None:
        """Report a missing end if less came than `length_s`, the result of `promised_s`."""
        if length_s is None:
            if self._errors:  # what was last is broken
                self.report.cut(None)
            return
        missing_s = length_s - self.decoded_s - self.lost_s
        if missing_s > _MAY_LACK_S:
            self.report.cut(missing_s if math.isfinite(missing_s) else None)

    def _packets(self) -> Iterator[Any]:
        import av

        failed = 0
        packets = self.container.demux(self.stream)
        while failed < _MOST_READ_ERRORS:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except IndexError:  # at the end, PyAV stumbles over streams that began in mid-file
                return
            except (av.FFmpegError, OSError, ValueError):
                failed += 1
                packets = self.container.demux(self.stream)
                continue
            failed = 0
            yield packet
        self._errors += 1

    def _decoded(self, packet: Any) -> list[Any]:
        import av

        size = packet.size
        try:
            frames = [_in_a_known_format(frame) for frame in packet.decode() if frame.samples]
        except (av.FFmpegError, ValueError):
            if size:
                self._errors += 1
                self._bad_bytes += size
            return []
        self._good_bytes += size
        return frames

    def _lost_before(self, frame: Any) -> float:
        """The seconds that are missing before `frame`."""
        begins_s = frame.time
        jump_s = 0.0
        if begins_s is not None and self._expected_s is not None:
            jump_s = begins_s - self._expected_s
        counted = self.container.format.name in _COUNTED
        if self._errors and counted and self.decoded_s:
            jump_s = max(jump_s, self._bad_bytes * self.decoded_s / max(1, self._good_bytes))
        least_s = _LEAST_GAP_S if self._errors else _JUMP_S
        self._errors = self._bad_bytes = 0
        return jump_s if jump_s > least_s and self.decoded_s else 0.0

    def _silence_for(self, lost_s: float, frame: Any) -> Iterator[DecodedPiece]:
        if self._frames:
            yield self._gathered()
        self.report.lost(self.report.read_s, lost_s)
        self.lost_s += lost_s
        left_s = min(lost_s, MOST_SILENCE_S, self.decoded_s + MOST_SILENCE_S - self.silence_s)
        self.silence_s += max(0.0, left_s)
        while left_s > 0:
            count = round(min(left_s, _BLOCK_S) * frame.rate)
            left_s -= _BLOCK_S
            if count:
                nothing = np.zeros((count, len(frame.layout.channels)), np.float32)
                yield self._counted(nothing, frame.rate)

    def _take(self, frame: Any) -> None:
        length_s = frame.samples / frame.rate
        self._frames.append(frame)
        self._waiting_s += length_s
        self.decoded_s += length_s
        begins_s = frame.time if frame.time is not None else self._expected_s
        self._expected_s = None if begins_s is None else begins_s + length_s

    def _gathered(self) -> DecodedPiece:
        frames, self._frames, self._waiting_s = self._frames, [], 0.0
        return self._counted(_samples(frames), frames[0].rate)

    def _counted(self, samples: Channels, rate_hz: int) -> DecodedPiece:
        self.report.read_s += len(samples) / rate_hz
        return DecodedPiece(samples, rate_hz)


def _in_a_known_format(frame: Any) -> Any:
    """`frame`; as floating point if it has 64-bit integers, which PyAV cannot hand on."""
    import av

    if not frame.format.name.startswith("s64"):
        return frame
    resampler = av.AudioResampler(format="dbl", layout=frame.layout, rate=frame.rate)
    return resampler.resample(frame)[0]


def _alike(one: Any, other: Any) -> bool:
    return bool(
        one.rate == other.rate
        and one.format.name == other.format.name
        and len(one.layout.channels) == len(other.layout.channels)
    )


def _samples(frames: list[Any]) -> Channels:
    """Frames of one kind, as float32 (n, channels) in [-1, 1]."""
    channel_count = len(frames[0].layout.channels)
    if frames[0].format.is_planar:
        joined = np.concatenate([frame.to_ndarray() for frame in frames], axis=1).T
    else:
        joined = np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])
        joined = joined.reshape(-1, channel_count)
    if joined.dtype == np.uint8:
        return (joined.astype(np.float32) - np.float32(128)) / np.float32(128)
    if np.issubdtype(joined.dtype, np.integer):
        return joined.astype(np.float32) / np.float32(-float(np.iinfo(joined.dtype).min))
    with np.errstate(
        over="ignore", invalid="ignore"
    ):  # a number that is too large becomes infinite
        return np.asarray(joined, np.float32)
