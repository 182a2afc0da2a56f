"""The review page as a test sees it: a client of the app, and the program with its address."""

from __future__ import annotations

import html
import json
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coach.library.library import Library
from coach.review.app import create_app
from tests.helpers.coach_program import COMMAND, PATIENCE_S
from tests.helpers.kept_sessions import recordings

TOKEN = "a-token-of-the-test"
PORT = 5000
HERE = f"http://127.0.0.1:{PORT}"


def client(*, with_token: bool = True) -> FlaskClient:
    """A browser's stand-in, which was let in unless told otherwise."""
    made = create_app(Library(recordings()), TOKEN, PORT).test_client()
    if with_token:
        made.set_cookie(f"coach-{PORT}", TOKEN, domain="127.0.0.1")
    return made


def read(browser: FlaskClient, path: str, status: int = 200) -> str:
    """The page at `path`."""
    answer = browser.get(path, base_url=HERE)
    assert answer.status_code == status, (path, answer.status, answer.text)
    return answer.text


def text_of(page: str) -> str:
    """What a person reads of a page."""
    body = re.sub(r"<(style|script|title)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", body)).split())


def send(browser: FlaskClient, path: str, **fields: str) -> TestResponse:
    """What a form on our own page sends."""
    return browser.post(path, data=fields, base_url=HERE, headers={"Origin": HERE})


class Reviewing:
    """A running `coach review`."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process = process
        self.address = address

    def at(self, path: str) -> str:
        """The address of one of its pages, without the token."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}{path}"

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
