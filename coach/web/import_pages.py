"""What the library page sends while somebody imports: a request for each file, kept as it comes.

A request is refused on its headers where it has no cookie (see `coach.web.guard`).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from coach.web.importing import Importing
from coach.web.routing import Form, kept, line_in, number_in, reading, writing

_SILENT_FOR_S = 60.0  # so long nothing comes of a file


def import_pages(importing: Importing) -> list[Route]:
    """`/import` and what lies below it."""

    def state(_: Request) -> Response:
        return JSONResponse(importing.state)

    def begin(_: Request, sent: Form) -> Response:
        importing.begin(number_in(sent, "bytes", int, 0))
        return kept()

    def take_in(_: Request, sent: Form) -> Response:
        importing.take_in(line_in(sent, "question"), "not_mine" in sent)
        return kept()

    def cancel(_: Request, __: Form) -> Response:
        importing.cancel()
        return kept()

    return [
        reading("/import", state),
        writing("/import", begin),
        _receiving(importing),
        writing("/import/take-in", take_in),
        writing("/import/cancel", cancel),
    ]


def _receiving(importing: Importing) -> Route:
    """`/import/file/N`: one file, whose `name`, and that of its `folder`, are in the query."""

    async def endpoint(request: Request) -> Response:
        asked = request.query_params
        number = request.path_params["number"]
        pieces = aiter(request.stream())
        receiving = importing.file(number, asked.get("name", ""), asked.get("folder", ""))
        with contextlib.suppress(ClientDisconnect), contextlib.ExitStack() as held:
            file = await run_in_threadpool(held.enter_context, receiving)
            while (piece := await _next(pieces)) is not None:
                await run_in_threadpool(file.write, piece)
            return Response(status_code=204)
        return Response(status_code=400)  # nobody is there to read it

    return Route("/import/file/{number:number}", endpoint, methods=["POST"])


async def _next(pieces: AsyncIterator[bytes]) -> bytes | None:
    """What comes next of a file; None at its end. Raises HTTPException where nothing comes."""
    try:
        async with asyncio.timeout(_SILENT_FOR_S):
            return await anext(pieces, None)
    except TimeoutError as error:
        raise HTTPException(408) from error
