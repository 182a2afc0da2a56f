"""The server: uvicorn on a socket that only this machine can reach, until somebody stops it.

Threads: one thread, with an event loop, has all connections, however slow they are. Other threads
read the disk, and find out which user made a connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import functools
import gc
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp
from uvicorn.config import Config
from uvicorn.server import Server

from coach.errors import WrongUse
from coach.library.library import Library
from coach.questions.finding import available_sets
from coach.state import remember, remembered
from coach.web.app import behind_door, page_routes
from coach.web.browser_storage import PORT
from coach.web.connections import PATIENCE, Connection, Patience
from coach.web.door import LOCAL, Door
from coach.web.guard import LONGEST_HEADERS_BYTES
from coach.web.import_pages import import_pages
from coach.web.importing import Importing
from coach.web.library_view import LibraryView
from coach.web.listing import Rows
from coach.web.neighbours import Neighbours
from coach.web.page_key import kept_key
from coach.web.places import forget_list
from coach.web.plan_card import plan_card
from coach.web.practice.microphone_check import check_routes
from coach.web.practice.room import PracticeRoom
from coach.web.practice.routes import sitting_routes
from coach.web.routing import Form, Rejected, writing
from coach.web.running import announced
from coach.web.settings_pages import examining

MOST_IN_A_MESSAGE_BYTES = 1_000_000  # half a minute of sound
_LAST_ANSWERS_S = 1  # for what is on its way when somebody stops it; what is written is written
_SENT_AHEAD_BYTES = 131_072  # in the system's buffer: what is not read costs no time and memory
_BROWSER_IS_THERE_S = 0.2  # one that runs already has asked by then; another takes a second
_FILES = 4096  # a connection may need two: there is room for many that do not move
_USUAL_PORT = 8722


@dataclass(frozen=True)
class Listening:
    """A server that takes connections, and answers them once it runs."""

    _door: Door
    _path: str
    _answer: Callable[[], None]

    def address(self) -> str:
        """A new address of the page, which works once."""
        return self._door.address(self._path)

    def run(self) -> None:
        """Answer until Ctrl-C, which uvicorn raises again when all is closed."""
        self._answer()


@contextlib.contextmanager
def listening(library: Library, port: int = 0, path: str = "/library") -> Iterator[Listening]:
    """The page of `library` on `port`; its addresses lead to `path`.

    Port 0 is the one it had last time, or else the usual one, where that is free: what a browser
    keeps of that page, such as its permission to use the microphone, belongs to it. Ctrl-C (or
    whatever else raises KeyboardInterrupt) ends the page, and no more than that; a session that is
    running is kept.

    Raises WrongUse where `port` cannot be had.
    """
    forget_list()
    _allow_files()
    with contextlib.ExitStack() as stack:
        bound = stack.enter_context(_bound(port) if port else _bound_as_before())
        door = Door(bound.getsockname()[1], kept_key())
        room = stack.enter_context(PracticeRoom(library))

        def end() -> None:
            server.should_exit = True

        library_view = LibraryView(library, door.root)
        gc.freeze()  # what is loaded by now stays: looking through it again and again takes time
        importing = stack.enter_context(
            Importing(library, room.choose_transcriber, lambda: room.is_running)
        )
        closing = end_route(library_view, room, importing, end)
        more = [*sitting_routes(room, library), *check_routes(room), *import_pages(importing)]
        more += [ticket_route(door), closing, examining(library_view, room)]
        app = behind_door(door, library_view, [*more, *page_routes(library_view)])
        server = server_of(app, bound)
        asked = server.server_state
        stack.enter_context(reading_ahead(library_view, lambda: bool(asked.total_requests)))
        stack.enter_context(announced(library.folder, bound.getsockname()[1]))
        runner = stack.enter_context(asyncio.Runner(loop_factory=server.config.get_loop_factory()))
        runner.get_loop()  # so that nothing is left to be made once the address is told
        serving = server.serve([bound])
        stack.callback(serving.close)  # Ctrl-C may come before it has begun

        def answer() -> None:
            # The event loop never ends if an exception makes it forget the first step of a task.
            with server.capture_signals():
                runner.run(serving)

        with contextlib.suppress(KeyboardInterrupt):
            yield Listening(door, path, answer)


@contextlib.contextmanager
def reading_ahead(library_view: LibraryView, is_asked: Callable[[], bool]) -> Iterator[None]:
    """Read what the first page needs on a thread, while the browser starts.

    Once a page `is_asked` for, nothing more is read: that page would have to wait for it.
    """
    listing = library_view.listing  # made once, for it and for the page
    ended = threading.Event()

    def read() -> None:
        if ended.wait(_BROWSER_IS_THERE_S):
            return
        reading: tuple[Callable[[], object], ...] = (
            lambda: listing.ask(Rows.count),
            available_sets,
            lambda: plan_card(library_view, date.today()),
        )
        with contextlib.suppress(OSError):  # the page itself tells
            for read_one in reading:
                if not is_asked():
                    read_one()

    ahead = threading.Thread(target=read, name="reading ahead")
    ahead.start()
    try:
        yield
    finally:
        ended.set()
        ahead.join()


def ticket_route(door: Door) -> Route:
    """`/ticket`: a new address, for whoever holds the secrets already, such as `coach open`."""

    def ticket(_: Request, sent: Form) -> Response:
        path = sent.get("path", "/")
        return JSONResponse({"address": door.address(path if path.startswith("/") else "/")})

    return writing("/ticket", ticket)


def end_route(
    library_view: LibraryView, room: PracticeRoom, importing: Importing, end: Callable[[], None]
) -> Route:
    """`/end`: ends the coach, for whoever did not start it at a terminal."""

    def ended(_: Request, __: Form) -> Response:
        if room.is_running:
            raise Rejected("A session is under way. Stop it first, in its own tab.", 409)
        is_importing = importing.is_under_way
        end()
        title = "The coach has ended"
        return library_view.page("closed.html", title=title, is_importing=is_importing)

    return writing("/end", ended)


def server_of(app: ASGIApp, bound: socket.socket, patience: Patience = PATIENCE) -> Server:
    """What answers with `app` over the connections of `bound`, once it is run with it."""
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SENT_AHEAD_BYTES)
    quiet = logging.ERROR if "COACH_TRACEBACK" in os.environ else logging.CRITICAL
    for name in ("uvicorn.error", "asyncio"):  # the page says it in a sentence
        logging.getLogger(name).setLevel(quiet)
    config = Config(
        app,
        http=cast(type[asyncio.Protocol], functools.partial(Connection, Neighbours(), patience)),
        ws=cast(type[asyncio.Protocol], _websocket),
        ws_max_size=MOST_IN_A_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        loop="asyncio",
        interface="asgi3",
        lifespan="off",
        workers=1,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=LONGEST_HEADERS_BYTES,
        timeout_keep_alive=round(patience.headers_s),
        timeout_graceful_shutdown=_LAST_ANSWERS_S,
    )
    config.load()
    return Server(config)


def _websocket(**given: Any) -> asyncio.Protocol:
    """A connection that stays open; what that needs is loaded with the first of them."""
    from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

    return WebSocketsSansIOProtocol(**given)


@contextlib.contextmanager
def _bound_as_before() -> Iterator[socket.socket]:
    """On the port of last time, or the usual one; on any other while something else has them."""
    port = remembered(PORT)
    with contextlib.ExitStack() as stack:
        bound = None
        for wanted in (port, _USUAL_PORT):
            if bound is None and isinstance(wanted, int):
                with contextlib.suppress(WrongUse):
                    bound = stack.enter_context(_bound(wanted))
        if bound is None:
            bound = stack.enter_context(_bound(0))
        if not isinstance(port, int):
            remember(PORT, bound.getsockname()[1])
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
            raise WrongUse(f"Port {port} {why}.", "Leave --port out to get a free one.") from error
        yield bound


def _allow_files() -> None:
    """Have as many files and connections open as the system allows without asking, up to FILES."""
    if sys.platform == "win32":
        return
    import resource

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if most == resource.RLIM_INFINITY else min(_FILES, most)
    if now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
