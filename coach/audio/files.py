"""Reading and writing audio files.

soundfile (libsndfile) reads WAV, FLAC, OGG, MP3, AIFF and more; what it cannot read, such as a
phone's m4a, is decoded with PyAV where that is installed.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip, Samples
from coach.errors import UnreadableAudio

AUDIO_SUFFIXES = frozenset(
    (
        *(".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff", ".aifc", ".au"),
        *(".caf", ".m4a", ".mp4", ".aac", ".wma", ".webm", ".mka"),
    )
)

# What recordings are written as, by suffix: format and subtype of libsndfile.
WRITTEN_AS = {
    ".mp3": ("MP3", "MPEG_LAYER_III"),
    ".ogg": ("OGG", "VORBIS"),
    ".opus": ("OGG", "OPUS"),
    ".flac": ("FLAC", "PCM_16"),
    ".wav": ("WAV", "PCM_16"),
}

_BLOCK_S = 1.0


def read_clip(path: Path) -> AudioClip:
    """The whole file, mono, at its own rate. Raises UnreadableAudio."""
    with _opened(path) as (rate_hz, blocks):
        parts = list(blocks)
    return AudioClip(np.concatenate(parts) if parts else np.zeros(0, np.float32), rate_hz)


def read_blocks(path: Path) -> Iterator[Samples]:
    """The file as mono float32 blocks of about a second at LISTENING_RATE_HZ, in flat memory.

    Raises UnreadableAudio, also where the file has no samples at all.
    """
    heard_samples = 0
    with _opened(path) as (rate_hz, blocks):
        resampler = (
            soxr.ResampleStream(rate_hz, LISTENING_RATE_HZ, 1, dtype="float32")
            if rate_hz != LISTENING_RATE_HZ
            else None
        )
        for block in blocks:
            heard_samples += len(block)
            yield resampler.resample_chunk(block) if resampler else block
        if resampler and heard_samples:
            yield resampler.resample_chunk(np.zeros(0, np.float32), last=True)
    if not heard_samples:
        raise UnreadableAudio(f"{path} has no sound in it: it is 0 seconds long.")


def check_readable(path: Path) -> None:
    """Raise UnreadableAudio unless `path` is a file with sound; reads only its beginning."""
    blocks = read_blocks(path)
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]


def duration_s(path: Path) -> float | None:
    """Length in seconds, from the file's header; None where the header does not tell."""
    try:
        return float(soundfile.info(_name(path)).duration)
    except (soundfile.SoundFileError, RuntimeError):
        return None


def write_clip(path: Path, clip: AudioClip) -> None:
    """Write `clip` as 16-bit audio, in the format of the suffix, replacing `path` in one step.

    Raises OSError.
    """
    write_blocks(path, iter([clip.samples]), clip.rate_hz)


def write_blocks(path: Path, blocks: Iterator[Samples], rate_hz: int = LISTENING_RATE_HZ) -> int:
    """Write mono float32 `blocks` as one file, replacing `path` in one step.

    16-bit, or compressed where the suffix (one of WRITTEN_AS) says so. Returns the number of
    samples. Raises OSError; nothing is left behind then.
    """
    form, subtype = WRITTEN_AS[path.suffix.lower()]
    unfinished = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    count = 0
    try:
        with soundfile.SoundFile(
            _name(unfinished), "w", samplerate=rate_hz, channels=1, format=form, subtype=subtype
        ) as file:
            for block in blocks:
                file.write(np.clip(block, -1.0, 1.0))
                count += len(block)
        unfinished.chmod(0o600)
        _make_sure(unfinished, count)
        unfinished.replace(path)
    except soundfile.SoundFileError as error:
        raise OSError(errno.EIO, f"the disk did not take it ({error})") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _make_sure(path: Path, count: int) -> None:
    """Raise OSError unless all `count` samples are on the disk.

    libsndfile says nothing when the disk is full while it closes a file.
    """
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    with soundfile.SoundFile(_name(path)) as written:
        there = sum(len(block) for block in written.blocks(written.samplerate, dtype="int16"))
    if there != count:
        raise OSError(errno.EIO, "the disk took only a part of it")


def _name(path: Path) -> str | bytes:
    """As soundfile takes it: a name need not be valid UTF-8, except on Windows."""
    return str(path) if os.name == "nt" else os.fsencode(path)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tuple[int, Iterator[Samples]]]:
    """The file's rate and its mono float32 blocks of _BLOCK_S."""
    if not path.is_file():
        raise UnreadableAudio(f"{path} is not a file.")
    try:
        file = soundfile.SoundFile(_name(path))
    except (soundfile.SoundFileError, RuntimeError) as error:
        with _opened_with_pyav(path, error) as opened:
            yield opened
        return
    with file:
        yield file.samplerate, _soundfile_blocks(file, path)


def _soundfile_blocks(file: soundfile.SoundFile, path: Path) -> Iterator[Samples]:
    try:
        for block in file.blocks(
            blocksize=round(file.samplerate * _BLOCK_S), dtype="float32", always_2d=True
        ):
            yield block[:, 0] if block.shape[1] == 1 else block.mean(axis=1, dtype=np.float32)
    except soundfile.SoundFileError as error:
        raise UnreadableAudio(f"{path} is damaged: {error}") from error


@contextlib.contextmanager
def _opened_with_pyav(path: Path, why: Exception) -> Iterator[tuple[int, Iterator[Samples]]]:
    """What libsndfile cannot read, decoded with PyAV (which faster-whisper brings along)."""
    if find_spec("av") is None:
        hint = (
            "pip install 'spoken-coach[fast]' reads phone recordings (m4a) too."
            if path.suffix.lower() in AUDIO_SUFFIXES
            else ""
        )
        raise UnreadableAudio(f"{path} is not an audio file I can read.", hint) from why
    import av

    with contextlib.ExitStack() as opened:
        try:  # not by its name: PyAV takes none that is not valid UTF-8, and some as addresses
            container = opened.enter_context(av.open(opened.enter_context(path.open("rb"))))
        except (av.FFmpegError, OSError) as error:
            raise UnreadableAudio(f"{path} is not an audio file I can read.") from error
        if not container.streams.audio:
            raise UnreadableAudio(f"{path} has no sound in it.")
        yield LISTENING_RATE_HZ, _pyav_blocks(container, path)


def _pyav_blocks(container: Any, path: Path) -> Iterator[Samples]:
    import av

    resampler = av.AudioResampler(format="flt", layout="mono", rate=LISTENING_RATE_HZ)
    try:
        for frame in container.decode(audio=0):
            for resampled in resampler.resample(frame):
                yield resampled.to_ndarray().reshape(-1).astype(np.float32)
        for resampled in resampler.resample(None):
            yield resampled.to_ndarray().reshape(-1).astype(np.float32)
    except av.FFmpegError as error:
        raise UnreadableAudio(f"{path} is damaged: {error}") from error
