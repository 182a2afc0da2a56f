"""Temporary folders: what a killed coach leaves can be deleted, what is in use stays."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.library.incoming import Incoming
from coach.library.incoming import delete_left as delete_incoming
from coach.temporary import delete_left, temporary_folder
from tests.helpers.meanwhile import meanwhile


def test_a_folder_is_gone_when_it_is_left(temporary_files: Path) -> None:
    with temporary_folder() as folder:
        (folder / "answer.wav").write_bytes(b"sound")
        assert folder.parent == temporary_files
        assert os.name == "nt" or folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()


def test_only_what_nobody_uses_is_deleted(temporary_files: Path) -> None:
    left = temporary_files / "spoken-coach-0123"
    left.mkdir()
    (left / "line.wav").write_bytes(b"sound")
    of_another = temporary_files / "other"
    of_another.mkdir()
    with temporary_folder() as used:
        assert delete_left() == 1
        assert used.is_dir()
    assert not left.exists()
    assert of_another.is_dir()


def incoming(library: Path) -> None:
    with Incoming(library, 5) as coming:
        with coming.file(1, "answer.wav") as file:
            file.write(b"sound")
        assert coming.named


def temporary(_: Path) -> None:
    with temporary_folder() as folder:
        (folder / "answer.wav").write_bytes(b"sound")
        assert os.name == "nt" or folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("use", "delete"),
    [(temporary, lambda _: delete_left()), (incoming, delete_incoming)],
)
def test_none_is_deleted_while_it_is_made(
    temporary_files: Path, use: Callable[[Path], None], delete: Callable[[Path], object]
) -> None:
    with meanwhile(lambda: delete(temporary_files)):
        for _ in range(200):
            use(temporary_files)
    assert list(temporary_files.iterdir()) == []
