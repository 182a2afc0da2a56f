"""What becomes of stories when a session that they were told in is erased."""

from __future__ import annotations

from coach.errors import SessionDamaged
from coach.library.library import Library
from coach.stories.building import words_of
from coach.stories.keeping import StoriesFolder
from coach.stories.records import Story


def told_in(library: Library, session: str) -> list[Story]:
    """The stories with a take of a session. Raises SessionDamaged."""
    stories = StoriesFolder(library.folder).read().stories
    return [each for each in stories if any(take.session == session for take in each.takes)]


def keep_words(library: Library, session: str) -> None:
    """Keep the words of a session's takes in their stories as they are corrected now.

    Stories that cannot be read are left as they are. Raises SessionBusy, CannotWrite.
    """
    try:
        if not told_in(library, session):
            return
    except SessionDamaged:
        return
    folder = StoriesFolder(library.folder)
    with folder.changing() as stories:
        changed = tuple(_with_words(library, story, session) for story in stories.stories)
        folder.write(stories.model_copy(update={"stories": changed}))


def _with_words(library: Library, story: Story, session: str) -> Story:
    takes = (
        take.model_copy(update={"text": words_of(library, take)})
        if take.session == session
        else take
        for take in story.takes
    )
    return story.model_copy(update={"takes": tuple(takes)})


def forget_takes(library: Library, session: str, *, also_kept: bool) -> None:
    """Delete a session's takes of stories that were dropped, and `also_kept` those of the others.

    A story without any take is gone. Stories that cannot be read are left as they are, unless they
    are `also_kept`. Raises SessionDamaged, SessionBusy, CannotWrite.
    """
    try:
        before = StoriesFolder(library.folder).read()
    except SessionDamaged:
        if also_kept:
            raise
        return
    everything = (*before.stories, *before.dropped)
    if not any(take.session == session for story in everything for take in story.takes):
        return
    folder = StoriesFolder(library.folder)
    with folder.changing() as stories:
        dropped = _without(stories.dropped, session)
        kept = _without(stories.stories, session) if also_kept else stories.stories
        folder.write(stories.model_copy(update={"stories": kept, "dropped": dropped}))


def _without(stories: tuple[Story, ...], session: str) -> tuple[Story, ...]:
    left = (each.without(session) for each in stories)
    return tuple(each for each in left if each.takes)
