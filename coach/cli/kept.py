"""The library that the settings name, and the vision in it.

Commands that only list do not load what the others need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.cli.output import talk
from coach.errors import WrongUse
from coach.formats import clock, to_type
from coach.library.library import Library
from coach.library.settled import look_at

if TYPE_CHECKING:
    from coach.config import Settings
    from coach.quick_settings import QuickSettings
    from coach.vision.records import Vision


def library_of(settings: Settings | QuickSettings) -> Library:
    """The library that the settings name. Answers that a crash cut off are recovered first, and
    named in one line each.

    Raises WrongUse if the library's path is a file.
    """
    return looked_at(settings)[0]


def looked_at(settings: Settings | QuickSettings) -> tuple[Library, dict[str, str] | None]:
    """The same, and the states of its sessions, for a command that only lists: of ten thousand it
    takes a while to find them again. None where something was recovered.
    """
    library = unrecovered(settings)
    looked = look_at(library.folder)
    for take in library.recover(looked):
        talk(
            f"Recovered an answer that was cut off: question {take.question_number} of "
            f"{take.session_id}, {clock(take.duration_s)}. "
            f"Go on with the session: {to_type('resume', take.session_id)}"
        )
    return library, looked.states if looked.is_as_it_was else None


def unrecovered(settings: Settings | QuickSettings) -> Library:
    """The library that the settings name, as it is. Raises WrongUse if its path is a file."""
    if settings.recordings.is_file():
        raise WrongUse(
            f"{settings.recordings} is a file; sessions are kept in a folder.",
            "Name a folder: --recordings FOLDER, before the command.",
        )
    return Library(settings.recordings)


def tell_room(library: Library) -> None:
    """Say how many minutes of recording fit if the disk is nearly full. Raises CannotWrite if it
    is full.
    """
    from coach.library.room import minutes_of_room
    from coach.session.sentences import little_room

    minutes = minutes_of_room(library.folder)
    if minutes is not None:
        talk(little_room(minutes))


def vision_of(library: Library) -> Vision:
    """The vision in `library`. Raises WrongUse if it has no lines, SessionDamaged."""
    from coach.vision.keeping import VisionFolder

    vision = VisionFolder(library.folder).read()
    if not vision.lines:
        raise WrongUse("There is no vision yet.", "coach vision build")
    return vision
