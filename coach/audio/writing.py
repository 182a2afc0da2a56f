"""Writes audio files, each in one step, and checks that they are wholly on the disk."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip, Samples

# Suffix → format and subtype of libsndfile.
WRITTEN_AS = {
    ".mp3": ("MP3", "MPEG_LAYER_III"),
    ".ogg": ("OGG", "VORBIS"),
    ".opus": ("OGG", "OPUS"),
    ".flac": ("FLAC", "PCM_16"),
    ".wav": ("WAV", "PCM_16"),
}


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
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
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
        raise OSError(errno.EIO, f"the disk did not take the file ({error})") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def write_wav(file: BinaryIO, blocks: Iterator[Samples], rate_hz: int) -> None:
    """Write mono float32 `blocks` as a 16-bit WAV to `file`, which can be read at any place.

    Raises OSError.
    """
    form, subtype = WRITTEN_AS[".wav"]
    try:
        with soundfile.SoundFile(
            file, "w", samplerate=rate_hz, channels=1, format=form, subtype=subtype
        ) as written:
            for block in blocks:
                written.write(np.clip(block, -1.0, 1.0))
    except soundfile.SoundFileError as error:
        raise OSError(errno.EIO, f"the disk did not take the file ({error})") from error


def _make_sure(path: Path, count: int) -> None:
    """Raise OSError unless all `count` samples are on the disk.

    libsndfile says nothing when the disk is full while it closes a file.
    """
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    with soundfile.SoundFile(_name(path)) as written:
        there = sum(len(block) for block in written.blocks(written.samplerate, dtype="int16"))
    if there != count:
        raise OSError(errno.EIO, "the disk took only a part of the file")


def _name(path: Path) -> str | bytes:
    """The path in the form that soundfile takes. It need not be valid UTF-8, except on Windows."""
    return str(path) if os.name == "nt" else os.fsencode(path)
