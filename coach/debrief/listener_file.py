"""Reads the file that a listener returned, and checks that it belongs to a session.

Nothing in it is run, and no more of it is read than such a file can have.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from coach.debrief.listeners import (
    KIND,
    LONGEST_NAME,
    SCHEMA_VERSION,
    ListenerName,
    ListenerReply,
)
from coach.debrief.walk import newest
from coach.errors import InvalidReply, InvalidSetting, SessionNotFound
from coach.formats import day_and_time
from coach.library.library import Library
from coach.library.records import Kind, Session, Turn
from coach.records import what_is_wrong
from coach.transcription.words import without_controls

MOST_BYTES = 200_000  # a hundred answers and all that is written about them have a tenth of that
_AGAIN = "Ask your listener to save it once more on the page you gave them, and send it as it is."
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def listener_name(typed: str) -> str:
    """The name of a listener as it was typed, made plain. Raises InvalidSetting."""
    try:
        return TypeAdapter[str](ListenerName).validate_python(typed)
    except ValidationError as error:
        raise InvalidSetting(
            f"{without_controls(typed)[:LONGEST_NAME]!r} is no name of a listener: it needs "
            f"letters, at most {LONGEST_NAME} signs, and no tags.",
            'coach export SESSION --format html --for-listener "Anna"',
        ) from error


def reply_file(path: Path) -> ListenerReply:
    """What the file `path` holds. Raises InvalidReply."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        why = error.strerror or str(error)
        raise InvalidReply(f"{path} cannot be read: {why}.", "Name the returned file.") from error
    return reply_in(content, path.name)


def reply_in(content: bytes, name: str) -> ListenerReply:
    """What a listener's file called `name` holds. Raises InvalidReply.

    It may be a copied text: other words around it, and lines broken, do not matter.
    """
    if len(content) > MOST_BYTES:
        at_most = f"{MOST_BYTES // 1000} KB"
        raise _invalid(f"{name} is larger than any such file, which has at most {at_most}")
    text = _text(content)
    first, end = text.find("{"), text.rfind("}") + 1
    if first < 0 or KIND not in text:
        raise _invalid(f"{name} is no file of a listener")
    # A mail breaks lines where it likes. Within the file's own texts they are written as \n.
    whole = " ".join(text[first : end or None].splitlines())
    try:
        reply = ListenerReply.model_validate_json(whole, strict=True)
    except ValidationError as error:
        raise _invalid(what_is_wrong(error, name)) from error
    if reply.schema_version > SCHEMA_VERSION:
        newer = "it was made by a newer coach"
        raise InvalidReply(_refused(newer), "pip install --upgrade spoken-coach")
    return reply


def _text(content: bytes) -> str:
    """Read as UTF-8, or as the UTF-16 that some editors save; a wrong byte is no reason to fail."""
    encoding = "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
    return content.decode(encoding, errors="replace")


def session_of(library: Library, reply: ListenerReply) -> Session:
    """The session that `reply` is about. Raises InvalidReply where there is none."""
    for listed in library.sessions():
        if listed.session and listed.session.started_at == reply.started_at:
            return listed.session
    raise InvalidReply(
        _refused(f"{reply.listener} listened to {_named(reply)}, which is not here"),
        "Which sessions are here: coach sessions",
    )


def check_reply(reply: ListenerReply, session: Session) -> None:
    """Raise InvalidReply where `reply` is about another session, or about what is not in it."""
    if reply.started_at != session.started_at:
        told = f"{reply.listener} listened to {_named(reply)}, and this is {session.id}"
        raise InvalidReply(_refused(told), "Take it in where it belongs: leave SESSION out.")
    turns = {turn.number: turn for turn in session.turns}
    for answer in reply.answers:
        turn = turns.get(answer.question)
        takes = [take.number for take in turn.answers] if turn else []
        if turn is None or answer.take not in takes:
            which = f"take {answer.take} of question {answer.question}"
            raise _invalid(f"{session.id} has no {which}")
        if any(number > len(turn.question.listen_for) for number in answer.heard):
            raise _invalid(f"question {answer.question} has no such point to listen for")


def can_be_heard(session: Session) -> bool:
    """Whether a listener gets an answer: none of what was told, nor where all sound is erased."""
    answers = filter(None, map(newest, session.turns))
    return session.kind is not Kind.REAL and any(take.has_sound for take in answers)


def answers_to_hear(session: Session) -> list[Turn]:
    """The questions whose newest answer a listener is to hear. Raises SessionNotFound."""
    if not can_be_heard(session):
        raise SessionNotFound(
            f"{session.id} has no answers that a listener could hear.",
            "Another session: coach sessions",
        )
    return [turn for turn in session.turns if newest(turn)]


def _named(reply: ListenerReply) -> str:
    """The session as the file names it."""
    return f"{reply.session or 'a session'} ({day_and_time(reply.started_at)})"


def _refused(why: str) -> str:
    return f"The listener's file is not taken in: {why}."


def _invalid(why: str) -> InvalidReply:
    return InvalidReply(_refused(why), _AGAIN)
