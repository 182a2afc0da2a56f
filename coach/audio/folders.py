"""What of a folder is sound: told by opening each file, not by its ending."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from coach.audio.reading import check_readable
from coach.errors import UnreadableAudio

# What people expect to hear: it is an error where such a file cannot be read.
_SOUNDING = frozenset(
    (
        *(".3ga", ".3gp", ".aac", ".ac3", ".aif", ".aifc", ".aiff", ".alac", ".amr", ".ape", ".au"),
        *(".avi", ".caf", ".dss", ".flac", ".flv", ".g722", ".gsm", ".m4a", ".m4b", ".m4v", ".mka"),
        *(".mkv", ".mov", ".mp2", ".mp3", ".mp4", ".mpeg", ".mpg", ".oga", ".ogg", ".ogv", ".opus"),
        *(".qta", ".spx", ".ts", ".w64", ".wav", ".webm", ".wma", ".wmv", ".wv"),
    )
)


@dataclass(frozen=True)
class SoundFiles:
    """The files that were named, or lie in folders that were named, in the order people count in.

    `unreadable` are named files, or files that by their ending should be sound, which cannot be
    read, and why; `others` are files in a folder that have no sound in them, `folders` those that
    lie within a folder and are not looked into.
    """

    readable: list[Path] = field(default_factory=list)
    unreadable: dict[Path, UnreadableAudio] = field(default_factory=dict)
    others: list[Path] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)

    def add(self, path: Path, track: int | None = None) -> None:
        """Sort in `path`, or the files in it. Raises UnreadableAudio for a folder without sound."""
        before = len(self.readable) + len(self.unreadable)
        for file in _within(path):
            if file != path and file.is_dir():
                self.folders.append(file)
                continue
            try:
                check_readable(file, track)
                self.readable.append(file)
            except UnreadableAudio as error:
                if file == path or file.suffix.lower() in _SOUNDING:
                    self.unreadable[file] = error
                else:
                    self.others.append(file)
        if len(self.readable) + len(self.unreadable) == before:
            within = [folder for folder in self.folders if folder.parent == path]
            hint = f"Folders within it are not looked into. Name one: {within[0]}" if within else ""
            raise UnreadableAudio(f"The folder {path} has no audio files in it.", hint)

    def sentence(self) -> str:
        """What was passed over; nothing where all was taken."""
        told = []
        if self.others:
            told.append(f"Not taken, for want of sound: {_names(self.others)}.")
        if self.folders:
            told.append(f"Folders within are not looked into: {_names(self.folders)}.")
        return " ".join(told)


def _names(paths: list[Path]) -> str:
    return ", ".join(path.name for path in paths)


def _within(path: Path) -> list[Path]:
    """`path` itself, or what lies in that folder in name order. Raises UnreadableAudio."""
    if not path.is_dir():
        return [path]
    try:
        within = [file for file in path.iterdir() if not file.name.startswith(".")]
        return sorted(within, key=_name_order)
    except OSError as error:
        raise UnreadableAudio(f"The folder {path} cannot be read ({error.strerror}).") from error


def _name_order(file: Path) -> tuple[list[tuple[int, str]], str]:
    """Numbers in names count as numbers: `answer-2` comes before `answer-10`."""
    parts = re.split(r"(\d+)", file.name.lower())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts], file.name
