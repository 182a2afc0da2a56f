"""Temporary folders: what a killed coach leaves can be deleted, what is in use stays."""

from __future__ import annotations

import os
from pathlib import Path

from coach.temporary import delete_left, temporary_folder


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
