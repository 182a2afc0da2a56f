"""Exports a session as one HTML file with sound, words and figures, to open without a server."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from coach.audio.small_copy import small_copy
from coach.debrief.gaps import gap_sentence
from coach.debrief.keeping import read_debrief
from coach.debrief.records import Debrief
from coach.errors import SessionDamaged, UnreadableAudio
from coach.library.library import Library
from coach.library.reading import unplayable
from coach.library.records import Session, Take, Turn
from coach.web.takes import Viewer
from coach.web.templating import rendered

_STATIC = Path(__file__).parent / "static"
_MODULES = (  # each needs earlier ones
    *("player.js", "preferred.js", "deck.js", "keys.js", "place.js"),
    "session.js",
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
    script, style = _script(), (_STATIC / "page.css").read_text(encoding="utf-8")
    left_out: list[SessionDamaged] = []
    debrief = Debrief()
    try:
        debrief = read_debrief(folder) if with_notes else debrief
    except SessionDamaged as error:
        left_out.append(error)

    def address(_: Turn, take: Take) -> str:
        try:
            return _as_data(folder, take)
        except SessionDamaged as error:
            left_out.append(error)
            raise

    text = rendered(
        "file.html",
        title=session.question_set.title,
        session=session,
        questions=Viewer(folder, address).questions(session),
        again="",
        beside=0,
        rated=list(_rated(session, debrief)),
        policy=_policy(script, style),
        script=Markup(script),  # noqa: S704  ours  # nosec B704
        style=Markup(style),  # noqa: S704  ours  # nosec B704
    )
    return PageFile(text, tuple(left_out))


def _as_data(folder: Path, take: Take) -> str:
    """A take's sound as an address that holds all of it."""
    path = folder / take.audio
    if not path.resolve().is_relative_to(folder.resolve()):
        raise SessionDamaged(f"{folder.name} is damaged: {take.audio} is not in its folder.")
    if take.sound_erased_at:
        raise unplayable(folder, take)
    try:
        copy = small_copy(path)
    except UnreadableAudio as error:
        damaged = unplayable(folder, take, error)
        # The page is handed on: the path of the file would say whose machine this is.
        message = damaged.message.replace(str(path), take.audio)
        raise SessionDamaged(message, damaged.hint) from error
    kind = copy.mime_type.replace(" ", "")
    return f"data:{kind};base64,{base64.b64encode(copy.content).decode()}"


def _rated(session: Session, debrief: Debrief) -> list[tuple[Turn, object, list[str]]]:
    return [
        (turn, each, [gap_sentence(gap) for gap in each.gaps])
        for each in debrief.rated
        for turn in session.turns
        if turn.number == each.question
    ]


def _script() -> str:
    """The modules as one: without their imports and exports, which need a server."""
    texts = ((_STATIC / name).read_text(encoding="utf-8") for name in _MODULES)
    return "\n".join(_BETWEEN_MODULES.sub("", text) for text in texts)


def _policy(script: str, style: str) -> str:
    """Nothing but what is in the file: its own script, its own style, its own sounds."""
    return (
        f"default-src 'none'; media-src data:; script-src '{_digest(script)}'; "
        f"style-src '{_digest(style)}'; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
