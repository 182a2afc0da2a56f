"""The `coach` command in a child process, as a person or a script runs it; or in this one."""

from __future__ import annotations

import io
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import IO, Any, TextIO
from unittest.mock import patch

import click

from coach.cli import main as program

COMMAND = (sys.executable, "-m", "coach")
PATIENCE_S = 90.0


class Done(subprocess.CompletedProcess[str]):
    """A run that is over."""

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.stdout)

    @property
    def events(self) -> list[dict[str, Any]]:
        """The JSON lines on stdout."""
        return [json.loads(line) for line in self.stdout.splitlines()]


def coach(
    *arguments: str | os.PathLike[str],
    env: Mapping[str, str] | None = None,
    typed: str = "",
    timeout_s: float = PATIENCE_S,
    **popen: Any,
) -> Done:
    """Run `coach` to its end. A traceback is a failure, whatever the exit code."""
    ran = subprocess.run(
        [*COMMAND, *(os.fspath(argument) for argument in arguments)],
        input=typed,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
        env=None if env is None else dict(env),
        **popen,
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    return Done(ran.args, ran.returncode, ran.stdout, ran.stderr)


class Screen(io.TextIOWrapper):
    """What says that a person sees it."""

    def isatty(self) -> bool:
        return True


def coach_here(
    *arguments: object,
    env: Mapping[str, str] | None = None,
    typed: str = "",
    stdin: TextIO | None = None,
    on_screen: bool = False,
    command: click.Command = program.group,
) -> Done:
    """Run `coach` to its end in this process, which saves seconds where an engine is used.

    `typed` comes through a pipe, or `stdin` is what it reads from. What it says goes into a pipe,
    or, `on_screen`, to a terminal. `command` is run in place of `coach`. A traceback is a failure.
    """
    words = [os.fspath(a) if isinstance(a, os.PathLike) else str(a) for a in arguments]
    stream = Screen if on_screen else io.TextIOWrapper
    out, err = (stream(io.BytesIO(), encoding="utf-8") for _ in range(2))
    stdin = stdin or io.StringIO(typed)
    with (
        patch.dict(os.environ, os.environ if env is None else env, clear=True),
        redirect_stdout(out),
        redirect_stderr(err),
        patch.object(sys, "stdin", stdin),
    ):
        code = program.run(words, command)
    said = []
    for written in (out, err):
        written.seek(0)
        said.append(written.read())
    assert "Traceback" not in said[1], said[1]
    return Done(["coach", *words], code, *said)


def succeeded(done: Done) -> Done:
    """The same run, which must have gone well."""
    assert done.returncode == 0, (done.returncode, done.stdout, done.stderr)
    return done


def refused(done: Done, code: int, *parts: str) -> Done:
    """The same run, which must have ended with `code`, nothing on stdout, a sentence and a hint."""
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    said = done.stderr.strip().splitlines()
    assert said, "no sentence"
    assert len(said) <= 6, done.stderr
    missing = [part for part in parts if part not in done.stderr]
    assert not missing, (missing, done.stderr)
    return done


class Conversation:
    """A running `coach … --json` whose events can be waited for."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.events: list[dict[str, Any]] = []
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._said: list[str] = []
        assert process.stdout is not None
        assert process.stderr is not None
        self._readers = [
            threading.Thread(target=self._read, args=(process.stdout,), daemon=True),
            threading.Thread(target=self._said.extend, args=(iter(process.stderr),), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def wait_for(self, name: str) -> dict[str, Any]:
        """The next event of that name; the ones before it are passed over (see `events`)."""
        while True:
            try:
                line = self._lines.get(timeout=PATIENCE_S)
            except queue.Empty:
                raise AssertionError(f"no {name} in {PATIENCE_S} s; {self._told()}") from None
            assert line, f"it ended before {name}; {self._told()}"
            self.events.append(json.loads(line))
            if self.events[-1]["event"] == name:
                return self.events[-1]

    def press_enter(self) -> None:
        """Type an empty line."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def end(self) -> Done:
        """Close its input and wait until it has ended."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(PATIENCE_S)
        for reader in self._readers:
            reader.join(PATIENCE_S)
        while line := self._lines.get(timeout=PATIENCE_S):
            self.events.append(json.loads(line))
        out = "".join(json.dumps(event) + "\n" for event in self.events)
        done = Done(self.process.args, self.process.returncode, out, "".join(self._said))
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self._lines.put(line)
        self._lines.put("")

    def _told(self) -> str:
        return f"events {[event['event'] for event in self.events]}, stderr {self._said}"


@contextmanager
def conversation(
    *arguments: str | os.PathLike[str], env: Mapping[str, str] | None = None
) -> Iterator[Conversation]:
    """`coach … --json` with a pipe on stdin; killed when the context is left."""
    process = subprocess.Popen(
        [*COMMAND, *(os.fspath(argument) for argument in arguments), "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=None if env is None else dict(env),
    )
    try:
        yield Conversation(process)
    finally:
        process.kill()
        process.wait()
