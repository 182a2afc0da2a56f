"""The stories that the person chose to take along: into the reel, and to a listener."""

from __future__ import annotations

from functools import partial

from coach.debrief.reel import Extra
from coach.library.library import Library
from coach.stories.building import best_of, words_of
from coach.stories.keeping import StoriesFolder, where
from coach.stories.records import StoryTake


def stories_along(library: Library) -> list[tuple[StoryTake, Extra]]:
    """The best take of each chosen story, or its newest, and how it stands in the reel.

    Raises SessionDamaged where the stories cannot be read.
    """
    folder = StoriesFolder(library.folder)
    found = []
    for story in folder.read().stories:
        if story.chosen:
            take = best_of(library, story) or story.newest
            extra = Extra(
                title=story.name,
                said=f"told {where(take)}",
                text=words_of(library, take),
                length_s=take.duration_s,
                read=partial(folder.clip, take),
            )
            found.append((take, extra))
    return found
