"""The library that the settings name."""

from __future__ import annotations

from coach.cli.output import clock, talk
from coach.config import Settings
from coach.library.library import Library


def library_of(settings: Settings) -> Library:
    """The library in force, with answers that a crash had cut off recovered, in one line each."""
    library = Library(settings.recordings)
    for take in library.recover():
        talk(
            f"Recovered an answer that was cut off: question {take.question_number} of "
            f"{take.session_id}, {clock(take.duration_s)}. "
            f"Go on with it: coach resume {take.session_id}"
        )
    return library
