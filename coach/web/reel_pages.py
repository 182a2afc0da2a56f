"""The page of the reel: the best takes and the stories chosen, heard one after the other."""

from __future__ import annotations

import contextlib
import functools
import io
import tempfile
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, cast
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from coach.audio.mastering import MASTER_RATE_HZ
from coach.audio.writing import write_wav
from coach.debrief.reel import Best, Extra, Reel, joined, title
from coach.errors import SessionDamaged, WrongUse
from coach.formats import day_and_time
from coach.library.disk import writing
from coach.library.library import Library
from coach.stories.into_reel import into_reel
from coach.web.library_view import LibraryView
from coach.web.next_up import to_look_back_at
from coach.web.parts import part_asked_for, sent_in_blocks
from coach.web.routing import Rejected, reading

_CHANGED = "The reel has changed. Load its page again."


@dataclass(frozen=True)
class ShownChapter:
    """What one part of the reel is, where its sound is, and where it is read ("" nowhere)."""

    title: str
    said: str
    audio: str
    where: str


def reel_pages(library_view: LibraryView) -> list[Route]:
    """The page `/vision/reel`, the sound of its parts, and all of it as one file."""
    library = library_view.library
    kept_sounds = functools.lru_cache(maxsize=2)(functools.partial(_evened, library))

    waiting = functools.partial(to_look_back_at, library_view)

    def page(_: Request) -> Response:
        left_out: list[SessionDamaged] = []
        try:
            chosen, trouble = into_reel(library, tell=left_out.append), ""
        except WrongUse as nothing:
            chosen, trouble = [], nothing.message
        shown = [_shown(library_view, place, each) for place, each in enumerate(chosen, 1)]
        told = [damage.message for damage in left_out]
        return library_view.page(
            "reel.html",
            title="Your reel",
            chapters=shown,
            trouble=trouble,
            left_out=told,
            look_back=None if shown else library_view.listing.ask(waiting),
        )

    def part(request: Request, place: int) -> Response:
        chosen = into_reel(library)
        of = request.query_params.get("of", "")
        if not 0 < place <= len(chosen) or _named(chosen[place - 1]) != of:
            raise Rejected(_CHANGED, 404)
        return part_asked_for(request, kept_sounds(place, of), "audio/wav")

    def whole(_: Request) -> Response:
        name = quote(f"reel-{date.today():%Y-%m-%d}.wav")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return sent_in_blocks(_whole(library), "audio/wav", headers)

    return [
        reading("/vision/reel", page),
        reading("/vision/reel/file", whole),
        reading("/vision/reel/{place:number}/audio", part),
    ]


def _shown(library_view: LibraryView, place: int, best: Best | Extra) -> ShownChapter:
    audio = f"{library_view.root}/vision/reel/{place}/audio?of={quote(_named(best), safe='')}"
    if isinstance(best, Extra):
        return ShownChapter(best.title, best.said, audio, f"{library_view.root}/stories")
    where = f"{library_view.session_path(best.session)}#q{best.turn.number}t{best.take.number}"
    return ShownChapter(title(best), day_and_time(best.take.started_at), audio, where)


def _named(best: Best | Extra) -> str:
    """What tells it from what may stand in its place later."""
    if isinstance(best, Extra):
        return f"{best.title}, {best.said}"
    return f"{best.session} {best.turn.number} {best.take.number}"


def _evened(library: Library, place: int, of: str) -> bytes:
    """The sound of one part as a WAV, as loud as the others. Raises SessionDamaged."""
    chosen = next(each for each in into_reel(library)[place - 1 :] if _named(each) == of)
    file = io.BytesIO()
    write_wav(file, joined(library, [chosen], Reel()), MASTER_RATE_HZ)
    return file.getvalue()


def _whole(library: Library) -> BinaryIO:
    """All of it in a file that no folder names, so that nothing of it is left anywhere.

    Raises WrongUse, SessionDamaged, CannotWrite.
    """
    chosen = into_reel(library)
    with contextlib.ExitStack() as stack, writing(library.folder):
        unnamed = stack.enter_context(tempfile.TemporaryFile(dir=library.folder))
        file = cast(BinaryIO, unnamed)
        write_wav(file, joined(library, chosen, Reel()), MASTER_RATE_HZ)
        stack.pop_all()  # whoever sends it closes it
    return file
