"""Erases a session after a page has named what goes, and marks one as somebody else's."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach.debrief.keeping import read_debrief
from coach.debrief.records import Telling
from coach.debrief.replies import replies_of
from coach.errors import SessionDamaged
from coach.formats import clock, counted, day_and_time
from coach.library.reading import KeptTake
from coach.library.records import Kind, Session, Take
from coach.library.sound_erasing import erase_sound, sound_to_erase
from coach.paths import user_question_sets
from coach.session.erasing import erase_session
from coach.stories.erasing import told_in
from coach.stories.records import Story
from coach.vision.building import fed_by
from coach.vision.records import Line
from coach.web.library_view import LibraryView
from coach.web.places import forget_list
from coach.web.routing import Form, Rejected, reading, writing


@dataclass(frozen=True)
class Erasure:
    """What erasing a session, or its `sound_alone`, deletes, and what of it stays; each a sentence
    or a line."""

    title: str
    goes: tuple[str, ...]
    stays: tuple[str, ...]
    lines: tuple[Line, ...] = ()
    stories: tuple[Story, ...] = ()
    sound_alone: bool = False


def keeping_pages(library_view: LibraryView) -> list[Route]:
    """What the library's rows and a session's page lead to and send."""

    def asked(title: str, session_id: str, erasure: Erasure) -> Response:
        path = library_view.session_path(session_id)
        return library_view.page("erase.html", title=title, path=path, erasure=erasure)

    def ask(_: Request, session_id: str) -> Response:
        return asked("Erase a session", session_id, _erasure(library_view, session_id))

    def erase(_: Request, sent: Form, session_id: str) -> Response:
        library_view.folder(session_id)
        _check_sure(sent)
        with library_view.writing:
            gone = erase_session(library_view.library, session_id, stories="stories" in sent)
        forget_list()
        gone.check()
        return RedirectResponse(f"{library_view.root}/library?erased=1", 303)

    def ask_of_sound(_: Request, session_id: str) -> Response:
        erasure = _erasure_of_sound(library_view, session_id)
        return asked("Erase the sound of a session", session_id, erasure)

    def erase_its_sound(_: Request, sent: Form, session_id: str) -> Response:
        _check_sure(sent)
        with library_view.opened(session_id) as opened:
            erase_sound(opened)
        return RedirectResponse(library_view.session_path(session_id), 303)

    def mine(_: Request, sent: Form, session_id: str) -> Response:
        if library_view.session(session_id).kind is not Kind.IMPORT:
            raise Rejected("Only what was imported may be of somebody else.")
        with library_view.opened(session_id) as opened:
            opened.mark_not_mine("not_mine" in sent)
        return RedirectResponse(library_view.session_path(session_id), 303)

    return [
        reading("/session/{session_id}/erase", ask),
        writing("/session/{session_id}/erase", erase),
        reading("/session/{session_id}/erase-sound", ask_of_sound),
        writing("/session/{session_id}/erase-sound", erase_its_sound),
        writing("/session/{session_id}/mine", mine),
    ]


def _check_sure(sent: Form) -> None:
    """Raises Rejected where nobody has said so on the page that asks."""
    if "sure" not in sent:
        raise Rejected("Whether it is to be erased for good is asked on its own page.")


def _erasure(library_view: LibraryView, session_id: str) -> Erasure:
    """Raises SessionNotFound."""
    lines, stories = _copies(library_view, session_id)
    try:
        session = library_view.session(session_id)
    except SessionDamaged as damage:
        return Erasure(session_id, (damage.message, "All files in its folder."), (), lines, stories)
    own_set = _own_set(library_view, session)
    stays = (f"The questions you were asked, as a set of your own: {own_set}",) if own_set else ()
    return Erasure(_titled(session), tuple(_goes(library_view, session)), stays, lines, stories)


def _erasure_of_sound(library_view: LibraryView, session_id: str) -> Erasure:
    """Raises SessionNotFound, SessionDamaged."""
    session = library_view.session(session_id)
    gone = [take for _, take in sound_to_erase(session)]
    unwritten = sum(take.unwritten for turn in session.turns for take in turn.kept_takes)
    stays = ["The words, their figures, your ratings and corrections"]
    if unwritten:
        stays.append(f"{_recordings(unwritten)} not written down yet")
    lines, stories = _copies(library_view, session_id)
    goes = (_how_much(gone),) if gone else ()
    return Erasure(_titled(session), goes, tuple(stays), lines, stories, sound_alone=True)


def _copies(
    library_view: LibraryView, session_id: str
) -> tuple[tuple[Line, ...], tuple[Story, ...]]:
    """What has a copy of its own of the sound: lines of the vision, and stories."""
    lines: tuple[Line, ...] = ()
    with contextlib.suppress(SessionDamaged):  # of the vision, which is left alone
        lines = tuple(fed_by(library_view.library, session_id))
    stories: tuple[Story, ...] = ()
    with contextlib.suppress(SessionDamaged):  # of the stories, which are left alone
        stories = tuple(told_in(library_view.library, session_id))
    return lines, stories


def _titled(session: Session) -> str:
    return f"{session.question_set.title}, {day_and_time(session.started_at)}"


def _recordings(count: int) -> str:
    return counted(count, "recording", "recordings")


def _how_much(takes: Sequence[Take]) -> str:
    length_s = sum(take.duration_s or 0.0 for take in takes)
    return f"{_recordings(len(takes))}, {clock(length_s)} long in all"


def _goes(library_view: LibraryView, session: Session) -> list[str]:
    folder = library_view.folder(session.id)
    takes = [take for turn in session.turns for take in turn.kept_takes if take.recorded]
    sounds = [take for take in takes if take.has_sound]
    goes = [_how_much(sounds)] if sounds else []
    if any(take.transcripts for take in takes):
        of_each = "of each of them" if sounds else "of each answer"
        goes.append(f"The words {of_each}, and all that was found in them")
    if any(_has_corrections(KeptTake(folder, take)) for take in takes):
        goes.append("Your corrections of the words")
    with contextlib.suppress(SessionDamaged):
        debrief = read_debrief(folder)
        if debrief.telling and debrief.telling != Telling():
            goes.append("What you told of the interview, and wrote about it")
        if rated := debrief.rated:
            goes.append(f"What you rated and noted of {counted(len(rated), 'answer', 'answers')}")
    with contextlib.suppress(SessionDamaged):
        if replies := replies_of(folder):
            goes.append(f"What listeners returned: {', '.join(e.listener for e in replies)}")
    if folder.is_symlink():
        goes.append(f"The folder to which it leads: {folder.resolve()}")
    return [*goes, "The speech that was rendered for its questions"]


def _has_corrections(kept: KeptTake) -> bool:
    try:
        return bool(kept.edits.edits)
    except SessionDamaged:
        return True


def _own_set(library_view: LibraryView, session: Session) -> str:
    """The set that was made of a real interview; "" where there is none."""
    with contextlib.suppress(SessionDamaged):
        telling = read_debrief(library_view.folder(session.id)).telling
        name = telling.set_name if telling else None
        if name and (user_question_sets() / f"{name}.yaml").is_file():
            return name
    return ""
