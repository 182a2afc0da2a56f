"""A front end for sessions without a person: it shows nothing and never chooses anything."""

from __future__ import annotations

import time
from collections.abc import Collection
from types import MappingProxyType

from coach.interview.events import Event
from coach.interview.ports import Choice, FrontEnd


class ShowsNothing:
    """A presenter that shows nothing."""

    def show(self, event: Event) -> None:
        """See Presenter."""


class NobodyThere:
    """A person who never chooses, for prepared answers without a terminal."""

    is_there = False
    controls = MappingProxyType[Choice, str]({})

    def choose(self, options: Collection[Choice], timeout_s: float | None) -> Choice | None:
        """See Person."""
        del options
        time.sleep(timeout_s or 0.0)
        return None


NOBODY = FrontEnd(ShowsNothing(), NobodyThere())
