"""Other people on this machine: what starts with an address lets all of them read it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")  # the kernel's own: who has which connection
_SUPERUSER = 0  # may read everything anyway, and stands behind a closed connection


def from_somebody_else(client_port: int, port: int) -> bool:
    """Whether the connection from `client_port` to `port` belongs to another user of the machine.

    Only Linux tells; elsewhere, and where it does not, the answer is no.
    """
    return any(
        owner not in (_SUPERUSER, os.getuid())
        for table in _TABLES
        for owner in _owners(Path(table), client_port, port)
    )


def _owners(table: Path, client_port: int, port: int) -> list[int]:
    lines: list[list[str]] = []
    with contextlib.suppress(OSError):
        lines = [line.split() for line in table.read_text().splitlines()[1:]]
    wanted = (client_port, port)
    return [int(line[7]) for line in lines if (_port(line[1]), _port(line[2])) == wanted]


def _port(address: str) -> int:
    """Of an address and a port in hexadecimal digits, such as 0100007F:1FBC."""
    return int(address.rpartition(":")[2], 16)
