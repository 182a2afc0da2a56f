"""The guard of `coach privacy`: what it refuses, what it lets through, and what it notes."""

from __future__ import annotations

import inspect
import os
from pathlib import Path
from typing import Any

import pytest

from coach.network_guard import NetworkGuard, callers, read_notes


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return tmp_path / "notes"


@pytest.fixture
def guard(notes: Path) -> NetworkGuard:
    """A guard that is told of events: one that began would watch all other tests, too."""
    return NetworkGuard(notes)


@pytest.mark.parametrize(
    ("event", "arguments", "host"),
    [
        ("socket.connect", (None, ("192.0.2.1", 443)), "192.0.2.1"),
        ("socket.connect", (None, ("2001:db8::1", 443, 0, 0)), "2001:db8::1"),
        ("socket.sendto", (None, ("192.0.2.1", 53)), "192.0.2.1"),
        ("socket.sendmsg", (None, ("192.0.2.1", 53)), "192.0.2.1"),
        ("socket.getaddrinfo", ("huggingface.co", 443, 0, 0, 0), "huggingface.co"),
        ("socket.getaddrinfo", (b"huggingface.co", 443, 0, 0, 0), "huggingface.co"),
        ("socket.gethostbyname", ("pypi.org",), "pypi.org"),
    ],
)
def test_reaching_out_fails_as_without_a_network_and_is_noted(
    guard: NetworkGuard, notes: Path, event: str, arguments: tuple[Any, ...], host: str
) -> None:
    with pytest.raises(OSError, match="network is shut"):
        guard.noticed(event, arguments)
    (note,) = read_notes(notes)
    assert note["host"] == host
    assert note["by"][0] == "tests"


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", (None, ("127.0.0.1", 80))),
        ("socket.connect", (None, ("::1", 80, 0, 0))),
        ("socket.connect", (None, ("localhost", 80))),
        ("socket.connect", (None, "/run/user/1000/pulse/native")),
        ("socket.connect", (None, (0, 0))),  # netlink: to the kernel
        ("socket.getaddrinfo", (None, 80, 0, 0, 0)),
        ("socket.getaddrinfo", ("", 80, 0, 0, 0)),
        ("open", ("/etc/hosts", "r", os.O_RDONLY)),
        ("open", (3, "w", os.O_WRONLY)),
        ("open", ("/etc/hosts", "r", None)),
        ("import", ("os", None, None, None, None)),
    ],
)
def test_what_stays_on_this_machine_is_let_through(
    guard: NetworkGuard, notes: Path, event: str, arguments: tuple[Any, ...]
) -> None:
    guard.noticed(event, arguments)
    assert list(read_notes(notes)) == []


def test_files_that_are_written_are_noted_once(guard: NetworkGuard, notes: Path) -> None:
    for _ in range(2):
        guard.noticed("open", ("/tmp/a", "w", os.O_WRONLY | os.O_CREAT))
        guard.noticed("os.rename", ("/tmp/a", b"/tmp/b", -1, -1))
        guard.noticed("sqlite3.connect", ("/tmp/c",))
    expected = [str(Path(path).absolute()) for path in ("/tmp/a", "/tmp/b", "/tmp/c")]
    assert [note["written"] for note in read_notes(notes)] == expected


def test_no_notes_are_none(tmp_path: Path) -> None:
    assert list(read_notes(tmp_path / "missing")) == []


def test_the_packages_at_work_are_named_without_those_of_python() -> None:
    assert next(callers(inspect.currentframe())) == "tests"
    assert "inspect" not in list(callers(inspect.currentframe()))
