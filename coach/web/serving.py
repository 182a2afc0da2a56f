"""The server: one socket on this machine alone, waitress behind it until somebody stops it.

waitress answers on threads of its own and sends files without holding one of them, so that nothing
waits while sound plays. It would take in a whole request, on the disk if need be, before the app is
asked: so what the door refuses loses its body as soon as its headers are there.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import logging
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server
from waitress.task import ErrorTask, WSGITask

from coach.errors import WrongUse
from coach.library.library import Library
from coach.state import remember, remembered
from coach.web.app import MOST_WRITTEN_BYTES, create_app
from coach.web.door import LOCAL, Asked, Door
from coach.web.neighbours import from_somebody_else
from coach.web.places import forget_list
from coach.web.safety import HEADERS, OF_STRANGER

_THREADS = 8
_LONGEST_HEADERS_BYTES = 32_768
_PORT = "review_port"
_TOLD = {  # what waitress answers without asking the app, in words for people
    400: "This request cannot be understood.",
    413: "This is more than the page can take at once.",
    431: "This address is too long.",
    501: "This request cannot be understood.",
}


@dataclass(frozen=True)
class Listening:
    """A server that takes connections, and answers them once it runs."""

    _door: Door
    _server: Any
    _path: str

    def address(self) -> str:
        """A new address of the page, which works once."""
        return self._door.address(self._path)

    def run(self) -> None:
        """Answer until Ctrl-C (or whatever else raises KeyboardInterrupt in this thread)."""
        self._server.run()


@contextlib.contextmanager
def listening(library: Library, port: int = 0, session_id: str = "") -> Iterator[Listening]:
    """The page of `library` on `port`; its addresses lead to `session_id`.

    Port 0 is the one it had last time, where that is free: what a browser still keeps of that page,
    such as what was typed and not saved, belongs to it. Raises WrongUse where `port` cannot be had.
    """
    forget_list()
    logging.getLogger("waitress").setLevel(logging.ERROR)  # a long queue is nobody's business
    with _bound(port) if port else _bound_as_before() as bound:
        door = Door(bound.getsockname()[1])
        server: Any = create_server(
            create_app(library, door),
            sockets=[bound],
            threads=_THREADS,
            ident=None,
            max_request_header_size=_LONGEST_HEADERS_BYTES,
            max_request_body_size=MOST_WRITTEN_BYTES + 1,
            inbuf_overflow=2 * MOST_WRITTEN_BYTES,  # more than that: nothing goes to the disk
        )
        server.channel_class = functools.partial(_Channel, door)
        try:
            yield Listening(door, server, f"/session/{quote(session_id)}" if session_id else "/")
        finally:
            server.close()


class _Task(WSGITask):  # type: ignore[misc]  # waitress has no types
    """A request, for the app, which is told whose connection it came by."""

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ[OF_STRANGER] = self.channel.of_stranger
        return environ


class _ErrorTask(ErrorTask):  # type: ignore[misc]
    """What waitress answers by itself, in a sentence, and no less strict than the app."""

    def execute(self) -> None:
        told = _TOLD.get(self.request.error.code, "Something broke that should not.")
        body = f"{told}\n".encode()
        self.status = f"{self.request.error.code} {self.request.error.reason}"
        self.response_headers += [("Content-Type", "text/plain; charset=utf-8"), *HEADERS.items()]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection. Whose it is, is found out when it comes: later its other end may be gone."""

    task_class = _Task
    error_task_class = _ErrorTask

    def __init__(self, door: Door, server: Any, sock: Any, addr: Any, adj: Any, map: Any) -> None:  # noqa: A002  as waitress calls it
        self._door = door
        self.of_stranger = from_somebody_else(addr, sock.getsockname())
        super().__init__(server, sock, addr, adj, map=map)

    def parser_class(self, adj: Any) -> HTTPRequestParser:
        """What reads the next request."""
        return _Parser(adj, self._door, self.of_stranger)


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads a request; of one that will be refused anyway, only the headers."""

    body_rcv: Any

    def __init__(self, adj: Any, door: Door, of_stranger: bool) -> None:
        super().__init__(adj)
        self._door = door
        self._of_stranger = of_stranger

    def received(self, data: bytes) -> int:
        """Take in `data`; how many bytes of it belong to this request."""
        before = self.headers_finished
        count: int = super().received(data)
        has_body = self.body_rcv is not None and not self.error
        if self.headers_finished and not before and has_body and self._refused():
            self._leave_body()
            return len(data)
        return count

    def _refused(self) -> bool:
        path = "/" + self.path.lstrip("/")  # as the app will see it
        asked = Asked(self.command, path, self.query, self.headers, self._of_stranger)
        return self._door.refusal(asked) is not None

    def _leave_body(self) -> None:
        """Be complete without it; nothing else can come over this connection then."""
        self.body_rcv.getbuf().close()
        self.body_rcv = None
        self.expect_continue = False
        self.headers.pop("CONTENT_LENGTH", None)
        self.headers["CONNECTION"] = "close"
        self.completed = True


@contextlib.contextmanager
def _bound_as_before() -> Iterator[socket.socket]:
    """On the port of last time; on any other while something else has it."""
    port = remembered(_PORT)
    with contextlib.ExitStack() as stack:
        bound = None
        if isinstance(port, int):
            with contextlib.suppress(WrongUse):
                bound = stack.enter_context(_bound(port))
        if bound is None:
            bound = stack.enter_context(_bound(0))
        if not isinstance(port, int):
            remember(_PORT, bound.getsockname()[1])
        yield bound


@contextlib.contextmanager
def _bound(port: int) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as bound:
        if sys.platform == "win32":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:  # a port that was just left; on Windows it would share one in use
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((LOCAL, port))
            bound.listen()  # two that have not listened yet could both have the port
        except (OSError, OverflowError) as error:
            taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
            why = "is in use" if taken else "cannot be had"
            raise WrongUse(f"Port {port} {why}.", "Any free one: coach review") from error
        yield bound
