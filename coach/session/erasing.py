"""Erases a session with everything made from it, except what stays in the vision and in stories."""

from __future__ import annotations

from coach.errors import SessionDamaged
from coach.library.disk import writing
from coach.library.library import Library
from coach.paths import speech_cache
from coach.stories.erasing import forget_takes, keep_words
from coach.vision.keeping import VisionFolder
from coach.voices.cache import erase_texts


def erase_session(library: Library, session_id: str, *, stories: bool = False) -> int:
    """Delete a session with its files, the thoughts on its sentences, and the speech rendered for
    its questions; with `stories` also its takes in stories. Returns the number of speech files.
    There is no way back.

    Raises SessionBusy, SessionDamaged, CannotWrite.
    """
    texts = texts_of(library, session_id)
    if not stories:
        keep_words(library, session_id)
    library.erase(session_id)
    VisionFolder(library.folder).forget(session_id)
    forget_takes(library, session_id, also_kept=stories)
    with writing(speech_cache()):
        return erase_texts(speech_cache(), texts)


def texts_of(library: Library, session_id: str) -> set[str]:
    """What the voice may have said of this session alone: its questions, in every wording."""
    try:
        session = library.session(session_id)
    except SessionDamaged:
        return set()
    questions = [turn.question for turn in session.turns]
    return {
        text
        for each in questions
        for text in (each.text, *each.wordings.values(), *each.follow_ups)
    }
