"""Other people on this machine, who can open any connection that its owner can."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

Address = tuple[str, int]

_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")  # the kernel's own: who has which connection
_SUPERUSER = 0  # may read everything anyway
_OWNER, _INODE = 7, 9  # columns


def from_somebody_else(client: Address, server: Address) -> bool:
    """Whether the connection from `client` to `server` (IPv4) is of another user of the machine.

    So is one whose client has closed it before it could be told whose it was. Only Linux tells;
    elsewhere, and where it does not, the answer is no.
    """
    if not hasattr(os, "getuid"):
        return False
    ends = {_hexadecimal(client): "client", _hexadecimal(server): "server"}
    known = False
    for here, there, owner, is_open in _connections():
        if (ends.get(here), ends.get(there)) == ("client", "server"):
            return not is_open or owner not in (_SUPERUSER, os.getuid())
        known = known or (ends.get(here), ends.get(there)) == ("server", "client")
    return known  # our end is there, and nobody has the other


def _connections() -> Iterator[tuple[str, str, int, bool]]:
    """Of each connection: from where, to where, whose end it is, whether anybody still has it."""
    for table in _TABLES:
        lines: list[str] = []
        with contextlib.suppress(OSError):
            lines = Path(table).read_text(encoding="ascii").splitlines()[1:]
        for line in lines:
            cells = line.split()
            here, there = (cells[n].partition(":") for n in (1, 2))
            is_open = cells[_INODE] != "0"
            yield _end(here), _end(there), int(cells[_OWNER]), is_open


def _end(cell: tuple[str, str, str]) -> str:
    """Address and port in hexadecimal digits; of an IPv6 address, the IPv4 one within it."""
    return f"{cell[0][-8:]}:{cell[2]}"


def _hexadecimal(address: Address) -> str:
    """The same of an address as Python has it: such as 0100007F:1FBC, in the machine's order."""
    (number,) = struct.unpack("=I", socket.inet_aton(address[0]))
    return f"{number:08X}:{address[1]:04X}"
