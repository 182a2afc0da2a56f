"""Reads and writes the folder `stories` of the library: stories, and the sound of their takes.

The clips are copies, so a story stays whole when a session is erased.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from coach.audio.clips import AudioClip
from coach.errors import WrongUse
from coach.formats import day_and_time, without_tags
from coach.library.clip_files import keep_clip, kept_clip
from coach.library.disk import write_record, write_text, writing
from coach.library.lock import in_turn
from coach.library.reading import read_record
from coach.paths import private_folder
from coach.stories.records import Stories, Story, StoryTake

FOLDER = "stories"


class StoriesFolder:
    """The stories that are kept in a library."""

    def __init__(self, library: Path) -> None:
        self.folder = library / FOLDER

    def read(self) -> Stories:
        """The stories as they are now. Raises SessionDamaged."""
        path = self.folder / "stories.json"
        return read_record(path, Stories, self.folder) if path.is_file() else Stories()

    def story(self, name_or_number: str) -> Story:
        """The story of that name or number. Raises WrongUse, SessionDamaged."""
        kept = self.read()
        by_number = (each for each in kept.stories if str(each.number) == name_or_number)
        found = kept.named(name_or_number) or next(by_number, None)
        if found is None:
            names = ", ".join(each.name for each in kept.stories)
            raise WrongUse(
                f"There is no story “{name_or_number}”." + (f" There are: {names}." * bool(names)),
                "coach stories",
            )
        return found

    def numbered(self, number: int) -> Story:
        """The story of that number, whatever others are called. Raises WrongUse, SessionDamaged."""
        return of_number(self.read().stories, number)

    @contextlib.contextmanager
    def changing(self) -> Iterator[Stories]:
        """The stories as they are, held until the context is left, to `write` them changed.

        Raises SessionDamaged, SessionBusy, CannotWrite.
        """
        with in_turn(self.folder):
            yield self.read()

    def write(self, stories: Stories) -> None:
        """Keep `stories`, also for a person to read, without clips that none has any more.

        Raises CannotWrite.
        """
        with writing(self.folder):
            private_folder(self.folder)
        write_record(self.folder / "stories.json", stories)
        write_text(self.folder / "stories.md", as_markdown(stories))
        self._tidy(stories)

    def keep_clip(self, name: str, clip: AudioClip) -> str:
        """Keep a take's sound (at 16 kHz); its path in the folder. Raises CannotWrite."""
        return keep_clip(self.folder, name, clip)

    def clip(self, take: StoryTake) -> AudioClip:
        """The sound of a take. Raises SessionDamaged."""
        path = self.folder / take.clip
        return kept_clip(path, "The stories are damaged", "The words are there: coach stories")

    def erase(self) -> None:
        """Delete all of it. Raises CannotWrite."""
        with writing(self.folder):
            if self.folder.is_dir():
                shutil.rmtree(self.folder)

    def _tidy(self, stories: Stories) -> None:
        everything = (*stories.stories, *stories.dropped)
        needed = {take.clip for story in everything for take in story.takes}
        for path in self.folder.glob("clips/*.flac"):
            if path.relative_to(self.folder).as_posix() not in needed:
                with writing(path):
                    path.unlink(missing_ok=True)


def as_markdown(stories: Stories) -> str:
    """The stories to read: each take with where and when it was told."""
    parts = ["# My stories", ""]
    for story in stories.stories:
        parts += [f"## {story.name}", ""]
        for take in reversed(story.takes):
            parts += [f"> {take.text}", "", f"*{where(take)}* · [{take.clip}]({take.clip})", ""]
    return without_tags("\n".join(parts))


def where(take: StoryTake) -> str:
    """Such as: Mon 23 Nov 2026, 09:31, to "What are you proud of?"."""
    return f'{day_and_time(take.said_at)}, to "{take.question_text}"'


def of_number(
    stories: Iterable[Story], number: int, otherwise: str = "There is no story {}."
) -> Story:
    """The one of `stories` that has that number; without one it raises WrongUse, which says what is
    so `otherwise`.
    """
    found = next((each for each in stories if each.number == number), None)
    if found is None:
        raise WrongUse(otherwise.format(number), "coach stories")
    return found
