"""Sends what was made for one request: whole, or the part of it that was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

_SENT_AT_ONCE_BYTES = 65_536
_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})")


def part_asked_for(request: Request, content: bytes, media_type: str) -> Response:
    """`content`, or the part of it that the browser asked for, such as to go to a place in it."""
    headers = {"Accept-Ranges": "bytes"}
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None:
        return Response(content, media_type=media_type, headers=headers)
    first, last = int(asked[1]), int(asked[2] or len(content) - 1)
    part = content[first : last + 1]
    if not part:
        headers["Content-Range"] = f"bytes */{len(content)}"
        return Response(status_code=416, headers=headers)
    headers["Content-Range"] = f"bytes {first}-{first + len(part) - 1}/{len(content)}"
    return Response(part, 206, media_type=media_type, headers=headers)


def sent_in_blocks(file: BinaryIO, media_type: str, headers: Mapping[str, str]) -> Response:
    """All of `file`, which is closed then."""
    length = file.seek(0, 2)
    file.seek(0)

    def blocks() -> Iterator[bytes]:
        with file:
            while block := file.read(_SENT_AT_ONCE_BYTES):
                yield block

    sent = {**headers, "Content-Length": str(length)}
    return StreamingResponse(blocks(), media_type=media_type, headers=sent)
