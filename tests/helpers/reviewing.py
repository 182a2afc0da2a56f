"""The review page as a test sees it: a client of the app, and the program with its address."""

from __future__ import annotations

import html
import http.client
import json
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext
from werkzeug.test import TestResponse

from coach.library.library import Library
from coach.web.app import create_app
from coach.web.door import Door
from coach.web.safety import OF_STRANGER
from tests.helpers.coach_program import COMMAND, PATIENCE_S
from tests.helpers.kept_sessions import recordings

PORT = 5000
HERE = f"http://127.0.0.1:{PORT}"


class Client(FlaskClient):
    """A browser's stand-in at the page's `door`, on this machine and of this user.

    Its paths are those below the secret one, `root`, unless they begin with `!`.
    """

    door: Door

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        path = args[0]
        path = path[1:] if path.startswith("!") else self.door.root + path
        overrides = {OF_STRANGER: False} | kwargs.pop("environ_overrides", {})
        kwargs = {"base_url": HERE} | kwargs
        return super().open(path, *args[1:], environ_overrides=overrides, **kwargs)


def client(*, let_in: bool = True) -> Client:
    """A browser's stand-in, which was let in unless told otherwise."""
    door = Door(PORT)
    app = create_app(Library(recordings()), door)
    app.test_client_class = Client
    made = app.test_client()
    assert isinstance(made, Client)
    made.door = door
    if let_in:
        made.set_cookie(door.cookie_name, door.cookie, domain="127.0.0.1", path=door.root + "/")
    return made


def read(browser: Client, path: str, status: int = 200) -> str:
    """The page at `path`, its links as if it lay at the root."""
    answer = browser.get(path)
    assert answer.status_code == status, (path, answer.status, answer.text)
    return answer.text.replace(browser.door.root, "")


def text_of(page: str) -> str:
    """What a person reads of a page."""
    body = re.sub(r"<(style|script|title)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", body)).split())


def send(browser: Client, path: str, **fields: str) -> TestResponse:
    """What a form on our own page sends."""
    return browser.post(path, data=fields, headers={"Origin": HERE})


def leads_to(browser: Client, answer: TestResponse) -> str:
    """Where a redirect leads, below the secret path."""
    return str(answer.location).removeprefix(browser.door.root)


class Reviewing:
    """A running `coach review`."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process = process
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

    def stop(self, number: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """End it by a signal; its exit code and what it said on stderr."""
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, said


@contextmanager
def reviewing(*arguments: str, browser: bool = False) -> Iterator[Reviewing]:
    """`coach review --json`, listening; killed when the context is left."""
    opening = [] if browser else ["--no-browser"]
    process = subprocess.Popen(
        [*COMMAND, "review", *arguments, "--json", *opening],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.stderr and process.stderr.read()
        yield Reviewing(process, json.loads(line)["address"])
    finally:
        process.kill()
        process.wait()
