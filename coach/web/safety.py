"""The app behind its door: what is refused, in a sentence, and which headers every answer has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, Response, redirect, request

from coach.web.door import STATIC, Asked, Door, Refusal
from coach.web.templating import rendered

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

OF_STRANGER = "coach.of_stranger"  # in the environment, by the server: see `Asked`
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
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def guard(app: Flask, door: Door) -> None:
    """Let nothing through to `app` that `door` refuses; its pages lie below the secret path."""
    app.wsgi_app = _below(door, app.wsgi_app)  # type: ignore[assignment, method-assign]

    @app.before_request
    def check() -> Response | None:
        asked = _asked()
        refusal = door.refusal(asked)
        if refusal is Refusal.NO_TICKET and (address := door.let_in(asked)):
            return _let_in(door, address)
        return _refused(refusal) if refusal else None

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        if request.path.startswith(STATIC) and not request.script_root:
            response.headers["Cache-Control"] = "no-cache"
        return response


def _below(door: Door, app: WSGIApplication) -> WSGIApplication:
    """The same app, which sees the secret path as that of its root, and no other."""

    def at_root(environ: WSGIEnvironment, start: StartResponse) -> Any:
        path = environ["PATH_INFO"]
        if door.holds(path):
            environ["SCRIPT_NAME"] = door.root
            environ["PATH_INFO"] = path[len(door.root) :]
        return app(environ, start)

    return at_root


def _asked() -> Asked:
    environ = request.environ
    headers = {
        name.removeprefix("HTTP_"): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    return Asked(
        method=request.method,
        path=environ["SCRIPT_NAME"] + environ["PATH_INFO"],
        query=environ["QUERY_STRING"],
        headers=headers,
        of_stranger=environ[OF_STRANGER],
    )


def _let_in(door: Door, address: str) -> Response:
    """Hand out the two secrets: the cookie, and the path to go to."""
    response = redirect(address, code=303)
    response.set_cookie(
        door.cookie_name, door.cookie, httponly=True, samesite="Strict", path=f"{door.root}/"
    )
    assert isinstance(response, Response)
    return response


def _refused(refusal: Refusal) -> Response:
    page = rendered(
        "error.html",
        title="Not allowed",
        message=refusal.why,
        hint=refusal.hint,
        bare=True,
        root="",
    )
    return Response(page, status=403)
