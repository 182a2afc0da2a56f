"""The running server: for whom it opens, what it takes in, and how its address is told."""

from __future__ import annotations

import http.client
import itertools
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pexpect
import psutil
import pytest
from playwright.sync_api import Browser, expect

from coach.debrief.keeping import read_debrief
from coach.state import remember, remembered
from tests.helpers.coach_program import COMMAND, PATIENCE_S, coach, refused, succeeded
from tests.helpers.kept_sessions import HEDGED, keep, recordings
from tests.helpers.reviewing import Reviewing, reviewing

LARGE = 64 * 1024 * 1024


@contextmanager
def as_user(number: int) -> Iterator[None]:
    """As another user of this machine, which only the superuser can be."""
    if not hasattr(os, "getuid") or os.getuid() != 0:
        pytest.skip("only the superuser can be somebody else")
    os.seteuid(number)
    try:
        yield
    finally:
        os.seteuid(0)


def connected(server: Reviewing) -> socket.socket:
    """A connection to it."""
    return socket.create_connection(("127.0.0.1", urlsplit(server.origin).port or 0), PATIENCE_S)


def head(server: Reviewing, method: str, path: str, **headers: str) -> bytes:
    """The beginning of a request, by whoever was let in."""
    path = urlsplit(server.at(path)).path
    lines = [f"{method} {path} HTTP/1.1", f"Host: {urlsplit(server.origin).netloc}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def answer(connection: socket.socket) -> str:
    """What comes back: the status, the headers, and the rest."""
    response = http.client.HTTPResponse(connection)
    response.begin()
    headers = "".join(f"{name.title()}: {value}\n" for name, value in response.getheaders())
    return f"{response.status} {response.reason}\n{headers}\n{response.read().decode()}"


def test_it_listens_on_this_machine_alone_and_stops_quietly() -> None:
    name = keep([HEDGED])
    with reviewing(name) as server:
        assert server.address.startswith("http://127.0.0.1:")
        port = urlsplit(server.origin).port or 0
        with pytest.raises(HTTPError, match="403"):
            urlopen(server.origin)
        others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None)}
        for other in others - {"127.0.0.1", "::1"}:
            with pytest.raises(OSError, match=r"refused|unreachable|timed out"):
                socket.create_connection((other, port), timeout=2)
        again = coach("review", "--port", str(port), "--no-browser")
        refused(again, 2, f"Port {port} is in use", "Leave --port out")
        assert server.stop(signal.SIGINT) == (0, "")


def test_the_port_is_that_of_last_time_while_it_is_free() -> None:
    keep([HEDGED])
    with socket.create_server(("127.0.0.1", 0)) as free:  # the usual one may be taken here
        remember("review_port", free.getsockname()[1])
    with reviewing() as first:
        origin = first.origin
        with reviewing() as second:
            assert second.origin != origin
    with reviewing() as third:
        assert third.origin == origin


def test_a_session_that_is_not_there_is_refused() -> None:
    keep([HEDGED])
    refused(coach("review", "nothing", "--no-browser"), 2, "There is no session")


def test_another_user_gets_nothing_even_with_both_secrets() -> None:
    name = keep([HEDGED])
    with reviewing(name) as server:
        origin = server.origin
        rating = {"Origin": origin, "Cookie": server.cookie, "Content_Length": "10"}
        with as_user(65534):
            theirs = connected(server)
        with theirs:
            theirs.sendall(head(server, "GET", f"/session/{name}", Cookie=server.cookie))
            told = answer(theirs)
            assert told.startswith("403")
            assert "another user of this machine" in told
        with as_user(65534):
            gone = connected(server)
        with gone:  # closed before anybody could look
            gone.sendall(head(server, "POST", f"/session/{name}/1/1/rating", **rating))
            gone.sendall(b"vision=yes")
        with connected(server) as ours:
            ours.sendall(head(server, "GET", f"/session/{name}", Cookie=server.cookie))
            assert "200 OK" in answer(ours)
        assert read_debrief(recordings() / name).rated == ()


def written_bytes(server: Reviewing) -> int:
    """How much its process has written so far, to whatever."""
    return psutil.Process(server.process.pid).io_counters().write_bytes


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux counts what is written")
def test_what_is_refused_is_not_taken_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the door, or for its length; however long it says it is, and whether or not it waits."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    name = keep([HEDGED])
    lengths = {"Content_Length": str(LARGE)}, {"Transfer_Encoding": "chunked"}
    expecting: tuple[dict[str, str], ...] = {}, {"Expect": "100-continue"}
    with reviewing() as server:
        cookies: tuple[dict[str, str], ...] = {}, {"Cookie": server.cookie}
        for length, waits, cookie in itertools.product(lengths, expecting, cookies):
            before = written_bytes(server)
            sent = {"Origin": server.origin} | length | waits | cookie
            with connected(server) as connection:
                connection.sendall(head(server, "POST", f"/session/{name}/1/1/rating", **sent))
                taken = push(connection)
            assert taken < 16_000_000  # what fits in the buffers of the system
            assert written_bytes(server) - before < 500_000
        with connected(server) as ours:  # and it goes on answering
            ours.sendall(head(server, "GET", "/", Cookie=server.cookie))
            assert "200 OK" in answer(ours)


def push(connection: socket.socket) -> int:
    """Send chunks until nobody takes them any more; how many bytes were taken."""
    chunk, taken = b"10000\r\n" + b"x" * 65_536 + b"\r\n", 0
    connection.settimeout(2)
    try:
        while taken < LARGE:
            connection.sendall(chunk)
            taken += len(chunk)
    except OSError:
        pass
    return taken


def test_a_refusal_is_told_before_the_body_is_sent() -> None:
    name = keep([HEDGED])
    with reviewing() as server, connected(server) as connection:
        request = head(
            server, "POST", f"/session/{name}/1/1/rating", Origin=server.origin, Content_Length="99"
        )
        connection.sendall(request)
        told = answer(connection)
        assert told.startswith("403")
        assert "Connection: close" in told
        connection.sendall(
            head(server, "GET", "/", Cookie=server.cookie)
        )  # not a request of its own
        with pytest.raises((http.client.BadStatusLine, OSError)):
            answer(connection)


def test_what_is_no_request_gets_a_sentence_and_the_same_headers() -> None:
    wrong = (
        ("GET /" + "x" * 70_000 + " HTTP/1.1", "431", "This address is too long."),
        ("GET / HTTP/1.1\r\nContent-Length: nonsense", "400", "cannot be understood"),
        ("nonsense", "400", "cannot be understood"),
    )
    with reviewing() as server:
        for request_line, status, told in wrong:
            with connected(server) as connection:
                connection.sendall(f"{request_line}\r\nHost: x\r\n\r\n".encode())
                said = answer(connection)
            assert said.startswith(status)
            assert told in said
            assert "Content-Security-Policy: default-src 'none'" in said
            assert "Cache-Control: no-store" in said


class Neighbour(BaseHTTPRequestHandler):
    """Another program that serves pages on this machine, and notes what browsers send it."""

    received: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        """Note, and answer with something that asks for more."""
        self.received.append(f"{self.path} {self.headers}")
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<img src=/any/thing/else.png><p>neighbour</p>")

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_a_neighbour_on_another_port_never_receives_the_cookie(chromium: Browser) -> None:
    name = keep([HEDGED])
    neighbour = ThreadingHTTPServer(("127.0.0.1", 0), Neighbour)
    Thread(target=neighbour.serve_forever, daemon=True).start()
    with closing(neighbour.socket), reviewing(name) as server:
        page = chromium.new_page()
        page.goto(server.address)
        expect(page.locator("h1")).to_have_text("Mine")
        root, cookie = urlsplit(page.url).path.split("/")[1], page.context.cookies()[0]["value"]
        for path in ("/", "/session/x", f"/session/{name}", "/static/page.css"):
            page.goto(f"http://127.0.0.1:{neighbour.server_address[1]}{path}")
            expect(page.locator("p")).to_have_text("neighbour")
        neighbour.shutdown()
        page.goto(server.origin + f"/{root}/")
        expect(page.locator("h1")).to_have_text("Practise")
        page.close()
    assert len(Neighbour.received) >= 8
    told = "\n".join(Neighbour.received)
    assert cookie not in told
    assert root not in told  # nor by Referer


def test_the_browser_is_started_with_an_address_that_lets_in_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started = tmp_path / "started"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" >{started}.part\nmv {started}.part {started}\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    monkeypatch.setenv("DISPLAY", ":0")
    name = keep([HEDGED])
    with reviewing(name, browser=True) as server:
        deadline_s = time.monotonic() + PATIENCE_S
        while not started.exists():
            assert time.monotonic() < deadline_s
            time.sleep(0.02)
        opening = started.read_text()
        assert opening != server.address
        jar = build_opener(HTTPCookieProcessor())
        with jar.open(opening) as opened:
            assert name in opened.read().decode()
            inside = opened.url
        assert jar.open(inside).status == 200  # whoever was let in stays in
        for address in (opening, inside):
            with pytest.raises(HTTPError, match="403"):
                urlopen(address)
        assert build_opener(HTTPCookieProcessor()).open(server.address).status == 200


def test_enter_at_the_terminal_tells_a_new_address() -> None:
    keep([HEDGED])
    child = pexpect.spawn(COMMAND[0], [*COMMAND[1:], "review", "--no-browser"], encoding="utf-8")
    child.timeout = PATIENCE_S
    try:
        told = []
        for _ in range(3):
            child.expect(r"http://127\.0\.0\.1:\d+/\?token=[\w-]+")
            told.append(str(child.after))
            child.sendline("")
        assert len(set(told)) == 3
        for address in told:
            assert build_opener(HTTPCookieProcessor()).open(address).status == 200
        child.sendintr()
        child.expect(pexpect.EOF)
    finally:
        child.close(force=True)


def test_no_file_of_the_machine_names_an_erased_session() -> None:
    name, other = keep([HEDGED]), keep([HEDGED])
    state = Path(os.environ["XDG_STATE_HOME"]) / "spoken-coach" / "state.json"
    state.parent.mkdir(parents=True)
    state.write_text(f'{{"review_places": {{"{name}": ["q1t1", 2.5]}}, "review_port": 1}}')
    with (
        reviewing() as server,
        closing(http.client.HTTPConnection(urlsplit(server.origin).netloc)) as c,
    ):
        for each in (name, other):
            path = urlsplit(server.at(f"/session/{each}/place")).path
            headers = {"Cookie": server.cookie, "Origin": server.origin}
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            c.request("POST", path, "take=q1t1&at_s=2.5", headers)
            assert c.getresponse().read() == b""
    succeeded(coach("erase", name, "--yes"))
    assert name not in state.read_text()
    assert remembered("review_port") is not None
    assert (recordings() / other / ".place.json").is_file()
