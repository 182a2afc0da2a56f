"""The server: one socket on this machine alone, waitress behind it until somebody stops it.

waitress answers on threads of its own and sends files without holding one of them, so that nothing
waits while sound plays.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import secrets
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from waitress.server import create_server

from coach.errors import WrongUse
from coach.library.library import Library
from coach.review.app import create_app
from coach.review.safety import LOCAL

_THREADS = 8
_TOKEN_BYTES = 24


@dataclass(frozen=True)
class Listening:
    """A server that takes connections, and answers them once it runs.

    `address` is for the person; `opening` is to start a browser with, and works once.
    """

    address: str
    opening: str
    _server: Any

    def run(self) -> None:
        """Answer until Ctrl-C (or whatever else raises KeyboardInterrupt in this thread)."""
        self._server.run()


@contextlib.contextmanager
def listening(library: Library, port: int = 0, session_id: str = "") -> Iterator[Listening]:
    """The page of `library` on `port` (0: any that is free); its address leads to `session_id`.

    Raises WrongUse where the port cannot be had.
    """
    logging.getLogger("waitress").setLevel(logging.ERROR)  # a long queue is nobody's business
    token, ticket = (secrets.token_urlsafe(_TOKEN_BYTES) for _ in range(2))
    with _bound(port) as bound:
        port = bound.getsockname()[1]
        app = create_app(library, token, port, ticket)
        server: Any = create_server(app, sockets=[bound], threads=_THREADS, ident=None)
        path = f"/session/{quote(session_id)}" if session_id else "/"
        address, opening = (
            f"http://{LOCAL}:{port}{path}?{urlencode({'token': each})}" for each in (token, ticket)
        )
        try:
            yield Listening(address, opening, server)
        finally:
            server.close()


@contextlib.contextmanager
def _bound(port: int) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as bound:
        if os.name == "posix":  # a port that was just left; on Windows it would share one in use
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((LOCAL, port))
        except (OSError, OverflowError) as error:
            taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
            why = "is in use" if taken else "cannot be had"
            raise WrongUse(f"Port {port} {why}.", "Any free one: coach review") from error
        yield bound
