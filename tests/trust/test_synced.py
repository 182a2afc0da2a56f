"""What is written is on the disk before a name points to it: the order of the calls, recorded."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from coach.audio.ports import Block
from coach.audio.recorder import EndedBy, TakeRecorder
from coach.debrief.keeping import write_debrief
from coach.debrief.records import Debrief
from coach.errors import CannotWrite
from coach.library.library import Library
from coach.library.records import Kind
from coach.state import remember
from coach.stories.keeping import StoriesFolder
from coach.vision.keeping import VisionFolder
from coach.vision.records import Vision
from coach.web.page_key import kept_key
from tests.helpers.kept_sessions import PLAIN, SET, TEAM, keep, recordings
from tests.helpers.labels import as_transcript

SOUND = np.full(1600, 0.25, dtype=np.float32)


class Order:
    """Watches the system calls of this process that sync a file or give it its name."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._synced: dict[int, tuple[int, int]] = {}  # inode → size, time of change in ns
        self.named: list[str] = []
        self._fsync, self._replace = os.fsync, os.replace
        patch.setattr(os, "fsync", self._on_fsync)
        patch.setattr(os, "replace", self._on_replace)

    def _on_fsync(self, descriptor: int) -> None:
        self._fsync(descriptor)
        stat = os.fstat(descriptor)
        self._synced[stat.st_ino] = stat.st_size, stat.st_mtime_ns

    def _on_replace(self, old: Path, new: Path) -> None:
        self._must_be_synced(old)
        if new.name == "session.json":
            self._must_name_what_is_synced(old, new.parent)
        self.named.append(new.name)
        self._replace(old, new)

    def _must_name_what_is_synced(self, record: Path, folder: Path) -> None:
        for turn in json.loads(record.read_text(encoding="utf-8"))["turns"]:
            for take in turn["takes"]:
                names = [*take.get("transcripts", []), take.get("facts")]
                if take.get("duration_s") is not None:
                    names.append(take["audio"])
                for name in filter(None, names):
                    self._must_be_synced(folder / name)

    def _must_be_synced(self, path: Path) -> None:
        stat = path.stat()
        assert self._synced.get(stat.st_ino) == (stat.st_size, stat.st_mtime_ns), path


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> Order:
    return Order(monkeypatch)


def blocks() -> Iterator[Block]:
    yield from [Block(SOUND)] * 3


def test_a_take_is_on_the_disk_before_its_session_says_so(order: Order) -> None:
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM]) as opened:
        take, path = opened.begin_take(1)
        with TakeRecorder(blocks(), path) as recorder:
            assert recorder.wait(10)
        take = opened.end_take(1, take, ended_by=recorder.ended_by, facts=recorder.facts())
        assert opened.encode(take)
        take = opened.encoded(1, take.number)
        opened.add_transcript(1, take, as_transcript(PLAIN))
    for name in ("take-1.flac", "take-1.sound.json", "take-1.transcript-1.json", "transcript.md"):
        assert name in order.named


def test_so_is_one_that_was_cut_off(order: Order) -> None:
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM]) as opened:
        _, path = opened.begin_take(1)
        with TakeRecorder(blocks(), path) as recorder:
            assert recorder.wait(10)
    assert order.named.count("session.json") >= 3


def test_so_is_what_is_corrected_and_kept_beside_sessions(order: Order) -> None:
    session_id = keep([PLAIN])
    with Library(recordings()).open_session(session_id) as opened:
        take = opened.session.turn(1).takes[0]
        opened.correct(1, take, 0, 1, "We")
        write_debrief(opened.folder, opened.session, Debrief())
    VisionFolder(recordings()).write(Vision())
    stories = StoriesFolder(recordings())
    stories.write(stories.read())
    remember("speaker", "a loudspeaker")
    kept_key()
    beside = ("debrief.json", "vision.json", "stories.json", "state.json", "page-key.json")
    for name in beside:
        assert name in order.named


def test_a_disk_that_takes_no_more_when_a_recording_ends_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with TakeRecorder(blocks(), tmp_path / "a.wav") as recorder:
        assert recorder.wait(10)
        monkeypatch.setattr(os, "fsync", full)
    assert recorder.ended_by is EndedBy.DISK_FULL
    assert isinstance(recorder.error, CannotWrite)
