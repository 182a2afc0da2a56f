"""Sessions in which a real interview is told of."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from coach.config import Settings
from coach.debrief.told import REAL_SET, TELLING
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.records import Kind
from coach.session.runner import kept_settings


@contextlib.contextmanager
def new_telling(library: Library, settings: Settings) -> Iterator[OpenSession]:
    """A new session of that kind. Deleted at the end if nothing was told. Raises CannotWrite."""
    name = REAL_SET.model_copy(update={"language": settings.language or REAL_SET.language})
    with library.new_session(Kind.REAL, name, [TELLING], kept_settings(settings)) as opened:
        yield opened
