"""Connections that are slow, do not move, or stay open: none keeps another browser waiting."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Browser
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from coach.library.library import Library
from coach.web.app import behind_door, page_routes
from coach.web.connections import PATIENCE, Patience
from coach.web.door import Door
from coach.web.library_view import LibraryView
from coach.web.serving import server_of
from tests.helpers.coach_program import PATIENCE_S
from tests.helpers.kept_sessions import HEDGED, keep, recordings
from tests.helpers.reviewing import Reviewing, page_here, reviewing

MB = 1_000_000
SOUND_BYTES = 24 * MB  # more than fits in the buffers of the system
MOST_SENT_BYTES = 400 * MB


@dataclass(frozen=True)
class Page:
    """A page that is served, and a browser that was let in."""

    port: int
    root: str
    cookie: str

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        """What such a browser sends."""
        return {"Cookie": self.cookie, "Origin": self.origin}

    def connected(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE_S)

    def asking(self, path: str) -> socket.socket:
        """A connection on which `path` has been asked for."""
        made = self.connected()
        cookie = f"Cookie: {self.cookie}\r\n"
        head = f"GET {self.root}{path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{cookie}\r\n"
        made.sendall(head.encode())
        return made

    def seconds_to_answer(self) -> float:
        """How long another browser waits for the library."""
        began_s = time.monotonic()
        with self.asking("/library") as connection:
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            assert answer.status == 200
            assert b"Library" in answer.read()
        return time.monotonic() - began_s

    def open_connections(self) -> int:
        """How many connections the server, which runs in this process, has open."""
        made = psutil.Process().net_connections("tcp")
        return sum(one.laddr.port == self.port and one.status != psutil.CONN_LISTEN for one in made)

    def wait_until_none_is_open(self) -> None:
        """Wait for the server to close all of them."""
        end_s = time.monotonic() + PATIENCE_S
        while self.open_connections():
            assert time.monotonic() < end_s, self.open_connections()
            time.sleep(0.1)

    def websocket(self, path: str, **headers: str) -> connect:
        """A WebSocket, opened with the headers of one that was let in, and these besides."""
        given = self.headers | headers
        return connect(f"ws://127.0.0.1:{self.port}{path}", additional_headers=given)


@contextmanager
def served(*more: BaseRoute, patience: Patience = PATIENCE) -> Iterator[Page]:
    """The page with `more` routes, by a server in a thread."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port = bound.getsockname()[1]
        door = Door(port)
        library_view = LibraryView(Library(recordings()), door.root)
        server = server_of(
            behind_door(door, library_view, [*page_routes(library_view), *more]), bound, patience
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            yield Page(port, door.root, f"{door.cookie_name}={door.cookie}")
        finally:
            server.should_exit = True
            thread.join(PATIENCE_S)
    assert not thread.is_alive()


def page_of(server: Reviewing) -> Page:
    parts = urlsplit(server.at(""))
    return Page(parts.port or 0, parts.path, server.cookie)


def large_sound(name: str) -> Path:
    """Make the first recording of a session large."""
    path = next((recordings() / name).glob("01-*/take-1.flac"))
    path.write_bytes(b"\0" * SOUND_BYTES)
    return path


@contextmanager
def crowd(page: Page, name: str, count: int, byte_every_s: float) -> Iterator[list[socket.socket]]:
    """So many connections each that never send, that send a byte now and then, and that do not read
    what they asked for: in this order."""
    with ExitStack() as stack:
        asked = [stack.enter_context(page.connected()) for _ in range(2 * count)]
        for _ in range(count):
            asked.append(stack.enter_context(page.asking(f"/session/{name}/1/1/audio")))
        for connection in asked[2 * count :]:
            connection.recv(1, socket.MSG_PEEK)  # so that it is under way
        done = threading.Event()

        def dribble() -> None:
            for number in range(10_000):
                for connection in asked[count : 2 * count]:
                    with contextlib.suppress(OSError):
                        connection.sendall(b"GET / HTTP/1.1\r\nX: y"[number : number + 1] or b"y")
                if done.wait(byte_every_s):
                    return

        thread = threading.Thread(target=dribble)
        thread.start()
        try:
            yield asked
        finally:
            done.set()
            thread.join()


def closed(connections: Sequence[socket.socket]) -> bool:
    """Whether the server has closed all of them; what it sent before is thrown away."""
    for connection in connections:
        connection.settimeout(0.5)
        try:
            while connection.recv(MB):
                pass
        except TimeoutError:
            return False
        except OSError:
            pass
    return True


def test_no_part_of_an_answer_waits_for_an_acknowledgement() -> None:
    with page_here() as server:
        connection = http.client.HTTPConnection(urlsplit(server.origin).netloc, timeout=PATIENCE_S)
        took_s = []
        for _ in range(12):  # on one connection, on which the other end acknowledges late
            began_s = time.perf_counter()
            connection.request("GET", "/static/practice/keys.js")
            assert connection.getresponse().read()
            took_s.append(time.perf_counter() - began_s)
        connection.close()
    assert min(took_s[2:]) < 0.03  # an acknowledgement takes 0.04 s


def test_slow_connections_keep_nobody_waiting_and_are_closed() -> None:
    name = keep([HEDGED])
    large_sound(name)
    with served(patience=Patience(2.0, 3.0)) as page, ExitStack() as stack:
        page.seconds_to_answer()  # the first one loads the templates
        asked = stack.enter_context(crowd(page, name, 40, 0.1))
        answered_s = [page.seconds_to_answer() for _ in range(5)]
        assert max(answered_s) < 1.0, answered_s
        assert page.open_connections() >= 40  # those that do not read
        page.wait_until_none_is_open()  # before they read, for then they would get the rest
        assert closed(asked)
        assert page.seconds_to_answer() < 1.0


@pytest.mark.long
def test_two_hundred_of_each_keep_nobody_waiting() -> None:
    name = keep([HEDGED])
    large_sound(name)
    with reviewing() as server:
        page, process = page_of(server), psutil.Process(server.process.pid)
        page.seconds_to_answer()
        before = process.memory_info().rss
        with crowd(page, name, 200, 1.0) as asked:
            answered_s, most = [], 0
            for _ in range(20):
                answered_s.append(page.seconds_to_answer())
                most = max(most, process.memory_info().rss)
                time.sleep(1)
            print(f"answered in {max(answered_s):.3f} s, {(most - before) / MB:.0f} MB more")
            assert max(answered_s) < 1.0
            assert most - before < 80 * MB
            time.sleep(15)
            assert closed(asked[:400])
            assert page.seconds_to_answer() < 1.0
        assert server.stop() == (0, "")


def test_what_reads_on_slowly_gets_all_of_it() -> None:
    name = keep([HEDGED])
    large_sound(name)
    hurried = Patience(headers_s=0.3, reading_s=1.0)
    with (
        served(patience=hurried) as page,
        page.asking(f"/session/{name}/1/1/audio") as connection,
    ):
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        taken = 0
        for _ in range(8):
            taken += len(answer.read(SOUND_BYTES // 8))
            time.sleep(0.2)
        assert taken == SOUND_BYTES


def test_a_sound_that_is_recorded_on_ends_where_it_did_when_asked_for() -> None:
    name = keep([HEDGED])
    path = large_sound(name)
    with served() as page:
        connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=PATIENCE_S)
        sound = f"{page.root}/session/{name}/1/1/audio"
        with contextlib.closing(connection):
            connection.request("GET", sound, headers=page.headers)
            answer = connection.getresponse()
            with path.open("ab") as recorded:
                recorded.write(b"\1" * MB)
            assert answer.read() == b"\0" * SOUND_BYTES
            connection.request("GET", sound, headers=page.headers | {"Range": "bytes=-4"})
            assert connection.getresponse().read() == b"\1" * 4


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_quietly_while_connections_are_open(number: signal.Signals) -> None:
    name = keep([HEDGED])
    large_sound(name)
    with reviewing() as server, crowd(page_of(server), name, 3, 0.1):
        page_of(server).seconds_to_answer()
        began_s = time.monotonic()
        assert server.stop(number) == (0, "")
        assert time.monotonic() - began_s < 5


def test_it_ends_while_a_page_is_worked_on_and_a_broken_request_is_answered() -> None:
    with reviewing() as server, page_of(server).connected() as connection:
        page = page_of(server)
        lines = [f"POST {page.root}/session/x/place HTTP/1.1", "Host: " + page.origin[7:]]
        lines += [f"{name}: {text}" for name, text in page.headers.items()]
        lines += ["Transfer-Encoding: chunked", "", "nonsense", ""]
        connection.sendall("\r\n".join(lines).encode())
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert answer.status == 400
        assert answer.headers["Cache-Control"] == "no-store"
        assert server.stop() == (0, "")


async def echo(websocket: WebSocket) -> None:
    """Send back whatever comes."""
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(text)


def test_a_websocket_is_accepted_from_whom_the_door_lets_in() -> None:
    with served(WebSocketRoute("/echo", echo)) as page:
        with page.websocket(f"{page.root}/echo") as websocket:
            for text in ("one", "two"):
                websocket.send(text)
                assert websocket.recv(PATIENCE_S) == text
        strangers = [
            (f"{page.root}/echo", {"Cookie": ""}),
            (f"{page.root}/echo", {"Origin": "http://evil.example"}),
            (f"{page.root}/echo", {"Origin": ""}),
            (f"{page.root}/echo", {"Sec-Fetch-Site": "same-site"}),
            ("/wrong/echo", {}),
            ("/static/echo", {}),
        ]
        for path, headers in strangers:
            with pytest.raises(InvalidStatus) as refused, page.websocket(path, **headers):
                pass
            answer = refused.value.response
            assert answer.status_code == 403, (path, headers)
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert b"<p>" in (answer.body or b"")
        with pytest.raises(InvalidStatus, match="404"), page.websocket(f"{page.root}/nowhere"):
            pass


@pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0, reason="only the superuser can be somebody else"
)
def test_a_websocket_of_another_user_is_refused() -> None:
    with served(WebSocketRoute("/echo", echo)) as page:
        # The other user may be unable to read this project: whatever the server has yet to load,
        # in this process, is loaded while the process is still our own.
        with page.websocket(f"{page.root}/echo") as ours:
            ours.send("one")
            assert ours.recv(PATIENCE_S) == "one"
        os.seteuid(65534)
        try:
            theirs = page.connected()
        finally:
            os.seteuid(0)
        with pytest.raises(InvalidStatus, match="403"), theirs:
            connect(
                f"ws://127.0.0.1:{page.port}{page.root}/echo",
                additional_headers=page.headers,
                sock=theirs,
            )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ("Sec-WebSocket-Version: 13", 400),
        ("Sec-WebSocket-Version: 99\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", 400),
        (
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nX: "
            + "x" * 9000,
            431,
        ),
    ],
)
def test_what_only_looks_like_a_websocket_is_told(headers: str, status: int) -> None:
    with served() as page, page.connected() as connection:
        lines = f"Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n{headers}\r\n\r\n"
        connection.sendall(f"GET / HTTP/1.1\r\n{lines}".encode())
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert answer.status == status
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_websocket_is_closed_when_the_server_ends() -> None:
    with ExitStack() as stack:
        with served(WebSocketRoute("/echo", echo)) as page:
            websocket = stack.enter_context(page.websocket(f"{page.root}/echo"))
        with pytest.raises(ConnectionClosed):
            websocket.recv(PATIENCE_S)


def test_an_upload_is_read_in_pieces_whatever_its_size() -> None:
    process, pieces = psutil.Process(), [0]
    before = process.memory_info().rss

    async def take_in(request: Request) -> Response:
        total, most = 0, before
        async for piece in request.stream():
            pieces.append(len(piece))
            total += len(piece)
            if total > MOST_SENT_BYTES:
                return PlainTextResponse("", 413)
            most = max(most, process.memory_info().rss)
        return PlainTextResponse(f"{total} {most}")

    piece = b"x" * MB
    with served(Route("/upload", take_in, methods=["POST"])) as page:
        connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=PATIENCE_S)
        with contextlib.closing(connection):
            body = (piece for _ in range(200))
            headers = page.headers | {"Content-Length": str(200 * MB)}
            connection.request("POST", f"{page.root}/upload", body, headers)
            total, most = map(int, connection.getresponse().read().split())
    assert total == 200 * MB
    assert most - before < 20 * MB
    assert max(pieces) < 2 * MB


def test_a_page_of_ours_may_open_a_websocket(chromium: Browser) -> None:
    keep([HEDGED])
    with served(WebSocketRoute("/echo", echo)) as page:
        context = chromium.new_context()
        name, _, value = page.cookie.partition("=")
        given = {"name": name, "value": value, "domain": "127.0.0.1", "path": f"{page.root}/"}
        context.add_cookies([given])
        shown = context.new_page()
        shown.goto(f"{page.origin}{page.root}/")
        heard = shown.evaluate(
            """(address) => new Promise((heard, failed) => {
              const socket = new WebSocket(address);
              socket.onopen = () => socket.send("one");
              socket.onmessage = (message) => heard(message.data);
              socket.onerror = () => failed(new Error("refused"));
            })""",
            f"ws://127.0.0.1:{page.port}{page.root}/echo",
        )
        context.close()
    assert heard == "one"


def broken(_: Request) -> Response:
    """What no page does."""
    raise ValueError("nothing")


def test_what_breaks_is_told_and_the_rest_goes_on() -> None:
    keep([HEDGED])
    with served(Route("/broken", broken)) as page:
        with page.asking("/broken") as connection:
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            assert answer.status == 500
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
            told = answer.read().decode()
            assert "Something broke that should not: ValueError: nothing" in told
        assert page.seconds_to_answer() < PATIENCE_S


@pytest.mark.parametrize("number", ["0", "9" * 20, "9" * 6000, "-1", "x"])
def test_an_answer_of_any_number_is_looked_for(number: str) -> None:
    name = keep([HEDGED])
    with served() as page, page.asking(f"/session/{name}/{number}/1/audio") as connection:
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert answer.status == 404


def test_it_can_be_ended_as_soon_as_its_address_is_told() -> None:
    for _ in range(3):
        with reviewing() as server:
            assert server.stop() == (0, "")
