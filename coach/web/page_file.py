"""Exports a session as one HTML file with sound, words and figures, to open without a server."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from markupsafe import Markup

from coach.audio.small_copy import Coding, small_copy
from coach.debrief.gaps import gap_sentence
from coach.debrief.keeping import read_told
from coach.debrief.records import Debrief, Rated
from coach.delivery.advised import advice_in
from coach.errors import SessionDamaged, UnreadableAudio
from coach.library.library import Library
from coach.library.reading import unplayable
from coach.library.records import Session, Take, Turn
from coach.library.texts import follow_up_title
from coach.web.heard_by_listeners import ShownListeners, heard_by_question, heard_over_all
from coach.web.stories_along import shown_along
from coach.web.takes import Viewer
from coach.web.templating import rendered
from coach.web.told_along import ToldAlong, told_along

_NOTHING_RATED = Debrief()
STATIC_FILES = Path(__file__).parent / "static"
_MODULES = (  # each needs earlier ones
    *("clock.js", "storage.js", "player.js", "preferred.js", "deck.js", "keys.js"),
    *("place.js", "session.js"),
)
_BETWEEN_MODULES = re.compile(r"^(import .*;$|export (?=\w))", re.MULTILINE)


@dataclass(frozen=True)
class PageFile:
    """The page, and what could not be put into it, which is said there, too."""

    text: str
    left_out: tuple[SessionDamaged, ...] = ()


def as_html(library: Library, session: Session, with_notes: bool = False) -> PageFile:
    """The whole session; what was rated of it only `with_notes`. Raises InvalidSetting."""
    folder = library.folder / session.id
    script, style = _script(), (STATIC_FILES / "page.css").read_text(encoding="utf-8")
    left_out: list[SessionDamaged] = []
    notes = _notes(folder, session, left_out) if with_notes else _Notes()

    def address(_: Turn, take: Take) -> str:
        try:
            return sound_as_data(folder, take)
        except SessionDamaged as error:
            left_out.append(error)
            raise

    text = rendered(
        "file.html",
        title=session.question_set.title,
        session=session,
        questions=Viewer(folder, address, advice=advice_in(folder, session)).questions(session),
        again="",
        beside=0,
        notes_trouble=notes.trouble,
        told=notes.told,
        rated=_rated(session, notes.debrief),
        heard=notes.heard,
        overall=notes.overall,
        along=shown_along(library, left_out),
        policy=policy_of(script, style),
        script=Markup(script),  # noqa: S704  ours  # nosec B704
        style=Markup(style),  # noqa: S704  ours  # nosec B704
    )
    return PageFile(text, tuple(left_out))


@dataclass(frozen=True)
class _Notes:
    """What was rated, or told of a real interview, and what listeners heard in what is rated.

    `trouble` is why some of it is missing.
    """

    debrief: Debrief = _NOTHING_RATED
    told: ToldAlong | None = None
    heard: Mapping[int, ShownListeners] = field(default_factory=dict)
    overall: ShownListeners | None = None
    trouble: str = ""


def _notes(folder: Path, session: Session, left_out: list[SessionDamaged]) -> _Notes:
    notes = _Notes()
    try:
        debrief = read_told(folder, session)
        notes = _Notes(debrief, told_along(folder, session, debrief))
        if debrief.rated:
            heard = heard_by_question(folder, session, debrief)
            notes = replace(notes, heard=heard, overall=heard_over_all(folder))
    except SessionDamaged as error:
        left_out.append(error)
        notes = replace(notes, trouble=error.message)
    return notes


def sound_as_data(folder: Path, take: Take, coding: Coding = Coding.OPUS) -> str:
    """A take's sound as an address that holds all of it. Raises SessionDamaged."""
    path = folder / take.audio
    if not path.resolve().is_relative_to(folder.resolve()):
        raise SessionDamaged(f"{folder.name} is damaged: {take.audio} is not in its folder.")
    if take.sound_erased_at:
        raise unplayable(folder, take)
    try:
        copy = small_copy(path, coding)
    except UnreadableAudio as error:
        damaged = unplayable(folder, take, error)
        # The page is handed on: the path of the file would say whose machine this is.
        message = damaged.message.replace(str(path), take.audio)
        raise SessionDamaged(message, damaged.hint) from error
    kind = copy.mime_type.replace(" ", "")
    return f"data:{kind};base64,{base64.b64encode(copy.content).decode()}"


def _rated(session: Session, debrief: Debrief) -> list[tuple[str, Rated, list[str]]]:
    if debrief.telling:
        return []  # what is rated of a real interview stands with what was told of it
    return [
        (_title(turn, each.take), each, [gap_sentence(gap) for gap in each.gaps])
        for each in debrief.rated
        for turn in session.turns
        if turn.number == each.question
    ]


def _title(turn: Turn, number: int) -> str:
    """What take `number` answers: the question, or a follow-up to it."""
    for take in turn.takes:
        asked = turn.follow_up_of(take) if take.number == number else None
        if asked:
            return f"{turn.number}. {follow_up_title(asked)}"
    return f"{turn.number}. {turn.question.text}" + (f", take {number}" if number > 1 else "")


def _script() -> str:
    """The modules as one: without their imports and exports, which need a server."""
    texts = ((STATIC_FILES / name).read_text(encoding="utf-8") for name in _MODULES)
    return "\n".join(_BETWEEN_MODULES.sub("", text) for text in texts)


def policy_of(script: str, style: str) -> str:
    """Nothing but what is in the file: its own script, its own style, its own sounds."""
    return (
        f"default-src 'none'; media-src data:; script-src '{_digest(script)}'; "
        f"style-src '{_digest(style)}'; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
