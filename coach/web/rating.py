"""Takes in what was rated on a page: of an answer, or of what was said in a real interview."""

from __future__ import annotations

import re
from datetime import datetime

from coach.debrief.gaps import when_complete
from coach.debrief.keeping import read_debrief, write_debrief
from coach.debrief.records import REAL_ANSWER, Aspect, Rated, Rating
from coach.library.records import Kind, Session, Take, Turn
from coach.transcription.words import without_controls
from coach.web.library_view import LibraryView
from coach.web.routing import Form, Rejected

_POINT = re.compile(r"heard-([1-9][0-9]{0,3})")  # of those a question listens for
KEYS = {Rating.YES: "y", Rating.PARTLY: "p", Rating.NO: "n", Rating.NOT_ASKED: "-"}


def take_rating(
    library_view: LibraryView, session: Session, question: int, take: int, sent: Form
) -> str | None:
    """Keep what was rated of a take (REAL_ANSWER: of what was said in a real interview).

    Returns the note that somebody else changed meanwhile, and that stays; None where nobody did.
    Raises Rejected, WrongUse, SessionBusy, SessionDamaged, CannotWrite.
    """
    with library_view.opened(session.id) as opened:
        turn, found = _rated_take(library_view, opened.session, question, take)
        debrief = read_debrief(opened.folder)
        before = debrief.of(question, take)
        if "again" in sent:
            changed = debrief.anew(question, take)
        elif "put_back" in sent:
            changed = debrief.put_back(question, take)
        else:
            rated = _rated(sent, question, take, before)
            if found:
                rated = when_complete(opened.folder, turn, found, rated)
            changed = debrief.having(rated)
        write_debrief(opened.folder, opened.session, changed)
    is_rating = not {"again", "put_back"} & sent.keys()
    return _note_of_others(sent, before) if is_rating else None


def _rated_take(
    library_view: LibraryView, session: Session, question: int, take: int
) -> tuple[Turn, Take | None]:
    """What is rated; no take of what was said elsewhere. Raises Rejected, WrongUse."""
    if session.kind is not Kind.REAL:
        _, turn, found = library_view.take(session.id, question, take)
        return turn, found
    asked = [turn for turn in session.turns[1:] if turn.number == question]  # first, the telling
    if not asked or take != REAL_ANSWER:
        raise Rejected("No such question was asked there.", 404)
    return asked[0], None


def _rated(sent: Form, question: int, take: int, before: Rated | None) -> Rated:
    """What was rated now, beside what was before."""
    rated = before or Rated(question=question, take=take, rated_at=datetime.now().astimezone())
    changed = rated.ratings | _ratings(sent)
    ratings = {aspect: rating for aspect in Aspect if (rating := changed.get(aspect))}
    note = _note(sent, rated.note)
    if _note_of_others(sent, rated) is not None:
        note = rated.note
    if "finish" in sent:  # no note is an answer, too
        note = note or ""
    heard = rated.heard | {
        int(point[1]): text == "yes"
        for name, text in sent.items()
        if (point := _POINT.fullmatch(name))
    }
    return rated.model_copy(update={"ratings": ratings, "note": note, "heard": heard})


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
    """`text` as a note keeps it: in one line, however it was typed or pasted."""
    return " ".join(without_controls(text).split())


def _ratings(sent: Form) -> dict[Aspect, Rating | None]:
    """The ratings that were sent; None for one that was taken back, such as a mistyped one.

    Raises Rejected for one that does not exist.
    """
    try:
        return {
            aspect: Rating(text) if (text := sent[aspect.name.lower()]) else None
            for aspect in Aspect
            if aspect.name.lower() in sent
        }
    except ValueError as error:
        raise Rejected("There is no such rating.") from error
