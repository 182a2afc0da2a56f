"""Routes: connects addresses with the functions that answer them.

The functions read and write the disk, so they run in threads. They are called when the whole
request is there, so that no thread waits for a slow browser.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.datastructures import ImmutableMultiDict, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from coach.transcription.words import without_controls

Handler = Callable[..., Response]  # (request, *, what the address says)
Writer = Callable[..., Response]  # (request, what was sent, *, what the address says)
Form = ImmutableMultiDict[str, str]
N = TypeVar("N", int, float)

MOST_WRITTEN_BYTES = 1_000_000  # more than all corrections of an hour's answer
_SLOWEST_S = 60.0  # until all of that is here
_JSON = "application/json"


class Rejected(HTTPException):
    """What cannot be done, in a sentence; `title` is above it."""

    def __init__(self, told: str, status: int = 400, title: str = "") -> None:
        super().__init__(status, told)
        self.title = title


class _Number(IntegerConvertor):
    """The number of a question, a take or a line: no digits without end."""

    regex = "[0-9]{1,9}"


register_url_convertor("number", _Number())


def reading(path: str, handler: Handler) -> Route:
    """Where a page or a sound is."""

    def endpoint(request: Request) -> Response:
        return handler(request, **request.path_params)

    return Route(path, endpoint, methods=["GET"])


def writing(path: str, handler: Writer) -> Route:
    """Where our pages send what was typed."""

    def typed(request: Request, sent: bytes, **said: Any) -> Response:
        return handler(request, QueryParams(sent.decode(errors="replace")), **said)

    return receiving(path, typed)


def receiving(path: str, handler: Writer, most_bytes: int = MOST_WRITTEN_BYTES) -> Route:
    """Where our pages send what is no form; the handler gets its bytes."""

    async def endpoint(request: Request) -> Response:
        sent = await _sent(request, most_bytes)
        return await run_in_threadpool(lambda: handler(request, sent, **request.path_params))

    return Route(path, endpoint, methods=["POST"])


async def _sent(request: Request, most_bytes: int) -> bytes:
    """The body. Raises HTTPException where it is too large or too slow."""
    if int(request.headers.get("content-length", 0)) > most_bytes:
        raise HTTPException(413)
    body = bytearray()
    try:
        async with asyncio.timeout(_SLOWEST_S):
            async for piece in request.stream():
                body += piece
                if len(body) > most_bytes:
                    raise HTTPException(413)
    except TimeoutError as error:
        raise HTTPException(408) from error
    return bytes(body)


def wants_json(request: Request) -> bool:
    """Whether a script asks, and not a form."""
    return request.headers.get("accept") == _JSON


def kept(**what: Any) -> Response:
    """That what was typed is kept, and `what` there is to say of it."""
    return JSONResponse({"kept": True} | what)


def number_in(fields: Form, name: str, kind: Callable[[str], N], otherwise: N) -> N:
    """The number `name` among `fields`; `otherwise` where there is none."""
    try:
        return kind(fields[name])
    except (KeyError, ValueError):
        return otherwise


def line_in(fields: Form, name: str) -> str:
    """What was typed into the field `name`, in one line, without control characters, which may
    come with what is pasted; "" where there is none."""
    return " ".join(without_controls(fields.get(name, "")).split())
