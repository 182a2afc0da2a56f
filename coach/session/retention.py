"""Erases the sound of old answers where the person wants that: the setting `keep_audio_days`."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from datetime import datetime, timedelta

from coach.config import Settings
from coach.errors import LibraryError
from coach.formats import counted, day
from coach.library.library import Library
from coach.library.sound_erasing import erase_sound, sound_to_erase
from coach.state import remember, remembered

_APPLIED = "sound_kept_until"  # which day the setting was applied last, and to what
_SEEN = "days_seen"  # the last two days on which that was looked at


def apply_retention(library: Library, settings: Settings, tell: Callable[[str], None]) -> None:
    """Erase the sound that is older than `keep_audio_days`, at most once a day, and say so.

    Only of sessions that are complete, and only of answers that are written down. What is in use,
    damaged or cannot be deleted stays until another day. And only what was old enough already on
    an earlier day on which this was looked at: a clock that jumped ahead erases nothing on its day.
    """
    if settings.keep_audio_days is None:
        return
    now = datetime.now().astimezone()
    applied = _applied(library, settings.keep_audio_days, now)
    if remembered(_APPLIED) == applied:
        return
    certain = _certain(now)
    if certain is None:
        return
    before = certain - timedelta(days=settings.keep_audio_days)
    erased = sum(_erased_in(library, session_id, before) for session_id in _old(library, before))
    if erased:
        tell(
            f"As the setting keep_audio_days = {settings.keep_audio_days} says, the sound of "
            f"{counted(erased, 'answer', 'answers')} from before {day(before)} was erased. "
            "The words stay."
        )
    remember(_APPLIED, applied)


def _certain(now: datetime) -> datetime | None:
    """The end of the last day before today on which this was looked at; None without any.

    Not later than `now`: the clock may have been ahead on that day.
    """
    today = now.date().isoformat()
    seen = remembered(_SEEN)
    days = [str(each) for each in seen] if isinstance(seen, list) else []
    if today not in days[-1:]:
        days = [*days[-1:], today]
        remember(_SEEN, days)
    try:
        return min(now, datetime.fromisoformat(f"{days[-2]}T23:59:59").astimezone())
    except (IndexError, ValueError):  # nothing is remembered, or not by a coach
        return None


def _old(library: Library, before: datetime) -> list[str]:
    """The sessions that may have such sound, by their names alone: there may be thousands."""
    return [
        session_id
        for session_id in library.states()
        if session_id[:10] <= f"{before:%Y-%m-%d}" or not session_id[:4].isdigit()
    ]


def _erased_in(library: Library, session_id: str, before: datetime) -> int:
    with contextlib.suppress(LibraryError):
        session = library.session(session_id)
        if session.complete and sound_to_erase(session, before):
            with library.open_session(session_id) as opened:
                return erase_sound(opened, before).takes
    return 0


def _applied(library: Library, days: int, now: datetime) -> str:
    name = hashlib.sha256(os.fsencode(library.folder.resolve())).hexdigest()[:16]
    return f"{now:%Y-%m-%d} {days} {name}"
