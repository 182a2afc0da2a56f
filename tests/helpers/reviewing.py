"""The review page as a test sees it: a client of the app, and the program with its address."""

from __future__ import annotations

import asyncio
import html
import http.client
import json
import re
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, partial
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from playwright.sync_api import BrowserContext
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message

from coach.library.library import Library
from coach.state import remember, remembered
from coach.transcription.choosing import choose_transcriber
from coach.web.app import create_app
from coach.web.door import LOCAL, Door
from coach.web.guard import OF_STRANGER
from coach.web.import_pages import import_pages
from coach.web.importing import Importing
from coach.web.serving import server_of
from coach.wiring import ChooseTranscriber
from tests.helpers.coach_program import COMMAND, PATIENCE_S
from tests.helpers.kept_sessions import recordings

PORT = 5000
HERE = f"http://127.0.0.1:{PORT}"


@dataclass(frozen=True)
class Answer:
    """What the app sent back."""

    status_code: int
    headers: Headers
    data: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.data.decode()

    @property
    def json(self) -> Any:
        """What a script is told."""
        return json.loads(self.data)

    @property
    def location(self) -> str | None:
        """Where a redirect leads."""
        return self.headers.get("Location")

    @property
    def mimetype(self) -> str:
        """Such as text/html."""
        return self.headers["Content-Type"].partition(";")[0]


class Client:
    """A browser's stand-in at the page's `door`, on this machine and of this user.

    Its paths are those below the secret one, `root`, unless they begin with `!`.
    """

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self.door = door
        self._cookies: list[tuple[str, str]] = []

    def hold(self, path: str, name: str, value: str) -> None:
        """Send the cookie with whatever lies at or below `path`."""
        self._cookies.append((path, f"{name}={value}"))

    def get(self, path: str, **more: Any) -> Answer:
        """Read."""
        return self.request("GET", path, **more)

    def head(self, path: str, **more: Any) -> Answer:
        """Ask what there is to read."""
        return self.request("HEAD", path, **more)

    def post(self, path: str, **more: Any) -> Answer:
        """Send the fields `data`, or a `body` as it is."""
        return self.request("POST", path, **more)

    def request(
        self,
        method: str,
        path: str,
        data: Mapping[str, str | list[str]] | None = None,
        headers: dict[str, str] | None = None,
        of_stranger: bool = False,
        body: bytes = b"",
    ) -> Answer:
        """Ask, and wait for the whole answer."""
        path, _, query = (path[1:] if path[:1] == "!" else self.door.root + path).partition("?")
        body = body or urlencode(data or {}, doseq=True).encode()
        given = {"Host": urlsplit(HERE).netloc, "Content-Length": str(len(body))} | (headers or {})
        cookies = [cookie for below, cookie in self._cookies if path.startswith(below)]
        given |= {"Cookie": "; ".join(cookies)} if cookies else {}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), text.encode()) for name, text in given.items()],
            "state": {OF_STRANGER: partial(_told, of_stranger)},
        }
        answer = asyncio.run(_answered(self._app, scope, body))
        for cookie in SimpleCookie(answer.headers.get("Set-Cookie", "")).values():
            self.hold(cookie["path"], cookie.key, cookie.value)
        return answer


async def _told(of_stranger: bool) -> bool:
    return of_stranger


async def _answered(app: ASGIApp, scope: dict[str, Any], body: bytes) -> Answer:
    coming: list[Message] = [{"type": "http.request", "body": body}]
    sent: list[Message] = []

    async def receive() -> Message:
        if not coming:
            await asyncio.Event().wait()  # the browser stays
        return coming.pop()

    async def send(message: Message) -> None:
        sent.append(message)

    with suppress(Exception):  # which the app raises again, for the server to note
        await app(scope, receive, send)
    start, *rest = sent
    return Answer(
        status_code=start["status"],
        headers=Headers(raw=start["headers"]),
        data=b"".join(message["body"] for message in rest),
    )


def client(*, let_in: bool = True) -> Client:
    """A browser's stand-in, which was let in unless told otherwise."""
    door = Door(PORT)
    made = Client(create_app(Library(recordings()), door), door)
    if let_in:
        made.hold(door.root + "/", door.cookie_name, door.cookie)
    return made


def read(browser: Client, path: str, status: int = 200) -> str:
    """The page at `path`, its links as if it lay at the root."""
    answer = browser.get(path)
    assert answer.status_code == status, (path, answer.status_code, answer.text)
    return answer.text.replace(browser.door.root, "")


def text_of(page: str) -> str:
    """What a person reads of a page."""
    body = re.sub(r"<(style|script|title)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", body)).split())


def send(browser: Client, path: str, **fields: str) -> Answer:
    """What a form on our own page sends."""
    return browser.post(path, data=fields, headers={"Origin": HERE})


def leads_to(browser: Client, answer: Answer) -> str:
    """Where a redirect leads, below the secret path."""
    return str(answer.location).removeprefix(browser.door.root)


class Reviewing:
    """The page, listening at `address`."""

    def __init__(self, address: str) -> None:
        self.address = address

    @cached_property
    def _entered(self) -> tuple[str, str]:
        """The secret path, and the cookie as NAME=VALUE: what the ticket is given for."""
        parts = urlsplit(self.address)
        connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE_S)
        connection.request("GET", f"/?{parts.query}")
        answer = connection.getresponse()
        connection.close()
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        return "/" + answer.headers["Location"].split("/")[1], cookie

    @property
    def origin(self) -> str:
        """Such as http://127.0.0.1:5000."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def cookie(self) -> str:
        """The cookie that was given for the ticket, as NAME=VALUE."""
        return self._entered[1]

    def at(self, path: str) -> str:
        """The address of one of its pages, for those who were let in."""
        return self.origin + self._entered[0] + path

    def let_in(self, context: BrowserContext) -> None:
        """Have that browser hold what is given for a ticket."""
        root, cookie = self._entered
        name, _, value = cookie.partition("=")
        given = {"name": name, "value": value, "domain": "127.0.0.1", "path": f"{root}/"}
        context.add_cookies([given])


class ReviewingProgram(Reviewing):
    """A running `coach review`."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        super().__init__(address)
        self.process = process

    def stop(self, number: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """End it by a signal; its exit code and what it said on stderr."""
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, said


@contextmanager
def reviewing(
    *arguments: str,
    browser: bool = False,
    command: str = "review",
    env: Mapping[str, str] | None = None,
) -> Iterator[ReviewingProgram]:
    """`coach review --json`, or another such command, listening; killed in the end.

    It gets a port that is its own, also when it is started again: tests run side by side, and the
    usual port is one.
    """
    if remembered("review_port") is None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            remember("review_port", free.getsockname()[1])
    opening = [] if browser else ["--no-browser"]
    process = subprocess.Popen(
        [*COMMAND, command, *arguments, "--json", *opening],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=None if env is None else dict(env),
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.stderr and process.stderr.read()
        yield ReviewingProgram(process, json.loads(line)["address"])
    finally:
        process.kill()
        process.wait()


@contextmanager
def page_here(choose: ChooseTranscriber = choose_transcriber) -> Iterator[Reviewing]:
    """The page, answered by a thread of this process: no program has to be started for it."""
    library = Library(recordings())
    with socket.socket() as bound, Importing(library, choose) as importing:
        bound.bind((LOCAL, 0))
        bound.listen()
        door = Door(bound.getsockname()[1])
        server = server_of(create_app(library, door, import_pages(importing)), bound)
        answering = threading.Thread(target=lambda: asyncio.run(server.serve([bound])))
        answering.start()
        try:
            yield Reviewing(door.address("/library"))
        finally:
            server.should_exit = server.force_exit = True
            answering.join()
