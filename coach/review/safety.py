"""Who may see the page: the one who was given its address, in a browser, on this machine.

The address carries a token, which is then kept in a cookie that no script can read and no other
site can have sent. `Host` is checked, so that no foreign name can be pointed at this machine, and
`Origin`, so that no other page can write.

The address that a browser is started with can be read by everybody who lists the processes of this
machine. So it carries a ticket instead: it lets in once, and nobody who is another user.
"""

from __future__ import annotations

import contextlib
import hmac
from urllib.parse import urlencode

from flask import Flask, Response, redirect, request

from coach.review.neighbours import from_somebody_else
from coach.review.templating import rendered

LOCAL = "127.0.0.1"
_NAMES = (LOCAL, "localhost")
_READING = ("GET", "HEAD")
_POLICY = "; ".join(
    (
        "default-src 'none'",
        *("script-src 'self'", "style-src 'self'", "img-src 'self'"),
        *("media-src 'self'", "connect-src 'self'", "form-action 'self'"),
        *("base-uri 'none'", "frame-ancestors 'none'"),
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}


def guard(app: Flask, token: str, port: int, ticket: str = "") -> None:
    """Let nothing through to `app`, which listens on `port`, without the token or the ticket."""
    hosts = {f"{name}:{port}" for name in _NAMES}
    cookie = f"coach-{port}"  # cookies are shared by all ports of a machine
    tickets = {ticket} - {""}

    @app.before_request
    def check() -> Response | None:
        if request.host not in hosts:
            return _refused("This page has another address.")
        reading = request.method in _READING
        if not reading and not _from_here():
            return _refused("Another page tried to write here.")
        if request.endpoint == "static":  # the look, nothing of the person's
            return None
        given = request.args.get("token", "")
        if reading and (_equal(given, token) or _spent(tickets, given, port)):
            return _let_in(cookie, token)
        if _equal(request.cookies.get(cookie, ""), token):
            return None
        return _refused("This page opens only with the address that coach review told.")

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def _from_here() -> bool:
    return request.headers.get("Origin") == f"http://{request.host}"


def _spent(tickets: set[str], given: str, port: int) -> bool:
    """Whether `given` is one of the `tickets`, sent by our own user; it is none from then on."""
    client_port = int(request.environ.get("REMOTE_PORT") or 0)
    if given not in tickets or from_somebody_else(client_port, port):
        return False
    with contextlib.suppress(KeyError):  # another thread was faster
        tickets.remove(given)
        return True
    return False


def _equal(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())


def _let_in(cookie: str, token: str) -> Response:
    """Keep the token, and go to the same page without it in its address."""
    rest = [(name, value) for name, value in request.args.items(multi=True) if name != "token"]
    path = "/" + request.path.lstrip("/")  # two slashes would lead to another host
    response = redirect(path + (f"?{urlencode(rest)}" if rest else ""), code=303)
    response.set_cookie(cookie, token, httponly=True, samesite="Strict", path="/")
    return _as_response(response)


def _as_response(response: object) -> Response:
    assert isinstance(response, Response)
    return response


def _refused(why: str) -> Response:
    hint = "Type coach review, and open the address that it tells."
    page = rendered("error.html", title="Not allowed", message=why, hint=hint, bare=True)
    return Response(page, status=403)
