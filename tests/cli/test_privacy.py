"""`coach privacy`: the proof with a session of its own, and with programs that misbehave."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from coach.cli.commands import privacy
from coach.library.library import Library
from tests.helpers.coach_fixture import Coach
from tests.helpers.coach_program import coach_here, succeeded
from tests.helpers.kept_sessions import recordings
from tests.helpers.sound_card import no_sound_card
from tests.helpers.spoken import need_whisper

KEEPS = """
import sys
from pathlib import Path
folder = Path([a for a in sys.argv if a.startswith("--recordings=")][0].partition("=")[2])
(folder / "2026-11-29_1200_demo").mkdir(parents=True)
(folder / "2026-11-29_1200_demo" / "session.json").write_text("{}")
print("a library greets", flush=True)
print("2", flush=True)
print('{"event": "answer_transcribed", "question": {"number": 1}, "text": "I am here."}')
"""
REACHES = (
    KEEPS
    + """
import socket, tempfile
open(tempfile.gettempdir() + "/left", "w").close()
try:
    socket.create_connection(("telemetry.example", 443))
except OSError:
    pass
"""
)
ODD = """
import sys
from pathlib import Path
Path([a for a in sys.argv if a.startswith("--recordings=")][0].partition("=")[2]).mkdir()
Path([a for a in sys.argv if a.startswith("--recordings=")][0].partition("=")[2], "x").touch()
"""
FAILS = "import sys; print('No voice is here.', file=sys.stderr); sys.exit(4)"


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Hold the session with that program."""
    monkeypatch.setattr(privacy, "PROGRAM", (sys.executable, "-c", request.param))


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("program", [KEEPS], indirect=True)
def test_what_was_left_is_listed_with_what_erases_it(coach: Coach) -> None:
    code, out, said = coach("privacy", "--voice", "none")
    assert code == 0
    assert "  1. I am here. …" in said
    assert "It left 1 file on this machine." in out
    assert "\ncoach erase 2026-11-29_1200_demo\n" in out
    assert "what was asked, when, and with which settings" in out
    assert out.endswith("Nothing tried to reach the network.\n")


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("program", [REACHES], indirect=True)
def test_a_part_that_reaches_out_is_named(coach: Coach) -> None:
    code, out, said = coach("privacy")
    assert code == 1
    assert "Tried to reach the network: __main__: telemetry.example" in said
    assert "A part of the program tried to reach the network. It was refused." in said
    assert "Nothing tried" not in out
    assert "A temporary file was left, and is deleted now: left" in out


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("program", [ODD], indirect=True)
def test_a_file_that_nobody_knows_is_counted(coach: Coach) -> None:
    code, out, _ = coach("privacy")
    assert (code, "Not known to the coach: 1 file of these." in out) == (0, True)
    assert "Yours to keep or to delete; no command of the coach erases it:" in out


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("program", [FAILS], indirect=True)
def test_a_session_that_cannot_be_held_is_told_with_its_reason(coach: Coach) -> None:
    code, out, said = coach("privacy", "--json")
    assert (code, json.loads(out)["session"]) == (4, "")
    assert "The session could not be held. No voice is here." in said


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("program", [KEEPS], indirect=True)
def test_without_a_namespace_that_is_said(coach: Coach, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    code, out, _ = coach("privacy")
    assert (code, "libraries in C were not watched" in out) == (0, True)


@pytest.mark.long
def test_a_whole_session_reaches_nothing_and_every_file_is_known(tmp_path: Path) -> None:
    need_whisper()
    env = no_sound_card(tmp_path)
    document = succeeded(coach_here("privacy", "--json", env=env)).document
    assert (document["reached_out"], document["attempts"]) == (False, [])
    assert document["packets_without_a_way"] == 0
    (session,) = [each.id for each in Library(recordings()).sessions()]
    assert document["session"] == session
    kept = {Path(each["path"]) for each in document["files"]}
    assert {path for path in recordings().rglob("*") if path.is_file()} <= kept
    assert not [each for each in document["files"] if each["what"].startswith("unknown")]
    assert document["temporary_files"] == []
    commands = {each["erase"] for each in document["files"]} - {None, "coach models remove NAME"}
    for command in sorted(commands, reverse=True):  # that of the session, then --all
        succeeded(coach_here(*command.split()[1:], "--yes", env=env))
    assert not [path for path in kept if path.exists() and "models" not in path.parts]
