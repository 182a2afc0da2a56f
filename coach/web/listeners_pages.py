"""The page of a session's listeners: it makes the page for one, and takes in what they returned."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach.debrief.listener_file import MOST_BYTES, can_be_heard, listener_name, reply_in
from coach.debrief.listener_keeping import erase_reply, keep_reply
from coach.debrief.listeners import LONGEST_NAME, ListenerReply, same_listener
from coach.debrief.replies import replies_of
from coach.errors import InvalidReply, InvalidSetting, SessionDamaged
from coach.formats import counted
from coach.web.error_text import error_text
from coach.web.library_view import LibraryView
from coach.web.listener_page import listener_page
from coach.web.routing import Form, reading, writing

_NOTHING_SENT: Form = QueryParams()
_RETURNED = "the file"  # the page does not know what it was called


def listeners_pages(library_view: LibraryView) -> list[Route]:
    """`/session/…/listeners`, and what it sends."""
    erased: dict[str, str] = {}  # a session, and whose reply to it was erased and is not told yet

    def listeners(request: Request, session_id: str) -> Response:
        asked = request.query_params
        gone = erased.pop(session_id, "") if "erased" in asked else ""
        return _page(library_view, session_id, kept=QueryParams({**asked, "erased": gone}))

    def give(request: Request, session_id: str) -> Response:
        session, typed = library_view.session(session_id), request.query_params.get("name", "")
        try:
            name = listener_name(typed)
        except InvalidSetting as error:
            return _page(library_view, session_id, trouble=error.message, name=typed)
        try:
            made = listener_page(library_view.library, session, name)
        except SessionDamaged as damage:
            return _page(library_view, session_id, trouble=error_text(damage), name=typed)
        saved = f"attachment; filename*=UTF-8''{quote(made.file_name)}"
        return Response(made.text, media_type="text/html", headers={"Content-Disposition": saved})

    def take_in(_: Request, sent: Form, session_id: str) -> Response:
        text = sent.get("text", "")
        try:
            reply = reply_in(text.encode(errors="replace"), _RETURNED)
            with library_view.opened(session_id) as opened:
                kept = keep_reply(opened, reply)
        except InvalidReply as error:
            return _page(library_view, session_id, trouble=error_text(error), text=text)
        query = {"kept": kept.reply.listener} | ({"replaced": "1"} if kept.before else {})
        path = f"{library_view.session_path(session_id)}/listeners"
        return RedirectResponse(f"{path}?{urlencode(query)}", 303)

    def erase(_: Request, sent: Form, session_id: str) -> Response:
        with library_view.opened(session_id) as opened:
            gone = erase_reply(opened, sent.get("listener", ""))
        erased[session_id] = gone.listener
        return RedirectResponse(f"{library_view.session_path(session_id)}/listeners?erased=1", 303)

    return [
        writing("/session/{session_id}/listeners/erase", erase),
        reading("/session/{session_id}/listeners", listeners),
        reading("/session/{session_id}/listeners/page", give),
        writing("/session/{session_id}/listeners", take_in),
    ]


def _told(kept: Form, replies: Sequence[ListenerReply]) -> str:
    """That a reply is kept which came just now, or erased; "" where none is."""
    name, erased = kept.get("kept", ""), kept.get("erased", "")
    if erased and not any(same_listener(each.listener, erased) for each in replies):
        return f"What {erased} heard is erased."
    for each in replies:
        if each.listener == name:
            heard = counted(len(each.answers), "answer", "answers")
            again = ", in the place of what they had returned before" if "replaced" in kept else ""
            return f"What {name} heard in {heard} is kept{again}."
    return ""


def _page(
    library_view: LibraryView,
    session_id: str,
    *,
    kept: Form = _NOTHING_SENT,
    trouble: str = "",
    name: str = "",
    text: str = "",
) -> Response:
    """The page; `name` and `text` are what was typed, where that was not taken."""
    session, folder = library_view.session(session_id), library_view.folder(session_id)
    replies: list[ListenerReply] = []
    try:
        replies = replies_of(folder)
    except SessionDamaged as damage:
        trouble = " ".join(filter(None, (trouble, error_text(damage))))
    return library_view.page(
        "listeners.html",
        400 if trouble else 200,
        title=f"Listeners: {session.question_set.title}",
        session=session,
        path=library_view.session_path(session_id),
        can_be_heard=can_be_heard(session),
        replies=replies,
        told=_told(kept, replies),
        trouble=trouble,
        name=name,
        text=text,
        longest_name=LONGEST_NAME,
        most_bytes=MOST_BYTES,
    )
