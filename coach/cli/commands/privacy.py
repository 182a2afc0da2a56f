"""`coach privacy`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click

from coach.cli.kept import library_of
from coach.cli.options import privacy_options, settings_from
from coach.cli.output import print_json, result, talk
from coach.errors import CoachError
from coach.formats import counted
from coach.library.library import Library
from coach.session.left_files import UNKNOWN, LeftFile, folders, left, seen
from coach.session.shut_network import ShutRun, namespace, run_shut

PROGRAM = (sys.executable, "-m", "coach")


@click.command("privacy")
@privacy_options
def command(**options: Any) -> None:
    """Prove that nothing leaves this machine, with a whole session of a made-up candidate.

    The session is held with the network shut. Then you see every file it left, what is in it, the
    command that erases it, and every part that tried to reach the network. The exit code is 0 if
    none tried.
    """
    settings = settings_from(options)
    library = library_of(settings)
    typed = _typed(options)
    proof = prove(library, [*PROGRAM, "demo", "--json", *typed, f"--recordings={library.folder}"])
    if settings.json_:
        print_json(proof.as_json())
    else:
        proof.show()
    proof.check()


@dataclass(frozen=True)
class Proof:
    """What a session with the network shut did."""

    run: ShutRun
    session: str  # its id; "" where none was kept
    files: tuple[LeftFile, ...]

    def as_json(self) -> dict[str, Any]:
        """The document that --json prints."""
        return {
            "session": self.session,
            "namespace": self.run.in_namespace,
            "reached_out": self.run.reached_out,
            "attempts": [{"host": each.host, "by": list(each.by)} for each in self.run.attempts],
            "packets_without_a_way": self.run.packets,
            "files": [
                {
                    "path": str(each.path),
                    "bytes": each.size,
                    "what": each.what,
                    "erase": each.erase or None,
                }
                for each in self.files
            ],
            "temporary_files": list(self.run.temporary),
        }

    def show(self) -> None:
        """Print the network's part, then each file below the command that erases it."""
        result(self._network())
        result(f"It left {counted(len(self.files), 'file', 'files')} on this machine.")
        for erase in dict.fromkeys(each.erase for each in self.files):
            result()
            result(erase or "Yours to keep or to delete; no command of the coach erases it:")
            for each in (file for file in self.files if file.erase == erase):
                result(f"  {each.path}  ({each.size:,} bytes)")
                result(f"    {each.what}")
        for name in self.run.temporary:
            result(f"A temporary file was left, and is deleted now: {name}")
        if unknown := sum(each.what == UNKNOWN for each in self.files):
            result(f"Not known to the coach: {counted(unknown, 'file', 'files')} of these.")
        if not (self.run.reached_out or self.run.code):
            result()
            result("Nothing tried to reach the network.")

    def _network(self) -> str:
        if not self.run.in_namespace:
            return (
                "The network was shut for every Python process. This system gives a program no "
                "network namespace, so libraries in C were not watched."
            )
        return "The network was shut: the session had none to reach, and the kernel counted."

    def check(self) -> None:
        """Raise CoachError if any part tried to reach the network, or the session failed."""
        run = self.run
        if run.reached_out:
            for each in run.attempts:
                talk(f"Tried to reach the network: {each.sentence()}")
            if run.packets:
                packets = counted(run.packets, "packet", "packets")
                talk(f"The kernel counted {packets} that found no way out.")
            raise CoachError(
                "A part of the program tried to reach the network. It was refused.",
                "Please tell us: SECURITY.md says how.",
            )
        if run.code:
            why = run.said.strip() or f"It ended with code {run.code}."
            error = CoachError(f"The session could not be held. {why}", "coach doctor")
            error.exit_code = run.code if run.code in (2, 3, 4) else 1
            raise error


def prove(library: Library, command: Sequence[str]) -> Proof:
    """Hold the session that `command` holds, with the network shut, and look at what it left."""
    isolating = namespace()
    talk("A made-up candidate answers three questions, with the network shut.")
    watched = folders(library)
    before, known = seen(watched), {listed.id for listed in library.sessions()}
    run = run_shut(command, _show_answer, isolating)
    found = left(library, before, seen(watched), run.written)
    new = [listed.id for listed in library.sessions() if listed.id not in known]
    return Proof(run, new[-1] if new else "", tuple(found))


def _show_answer(line: str) -> None:
    try:
        event = json.loads(line)
    except ValueError:
        return  # what a library prints
    if isinstance(event, dict) and event.get("event") == "answer_transcribed":
        talk(f"  {event['question']['number']}. {event['text'][:60]} …")


def _typed(options: dict[str, Any]) -> list[str]:
    """The options of the demo, as they were typed."""
    passed = {name: value for name, value in options.items() if name not in ("json", "recordings")}
    return [
        f"--{name.replace('_', '-')}={value}"
        for name, value in passed.items()
        if value not in (None, ())
    ]
