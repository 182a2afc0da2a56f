"""Computes for how many minutes of recording the disk has room."""

from __future__ import annotations

import shutil
from pathlib import Path

from coach.audio.clips import LISTENING_RATE_HZ
from coach.errors import CannotWrite

_WAV_BYTES = 2 * 60 * LISTENING_RATE_HZ  # 1.92 MB for each minute of 16-bit sound
_FLAC_BYTES = 0.6 * _WAV_BYTES  # beside the WAV, until that is deleted
_OTHER_BYTES = 5_000_000  # transcripts, facts, the index
_MINUTE_BYTES = _WAV_BYTES + _FLAC_BYTES + _OTHER_BYTES
_FEW_MINUTES = 60.0


def free_bytes(folder: Path) -> int:
    """Free space on the disk of `folder`, which need not exist yet. Raises OSError."""
    existing = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    return shutil.disk_usage(existing).free


def minutes_of_room(folder: Path) -> float | None:
    """For how many minutes of recording there is room in `folder`; None where that is no worry.

    None, too, where the system does not tell. Raises CannotWrite where it is less than a minute.
    """
    try:
        free = free_bytes(folder)
    except OSError:
        return None
    minutes = max(0.0, free - _OTHER_BYTES) / (_WAV_BYTES + _FLAC_BYTES)
    if minutes < 1:
        raise CannotWrite(
            f"The disk is full: {free / 1e6:.1f} MB are free in {folder}; a minute of recording, "
            f"with all that belongs to it, takes {_MINUTE_BYTES / 1e6:.1f} MB.",
            "Make room or choose another folder: coach … --recordings DIR",
        )
    return minutes if minutes < _FEW_MINUTES else None
