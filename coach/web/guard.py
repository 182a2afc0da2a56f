"""The guard in front of the app: stops requests that the door refuses, and hardens every answer.

It checks a request before its body is read, and a WebSocket before it is accepted.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coach.web.door import STATIC, WEBSOCKET, Door, Refusal, RequestHead
from coach.web.templating import rendered

OF_STRANGER = "of_stranger"  # in the scope's state, by the server: asks what `Asked` tells
LONGEST_HEADERS_BYTES = 32_768
_POLICY = "; ".join(
    (
        "default-src 'none'",
        *("script-src 'self'", "style-src 'self'", "img-src 'self'"),
        *("media-src 'self'", "connect-src 'self'", "form-action 'self'"),
        *("base-uri 'none'", "frame-ancestors 'none'"),
    )
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
TOLD = {  # what is wrong with a request that no page of ours sends, in words for people
    400: "This request cannot be understood.",
    404: "There is no such page.",
    405: "This page cannot do that.",
    408: "This took too long to arrive.",
    413: "This is more than the page can take at once.",
    431: "This address is too long.",
    501: "This request cannot be understood.",
}
_STARTS = ("http.response.start", "websocket.http.response.start")


class Guard:
    """Passes only requests that `door` allows to `app`, whose pages are below the secret path."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or have the app do it, which sees the secret path as its root."""
        exchange = _Exchange(scope, receive, send)
        if _length(scope) > LONGEST_HEADERS_BYTES:
            answer: ASGIApp | None = PlainTextResponse(f"{TOLD[431]}\n", 431)
        else:
            answer = self._refused(_asked(scope, await scope["state"][OF_STRANGER]()))
        root = self._door.root if self._door.holds(scope["path"]) else ""
        within = dict(scope, root_path=root)
        await (answer or self._app)(within, exchange.receive, exchange.send)

    def _refused(self, asked: RequestHead) -> Response | None:
        """The answer to whom the door keeps out, or lets in by a ticket; None for the others."""
        refusal = self._door.refusal(asked)
        if refusal is Refusal.NO_TICKET and (address := self._door.let_in(asked)):
            return self._let_in(address)
        return _refusal_page(refusal) if refusal else None

    def _let_in(self, address: str) -> Response:
        """Hand out the two secrets: the cookie, and the path to go to."""
        cookie = f"{self._door.cookie_name}={self._door.cookie}"
        limits = f"HttpOnly; Path={self._door.root}/; SameSite=Strict"
        return RedirectResponse(address, 303, {"Set-Cookie": f"{cookie}; {limits}"})


class _Exchange:
    """A request and its answer: hardens that, and closes over what was not read of the request."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._fresh_static = scope["path"].startswith(STATIC)
        names = dict(scope["headers"])
        self._unread = b"transfer-encoding" in names or names.get(b"content-length", b"0") != b"0"

    async def receive(self) -> Message:
        """What comes next of the request."""
        message = await self._receive()
        if message["type"] == "http.request" and not message.get("more_body"):
            self._unread = False
        return message

    async def send(self, message: Message) -> None:
        """Send the next part of the answer."""
        if message["type"] in _STARTS:
            headers = MutableHeaders(raw=list(message["headers"]))
            headers.update(HEADERS)
            if self._fresh_static:
                headers["Cache-Control"] = "no-cache"
            if self._unread:
                headers["Connection"] = "close"
            message = {**message, "headers": headers.raw}
        await self._send(message)


def _length(scope: Scope) -> int:
    """How many bytes the request has before its body, nearly."""
    headers = sum(len(name) + len(value) for name, value in scope["headers"])
    return headers + len(scope["path"]) + len(scope["query_string"])


def _asked(scope: Scope, of_stranger: bool) -> RequestHead:
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        between = "; " if key == "cookie" else ", "
        headers[key] = f"{headers[key]}{between}{text}" if key in headers else text
    return RequestHead(
        method=scope.get("method", WEBSOCKET),
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        of_stranger=of_stranger,
    )


def _refusal_page(refusal: Refusal) -> Response:
    page = rendered(
        "error.html",
        title="Not allowed",
        message=refusal.why,
        hint=refusal.hint,
        bare=True,
        root="",
    )
    return HTMLResponse(page, 403)
