"""Shuts the network for a Python process, and notes who tried to reach it and what was written.

`coach privacy` begins it in every Python process of the session that it watches: `STARTER` is
put first in PYTHONPATH as `sitecustomize`, which Python imports when it starts. Notes are JSON
lines in one file, which the processes share. Connections within this machine are let through.

The guard sees what goes through Python's `socket` and `open`. Libraries in C are seen by the kernel
alone: see `coach.session.shut_network`.
"""

from __future__ import annotations

import errno
import ipaddress
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

NOTES = "COACH_NETWORK_NOTES"  # the environment variable that names the file of notes
# What Python imports when it starts. A sitecustomize that was there before is imported, too.
STARTER = """\
import importlib.util
import os
import sys
from importlib.machinery import PathFinder

from coach.network_guard import NOTES, NetworkGuard

NetworkGuard(os.environ[NOTES]).begin()
_elsewhere = [path for path in sys.path if path != os.path.dirname(__file__)]
_found = PathFinder.find_spec("sitecustomize", _elsewhere)
if _found and _found.loader:
    _found.loader.exec_module(importlib.util.module_from_spec(_found))
"""

_CONNECTS = ("socket.connect", "socket.sendto", "socket.sendmsg")  # (socket, address)
_LOOKS_UP = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")  # (host, …)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_THIS_MACHINE = ("", "localhost")


class NetworkGuard:
    """Notes attempts in the file `notes`, and lets them fail as without a network."""

    def __init__(self, notes: str | os.PathLike[str]) -> None:
        self._notes = os.open(notes, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        self._written: set[str] = set()

    def begin(self) -> None:
        """Watch this process from now on. There is no way to end it."""
        sys.addaudithook(self.noticed)

    def noticed(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take one of Python's audit events. Raises OSError for an attempt to reach out."""
        if event in _CONNECTS or event in _LOOKS_UP:
            asked = arguments[0] if event in _LOOKS_UP else _host(arguments[1])
            host = asked.decode(errors="replace") if isinstance(asked, bytes) else asked
            if isinstance(host, str) and not _is_this_machine(host):
                self._note({"host": host, "by": list(callers(sys._getframe(1)))})  # noqa: SLF001
                raise OSError(errno.ENETUNREACH, "the network is shut while privacy is proved")
        elif event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES:
            self._note_written(arguments[0])
        elif event == "os.rename":
            self._note_written(arguments[1])
        elif event == "sqlite3.connect":
            self._note_written(arguments[0])

    def _note_written(self, path: object) -> None:
        if not isinstance(path, str | bytes | os.PathLike):
            return  # an open file
        name = os.path.abspath(os.fsdecode(path))  # noqa: PTH100  for every file that is written
        if name not in self._written:
            self._written.add(name)
            self._note({"written": name})

    def _note(self, note: dict[str, Any]) -> None:
        os.write(self._notes, json.dumps(note).encode("ascii") + b"\n")


def read_notes(path: Path) -> Iterator[dict[str, Any]]:
    """What was noted in the file `path`; nothing where no process began."""
    if path.is_file():
        for line in path.read_text(encoding="ascii").splitlines():
            yield json.loads(line)


def callers(frame: FrameType | None) -> Iterator[str]:
    """The packages that are at work in `frame`, the innermost first, without Python's own."""
    before = ""
    while frame is not None:
        package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if package != before and package and package not in sys.stdlib_module_names:
            yield package
            before = package
        frame = frame.f_back


def _host(address: object) -> object:
    """The host in the address of a socket; None for sockets that do not leave this machine."""
    return address[0] if isinstance(address, tuple) and address else None


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host.lower() in _THIS_MACHINE
