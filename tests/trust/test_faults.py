"""What others do to a library: a sync client's files, and a folder that gets another name."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

import numpy as np
import pytest

from coach.config import load_settings
from coach.errors import CannotWrite
from coach.library import library as library_module
from coach.library import open_session
from coach.library.disk import delete_unfinished
from coach.library.library import Library
from coach.library.lock import locked
from coach.library.records import Kind
from coach.questions.finding import find_set
from coach.questions.writing import NewQuestion
from coach.session.own_vocabulary import remember_name
from coach.session.set_files import add_question, file_of_own_set
from coach.session.settings_file import change_settings
from tests.helpers.coach_program import COMMAND, coach_here, refused, succeeded
from tests.helpers.kept_sessions import PLAIN, SET, TEAM, keep, recordings
from tests.helpers.ordinary_user import as_ordinary_user


def test_a_correction_that_comes_after_its_session_is_found(tmp_path: Path) -> None:
    folder = recordings() / keep([PLAIN])
    assert "forty" in succeeded(coach_here("search", "forty")).stdout
    elsewhere = tmp_path / "elsewhere" / folder.name
    shutil.copytree(folder, elsewhere)
    with Library(elsewhere.parent).open_session(folder.name) as opened:
        take = opened.session.turn(1).takes[0]
        opened.correct(1, take, 8, 9, "fifty")
    (edits,) = [
        each for each in elsewhere.glob("*/*") if not (folder / each.parts[-2] / each.name).exists()
    ]
    shutil.copy2(edits, folder / edits.parts[-2] / edits.name)
    assert "fifty" in succeeded(coach_here("search", "fifty")).stdout


def test_a_placeholder_of_no_bytes_hides_nothing_else() -> None:
    whole, hollow = keep([PLAIN]), keep([PLAIN])
    path = recordings() / hollow / "session.json"
    path.write_bytes(b"")
    library = Library(recordings())
    library.recover()
    listed = {each.id: each.session is not None for each in library.sessions()}
    assert listed == {whole: True, hollow: False}
    assert path.read_bytes() == b""


def test_copies_of_a_conflict_are_no_takes_and_no_sessions() -> None:
    folder = recordings() / keep([PLAIN])
    before = Library(recordings()).sessions()
    for file in [each for each in folder.rglob("*") if each.is_file()]:
        shutil.copy2(file, file.with_name(f"{file.stem} (conflicted copy){file.suffix}"))
    library = Library(recordings())
    library.recover()
    assert library.sessions() == before
    assert len(succeeded(coach_here("show", "last", "--json")).document["turns"]) == 1


def test_a_folder_that_is_renamed_while_it_is_open_is_told_and_keeps_its_sound() -> None:
    library = Library(recordings())
    elsewhere = recordings() / "renamed"

    def renamed_while_open() -> None:
        with library.new_session(Kind.PRACTICE, SET, [TEAM]) as opened:
            opened.take_in(1, [np.full(16_000, 0.25, np.float32)])
            opened.folder.rename(elsewhere)
            opened.asked(1)

    with pytest.raises(CannotWrite):
        renamed_while_open()
    library.recover()
    (listed,) = library.sessions()
    assert listed.session
    assert listed.session.turn(1).takes[0].duration_s == 1.0


ALL_FILES = ("session.json", "*.transcript-1.json", "*.sound.json", "*.flac", "transcript.md")
LOOKING = (
    ("sessions",),
    ("show", "last"),
    ("search", "forty"),
    ("delivery", "last"),
    ("progress",),
    ("export", "last", "-o", "-"),
)


@pytest.mark.parametrize("pattern", ALL_FILES)
def test_a_placeholder_of_any_file_is_told_and_breaks_nothing(pattern: str) -> None:
    keep([PLAIN])
    folder = recordings() / keep([PLAIN])
    for path in folder.rglob(pattern):
        path.write_bytes(b"")
    for typed in LOOKING:
        done = coach_here(*typed)
        assert done.returncode in (0, 1), done
        assert "broke" not in done.stderr, done.stderr
    assert succeeded(coach_here("search", "forty")).stdout.count("forty") >= 1
    assert {each.id for each in Library(recordings()).sessions()} >= {folder.name}


def test_a_sound_that_comes_late_is_heard() -> None:
    folder = recordings() / keep([PLAIN])
    (audio,) = folder.rglob("*.flac")
    late = audio.rename(audio.with_suffix(".late"))
    assert coach_here("export", "last", "--format", "html", "-o", "-").returncode in (0, 1)
    late.rename(audio)
    succeeded(coach_here("export", "last", "--format", "html", "-o", "-"))


WRITING = (
    ("correct", "last", "1", "forty", "fifty"),
    ("debrief", "last"),
    ("erase", "last", "--yes"),
    ("erase", "last", "--audio", "--yes"),
    ("retake", "last", "1", "--voice", "none"),
    ("transcribe", "last", "--model", "tiny.en"),
    ("sessions", "--not-mine", "last"),
)


@pytest.mark.parametrize("typed", WRITING, ids=" ".join)
def test_what_would_write_to_a_session_in_use_is_told(typed: tuple[str, ...]) -> None:
    folder = recordings() / keep([PLAIN])
    before = contents(folder)
    with locked(folder):
        done = coach_here(*typed)
        refused(done, 1, "is in use by another coach")
        succeeded(coach_here("show", "last"))
    assert contents(folder) == before


def contents(folder: Path) -> dict[Path, bytes]:
    return {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@pytest.fixture
def read_only() -> Iterator[tuple[str, ...]]:
    """What goes before a command that may not write to the library, which is read-only."""
    keep([PLAIN])
    as_anybody = as_ordinary_user()
    folders = [recordings(), *(each for each in recordings().rglob("*") if each.is_dir())]
    for folder in folders:
        folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    yield as_anybody
    for folder in folders:
        folder.chmod(stat.S_IRWXU)


@pytest.mark.real
def test_a_read_only_folder_can_be_looked_at_and_is_told_by_what_writes(
    read_only: tuple[str, ...],
) -> None:
    def run(*typed: str) -> subprocess.CompletedProcess[str]:
        command = [*read_only, *COMMAND, *typed]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    for typed in (("sessions",), ("search", "forty")):
        assert (done := run(*typed)).returncode == 0, done
    for typed in (
        ("correct", "last", "1", "forty", "fifty"),
        ("plan", "screening", "--on", "friday"),
    ):
        done = run(*typed)
        assert done.returncode == 1, done
        assert "the folder may not be written to" in done.stderr
        assert "Traceback" not in done.stderr


def test_two_that_add_to_one_set_or_to_the_settings_lose_nothing() -> None:
    numbers = range(8)

    def add(number: int) -> None:
        add_question(file_of_own_set("mine"), "Mine", NewQuestion(f"Why {number}?"))
        change_settings({"rate": 150 + number})
        remember_name(f"Xarelto{number}")

    with ThreadPoolExecutor(len(numbers)) as pool:
        list(pool.map(add, numbers))
    asked = {each.wordings.interview for each in find_set("mine").questions}
    assert asked == {f"Why {number}?" for number in numbers}
    names = load_settings({}).vocabulary.split(", ")
    assert sorted(names) == [f"Xarelto{number}" for number in numbers]


class Clock(datetime):
    """A clock that is set."""

    at: datetime

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls.fromtimestamp(cls.at.timestamp(), tz)


def test_a_clock_that_jumps_changes_no_order_of_takes_and_writes_over_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (library_module, open_session):
        monkeypatch.setattr(module, "datetime", Clock)
    Clock.at = noon = datetime(2026, 6, 1, 12, 0).astimezone()
    names = []
    for jump_h in (0, 48, -24, 0):
        Clock.at = noon + timedelta(hours=jump_h)
        with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM]) as opened:
            for hours in (0, 5, -7):
                opened.take_in(1, [np.full(1600, 0.1, np.float32)])
                Clock.at += timedelta(hours=hours)
        names.append(opened.session.id)
        takes = opened.session.turn(1).takes
        assert [each.number for each in takes] == [1, 2, 3]
        assert {each.duration_s for each in takes} == {0.1}
    assert len(set(names)) == 4
    assert names[3] == f"{names[0]}-2"
    assert len(Library(recordings()).sessions()) == 4


def test_half_files_of_the_dead_are_deleted_and_of_the_living_are_not(tmp_path: Path) -> None:
    with subprocess.Popen(["true"]) as dead:
        pass
    names = [f".plan.json.{dead.pid}", f".plan.json.{os.getpid()}", ".plan.json.1", "plan.json"]
    names += [f".plan.json.{10**30}", f".backup.{dead.pid}"]  # the last one is the person's own
    for name in names:
        (tmp_path / name).touch()
    delete_unfinished(tmp_path)
    assert {each.name for each in tmp_path.iterdir()} == set(names[1:])
    delete_unfinished(tmp_path / "nothing")


def test_every_test_in_the_table_of_faults_is_there() -> None:
    tests = Path(__file__).parents[1]
    there = "".join(path.read_text(encoding="utf-8") for path in tests.rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)`", Path("docs/trust.md").read_text(encoding="utf-8"))
    assert named
    assert not [name for name in named if f"def {name}(" not in there]
