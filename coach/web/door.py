"""Decides who may see the page: only the person who got its address, in a browser on this machine.

An address contains a ticket that works once. The browser that uses it gets two secrets: the path
below which all pages are, and a cookie. The browser sends the cookie to that path only. Cookies
belong to hosts and paths, not to ports; so another program that serves pages on this machine, on
another port, never receives the cookie, and could not use it without the path.

Three more checks: `Host`, so that no foreign name can be pointed at this machine; `Origin` and
`Sec-Fetch-Site`, so that no other page can write, or load anything from here; and, on Linux, that
no other user of this machine made the connection.

This module uses neither the web framework nor the server.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from urllib.parse import parse_qs

from coach.web.page_key import PageKey, new_key

LOCAL = "127.0.0.1"
STATIC = "/static/"  # the look of the page, and nothing of the person's
_NAMES = (LOCAL, "localhost")
WEBSOCKET = "WEBSOCKET"  # the method of a connection that stays open: as strict as any that writes
_READING = ("GET", "HEAD")
_ELSEWHERE = ("same-site", "cross-site")  # another port of this machine, or another site
_SECRET_BYTES = 24
_TICKET = "token"


class Refusal(Enum):
    """Why a request is refused, in a sentence, and what to do about it."""

    ADDRESS = "This page has another address.", "coach open tells it."
    STRANGER = (
        "This page belongs to another user of this machine.",
        "To practise yourself, type coach open.",
    )
    WRITING = "Another page tried to write here.", ""
    EMBEDDING = "Another page tried to load this one.", ""
    NO_TICKET = (
        "This page opens only with an address that the coach told, and each works once.",
        "Press Enter in the terminal where the coach runs: it tells a new one. "
        "Or type, in any terminal: coach open",
    )

    @property
    def why(self) -> str:
        """What is wrong."""
        return self.value[0]

    @property
    def hint(self) -> str:
        """What to do."""
        return self.value[1]


@dataclass(frozen=True)
class RequestHead:
    """What a request says before its body. `headers` are named as in host and sec-fetch-site.

    `of_stranger` tells that another user of the machine has made the connection.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    of_stranger: bool

    def header(self, name: str) -> str:
        """That header; "" where it was not sent."""
        return self.headers.get(name, "")


class Door:
    """The door of the page that listens on `port`; any thread may ask it."""

    def __init__(self, port: int, key: PageKey | None = None) -> None:
        """`key` are the secrets of last time, if there are some."""
        key = key or new_key()
        self.root = f"/{key.root}"
        self.cookie_name = f"coach-{port}"
        self.cookie = key.cookie
        self._origin = f"http://{LOCAL}:{port}"
        self._hosts = {f"{name}:{port}" for name in _NAMES}
        self._leads_to: dict[str, str] = {}
        self._lock = threading.Lock()

    def address(self, path: str = "/") -> str:
        """A new address, which lets in once and leads to the page `path`."""
        ticket = secrets.token_urlsafe(_SECRET_BYTES)
        with self._lock:
            self._leads_to[ticket] = path
        return f"{self._origin}/?{_TICKET}={ticket}"

    def refusal(self, asked: RequestHead) -> Refusal | None:
        """Why nothing may be shown or written; None for whoever holds both secrets."""
        if asked.header("host") not in self._hosts:
            return Refusal.ADDRESS
        if asked.of_stranger:
            return Refusal.STRANGER
        if asked.method not in _READING and not _from_here(asked):
            return Refusal.WRITING
        return self._refusal_of_path(asked)

    def _refusal_of_path(self, asked: RequestHead) -> Refusal | None:
        if asked.path.startswith(STATIC) and asked.method in _READING:
            return None
        if not (self.holds(asked.path) and self._cookie_of(asked)):
            return Refusal.NO_TICKET
        if asked.header("sec-fetch-site") in _ELSEWHERE and not _is_opened(asked):
            return Refusal.EMBEDDING
        return None

    def holds(self, path: str) -> bool:
        """Whether `path` lies below the secret one."""
        first, slash, _ = path.removeprefix("/").partition("/")
        return bool(slash) and _equal(f"/{first}", self.root)

    def let_in(self, asked: RequestHead) -> str:
        """The page that the ticket of a request leads to; "" where it has none that still counts.

        The ticket is none from then on. What a browser fetches ahead spends none.
        """
        opened = asked.method == "GET" and asked.path == "/"
        if not opened or "prefetch" in asked.header("sec-purpose") + asked.header("purpose"):
            return ""
        (ticket,) = parse_qs(asked.query).get(_TICKET, [""])[:1]
        with self._lock:
            path = self._leads_to.pop(ticket, "")
        return self.root + path if path else ""

    def _cookie_of(self, asked: RequestHead) -> bool:
        """Whether one of the cookies is ours."""
        cookies = (each.strip().partition("=") for each in asked.header("cookie").split(";"))
        return any(
            name == self.cookie_name and _equal(value, self.cookie) for name, _, value in cookies
        )


def _from_here(asked: RequestHead) -> bool:
    """Whether a page of ours sends it."""
    return asked.header("origin") == f"http://{asked.header('host')}"


def _is_opened(asked: RequestHead) -> bool:
    """Whether a person goes to a page, which no other page then sees."""
    return asked.method == "GET" and asked.header("sec-fetch-mode") == "navigate"


def _equal(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), secret.encode())
