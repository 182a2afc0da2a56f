"""The library as all pages use it: sessions, takes and sounds, found by what an address names."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import Message, Receive, Scope, Send

from coach.errors import SessionDamaged, SessionNotFound, WrongUse
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.reading import read_session
from coach.library.records import Session, Take, Turn
from coach.web.browser_storage import library_name, mark_of
from coach.web.listing import Listing
from coach.web.templating import rendered

_TYPES = {".flac": "audio/flac", ".wav": "audio/wav"}


class SoundGone(SessionDamaged):
    """A recording is not where it should be."""


@dataclass(frozen=True)
class LibraryView:
    """The library as the pages see it, all of which lie below `root`."""

    library: Library
    root: str
    writing: threading.Lock = field(default_factory=threading.Lock)  # held by the one that writes

    @contextlib.contextmanager
    def opened(self, session_id: str) -> Iterator[OpenSession]:
        """That session, to write to it; one of our own threads waits for the other.

        Raises SessionNotFound, SessionBusy, SessionDamaged, CannotWrite.
        """
        self.folder(session_id)
        with self.writing, self.library.open_session(session_id) as opened:
            yield opened

    @cached_property
    def listing(self) -> Listing:
        """The list of its sessions."""
        return Listing(self.library)

    @cached_property
    def name(self) -> str:
        """What tells the library from others: browsers keep what was typed in each apart."""
        return library_name(self.library.folder)

    def folder(self, session_id: str) -> Path:
        """The folder of a session of exactly that name. Raises SessionNotFound."""
        folder = self.library.folder / session_id
        plain = Path(session_id).name == session_id and not session_id.startswith(".")
        if not plain or not os.path.isfile(f"{folder}/session.json"):  # noqa: PTH113  any name
            raise SessionNotFound(f"There is no session {session_id!r}.", "coach sessions")
        return folder

    def session(self, session_id: str) -> Session:
        """That session. Raises SessionNotFound, SessionDamaged."""
        return read_session(self.folder(session_id))

    def take(self, session_id: str, question: int, take: int) -> tuple[Session, Turn, Take]:
        """One take of it. Raises SessionNotFound, SessionDamaged, WrongUse."""
        session = self.session(session_id)
        for turn in session.turns:
            for each in turn.kept_takes:
                if (turn.number, each.number) == (question, take):
                    return session, turn, each
        raise WrongUse(f"{session_id} has no take {take} of a question {question}.")

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page; `root` in it is where all pages are, and `library` names the library."""
        values |= {"library": self.name, "browsers_forget": mark_of(self.library.folder)}
        return HTMLResponse(rendered(template, root=self.root, **values), status)

    def session_path(self, session_id: str) -> str:
        """Where a session's page is."""
        return f"{self.root}/session/{quote(session_id, safe='')}"

    def take_path(self, session_id: str, question: int, take: int) -> str:
        """Where a take's own pages are."""
        return f"{self.session_path(session_id)}/{question}/{take}"


class _Recording(FileResponse):
    """A sound, as long as it was when it was asked for, though it may be recorded further."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        left = 0

        async def no_further(message: Message) -> None:
            nonlocal left
            if message["type"] == "http.response.start":
                left = int(Headers(raw=message["headers"])["content-length"])
            else:
                message["body"] = message["body"][:left]
                left -= len(message["body"])
            await send(message)

        await super().__call__(scope, receive, no_further)


def sound(request: Request, folder: Path, name: str) -> Response:
    """The audio file `name` of `folder`, or the part of it that was asked for.

    Raises SoundGone where it is not there, or not in the folder.
    """
    path = (folder / name).resolve()
    within = path.is_relative_to(folder.resolve()) and path.suffix in _TYPES
    if not within or not path.is_file():
        raise SoundGone(f"{folder.name} is damaged: the recording {name} is not there.")
    answer = _Recording(path, media_type=_TYPES[path.suffix], stat_result=path.stat())
    if request.headers.get("if-none-match") == answer.headers["etag"]:
        return Response(status_code=304, headers={"ETag": answer.headers["etag"]})
    return answer
