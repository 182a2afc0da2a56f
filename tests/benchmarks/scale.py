"""Cold starts of the program on libraries of 10, 1,000 and 10,000 sessions of three answers.

    python tests/benchmarks/scale.py [SESSIONS …] [--keep FOLDER]

Each command is a process of its own, the median of five: until what is known is shown, which is its
last line on stdout, and the whole, in which it looks for changes from outside, too. The page is a
server of its own each time: the time of the first request. Beside it stands the processor time of
the process, which other work on the machine does not change much. The files were read before, so
the disk is not measured. First, all that is cached of the sessions is made, which takes minutes for
ten thousand; how long, and how much memory that took, is told, too. `--keep` uses a folder with
libraries of an earlier run.

Working out the figures is killed (-9) once, and started again: what was taken in before is not
taken in once more.

Holds when nothing is shown later at the largest number than LIMITS_S, the look for changes takes at
most AFTERWARDS_S more, making the index takes less than 200 MB and goes on where it was killed, and
taking in one more session takes at most MORE times as long in the largest library as in the
smallest, or MORE_S longer.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import astuple, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.helpers.linked_library import link_sessions

COACH = (sys.executable, "-m", "coach")
COMMANDS = {
    "sessions": ("sessions",),
    "search": ("search", "Xarelto"),
    "progress": ("progress",),
}
PAGES = {"home": "/", "library": "/library", "progress page": "/progress"}
LIMITS_S = {
    "sessions": 0.4, "search": 0.3, "progress": 0.6,
    "home": 0.5, "library": 0.5, "progress page": 1.0,
}  # fmt: skip
AFTERWARDS_S, MOST_MB, MORE, MORE_S = 1.0, 200, 1.5, 0.05
KILLED_AT = 300  # sessions that are taken in
TIMES = 5


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("sessions", type=int, nargs="*", default=[10, 1_000, 10_000])
    arguments.add_argument("--keep", type=Path)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        at_home(Path(scratch))
        folder = options.keep or Path(scratch)
        found = {count: measured(folder / str(count), count) for count in options.sessions}
    first, last = found[options.sessions[0]], found[options.sessions[-1]]
    holds = all(last[name] <= limit for name, limit in LIMITS_S.items())
    holds &= last["whole: sessions"] <= LIMITS_S["sessions"]  # it looks before it shows
    holds &= all(last[f"afterwards: {name}"] <= AFTERWARDS_S for name in COMMANDS)
    holds &= last["index MB"] <= MOST_MB and all(each["goes on"] for each in found.values())
    costs_the_same = [one_more_holds(name, first, last) for name in COMMANDS]
    holds &= all(costs_the_same)
    print("holds" if holds else "DOES NOT HOLD")
    return 0 if holds else 1


def one_more_holds(name: str, first: dict[str, float], last: dict[str, float]) -> bool:
    """Whether one more session costs the same in both; what is below 50 ms cannot be told apart."""
    few_s, many_s = (max(MORE_S, each[f"one more: {name}"]) for each in (first, last))
    print(f"one more session, {name}: {many_s / few_s:.2f} times as long in the largest library")
    return many_s <= max(MORE * few_s, few_s + MORE_S)


def goes_on(library: Path) -> bool:
    """Kill what works out the figures in its midst, start it again, and look at what it keeps."""
    if taken_in(library):
        print("not killed while working out: an earlier run has done it", flush=True)
        return True
    with subprocess.Popen([*COACH, "progress"], stdout=subprocess.DEVNULL) as process:
        while len(taken_in(library)) < KILLED_AT and process.poll() is None:
            time.sleep(0.2)
        process.kill()
    before = taken_in(library)
    took_s = ran(COMMANDS["progress"]).whole_s
    found = bool(before) and before.items() <= taken_in(library).items()
    more = f"{len(before)} sessions were taken in, the others in {took_s:.1f} s"
    print(f"killed and started again: {'goes on' if found else 'LOST'}; {more}", flush=True)
    return found


def taken_in(library: Path) -> dict[str, int]:
    """The row of the first answer of each session that is taken in; it would be another one."""
    path = library / ".library.sqlite3"
    if not path.is_file():
        return {}
    with contextlib.closing(sqlite3.connect(path)) as database:
        try:
            rows = "SELECT session, min(id) FROM measured_takes GROUP BY session"
            return dict(database.execute(rows))
        except sqlite3.OperationalError:  # the table is not there yet
            return {}


def at_home(scratch: Path) -> None:
    """Have the program find no settings of a person's, and keep its bytecode as anybody's does."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(scratch / "bytecode")
    for name in ("CONFIG", "CACHE", "DATA", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = str(scratch / name.lower())


def measured(library: Path, count: int) -> dict[str, float]:
    """All times of a library of `count` sessions; made if it is not there."""
    if not library.is_dir():
        link_sessions(library, count)
    os.environ["COACH_RECORDINGS"] = str(library)
    found: dict[str, float] = {"goes on": True}
    if count > KILLED_AT:
        found["goes on"] = goes_on(library)
    for name, command in COMMANDS.items():
        print(f"{count:>6} {name:<14} the first time {ran(command).whole_s:.1f} s")
    found["index MB"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    for name, command in COMMANDS.items():
        took = median_of([ran(command) for _ in range(TIMES)])
        found |= {name: took.shown_s, f"whole: {name}": took.whole_s}
        later_s = found[f"afterwards: {name}"] = took.whole_s - took.shown_s
        told(count, name, took, f", looked for changes in {later_s:.2f} s more")
    for name, path in PAGES.items():
        page(path)  # what it keeps of the sessions is made
        took = median_of([page(path) for _ in range(TIMES)])
        found[name] = took.shown_s
        told(count, name, took)
    for name, command in COMMANDS.items():
        found[f"one more: {name}"] = one_more(library, command, found[f"whole: {name}"])
        print(f"{count:>6} {name:<14} one more session: {found[f'one more: {name}']:+.3f} s")
    print(f"{count:>6} most memory of a command: {found['index MB']:.0f} MB", flush=True)
    return found


@dataclass(frozen=True)
class Took:
    """Seconds until it was shown, until the program had ended, and of the processor's time."""

    shown_s: float
    whole_s: float
    processor_s: float


def median_of(times: list[Took]) -> Took:
    return Took(*(statistics.median(column) for column in zip(*map(astuple, times), strict=True)))


def told(count: int, name: str, took: Took, more: str = "") -> None:
    shown = f"{count:>6} {name:<14} shown in {took.shown_s:.3f} s, at most {LIMITS_S[name]}{more}"
    print(f"{shown}; processor {took.processor_s:.3f} s", flush=True)


def processor_s() -> float:
    """Of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ran(command: tuple[str, ...]) -> Took:
    """A command, which must succeed."""
    before_s, began_s = processor_s(), time.perf_counter()
    last_s = began_s
    with subprocess.Popen(
        [*COACH, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout
        while os.read(process.stdout.fileno(), 1 << 20):
            last_s = time.perf_counter()
    assert process.returncode == 0
    whole_s = time.perf_counter() - began_s
    return Took(last_s - began_s, whole_s, processor_s() - before_s)


class StaysHere(urllib.request.HTTPRedirectHandler):
    """Does not follow: the address lets one in, and then leads to a page."""

    def redirect_request(self, *_: object) -> None:
        return None


def page(path: str) -> Took:
    """The first request to a server that has just started; the processor's time is all of it."""
    before_s = processor_s()
    command = [*COACH, "review", "--no-browser", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        address = json.loads(process.stdout.readline())["address"]
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(), StaysHere())
        try:
            opener.open(address)
        except urllib.error.HTTPError as led:
            root = led.headers["Location"].removesuffix("/library")
        began_s = time.perf_counter()
        with opener.open(urllib.parse.urljoin(address, root + path)) as response:
            assert response.status == 200
            response.read()
        took_s = time.perf_counter() - began_s
        process.terminate()
    return Took(took_s, took_s, processor_s() - before_s)


def one_more(library: Path, command: tuple[str, ...], before_s: float) -> float:
    """What one more session adds to the whole of a command, once. The median of five sessions."""
    added_s = []
    for _ in range(TIMES):
        number = 20_000 + len(list(library.iterdir()))
        link_sessions(library, 1, first=number)
        added_s.append(ran(command).whole_s - before_s)
    return statistics.median(added_s)


if __name__ == "__main__":
    sys.exit(main())
