"""The debrief page: an answer is rated by ear before its words or figures are shown."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach.debrief.gaps import beside_figures, gap_sentence, when_complete
from coach.debrief.keeping import read_debrief, write_debrief
from coach.debrief.records import Aspect, Debrief, Rated, Rating
from coach.debrief.walk import newest
from coach.delivery.kept import delivery_of_take
from coach.errors import SessionDamaged
from coach.library.open_session import OpenSession
from coach.library.reading import transcript_of
from coach.library.records import Kind, Session, Take, Turn
from coach.vision.keeping import VisionFolder
from coach.vision.yardstick import left_out_sentence, measure, touched_sentence
from coach.web.library_view import LibraryView
from coach.web.routing import Form, Rejected, kept, reading, wants_json, writing
from coach.web.session_pages import again_path
from coach.web.takes import ShownTake, Viewer, key_of
from coach.web.told_pages import told_page

_MOST_LINES = 3


@dataclass(frozen=True)
class RatedAnswer:
    """An answer to look back at. What was said and how is there only once it is rated.

    `before` is where the sound of the take before it is; "" where there is none.
    """

    turn: Turn
    key: str
    path: str
    length_s: float
    rated: Rated | None
    shown: ShownTake | None
    set_aside: bool
    take: int
    before: str = ""
    gaps: tuple[str, ...] = ()
    vision: tuple[str, ...] = ()


def debrief_pages(library_view: LibraryView) -> list[Route]:
    """The page `/session/…/debrief`, and what it sends."""

    def debrief(_: Request, session_id: str) -> Response:
        session = library_view.session(session_id)
        if session.kind is Kind.REAL:
            return told_page(library_view, session)
        answers = _answers(library_view, session)
        return library_view.page(
            "debrief.html",
            title="Looking back",
            session=session,
            path=library_view.session_path(session_id),
            answers=answers,
            again=again_path(library_view, session),
            left=sum(answer.shown is None for answer in answers),
            aspects=list(Aspect),
            ratings=list(Rating),
        )

    def rate(request: Request, sent: Form, session_id: str, question: int, take: int) -> Response:
        if library_view.session(session_id).kind is Kind.REAL:
            raise Rejected("What was told of a real interview is rated by coach debrief.")
        with library_view.opened(session_id) as opened:
            _, turn, found = library_view.take(session_id, question, take)
            debrief = read_debrief(opened.folder)
            before = debrief.of(question, take)
            changed = _changed(sent, opened, turn, found, debrief)
            write_debrief(opened.folder, opened.session, changed)
        if wants_json(request):
            is_rating = not {"again", "put_back"} & sent.keys()
            theirs = _note_of_others(sent, before) if is_rating else None
            return kept() if theirs is None else kept(theirs=theirs)
        back = f"{library_view.session_path(session_id)}/debrief#{key_of(question, take)}"
        return RedirectResponse(back, 303)

    return [
        reading("/session/{session_id}/debrief", debrief),
        writing("/session/{session_id}/{question:number}/{take:number}/rating", rate),
    ]


def _answers(library_view: LibraryView, session: Session) -> list[RatedAnswer]:
    debrief = read_debrief(library_view.library.folder / session.id)
    return [
        _answer(library_view, session, turn, take, debrief)
        for turn in session.turns
        if (take := newest(turn)) is not None
    ]


def _answer(
    library_view: LibraryView, session: Session, turn: Turn, take: Take, debrief: Debrief
) -> RatedAnswer:
    rated = debrief.of(turn.number, take.number)
    key = key_of(turn.number, take.number)
    path = library_view.take_path(session.id, turn.number, take.number)
    length_s = take.duration_s or 0.0
    aside = debrief.aside(turn.number, take.number) is not None
    before = _before(library_view, session, turn, take)
    bare = RatedAnswer(turn, key, path, length_s, rated, None, aside, take.number, before)
    if rated is None or not rated.complete:
        return bare
    folder = library_view.library.folder / session.id
    shown = Viewer(folder, lambda *_: f"{path}/audio").take(turn, take)
    gaps = tuple(gap_sentence(gap) for gap in _as_it_reads_now(folder, turn, take, rated).gaps)
    vision = _vision(library_view, folder, turn, take)
    return replace(bare, shown=shown, gaps=gaps, vision=vision)


def _before(library_view: LibraryView, session: Session, turn: Turn, take: Take) -> str:
    earlier = [each for each in turn.answers if each.duration_s and each.number < take.number]
    if not earlier:
        return ""
    return f"{library_view.take_path(session.id, turn.number, earlier[-1].number)}/audio"


def _as_it_reads_now(folder: Path, turn: Turn, take: Take, rated: Rated) -> Rated:
    """What was rated beside today's figures: words may have been corrected since."""
    with contextlib.suppress(SessionDamaged):
        delivery = delivery_of_take(folder, turn, take)
        return beside_figures(rated, delivery) if delivery else rated
    return rated


def _vision(library_view: LibraryView, folder: Path, turn: Turn, take: Take) -> tuple[str, ...]:
    """Which lines of the vision the answer shares words with, where there is a vision."""
    try:
        transcript = transcript_of(folder, take)
        vision = VisionFolder(library_view.library.folder).read()
    except SessionDamaged:
        return ()
    if transcript is None:
        return ()
    beside = measure(transcript, turn.question.theme, vision)
    return (
        *(touched_sentence(each) for each in beside.touched[:_MOST_LINES]),
        *(left_out_sentence(each) for each in beside.left_out[:_MOST_LINES]),
    )


def _changed(sent: Form, opened: OpenSession, turn: Turn, take: Take, debrief: Debrief) -> Debrief:
    """The debrief with what was sent of an answer: rated, to be rated anew, or that taken back."""
    if "again" in sent:
        return debrief.anew(turn.number, take.number)
    if "put_back" in sent:
        return debrief.put_back(turn.number, take.number)
    return debrief.having(_rated(sent, opened, turn, take, debrief))


def _rated(sent: Form, opened: OpenSession, turn: Turn, take: Take, debrief: Debrief) -> Rated:
    """What was rated now, beside what was before; with the figures once all of it is."""
    rated = debrief.of(turn.number, take.number) or Rated(
        question=turn.number, take=take.number, rated_at=datetime.now().astimezone()
    )
    ratings = rated.ratings | dict(_ratings(sent))
    note = _note(sent, rated.note)
    if _note_of_others(sent, rated) is not None:
        note = rated.note
    if "finish" in sent:  # no note is an answer, too
        note = note or ""
    rated = rated.model_copy(update={"ratings": ratings, "note": note})
    return when_complete(opened.folder, turn, take, rated)


def _note(sent: Form, before: str | None) -> str | None:
    """The note that was sent; None as long as there never was any."""
    note = _plain(sent.get("note", before or ""))
    return None if before is None and not note else note


def _note_of_others(sent: Form, before: Rated | None) -> str | None:
    """The note that is kept, where it is neither that which was changed here nor as it is now."""
    kept_note = (before.note if before else "") or ""
    shown = sent.get("note_was", kept_note)  # as it was typed, spaces at its end and all
    is_known = _plain(kept_note) in (_plain(shown), _note(sent, None) or "")
    return None if is_known else kept_note


def _plain(text: str) -> str:
    """`text` as a note keeps it: in one line, however it was typed."""
    return " ".join(text.split())


def _ratings(sent: Form) -> list[tuple[Aspect, Rating]]:
    """The ratings that were sent. Raises Rejected for one that does not exist."""
    try:
        return [
            (aspect, Rating(sent[aspect.name.lower()]))
            for aspect in Aspect
            if aspect.name.lower() in sent
        ]
    except ValueError as error:
        raise Rejected("There is no such rating.") from error
