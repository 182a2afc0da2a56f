"""Copies of sound that belong to no session, such as that of a vision or a story."""

from __future__ import annotations

from pathlib import Path

from coach.audio.clips import AudioClip
from coach.audio.reading import read_clip
from coach.audio.writing import write_blocks
from coach.errors import SessionDamaged, UnreadableAudio
from coach.library.disk import writing
from coach.paths import private_folder


def keep_clip(folder: Path, name: str, clip: AudioClip) -> str:
    """Keep `clip` (at 16 kHz) by that name in `folder`; its path there. Raises CannotWrite."""
    path = folder / "clips" / f"{name}.flac"
    with writing(path):
        private_folder(folder)
        private_folder(path.parent)
        write_blocks(path, iter([clip.samples]))
    return path.relative_to(folder).as_posix()


def kept_clip(path: Path, damaged: str, hint: str) -> AudioClip:
    """A clip that was kept. Raises SessionDamaged, which begins with `damaged`, with that hint."""
    try:
        return read_clip(path)
    except UnreadableAudio as error:
        message = f"{damaged}: the recording {path} cannot be read."
        raise SessionDamaged(message, hint) from error
