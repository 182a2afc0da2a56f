"""`coach debrief --listener`, and what listeners heard as a debrief at the terminal shows it."""

from __future__ import annotations

from pathlib import Path

from coach.cli.hints import shown_path
from coach.cli.named_files import STDIN, from_stdin
from coach.cli.output import print_json, result, talk
from coach.debrief.columns import ABOUT_FIGURES, columns_by_question, overall_lines
from coach.debrief.keeping import rate_first, read_debrief
from coach.debrief.listener_file import (
    MOST_BYTES,
    check_reply,
    reply_file,
    reply_in,
    session_of,
)
from coach.debrief.listener_keeping import KeptReply, earlier_reply, keep_reply
from coach.debrief.listeners import ListenerReply
from coach.debrief.replies import replies_of
from coach.formats import counted, day_and_time, to_type
from coach.library.library import Library
from coach.library.open_session import OpenSession


def take_in_reply(library: Library, session: str | None, path: Path, *, as_json: bool) -> None:
    """Keep the listener's file `path` with its session, and show it beside the person's ratings.

    Raises InvalidReply, SessionNotFound, SessionBusy, SessionDamaged, CannotWrite.
    """
    if path == STDIN:
        reply = reply_in(from_stdin(MOST_BYTES + 1), "what came through stdin")
    else:
        reply = reply_file(path)
    found = library.session(session) if session else session_of(library, reply)
    check_reply(reply, found)
    with library.open_session(found.id) as opened:
        before = earlier_reply(opened.folder, reply)
        if before:
            talk(f"{reply.listener} had listened before: that reply is replaced.")
            _tell_age(before, reply)
        kept = keep_reply(opened, reply)
        if as_json:
            _print_document(found.id, kept)
            return
        heard = counted(len(reply.answers), "answer", "answers")
        result(f"Kept what {reply.listener} heard in {heard}: {shown_path(kept.path)}")
        show_listeners(opened)


def show_listeners(opened: OpenSession) -> None:
    """What listeners heard in the answers that are rated. Raises SessionDamaged."""
    replies = replies_of(opened.folder)
    if not replies:
        return
    debrief = read_debrief(opened.folder)
    shown = columns_by_question(opened.folder, opened.session, debrief, replies)
    for turn, columns in shown:
        for each in columns:
            result(f"\n{turn.number}. {turn.question.text}  (take {each.take})")
            for line in each.lines:
                result(line)
    if not shown:
        talk(rate_first(replies))
        talk(f"Rate them: {to_type('debrief', opened.session.id)}")
        return
    result(f"\n{ABOUT_FIGURES}")
    show_overall(opened)


def show_overall(opened: OpenSession) -> None:
    """What listeners heard the person want, and what stayed with them. Raises SessionDamaged."""
    for line in overall_lines(read_debrief(opened.folder), replies_of(opened.folder)):
        result(line)


def _tell_age(before: ListenerReply, reply: ListenerReply) -> None:
    if reply.saved_at < before.saved_at:
        talk(
            f"It was saved on {day_and_time(before.saved_at.astimezone())}, after this one of "
            f"{day_and_time(reply.saved_at.astimezone())}."
        )


def _print_document(session_id: str, kept: KeptReply) -> None:
    print_json(
        {
            "session": session_id,
            "listener": kept.reply.listener,
            "answers": len(kept.reply.answers),
            "replaced": kept.before is not None,
            "file": str(kept.path),
        }
    )
