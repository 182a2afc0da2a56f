"""Finds the ratings of measured answers, so that both can be shown over time."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from coach.delivery.kept import MeasuredTake
from coach.errors import SessionDamaged
from coach.library.library import Library

if TYPE_CHECKING:
    from coach.debrief.records import Debrief, Rated


def rated_among(
    library: Library, takes: Sequence[MeasuredTake]
) -> list[tuple[MeasuredTake, Rated]]:
    """What was rated of these takes, in their order; a damaged debrief is passed over."""
    debriefs: dict[str, Debrief] = {}
    for session in sorted({take.session for take in takes}):
        if not os.path.isfile(f"{library.folder}/{session}/debrief.json"):  # noqa: PTH113  quick
            continue
        from coach.debrief.keeping import read_debrief

        with contextlib.suppress(SessionDamaged):
            debrief = read_debrief(library.folder / session)
            if debrief.rated:
                debriefs[session] = debrief
    return [
        (take, rated)
        for take in takes
        if take.session in debriefs
        and (rated := debriefs[take.session].of(take.question, take.take))
    ]
