"""Several coaches that change one vision."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coach.errors import SessionBusy
from coach.library.library import Library
from coach.library.lock import in_turn
from coach.vision.building import drop
from coach.vision.keeping import VisionFolder
from coach.vision.records import Section
from tests.helpers.visions import vision_of

COACHES = 8


@pytest.fixture
def library(tmp_path: Path) -> Library:
    lines = [(Section.ENJOYED_MOST, f"I enjoy number {n}") for n in range(1, COACHES + 1)]
    VisionFolder(tmp_path).write(vision_of(*lines))
    return Library(tmp_path)


def test_changes_at_the_same_moment_are_all_kept(library: Library) -> None:
    with ThreadPoolExecutor(COACHES) as coaches:
        list(coaches.map(lambda number: drop(library, number), range(1, COACHES + 1)))
    kept = VisionFolder(library.folder)
    assert not kept.read().lines
    assert len(list(kept.versions())) == COACHES + 1


def test_a_vision_that_another_coach_does_not_let_go_of(library: Library) -> None:
    folder = VisionFolder(library.folder).folder
    with (
        in_turn(folder),
        pytest.raises(SessionBusy, match="in use by another coach"),
        in_turn(folder, patience_s=0.05),
    ):
        pytest.fail("two coaches change it at once")
    assert len(drop(library, 1).lines) == COACHES - 1


def test_a_copy_that_a_sync_client_made_is_no_version(tmp_path: Path) -> None:
    folder = VisionFolder(tmp_path)
    for version in (1, 9_999, 10_000):
        folder.write(vision_of().model_copy(update={"version": version}))
    versions = folder.folder / "versions"
    copy = versions / "0001 (conflicted copy).json"
    copy.write_bytes((versions / "0001.json").read_bytes())
    assert [each.version for each in folder.versions()] == [1, 9_999, 10_000]
