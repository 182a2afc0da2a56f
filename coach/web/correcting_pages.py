"""The page for correcting a transcript. The original words and all times are kept."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach.debrief.keeping import quote_anew
from coach.delivery.language import language_of
from coach.errors import SessionDamaged
from coach.library.open_session import OpenSession
from coach.library.reading import KeptTake, transcript_of
from coach.library.records import Take
from coach.transcription.words import without_controls
from coach.web.correcting_rows import correcting_rows
from coach.web.library_view import LibraryView
from coach.web.merging import Merged, SentLine, merged
from coach.web.routing import Form, Rejected, kept, reading, wants_json, writing
from coach.web.takes import Viewer, key_of


@dataclass(frozen=True)
class Clash:
    """A line that was changed here and elsewhere: how it reads now, and what was typed."""

    theirs: str
    yours: str


def correcting_pages(library_view: LibraryView) -> list[Route]:
    """The page on which a take's lines are corrected, and what it sends."""

    def correct(_: Request, session_id: str, question: int, take: int) -> Response:
        return _page(library_view, session_id, question, take)

    def save(request: Request, sent: Form, session_id: str, question: int, take: int) -> Response:
        found = Merged((), (), ())
        rows: list[SentLine] = []
        with library_view.opened(session_id) as opened:
            given = library_view.take(session_id, question, take)[2]
            if "take_back" in sent:
                opened.take_back(given)
            elif "put_back" in sent:
                opened.put_back(given)
            elif "put_in" in sent:
                opened.put_in(given, sent["put_in"])
            elif "leave_out" in sent:
                opened.leave_out(given, sent["leave_out"])
            else:
                rows = _rows(sent)
                found = _correct(opened, question, given, rows)
            with contextlib.suppress(SessionDamaged):  # of the debrief; the correction is kept
                quote_anew(opened.folder, opened.session)
        if wants_json(request):
            return kept(reads=found.reads, clashes=found.clashes)
        if found.clashes:
            clashes = [Clash(found.reads[n], rows[n].text) for n in found.clashes]
            return _page(library_view, session_id, question, take, clashes)
        back = f"{library_view.session_path(session_id)}#{key_of(question, take)}"
        return RedirectResponse(back, 303)

    path = "/session/{session_id}/{question:number}/{take:number}/correct"
    return [reading(path, correct), writing(path, save)]


def _page(
    library_view: LibraryView,
    session_id: str,
    question: int,
    take: int,
    clashes: Sequence[Clash] = (),
) -> Response:
    session, turn, found = library_view.take(session_id, question, take)
    folder, path = (
        library_view.folder(session_id),
        library_view.take_path(session_id, question, take),
    )
    kept_take = KeptTake(folder, found)
    name, edits = kept_take.name, kept_take.edits
    shown = Viewer(folder, lambda *_: f"{path}/audio").take(turn, found)
    return library_view.page(
        "correct.html",
        409 if clashes else 200,
        title=f"Correct question {question}, take {take}: {session.question_set.title}",
        session=session,
        turn=turn,
        take=shown,
        rows=correcting_rows(kept_take),
        fillers=language_of(shown.language).fillers.words,
        path=path,
        back=f"{library_view.session_path(session_id)}#{key_of(question, take)}",
        corrected=bool(edits.of(name)),
        taken_back=edits.can_go_forth(name),
        clashes=clashes,
    )


def _rows(sent: Form) -> list[SentLine]:
    """The lines that were sent, each with how the page had shown it. Raises Rejected."""
    was, now = sent.getlist("was"), sent.getlist("line")
    if len(was) != len(now):
        raise Rejected("This is not what the page sends. Load it again.")
    return [
        SentLine(" ".join(a.split()), " ".join(without_controls(b).split()))
        for a, b in zip(was, now, strict=True)
    ]


def _correct(opened: OpenSession, question: int, take: Take, rows: list[SentLine]) -> Merged:
    """Have the lines that were changed read as they were sent, except where they clash."""
    transcript = transcript_of(opened.folder, take)
    if transcript is None:
        raise Rejected("There is no text to correct yet.", 409)
    found = merged(rows, transcript)
    for change in reversed(found.changes):  # from the end, so that the numbers before stay
        opened.correct(question, take, change.first_word, change.end_word, change.text)
    return found
