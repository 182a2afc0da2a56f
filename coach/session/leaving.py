"""Leaving a session before it is complete: naming the command with which to go on."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from coach.audio.recorder import EndedBy
from coach.errors import CannotWrite
from coach.formats import to_type
from coach.library.open_session import OpenSession
from coach.library.recovery import end_open_takes


@contextlib.contextmanager
def named_when_interrupted(opened: OpenSession, *others: type[BaseException]) -> Iterator[None]:
    """Add a note to an interruption, or to an error of `others`: which session it leaves, and how
    to go on with that.

    No note is added if the session is complete, or if it has no take and leaves nothing.
    """
    errors: tuple[type[BaseException], ...] = (KeyboardInterrupt, *others)
    try:
        yield
    except errors as error:
        with contextlib.suppress(CannotWrite):  # the note is worth trying
            end_open_takes(opened, EndedBy.INTERRUPTED)
        session = opened.session
        if session.waits and session.holds_sound:
            left = session.open_turns or session.unwritten  # nothing left: it was a retake
            go_on = f"Go on: {to_type('resume', session.id)}"
            then = go_on if left else f"Read it: {to_type('show', session.id)}"
            error.add_note(f"Kept: {session.id}. {then}")
        raise
