"""Erases a session with everything made from it, except what stays in the vision and in stories."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from coach.errors import CoachError, SessionDamaged
from coach.library.disk import writing
from coach.library.library import Library
from coach.paths import speech_cache
from coach.stories.erasing import forget_takes, keep_words
from coach.vision.keeping import VisionFolder
from coach.voices.cache import erase_texts

OF_VISION = "what you thought of its sentences, in the vision"
OF_STORIES = "its takes in your stories"


@dataclass
class WithLeftovers:
    """What could not be erased is `left`, each with why: one failure does not stop the rest."""

    left: dict[str, CoachError] = field(default_factory=dict, kw_only=True)

    @contextlib.contextmanager
    def noting(self, what: str) -> Iterator[None]:
        """Keep an error as the reason why `what` is left."""
        try:
            yield
        except CoachError as error:
            self.left[what] = error


@dataclass
class ErasedSession(WithLeftovers):
    """What went with a session: so many files of `speech`."""

    speech: int = 0

    def check(self) -> None:
        """Raise CoachError if something is left."""
        if self.left:
            told = " ".join(f"Not erased: {what}. {why.message}" for what, why in self.left.items())
            raise CoachError(f"The session is erased. {told}", next(iter(self.left.values())).hint)


def erase_session(library: Library, session_id: str, *, stories: bool = False) -> ErasedSession:
    """Delete a session with its files, the thoughts on its sentences, and the speech rendered for
    its questions; with `stories` also its takes in stories. There is no way back.

    Once the session is gone, one failure does not stop the rest. Raises SessionBusy,
    SessionDamaged, CannotWrite where the session itself is left.
    """
    texts = _texts_of(library, session_id)
    if not stories:
        keep_words(library, session_id)
    library.erase(session_id)
    erased = ErasedSession()
    with erased.noting(OF_VISION):
        VisionFolder(library.folder).forget(session_id)
    with erased.noting(OF_STORIES):
        forget_takes(library, session_id, also_kept=stories)
    with erased.noting("its rendered speech"), writing(speech_cache()):
        erased.speech = erase_texts(speech_cache(), texts)
    return erased


def _texts_of(library: Library, session_id: str) -> set[str]:
    """What the voice may have said of this session alone: its questions, in every wording, and the
    follow-ups that were asked: an older coach kept the speech of those that quote the person.
    """
    try:
        session = library.session(session_id)
    except SessionDamaged:
        return set()
    questions = [turn.question for turn in session.turns]
    asked = {
        text
        for each in questions
        for text in (each.text, *each.wordings.values(), *each.follow_ups)
    }
    return asked | {each.text for turn in session.turns for each in turn.follow_ups}
