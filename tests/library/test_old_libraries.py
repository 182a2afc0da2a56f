"""Libraries that older coaches made: read, changed with a copy of what was there, never lost.

`old_libraries/` has one for each schema of the index since 0.1 (and one from before there was an
index), made by the code of that time: `old_libraries/make.py`. Corrections have schema 1 until
index 5, and 2 from index 6 on.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coach.debrief.records import Rating
from coach.errors import WrittenByNewer
from coach.library.library import Library
from coach.session.keeping_words import job_for
from coach.testing import CannedTranscriber
from tests.helpers.coach_program import Done, coach_here, refused, succeeded
from tests.helpers.kept_sessions import PLAIN, keep, recordings
from tests.helpers.plans import plan
from tests.helpers.ratings import rate
from tests.helpers.replies import LISTENED
from tests.helpers.story_answers import keep_story

OLD = sorted((Path(__file__).parent / "old_libraries").glob("*.zip"))
HAS_EDITS = [path for path in OLD if path.stem[-1] not in "01"]
SCHEMA_1 = [path for path in HAS_EDITS if path.stem[-1] in "2345"]
SAID, CORRECTED = "I will lead a team of forty people.", "I will lead a team of fifty people."


@pytest.fixture
def unpacked(request: pytest.FixtureRequest) -> Path:
    """The library of a ZIP file."""
    return unpack(request.param)


def unpack(old: Path) -> Path:
    with zipfile.ZipFile(old) as archive:
        archive.extractall(recordings())
    return recordings()


def content(*but: str) -> dict[str, str]:
    """Every file of the library with a sum of what is in it."""
    return {
        path.relative_to(recordings()).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in recordings().rglob("*")
        if path.is_file() and path.name not in (".lock", *but)
    }


def shown() -> Any:
    return succeeded(coach_here("show", "last", "--json")).document["turns"][0]["takes"]


def words() -> list[str]:
    return [take["text"] for take in shown()]


def has(name: str) -> bool:
    return (recordings() / name).exists()


@pytest.mark.parametrize("unpacked", OLD, indirect=True, ids=lambda path: path.stem)
def test_all_of_an_old_library_can_be_read_and_reading_changes_nothing_of_it(
    unpacked: Path,
) -> None:
    before = content(".library.sqlite3")
    rated = bool(list(unpacked.glob("*/debrief.json")))
    edited = bool(list(unpacked.glob("*/*/*.edits.json")))
    for _ in range(2):  # a second opening finds what the first one left
        assert words() == [
            "I want to maybe lead a small team in Leeds.",
            CORRECTED if edited else SAID,
        ]
        for command in (("sessions",), ("progress",), ("stories",), ("show", "last")):
            assert "[Mine]" not in succeeded(coach_here(*command)).stdout
        assert "small team" in succeeded(coach_here("search", "small", "team")).stdout
        assert ("fifty" in coach_here("search", "fifty").stdout) is edited
        markdown = succeeded(coach_here("export", "last", "--format", "md", "-o", "-")).stdout
        assert "small team" in markdown
        if rated:
            done = succeeded(coach_here("debrief", "last", "--json"))
            assert "partly" in done.stdout
        if has("vision/vision.json"):
            assert "ambition" in succeeded(coach_here("vision", "--json")).stdout
        Library(recordings()).recover()
        assert content(".library.sqlite3") == before


@pytest.mark.parametrize("unpacked", SCHEMA_1, indirect=True, ids=lambda path: path.stem)
def test_what_an_older_coach_wrote_is_kept_beside_what_replaces_it(unpacked: Path) -> None:
    (edits,) = unpacked.glob("*/*/take-2.edits.json")
    before = edits.read_bytes()
    for old, new in (("people", "drivers"), ("drivers", "nurses")):
        succeeded(coach_here("correct", "last", "1", old, new))
    assert words()[1] == CORRECTED.replace("people", "nurses")
    assert edits.with_name("take-2.edits.v1.json").read_bytes() == before
    assert json.loads(edits.read_bytes())["schema_version"] == 2
    after = content()
    assert words()[1] == CORRECTED.replace("people", "nurses")
    assert content() == after


@pytest.mark.parametrize("unpacked", HAS_EDITS[-2:], indirect=True, ids=lambda path: path.stem)
def test_nothing_is_kept_twice_of_what_has_the_schema_of_today(unpacked: Path) -> None:
    succeeded(coach_here("correct", "last", "1", "people", "drivers"))
    assert not list(unpacked.rglob("*.v[0-9]*.json"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a process that forks")
def test_killed_before_any_change_of_a_migration_nothing_is_lost() -> None:
    died_at = 0
    while True:
        died_at += 1
        for path in sorted(recordings().rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        unpack(SCHEMA_1[-1])
        if not _dies(lambda: coach_here("correct", "last", "1", "people", "drivers"), died_at):
            break
        Library(recordings()).recover()
        assert words()[1] in (CORRECTED, CORRECTED.replace("people", "drivers")), died_at
    assert died_at > 5
    assert words()[1] == CORRECTED.replace("people", "drivers")


def _dies(work: Callable[[], Done], change: int) -> bool:
    """Whether a process that does `work` dies before its change of files of that number."""
    child = os.fork()
    if not child:
        seen = 0

        def watch(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal seen
            writes = event == "open" and (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR)
            if writes or event in ("os.rename", "os.remove", "os.mkdir"):
                seen += 1
                if seen == change:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        code = 1
        try:
            code = work().returncode
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert status == 0
    return False


_CORRECTING = ("correct", "last", "1", "Leeds", "Ely")
_WRITES = {  # each kind of file, from the newest session's folder, and what writes it
    "session.json": _CORRECTING,
    "*/take-1.transcript-1.json": _CORRECTING,
    "*/take-1.edits.json": _CORRECTING,
    "debrief.json": ("debrief", "last"),
    "../vision/vision.json": ("vision", "reword", "1", "maybe", ""),
    "../stories/stories.json": ("stories", "name", "1", "Vans"),
    "../plan.json": ("plan", "screening", "--on", "friday"),
}


@pytest.fixture
def newest() -> Path:
    """The newest session of a library of today, which has a file of every kind."""
    unpack(OLD[-1])
    keep_story()
    succeeded(coach_here("stories", "keep", "last", "1", "--name", "Trucks"))
    session = keep([PLAIN], question=LISTENED)
    succeeded(coach_here("correct", session, "1", "Leeds", "York"))
    rate(session, Rating.YES)
    plan(4)
    return recordings() / session


@pytest.mark.parametrize("pattern", _WRITES)
def test_what_a_newer_coach_wrote_is_refused_untouched(pattern: str, newest: Path) -> None:
    (path,) = newest.glob(pattern)
    document = json.loads(path.read_bytes()) | {"schema_version": 99}
    path.write_text(json.dumps(document))
    before = content(".library.sqlite3")
    command = [newest.name if word == "last" else word for word in _WRITES[pattern]]
    refused(coach_here(*command, typed="3\n"), 1, "newer coach", "pip install --upgrade")
    assert content(".library.sqlite3") == before


def test_sound_facts_of_a_newer_coach_are_not_measured_again(newest: Path) -> None:
    (path,) = newest.glob("*/take-1.sound.json")
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"schema_version": 99}))
    with Library(recordings()).open_session(newest.name) as opened:
        take = opened.session.turn(1).takes[0]
        with pytest.raises(WrittenByNewer):
            job_for(opened, take, CannedTranscriber([PLAIN]), "", None)
    refused(coach_here("delivery", newest.name), 1, "newer coach", "pip install --upgrade")
