"""A download over HTTP that goes on where an earlier attempt broke off."""

from __future__ import annotations

import sys
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import BinaryIO
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tqdm import tqdm

_CHUNK_BYTES = 1 << 16
_PATIENCE_S = 60.0


def download(url: str, part: Path, patience_s: float = _PATIENCE_S) -> None:
    """Write to `part` what it lacks of `url`, with a progress bar on stderr if it is a terminal.

    It is given up where nothing comes for `patience_s`. What arrived before an interruption stays.
    Raises OSError, HTTPException.
    """
    with part.open("ab") as begun:
        _go_on(url, begun, part.stem, patience_s)


def _go_on(url: str, begun: BinaryIO, name: str, patience_s: float) -> None:
    there = begun.tell()
    request = Request(url, headers={"Range": f"bytes={there}-"} if there else {})  # noqa: S310
    try:
        with urlopen(request, timeout=patience_s) as response:  # noqa: S310  the engine's own address  # nosec B310
            if there and response.status != HTTPStatus.PARTIAL_CONTENT:
                begun.truncate(0)
                there = 0
            _copy(response, begun, name, there)
    except HTTPError as error:
        # There is nothing after what has arrived: that was all, or the checksum will tell.
        if not there or error.code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise


def _copy(response: HTTPResponse, file: BinaryIO, name: str, there: int) -> None:
    left = response.length
    total = None if left is None else there + left
    bar = tqdm(
        desc=name, total=total, initial=there, unit="B", unit_scale=True,
        disable=not (sys.stderr and sys.stderr.isatty()),
    )  # fmt: skip
    with bar:
        while chunk := response.read1(_CHUNK_BYTES):
            file.write(chunk)
            bar.update(len(chunk))
    if total is not None and file.tell() != total:
        raise HTTPException(f"{file.tell()} of {total} bytes arrived")
