"""Finds the files with sound in a folder. It opens each file, and does not trust its ending."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from coach.audio.reading import check_readable
from coach.errors import UnreadableAudio

# Endings of sound files. If a file with such an ending cannot be read, that is an error.
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
    """The files that were typed, and the files in folders that were typed, in natural name order.

    `unreadable` has the error for each typed file, and for each file with the ending of a sound
    file, that cannot be read. `others` are files in a folder that have no sound. `folders` are
    folders within a folder, which are not searched.
    """

    readable: list[Path] = field(default_factory=list)
    unreadable: dict[Path, UnreadableAudio] = field(default_factory=dict)
    others: list[Path] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)

    def add(self, path: Path, track: int | None = None) -> None:
        """Add the file `path`, or the files in the folder `path`.

        Raises UnreadableAudio for a folder without sound.
        """
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
            hint = f"Folders within it are not searched. Name one: {within[0]}" if within else ""
            raise UnreadableAudio(f"The folder {path} has no audio files in it.", hint)

    def sentence(self) -> str:
        """What was left out; empty if nothing was."""
        told = []
        if self.others:
            told.append(f"Left out, because they have no sound: {_names(self.others)}.")
        if self.folders:
            told.append(f"Folders within are not searched: {_names(self.folders)}.")
        return " ".join(told)


def _names(paths: list[Path]) -> str:
    return ", ".join(path.name for path in paths)


def _within(path: Path) -> list[Path]:
    """`path` itself, or what is in that folder, in name order. Raises UnreadableAudio."""
    if not os.path.isdir(path):  # noqa: PTH112  Path's raises where a name is too long
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
