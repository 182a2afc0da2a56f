"""Reads and writes the folder `vision` of the library: lines, their sound, and all versions.

The clips are copies, so the vision stays whole when a session is erased.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from coach.audio.clips import AudioClip
from coach.errors import SessionDamaged, WrittenByNewer
from coach.formats import day_and_time, without_tags
from coach.library.clip_files import keep_clip, kept_clip
from coach.library.disk import write_record, write_text, writing
from coach.library.lock import in_turn
from coach.library.reading import read_record
from coach.paths import private_folder
from coach.vision.records import Line, Reconsidered, Section, Thought, Vision

FOLDER = "vision"
_RECONSIDERED = "reconsidered.json"


class VisionFolder:
    """The vision that is kept in a library."""

    def __init__(self, library: Path) -> None:
        self.folder = library / FOLDER

    def read(self) -> Vision:
        """The vision as it is now, empty where none was begun. Raises SessionDamaged."""
        path = self.folder / "vision.json"
        if not path.is_file():
            return Vision()
        try:
            return read_record(path, Vision, self.folder)
        except WrittenByNewer:
            raise
        except SessionDamaged as error:
            raise self._with_way_back(error) from error

    def _with_way_back(self, error: SessionDamaged) -> SessionDamaged:
        """The same, with which of the versions beside it is whole, if there is any."""
        whole = list(self.versions())
        if not whole:
            return error
        version = self.folder / "versions" / f"{whole[-1].version:04}.json"
        return SessionDamaged(error.message, f"Copy over it what it was last: {version}")

    def write(self, vision: Vision) -> None:
        """Keep `vision`, beside all versions before it, and for a person. Raises CannotWrite."""
        versions = self.folder / "versions"
        with writing(versions):
            private_folder(self.folder)
            private_folder(versions)
        write_record(versions / f"{vision.version:04}.json", vision)
        write_record(self.folder / "vision.json", vision)
        write_text(self.folder / "vision.md", as_markdown(vision))

    def keep_clip(self, name: str, clip: AudioClip) -> str:
        """Keep a line's sound (at 16 kHz); its path in the folder. Raises CannotWrite."""
        return keep_clip(self.folder, name, clip)

    def clip(self, line: Line) -> AudioClip:
        """The sound of a line. Raises SessionDamaged."""
        path = self.folder / line.clip
        return kept_clip(path, "The vision is damaged", "The text is there: coach vision show")

    def reconsidered(self) -> Reconsidered:
        """What the person thought where a line and a later answer part. Raises SessionDamaged."""
        path = self.folder / _RECONSIDERED
        if not path.is_file():
            return Reconsidered()
        return read_record(path, Reconsidered, self.folder)

    def keep_thought(self, thought: Thought) -> None:
        """Keep one more. Raises SessionDamaged, SessionBusy, CannotWrite."""
        with in_turn(self.folder):
            self._write_reconsidered(self.reconsidered().having(thought))

    def forget(self, session: str) -> None:
        """Delete what was thought of sentences of a session.

        Raises SessionDamaged, SessionBusy, CannotWrite.
        """
        if all(thought.session != session for thought in self.reconsidered().thoughts):
            return
        with in_turn(self.folder):
            self._write_reconsidered(self.reconsidered().without(session))

    def _write_reconsidered(self, reconsidered: Reconsidered) -> None:
        write_record(self.folder / _RECONSIDERED, reconsidered)

    def versions(self) -> Iterator[Vision]:
        """Every version, oldest first; damaged ones are passed over, and copies of sync clients."""
        kept = (path for path in self.folder.glob("versions/*.json") if path.stem.isdecimal())
        for path in sorted(kept, key=lambda each: int(each.stem)):
            try:
                yield read_record(path, Vision, self.folder)
            except SessionDamaged:
                continue

    def before(self, vision: Vision) -> Vision | None:
        """The version before `vision`; None where there is none that can be read."""
        if vision.version == 1:
            return Vision()
        path = self.folder / "versions" / f"{vision.version - 1:04}.json"
        try:
            return read_record(path, Vision, self.folder) if path.is_file() else None
        except SessionDamaged:
            return None

    def erase(self) -> None:
        """Delete all of it. Raises CannotWrite."""
        with writing(self.folder):
            if self.folder.is_dir():
                shutil.rmtree(self.folder)


def as_markdown(vision: Vision) -> str:
    """The vision to read: each line with where and when it was said."""
    parts = ["# My career vision", ""]
    for section in Section:
        lines = vision.of(section)
        if lines:
            parts += [f"## {section.heading}", ""]
        for line in lines:
            parts += [f"> {line.text}", "", f"*{where(line)}* · [{line.clip}]({line.clip})", ""]
    return without_tags("\n".join(parts))


def where(line: Line) -> str:
    """Such as: you, Mon 23 Nov 2026, 09:31, to "What do you want?"."""
    return f'you, {day_and_time(line.said_at)}, to "{line.question_text}"'
