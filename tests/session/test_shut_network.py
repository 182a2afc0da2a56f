"""A program that runs with the network shut: a real one, which tries to get out."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import psutil
import pytest

from coach.library.library import Library
from coach.session.left_files import UNKNOWN, left, seen
from coach.session.shut_network import Attempt, ShutRun, namespace, run_shut
from tests.helpers.kept_sessions import PLAIN, keep, recordings

TRIES = """
import os, socket, sys, tempfile, urllib.request
print("begun", flush=True)
try:
    urllib.request.urlopen("http://example.org")
except OSError as error:
    print(error, file=sys.stderr)
open(sys.argv[1], "w").close()
open(os.path.join(tempfile.gettempdir(), "left"), "w").close()
sys.exit(3)
"""
TRIES_UNWATCHED = """
import socket
for family, host in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
    try:
        socket.socket(family).connect((host, 80))
    except OSError:
        pass
"""


def run(*arguments: str, isolating: tuple[str, ...] = ()) -> tuple[ShutRun, list[str]]:
    lines: list[str] = []
    return run_shut([sys.executable, *arguments], lines.append, isolating), lines


def is_running(pid: int) -> bool:
    """Whether that process goes on; one that nobody has waited for yet does not."""
    try:
        os.kill(pid, 0)
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except (ProcessLookupError, psutil.NoSuchProcess):
        return False


def test_who_tried_is_told_and_what_was_written(tmp_path: Path) -> None:
    done, lines = run("-c", TRIES, str(tmp_path / "new"))
    assert lines == ["begun\n"]
    assert (done.code, done.reached_out, done.in_namespace) == (3, True, False)
    assert done.attempts == (Attempt("example.org", ("__main__",)),)
    assert "network is shut" in done.said
    assert tmp_path / "new" in done.written
    assert done.temporary == ("left",)


def test_one_that_stays_here_did_not_try() -> None:
    done, _ = run("-c", "print('all well')")
    assert (done.code, done.reached_out, done.attempts, done.packets) == (0, False, (), 0)


def test_a_sitecustomize_that_was_there_is_imported_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('mine')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert run("-c", "print('then')")[1] == ["mine\n", "then\n"]


@pytest.mark.skipif(not namespace(), reason="this system gives no network namespace")
def test_the_kernel_counts_what_python_does_not_see() -> None:
    isolating = namespace()
    unwatched, _ = run("-I", "-c", TRIES_UNWATCHED, isolating=isolating)
    assert (unwatched.attempts, unwatched.in_namespace) == ((), True)
    assert unwatched.packets > 0
    still, _ = run("-c", "print('all well')", isolating=isolating)
    assert (still.packets, still.reached_out) == (0, False)


@pytest.mark.skipif(sys.platform != "linux", reason="only its kernel counts")
def test_a_kernel_without_ipv6_is_read_in_any_language(tmp_path: Path) -> None:
    cat = tmp_path / "cat"
    cat.write_text('#!/bin/sh\n/bin/cat "$1"\necho "cat: $2: Нет такого файла" >&2\nexit 1\n')
    cat.chmod(0o700)
    isolating = ("env", f"PATH={tmp_path}{os.pathsep}{os.environ['PATH']}")
    done, _ = run("-c", "print('all well')", isolating=isolating)
    assert done.code == 0


def test_without_the_tool_there_is_no_namespace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert namespace() == ()


def test_a_tool_that_is_refused_gives_no_namespace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing = tmp_path / "unshare"
    refusing.write_text("#!/bin/sh\nexit 1\n")
    refusing.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert namespace() == ()


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such signals")
@pytest.mark.parametrize("isolating", [(), ("env",)])  # by itself, or behind a shell
@pytest.mark.parametrize("obeys", [True, False])
def test_it_ends_with_the_one_who_waits_for_it(obeys: bool, isolating: tuple[str, ...]) -> None:
    ignore = "" if obeys else "signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    code = f"import os,signal,time;{ignore}print(os.getpid(), flush=True);time.sleep(60)"
    pids: list[int] = []

    def interrupted(line: str) -> None:
        pids.append(int(line))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_shut([sys.executable, "-c", code], interrupted, isolating, ends_within_s=0.3)
    until_s = time.monotonic() + 5  # a kill takes a moment to arrive
    while is_running(pids[0]) and time.monotonic() < until_s:
        time.sleep(0.01)
    assert not is_running(pids[0])


def test_an_attempt_is_told_with_who_asked_for_it() -> None:
    assert Attempt("h", ("requests", "hub")).sentence() == "requests, for hub: h"
    assert Attempt("h", ()).sentence() == "a part of Python: h"


def test_every_file_of_a_session_is_known(tmp_path: Path) -> None:
    library = Library(recordings())
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("")
    name = keep([PLAIN])
    (recordings() / ".library.sqlite3").write_text("")
    (folder,) = (path.parent.name for path in recordings().glob(f"{name}/*/take-1.flac"))
    gaps = f"{name}/{folder}/take-1.gaps"
    for path in (gaps, f"{name}/listeners/anna.json", "stories/clips/story-1.flac", "plan.json"):
        (recordings() / path).parent.mkdir(parents=True, exist_ok=True)
        (recordings() / path).write_text("")
    (recordings() / name / "odd").write_text("")
    (recordings() / "odd").write_text("")
    found = left(library, {}, seen([recordings()]), [elsewhere, tmp_path / "gone"])
    told = {str(each.path.relative_to(tmp_path)): each for each in found}
    unknown = {path for path, each in told.items() if each.what == UNKNOWN}
    assert unknown == {"elsewhere", f"recordings/{name}/odd", "recordings/odd"}
    assert told[f"recordings/{name}/odd"].erase == f"coach erase {name}"
    assert told["recordings/odd"].erase == ""
    assert "sound is missing" in told[f"recordings/{gaps}"].what
    assert told[f"recordings/{name}/session.json"].erase == f"coach erase {name}"
    assert told[f"recordings/{name}/listeners/anna.json"].erase == f"coach erase {name}"
    assert told["recordings/.library.sqlite3"].erase == "coach erase --all"
    assert told["recordings/stories/clips/story-1.flac"].erase == "coach erase --all"
    assert told["recordings/plan.json"].erase == "coach plan --forget"
    assert told[f"recordings/{name}/session.json"].size > 0


def test_only_what_is_new_or_changed_was_left() -> None:
    keep([PLAIN])
    before = seen([recordings()])
    assert left(Library(recordings()), before, seen([recordings()]), []) == []
