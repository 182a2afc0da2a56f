"""A home of one's own for what is read, and the program run in it."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from coach.cli import main as program

_FOLDER = (-1,)
ERROR_CODES = (1, 2, 3, 4)
_FOLDERS = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


class Broke(Exception):
    """The program did what it does not promise."""


@contextlib.contextmanager
def homed(folder: Path) -> Iterator[None]:
    """Have all that is kept, remembered, cached or temporary lie in `folder`."""
    before, temporary, here = dict(os.environ), tempfile.tempdir, Path.cwd()
    for name in [each for each in os.environ if each.startswith("COACH_")]:
        del os.environ[name]
    for name in (*_FOLDERS, "HOME", "TMPDIR"):
        os.environ[name] = str(folder / name.lower())
        (folder / name.lower()).mkdir(parents=True, exist_ok=True)
    os.environ |= {"COACH_RECORDINGS": str(folder / "recordings"), "COACH_TRACEBACK": "1"}
    os.environ |= {"COACH_STAGES": "live", "NO_COLOR": "1"}
    tempfile.tempdir = os.environ["TMPDIR"]
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)
        tempfile.tempdir = temporary
        os.environ.clear()
        os.environ.update(before)


def home() -> Path:
    """The folder of `homed`."""
    return Path(os.environ["COACH_RECORDINGS"]).parent


def restore(folder: Path, pristine: Path) -> None:
    """Make `folder` what `pristine` is, touching only what was changed."""
    wanted = {path.relative_to(pristine): _stamp(path) for path in pristine.rglob("*")}
    found = {path.relative_to(folder): _stamp(path) for path in folder.rglob("*")}
    for path in sorted(found.keys() - wanted.keys(), reverse=True):
        (folder / path).rmdir() if found[path] == _FOLDER else (folder / path).unlink()
    for path in sorted(wanted):
        if wanted[path] == _FOLDER:
            (folder / path).mkdir(parents=True, exist_ok=True)
        elif wanted[path] != found.get(path):
            shutil.copy2(pristine / path, folder / path)


def _stamp(path: Path) -> tuple[int, ...]:
    stat = path.lstat()
    return _FOLDER if path.is_dir() else (stat.st_size, stat.st_mtime_ns)


def typed_here(*words: str, typed: str = "") -> str:
    """Run `coach` in this process; what it said. An error has a sentence and a code of its own."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", errors="replace") for _ in range(2))
    stdin, sys.stdin = sys.stdin, io.StringIO(typed)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = program.run([*words], program.group)
    finally:
        sys.stdin = stdin
    said = []
    for stream in (out, err):
        stream.seek(0)
        said.append(stream.read())
    if code and (code not in ERROR_CODES or not said[1].strip() or "Traceback" in said[1]):
        raise Broke(f"coach {' '.join(words)}: {code}, {said[1]!r}")
    return "".join(said)
