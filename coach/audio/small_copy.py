"""Small copies of recordings, to hand on: Ogg Opus if libsndfile supports it, else FLAC."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import soundfile

from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.reading import read_blocks

# About 20 kbit/s for one voice at 16 kHz: a tenth of the FLAC file, with words as clear.
_COMPRESSION = 0.9


@dataclass(frozen=True)
class SmallCopy:
    """The bytes of an audio file, and its MIME type."""

    content: bytes
    mime_type: str


def small_copy(path: Path) -> SmallCopy:
    """A small copy of the recording `path`, mono at 16 kHz. Raises UnreadableAudio."""
    opus = "OPUS" in soundfile.available_subtypes("OGG")
    how = {"format": "OGG", "subtype": "OPUS"} if opus else {"format": "FLAC"}
    out = io.BytesIO()
    with soundfile.SoundFile(
        out,
        "w",
        LISTENING_RATE_HZ,
        1,
        **how,
        **({"compression_level": _COMPRESSION} if opus else {}),
    ) as file:
        for block in read_blocks(path):
            file.write(block.clip(-1.0, 1.0))
    return SmallCopy(out.getvalue(), "audio/ogg; codecs=opus" if opus else "audio/flac")
