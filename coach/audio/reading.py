"""Reads audio files of any format, as mono, in little memory, and reports what they lack.

soundfile (libsndfile) reads WAV with plain samples; PyAV decodes everything else. The content of a
file decides its format, not its ending. The sound ends where no more sound comes; if the header
states a greater length, the rest is reported as missing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from coach.audio.channels import Channels, VoiceMixer
from coach.audio.clips import LISTENING_RATE_HZ, AudioClip, Samples, limited
from coach.audio.damage import ReadingReport
from coach.audio.decoding import DecodedPiece, NotDecodable, decode, opened
from coach.audio.joins import FilePart, spans_of_parts
from coach.audio.tracks import choose_track
from coach.audio.wav import wav_layout
from coach.errors import DamagedAudio, UnreadableAudio

_LOUDEST = 1e6  # an absolute sample; more is damage, whose squares would be infinite
_MOST_PARTS_IN_VAIN = 100  # after so many parts in a row without sound, the file is no recording


def read_clip(path: Path) -> AudioClip:
    """The whole file, mono, at its own rate. The clip may be empty.

    Raises UnreadableAudio; DamagedAudio where a part of the sound is missing.
    """
    rate_hz, parts = 0, [np.zeros(0, np.float32)]
    for piece in _mono(path, None, None):
        rate_hz = rate_hz or piece.rate_hz
        parts.append(AudioClip(piece.samples, piece.rate_hz).at_rate(rate_hz).samples)
    return AudioClip(np.concatenate(parts), rate_hz or LISTENING_RATE_HZ)


def read_blocks(
    path: Path, report: ReadingReport | None = None, track: int | None = None
) -> Iterator[Samples]:
    """The file as mono float32 (n,) blocks of about a second at LISTENING_RATE_HZ, in little
    memory.

    Of several audio tracks, number `track` (from 1) is read; None chooses one with speech. Silence
    replaces sound that is missing in the middle. What is missing goes into `report`. Without a
    `report`, damage raises DamagedAudio where it is found. Raises UnreadableAudio if the file has
    no sound, or no such track.
    """
    resampler, rate_hz = None, LISTENING_RATE_HZ
    piece = None
    for piece in _mono(path, track, report):
        if piece.rate_hz != rate_hz:
            if resampler:
                yield limited(resampler.resample_chunk(np.zeros(0, np.float32), last=True))
            rate_hz = piece.rate_hz
            resampler = _resampler(rate_hz) if rate_hz != LISTENING_RATE_HZ else None
        yield limited(resampler.resample_chunk(piece.samples)) if resampler else piece.samples
    if resampler:
        yield limited(resampler.resample_chunk(np.zeros(0, np.float32), last=True))
    if piece is None:
        raise UnreadableAudio(f"{path} has no sound in it: it is 0 seconds long.")


def read_so_far(path: Path) -> Iterator[Samples]:
    """The sound of a recording that still grows, as read_blocks gives it.

    Its header and its end are written one after the other, so that they need not fit: that is no
    damage.
    """
    return read_blocks(path, ReadingReport())


def check_readable(path: Path, track: int | None = None) -> None:
    """Raise UnreadableAudio unless `path` is a file with sound. Reads only its beginning."""
    blocks = read_blocks(path, ReadingReport(), track)
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]


def duration_s(path: Path) -> float | None:
    """The length in seconds that the file's header states or suggests; None if it does neither."""
    if not path.is_file():
        return None
    try:
        with FilePart(path, 0, path.stat().st_size) as part:
            layout = wav_layout(part, part.size)
            if layout:
                return layout.there_bytes / layout.bytes_per_s
            with opened(part, path.suffix.lower()) as container:
                return container.duration / 1e6 if container.duration else None
    except (NotDecodable, OSError):
        return None


@dataclass(frozen=True)
class _Mono:
    """About a second: `samples` float32 (n,) in [-1, 1] at `rate_hz`."""

    samples: Samples
    rate_hz: int


def _mono(path: Path, track: int | None, report: ReadingReport | None) -> Iterator[_Mono]:
    """The whole file, with all its channels mixed into one."""
    told = report or ReadingReport()
    mixer, kind = None, (0, 0)
    for piece in _pieces(path, track, told):
        if (piece.rate_hz, piece.samples.shape[1]) != kind:
            kind = piece.rate_hz, piece.samples.shape[1]
            mixer = VoiceMixer(*kind)
        assert mixer
        given, peak = _finite(piece.samples)
        told.peak = max(told.peak, peak)
        yield _Mono(limited(mixer.mix(given)), piece.rate_hz)
        if report is None and told.damage:
            break
    if report is None and told.damage:
        raise DamagedAudio(told.damage.sentences(str(path))[0])


def _finite(samples: Channels) -> tuple[Channels, float]:
    """`samples` with zeros in place of NaN and infinity and none beyond _LOUDEST, and the absolute
    peak of them.
    """
    peak = float(max(samples.max(initial=0.0), -samples.min(initial=0.0)))
    if peak <= _LOUDEST:  # not so if it is NaN
        return samples, peak
    finite = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
    return _finite(finite.clip(-_LOUDEST, _LOUDEST))


def _pieces(path: Path, track: int | None, report: ReadingReport) -> Iterator[DecodedPiece]:
    """All streams in the file, one after the other, not mixed. Raises UnreadableAudio."""
    why: NotDecodable | None = None
    in_vain = 0
    try:
        _check_file(path)
        for span in spans_of_parts(path):
            if in_vain > _MOST_PARTS_IN_VAIN:
                break
            report.another_part()
            in_vain += 1
            with contextlib.closing(FilePart(path, *span)) as part:
                try:
                    yield from _pieces_of(part, path, track, report)
                    in_vain = 0
                except NotDecodable as error:
                    why = why or error
                    report.cut(None)
    except OSError as error:
        raise UnreadableAudio(f"{path} cannot be read ({error.strerror or error}).") from error
    if why and not report.read_s:
        raise UnreadableAudio(f"{path} {why}", why.hint) from why


def _check_file(path: Path) -> None:
    """Raise UnreadableAudio, with the reason, if there is nothing to read at `path`; or OSError."""
    if not path.exists():
        raise UnreadableAudio(f"There is no file {path}.")
    if path.is_dir():
        raise UnreadableAudio(f"{path} is a folder.")
    if not path.is_file():
        raise UnreadableAudio(f"{path} is not a file.")
    if not path.stat().st_size:
        raise UnreadableAudio(
            f"{path} is empty: it has not a single byte.",
            "If it is in a cloud folder, download it first. Else copy it once more.",
        )


def _pieces_of(
    part: FilePart, path: Path, track: int | None, report: ReadingReport
) -> Iterator[DecodedPiece]:
    """One stream, not mixed or resampled. Raises NotDecodable."""
    layout = wav_layout(part, part.size)
    if not layout:
        if not report.read_s:
            report.track = track or choose_track(part, path.suffix.lower(), report)
        yield from decode(part, path.suffix.lower(), report.track, report)
        return
    with contextlib.closing(FilePart(path, part.start, part.end, layout.head)) as wav:
        before_s = report.read_s
        with contextlib.suppress(NotDecodable):
            if layout.is_plain:
                yield from _plain(wav, report)
        if report.read_s == before_s and layout.there_bytes:
            yield from decode(wav, ".wav", 1, report)
    missing_s = layout.missing_s(report.read_s - before_s)
    if missing_s:
        report.cut(missing_s)


def _plain(wav: FilePart, report: ReadingReport) -> Iterator[DecodedPiece]:
    """The plain samples of a WAV, up to the last that the file has. Raises NotDecodable."""
    wav.seek(0)
    try:
        with soundfile.SoundFile(wav) as file:
            rate_hz = file.samplerate
            while len(samples := file.read(rate_hz, dtype="float32", always_2d=True)):
                report.read_s += len(samples) / rate_hz
                yield DecodedPiece(samples, rate_hz)
    except (soundfile.SoundFileError, RuntimeError) as error:
        raise NotDecodable("is damaged: its samples cannot be read.") from error


def _resampler(rate_hz: int) -> soxr.ResampleStream:
    return soxr.ResampleStream(rate_hz, LISTENING_RATE_HZ, 1, dtype="float32")
