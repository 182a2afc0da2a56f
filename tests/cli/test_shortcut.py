"""`coach open --shortcut`: a starter for each system, and that it starts what it should."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coach.cli.shortcut import starter_for
from tests.helpers.coach_program import coach_here, refused, succeeded

ODD = "it's 100% “mine” $HOME `x` \\ and more"  # what quoting gets wrong first
WRITES = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(sys.argv[2])"


def command_into(path: Path) -> list[str]:
    """A command that writes ODD to `path`."""
    return [sys.executable, "-c", WRITES, str(path), ODD]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_on_a_mac_it_is_a_command_file(tmp_path: Path) -> None:
    starter = starter_for("darwin", command_into(tmp_path / "told"))
    path = tmp_path / starter.file_name
    path.write_text(starter.content)
    subprocess.run(["/bin/sh", str(path)], check=True)
    assert (tmp_path / "told").read_text() == ODD
    assert path.suffix == ".command"


@pytest.mark.skipif(not shutil.which("gio"), reason="needs gio, which starts desktop entries")
def test_on_linux_it_is_a_desktop_entry(tmp_path: Path) -> None:
    starter = starter_for("linux", command_into(tmp_path / "told"))
    path = tmp_path / starter.file_name
    path.write_text(starter.content)
    path.chmod(0o700)
    subprocess.run(["gio", "launch", str(path)], check=True, timeout=20)
    until_s = time.monotonic() + 10
    while not (tmp_path / "told").exists() or not (tmp_path / "told").read_text():
        assert time.monotonic() < until_s, "it did not start"
        time.sleep(0.05)
    assert (tmp_path / "told").read_text() == ODD


def test_on_windows_it_is_a_batch_file() -> None:
    starter = starter_for("win32", [r"C:\Program Files\py.exe", "-m", "coach", r"D:\100%\x"])
    assert starter.file_name.endswith(".bat")
    line = starter.content.split("\r\n")[2]
    assert line == r'"C:\Program Files\py.exe" "-m" "coach" "D:\100%%\x"'


def test_it_is_put_on_the_desktop_and_opens_this_library(tmp_path: Path) -> None:
    (tmp_path / "Desktop").mkdir()
    env = os.environ | {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    env.pop("XDG_DESKTOP_DIR", None)
    done = succeeded(coach_here("open", "--shortcut", "--json", env=env))
    path = Path(done.document["shortcut"])
    assert path.parent == tmp_path / "Desktop"
    assert os.environ["COACH_RECORDINGS"] in path.read_text()
    assert os.access(path, os.X_OK)


def test_where_it_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / starter_for(sys.platform, []).file_name).mkdir()
    env = os.environ | {"HOME": str(tmp_path)}
    refused(coach_here("open", "--shortcut", env=env), 1, "cannot be written", "coach open")
