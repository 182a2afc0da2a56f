"""Detects connections made by other users of this machine."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import struct
from pathlib import Path

Address = tuple[str, int]
Connections = dict[tuple[str, str], tuple[int, bool]]
"""From where and to where each is; whose its first end is, and whether anybody still has it."""

_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")  # the kernel's own: who has which connection
_SUPERUSER = 0  # may read everything anyway
_OWNER, _INODE = 7, 9  # columns


def from_somebody_else(client: Address, server: Address, among: Connections | None = None) -> bool:
    """Whether the connection from `client` to `server` (IPv4) is of another user of the machine.

    So is one whose client has closed it before it could be told whose it was. Only Linux tells;
    elsewhere, and where it does not, the answer is no.
    """
    if not hasattr(os, "getuid"):
        return False
    among = all_connections() if among is None else among
    here, there = _hexadecimal(client), _hexadecimal(server)
    if (here, there) not in among:
        return (there, here) in among  # our end is there, and nobody has the other
    owner, is_open = among[here, there]
    return not is_open or owner not in (_SUPERUSER, os.getuid())


def all_connections() -> Connections:
    """Every one of the machine."""
    found: Connections = {}
    for table in _TABLES:
        lines: list[str] = []
        with contextlib.suppress(OSError):
            lines = Path(table).read_text(encoding="ascii").splitlines()[1:]
        for line in lines:
            cells = line.split()
            here, there = (_end(cells[n].partition(":")) for n in (1, 2))
            found.setdefault((here, there), (int(cells[_OWNER]), cells[_INODE] != "0"))
    return found


class Neighbours:
    """Finds out whose connections are, in another thread: of many that come at once, with one look.

    To be asked in an event loop.
    """

    def __init__(self) -> None:
        self._asked: list[tuple[Address, Address, asyncio.Future[bool]]] = []
        self._looking: asyncio.Task[None] | None = None

    def ask(self, client: Address, server: Address) -> asyncio.Future[bool]:
        """What `from_somebody_else` will tell of this connection."""
        told = asyncio.get_running_loop().create_future()
        self._asked.append((client, server, told))
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        return told

    async def _look(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, []
            among = await asyncio.to_thread(all_connections)
            for client, server, told in asked:
                told.set_result(from_somebody_else(client, server, among))
        self._looking = None


def _end(cell: tuple[str, str, str]) -> str:
    """Address and port in hexadecimal digits; of an IPv6 address, the IPv4 one within it."""
    return f"{cell[0][-8:]}:{cell[2]}"


def _hexadecimal(address: Address) -> str:
    """The same of an address as Python has it: such as 0100007F:1FBC, in the machine's order."""
    (number,) = struct.unpack("=I", socket.inet_aton(address[0]))
    return f"{number:08X}:{address[1]:04X}"
