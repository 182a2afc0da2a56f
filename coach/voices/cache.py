"""A cache of rendered speech on disk, so that a question is rendered once, not in every session.

What quotes the person is not kept: it belongs to a session, and would stay when that is erased. If
the cache fails in any way, the voice still speaks. No thread is started here.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from coach.audio.clips import AudioClip
from coach.audio.reading import read_clip
from coach.audio.writing import write_clip
from coach.errors import UnreadableAudio
from coach.paths import private_folder
from coach.voices.ports import PrivateText, Voice

MOST_FILES = 2000
MOST_BYTES = 200_000_000  # some two hours of speech as FLAC
_SUFFIX = ".flac"
_UNFINISHED = f".*{_SUFFIX}.*"  # as `write_clip` names it; a coach that was killed leaves it behind


class CachedVoice:
    """A voice that renders only texts that `folder` does not have yet."""

    def __init__(
        self,
        voice: Voice,
        folder: Path,
        *,
        most_files: int = MOST_FILES,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._voice = voice
        self._folder = folder
        self._most_files = most_files
        self._most_bytes = most_bytes

    @property
    def name(self) -> str:
        """The name of the voice itself."""
        return self._voice.name

    def render(self, text: str) -> AudioClip:
        """`text` as speech, from the folder or rendered now. Raises VoiceMissing."""
        if isinstance(text, PrivateText):
            return self._voice.render(text)
        path = self._folder / f"{_key(self._voice.name, text)}{_SUFFIX}"
        kept = _read(path)
        if kept is not None:
            return kept
        clip = self._voice.render(text)
        if len(clip.samples):
            # On a full or read-only disk, only the next session takes longer; this one has its
            # sound.
            with contextlib.suppress(OSError):
                write_clip(private_folder(self._folder) / path.name, clip)
                self._make_room()
        return clip

    def _make_room(self) -> None:
        """Remove the files that were not used for longest, until both limits hold."""
        newest_first = sorted(_files(self._folder), key=lambda file: -file[1].st_mtime_ns)
        total_bytes = 0
        for count, (path, stat) in enumerate(newest_first, start=1):
            total_bytes += stat.st_size
            if count > self._most_files or total_bytes > self._most_bytes:
                path.unlink(missing_ok=True)


def erase_cache(folder: Path) -> int:
    """Remove all rendered speech from `folder`, and return the number of files. Raises OSError."""
    files = _files(folder)
    for path, _ in files:
        path.unlink(missing_ok=True)
    return len(files)


def erase_texts(folder: Path, texts: Iterable[str]) -> int:
    """Remove the speech of `texts` in any voice, and return the number of files. Raises OSError."""
    keys = {_text_key(text) for text in texts}
    files = [path for path, _ in _files(folder) if path.name.lstrip(".").split("-")[0] in keys]
    for path in files:
        path.unlink(missing_ok=True)
    return len(files)


def _key(name: str, text: str) -> str:
    return f"{_text_key(text)}-{_hash(name)[:16]}"


def _text_key(text: str) -> str:
    return _hash(text)[:32]


def _hash(text: str) -> str:
    return hashlib.sha256(json.dumps(text).encode("ascii")).hexdigest()


def _read(path: Path) -> AudioClip | None:
    """The clip at `path`, marked as just used; None if there is none, or if it is damaged."""
    try:
        clip = read_clip(path)
    except (UnreadableAudio, OSError):
        return None
    with contextlib.suppress(OSError):  # on a read-only disk it has no mark
        os.utime(path)
    return clip if len(clip.samples) else None


def _files(folder: Path) -> list[tuple[Path, os.stat_result]]:
    """The files of the cache, and what was begun of some. A file that another process just removed
    is left out.
    """
    found = []
    for path in (*folder.glob(f"*{_SUFFIX}"), *folder.glob(_UNFINISHED)):
        with contextlib.suppress(FileNotFoundError):
            found.append((path, path.stat()))
    return found
