"""Keeps what listeners returned: a file for each of them in the session's folder `listeners`.

A sync client may lay copies beside them: what is replaced or erased, is so with its copies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.debrief.keeping import read_debrief, write_debrief
from coach.debrief.listener_file import check_reply
from coach.debrief.listeners import ListenerReply, same_listener
from coach.debrief.records import Debrief
from coach.debrief.replies import FOLDER, kept_replies
from coach.errors import WrongUse
from coach.formats import to_type
from coach.library.disk import write_record, writing
from coach.library.open_session import OpenSession
from coach.paths import private_folder
from coach.questions.naming import short_name


@dataclass(frozen=True)
class KeptReply:
    """A reply as it was kept in `path`, and the one of the same listener that it replaced."""

    reply: ListenerReply
    path: Path
    before: ListenerReply | None = None


def earlier_reply(folder: Path, reply: ListenerReply) -> ListenerReply | None:
    """What the same listener returned before. Raises SessionDamaged."""
    return next((each for _, each in _of_same(folder, reply)), None)


def keep_reply(opened: OpenSession, reply: ListenerReply) -> KeptReply:
    """Keep `reply` with the session, in the place of what the same listener returned before.

    Raises InvalidReply, SessionDamaged, CannotWrite.
    """
    check_reply(reply, opened.session)
    folder = opened.folder / FOLDER
    with writing(folder):
        private_folder(folder)
    same = list(_of_same(opened.folder, reply))
    path, before = same[0] if same else (_free_path(folder, reply.listener), None)
    write_record(path, reply)
    with writing(folder):
        for copy, _ in same[1:]:
            copy.unlink()
    _tell_anew(opened)
    return KeptReply(reply, path, before)


def _free_path(folder: Path, listener: str) -> Path:
    taken = {each.stem for each in folder.iterdir()}
    return folder / f"{short_name(listener, taken, 'listener')}.json"


def erase_reply(opened: OpenSession, listener: str) -> ListenerReply:
    """Erase what that listener returned of the session, which is given back.

    Raises WrongUse where there is nothing, SessionDamaged, CannotWrite.
    """
    _, reply = reply_by(opened.folder, listener)
    folder = opened.folder / FOLDER
    with writing(folder):
        for path, _ in list(_of_same(opened.folder, reply)):
            path.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
    _tell_anew(opened)
    return reply


def reply_by(folder: Path, listener: str) -> tuple[Path, ListenerReply]:
    """What that listener returned of the session in `folder`, and where it is kept.

    Raises WrongUse where there is nothing, SessionDamaged.
    """
    for path, reply in kept_replies(folder):
        if same_listener(reply.listener, listener):
            return path, reply
    raise WrongUse(
        f"Nothing of a listener {listener!r} is kept with {folder.name}.",
        f"{to_type('debrief', folder.name)} --json names who listened.",
    )


def _tell_anew(opened: OpenSession) -> None:
    """Write the text of the debrief anew, if there is one: it tells what listeners heard."""
    debrief = read_debrief(opened.folder)
    if debrief != Debrief():
        write_debrief(opened.folder, opened.session, debrief)


def _of_same(folder: Path, reply: ListenerReply) -> Iterator[tuple[Path, ListenerReply]]:
    for path, each in kept_replies(folder):
        if same_listener(each.listener, reply.listener):
            yield path, each
