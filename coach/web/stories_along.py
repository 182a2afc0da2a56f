"""The stories that the person chose to take along, as a page that is one file shows them."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from coach.audio.small_copy import Coding, small_copy
from coach.errors import SessionDamaged, UnreadableAudio
from coach.library.library import Library
from coach.stories.along import stories_along
from coach.stories.keeping import StoriesFolder
from coach.stories.records import StoryTake


@dataclass(frozen=True)
class StoryAlong:
    """A story: its name, its words, and its sound as an address that holds all of it."""

    take: StoryTake
    name: str
    words: str
    sound: str


def shown_along(
    library: Library, left_out: list[SessionDamaged], coding: Coding = Coding.OPUS
) -> list[StoryAlong]:
    """The chosen stories; `left_out` gets what cannot be read of them."""
    shown = []
    try:
        for take, extra in stories_along(library):
            sound = _sound(library, take, left_out, coding)
            shown.append(StoryAlong(take, extra.title, extra.text, sound))
    except SessionDamaged as damage:
        left_out.append(damage)
    return shown


def _sound(
    library: Library, take: StoryTake, left_out: list[SessionDamaged], coding: Coding
) -> str:
    """ "" where it cannot be read."""
    try:
        copy = small_copy(StoriesFolder(library.folder).folder / take.clip, coding)
    except UnreadableAudio:
        # The page is handed on: the path of the file would say whose machine this is.
        left_out.append(SessionDamaged(f"The stories are damaged: {take.clip} cannot be read."))
        return ""
    kind = copy.mime_type.replace(" ", "")
    return f"data:{kind};base64,{base64.b64encode(copy.content).decode()}"
