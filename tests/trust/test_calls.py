"""Whatever is written is on the disk before a name points to it: the system calls, by strace."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.trust.works import WORKS

pytestmark = pytest.mark.real

WRITER = """
import os, shutil, sys
from pathlib import Path
from tests.helpers.kept_sessions import recordings
from tests.trust.works import WORKS, Notes, Sounds, disturbed_work, fill_library, taken_along
taken_along().mkdir()
sounds = Sounds.made_in(Path(sys.argv[1]))
for work in WORKS:
    if work.name in sys.argv[2:]:
        shutil.rmtree(recordings(), ignore_errors=True)
        fill_library()
        assert disturbed_work(work, sounds, Notes(), 0, int) == 0, work.name
os._exit(0)
"""
_CALL = re.compile(r"\b(write|pwrite64|fsync|fdatasync)\(\d+<([^>]+)>")
_NAMED = re.compile(r'\brename(?:at2?)?\((?:AT_FDCWD<[^>]*>, )?"([^"]+)", ')
_QUICK = ("planning", "keeping a story", "exporting", "erasing sound")


def straced(folder: Path, *command: str) -> list[str]:
    """The calls of such a process that write, sync and name files."""
    calls = folder / "calls.txt"
    kinds = "trace=write,pwrite64,fsync,fdatasync,rename,renameat,renameat2"
    strace = ("strace", "-f", "-qq", "-y", "-s", "0", "-o", str(calls), "-e", kinds)
    done = subprocess.run(
        [*strace, *command], capture_output=True, text=True, check=False, errors="replace"
    )
    if "ptrace" in done.stderr:
        pytest.skip("nobody may watch a process here")
    assert done.returncode == 0, done.stderr[-3000:]
    return calls.read_text(errors="replace").splitlines()


def named(calls: Iterable[str]) -> list[str]:
    """The names that files got; each file was on the disk before."""
    unsynced: set[str] = set()
    names = []
    for line in calls:
        if call := _CALL.search(line):
            (unsynced.add if "write" in call[1] else unsynced.discard)(call[2])
        elif renamed := _NAMED.search(line):
            assert renamed[1] not in unsynced, line
            names.append(Path(renamed[1]).name)
    return names


def of(works: Iterable[str], folder: Path) -> list[str]:
    return named(straced(folder, sys.executable, "-c", WRITER, str(folder / "sounds"), *works))


@pytest.mark.skipif(not shutil.which("strace"), reason="there is no strace")
class TestOrder:
    def test_of_what_is_quick(self, tmp_path: Path) -> None:
        names = of(_QUICK, tmp_path)
        for name in ("session.json", "plan.json", "stories.json", "session.zip"):
            assert any(each.startswith(f".{name}.") for each in names), (name, names)

    @pytest.mark.long
    def test_of_all_that_is_written(self, tmp_path: Path) -> None:
        names = of([work.name for work in WORKS], tmp_path)
        for name in (
            "take-1.flac",
            "take-1.sound.json",
            "vision.json",
            "debrief.json",
            "mine.yaml",
        ):
            assert any(each.startswith(f".{name}.") for each in names), (name, names)

    def test_what_is_not_synced_is_found(self, tmp_path: Path) -> None:
        old, new = tmp_path / "old", tmp_path / "new"
        hasty = f"open({str(old)!r}, 'w').write('x')"
        rename = f"import os; os.rename({str(old)!r}, {str(new)!r})"
        calls = straced(tmp_path, sys.executable, "-c", f"{hasty}; {rename}")
        with pytest.raises(AssertionError):
            named(calls)
