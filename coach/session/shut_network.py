"""Runs a program with the network shut, and tells who tried to reach it.

Where the system allows it (on Linux), the program gets a network namespace of its own, in which
there is nothing to reach: the kernel counts every packet that found no way out, also those of
libraries in C. Everywhere, `coach.network_guard` watches the sockets of each Python process. The
program is ended when the caller is interrupted. No thread is started here.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from coach.network_guard import NOTES, STARTER, read_notes
from coach.temporary import temporary_folder

_NAMESPACES = (  # the first one that works; the last is for root where there are no user namespaces
    ("unshare", "--map-current-user", "--net", "--"),
    ("unshare", "--map-root-user", "--net", "--"),
    ("unshare", "--net", "--"),
)
# Run the program, keep what the kernel counted in the namespace, and end as the program did.
_COUNTED = (
    '"$@"; code=$?; cat /proc/self/net/snmp /proc/self/net/snmp6 >"$COACH_KERNEL" 2>&1; exit $code'
)
_ENDS_WITHIN_S = 10.0
_LOOKS_EVERY_S = 0.02
_TRIES_FOR_S = 10.0


@dataclass(frozen=True)
class Attempt:
    """An attempt to reach the network: the host, and the packages behind it, innermost first."""

    host: str
    by: tuple[str, ...]

    def sentence(self) -> str:
        """Such as: requests, for huggingface_hub: huggingface.co."""
        return f"{', for '.join(self.by) or 'a part of Python'}: {self.host}"


@dataclass(frozen=True)
class ShutRun:
    """A run with the network shut."""

    code: int
    in_namespace: bool
    attempts: tuple[Attempt, ...]  # each once
    packets: int  # that found no way out, as the kernel counted; those of `attempts` are among them
    written: tuple[Path, ...]  # what Python opened for writing
    temporary: tuple[str, ...]  # files that were left in the folder for temporary files
    said: str  # on stderr

    @property
    def reached_out(self) -> bool:
        """Whether any part tried to."""
        return bool(self.attempts or self.packets)


def namespace() -> tuple[str, ...]:
    """The command that gives a program a network namespace of its own; () where none does."""
    if sys.platform != "linux" or not shutil.which("unshare"):
        return ()
    for command in _NAMESPACES:
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            tried = [*command, "cat", "/proc/self/net/snmp"]
            subprocess.run(tried, check=True, capture_output=True, timeout=_TRIES_FOR_S)
            return command
    return ()


def run_shut(
    command: Sequence[str],
    on_line: Callable[[str], None],
    isolating: Sequence[str],
    ends_within_s: float = _ENDS_WITHIN_S,
) -> ShutRun:
    """Run `command`; `on_line` gets every line of its stdout. `isolating`: see `namespace`.

    After an interruption `command` is told to end, and killed if it has not done so in time.

    Raises OSError if it cannot be started.
    """
    with temporary_folder() as folder:
        watched, temporary = folder / "watched", folder / "temporary"
        watched.mkdir()
        temporary.mkdir()
        (watched / "sitecustomize.py").write_text(STARTER, encoding="utf-8")
        notes, kernel, said = folder / "notes", folder / "kernel", folder / "said"
        env = os.environ | {
            NOTES: str(notes),
            "COACH_KERNEL": str(kernel),
            "PYTHONPATH": os.pathsep.join(
                filter(None, (str(watched), os.environ.get("PYTHONPATH")))
            ),
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary)),
        }
        whole = [*isolating, "sh", "-c", _COUNTED, "sh", *command] if isolating else list(command)
        with said.open("wb") as stderr, _running(whole, env, stderr) as process:
            try:
                code = _heard_out(process, on_line)
            finally:
                _end(process, ends_within_s)
        noted = list(read_notes(notes))
        attempts = [Attempt(each["host"], tuple(each["by"])) for each in noted if "host" in each]
        return ShutRun(
            code=code,
            in_namespace=bool(isolating),
            attempts=tuple(dict.fromkeys(attempts)),
            packets=_without_a_way(kernel),
            written=tuple(
                Path(each["written"])
                for each in noted
                if "written" in each and not Path(each["written"]).is_relative_to(folder)
            ),
            temporary=tuple(sorted(p.name for p in temporary.rglob("*") if p.is_file())),
            said=said.read_text(encoding="utf-8", errors="replace"),
        )


def _running(command: list[str], env: dict[str, str], stderr: BinaryIO) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,  # Ctrl-C reaches the coach, which ends it as a whole
    )


def _heard_out(process: subprocess.Popen[str], on_line: Callable[[str], None]) -> int:
    """Its exit code, after `on_line` got every line."""
    assert process.stdout
    for line in process.stdout:
        on_line(line)
    return process.wait()


def _end(process: subprocess.Popen[str], within_s: float) -> None:
    """End what still runs, with all that it started; does nothing where it has ended."""
    if process.poll() is not None:
        return
    if os.name != "posix":
        process.kill()  # Windows has no softer way
        return
    until_s = time.monotonic() + within_s
    with contextlib.suppress(ProcessLookupError):  # all of them have ended
        os.killpg(process.pid, signal.SIGTERM)
        while time.monotonic() < until_s:
            process.poll()  # a shell ends before what it started
            os.killpg(process.pid, 0)
            time.sleep(_LOOKS_EVERY_S)
        os.killpg(process.pid, signal.SIGKILL)


def _without_a_way(kernel: Path) -> int:
    """How many packets the kernel could send nowhere, as /proc/net/snmp and snmp6 have it."""
    if not kernel.is_file():
        return 0
    told = kernel.read_text(encoding="ascii", errors="replace")  # also why one of them is not there
    lines = [line.split() for line in told.splitlines()]
    names, values = [line for line in lines if line[0] == "Ip:"][:2]
    count = int(values[names.index("OutNoRoutes")])
    return count + sum(int(line[1]) for line in lines if line[0] == "Ip6OutNoRoutes")
