"""How the program ends: closed or full streams, interruptions, and what it says of them."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NoReturn

import click
import numpy as np
import pytest
import soundfile

from coach import wiring
from coach.audio.wav import GrowingWav
from coach.cli import interruption
from coach.cli import main as program
from coach.cli.consent import allow_download
from coach.cli.output import talk
from coach.config import Settings, load_settings
from coach.errors import MicrophoneLost
from coach.library import room
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.records import AskedQuestion, Kind, SetName
from coach.session.leaving import named_when_interrupted
from coach.session.runner import Host, SessionRunner
from coach.testing import CannedTranscriber, ScriptedMicrophone
from coach.transcription.models import DownloadOffer
from tests.helpers.coach_fixture import Coach, FreeSpace, Hire, Terminal
from tests.helpers.coach_program import COMMAND, coach_here, refused

SET = SetName(name="mine", title="Mine")
QUESTIONS = [AskedQuestion(id="one", text="One?")]

INTERRUPTED_WHILE_IT_STARTS = """
import os, signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "click":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
from coach.__main__ import run
run()
"""


def record(opened: OpenSession) -> None:
    """A take with a second of sound, and nobody who brings it to an end."""
    _, path = opened.begin_take(1)
    with GrowingWav(path) as growing:
        growing.write(np.full(16_000, 0.25, dtype=np.float32))


@pytest.mark.parametrize(
    ("redirection", "code", "said"),
    [
        (">&-", 0, ""),
        ("<&- >&- 2>&-", 0, ""),
        (">/dev/full", 1, "The output cannot be written: the disk is full."),
        (">/dev/full 2>/dev/full", 1, ""),
    ],
)
def test_streams_that_take_nothing(redirection: str, code: int, said: str) -> None:
    if "full" in redirection and not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    line = f"{' '.join(COMMAND)} config {redirection}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.partition("\n")[0]) == (code, said)
    assert "Traceback" not in done.stderr


def test_closed_streams_are_quiet_where_lines_are_fitted_to_a_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Python has None for a stream that was closed before it began."""
    with redirect_stdout(None), redirect_stderr(None), pytest.raises(SystemExit) as left:
        program.main(["questions", "show", "screening"])
    assert left.value.code == 0
    assert capsys.readouterr() == ("", "")


def test_ctrl_c_before_anything_has_begun_is_quiet() -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_WHILE_IT_STARTS],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (130, "")


def test_an_interruption_names_what_is_kept(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    library = Library(tmp_path / "recordings")

    @click.command
    def answering() -> None:
        with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
            record(opened)
            with named_when_interrupted(opened):
                raise KeyboardInterrupt

    assert program.run([], answering) == 130
    (kept,) = library.sessions()
    said = capsys.readouterr().err.strip().splitlines()
    assert said == ["Stopped.", f"Kept: {kept.id}. Go on: coach resume {kept.id}"]


@pytest.mark.parametrize(
    ("broken", "code"),
    [(BrokenPipeError(), 130), (MicrophoneLost("It stopped.", "Look at its plug."), 4)],
)
def test_what_breaks_a_session_off_names_what_is_kept(
    tmp_path: Path, broken: Exception, code: int
) -> None:
    library = Library(tmp_path / "recordings")

    @click.command
    def going_on() -> None:
        with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:

            def front_end(_: Settings) -> NoReturn:
                record(opened)
                raise broken

            host = Host(front_end, lambda _: False, talk)
            turns = list(opened.session.turns)
            SessionRunner(load_settings({}), library, host).go_on(opened, turns)

    done = coach_here(command=going_on)
    assert done.returncode == code
    (kept,) = library.sessions()
    assert f"Kept: {kept.id}. Go on: coach resume {kept.id}" in done.stderr


def test_where_nothing_is_kept_nothing_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    library = Library(tmp_path / "recordings")

    @click.command
    def asking() -> None:
        with (
            library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened,
            named_when_interrupted(opened),
        ):
            raise KeyboardInterrupt

    assert program.run([], asking) == 130
    assert library.sessions() == []
    assert capsys.readouterr().err.strip() == "Stopped."


def test_where_nothing_is_answered_it_ends_as_without_speech(
    coach: Coach, hire: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    hire(CannedTranscriber(["words"]))
    microphone = ScriptedMicrophone([np.zeros(1600, np.float32)])
    monkeypatch.setattr(wiring, "choose_microphone", lambda _: microphone)
    code, _, said = coach("practice", "--voice", "none")  # the input is at its end at once
    assert (code, "Nothing was answered." in said) == (3, True)


@pytest.mark.parametrize(
    ("typed", "download", "allowed"),
    [("", False, False), ("", True, True), ("y\n", False, True), ("n\n", False, False)],
)
def test_a_download_is_asked_about_or_accepted_beforehand(
    typed: str, download: bool, allowed: bool
) -> None:
    decided = []

    @click.command
    def offering() -> None:
        decide = allow_download(load_settings({"download": download}))
        decided.append(decide(DownloadOffer("Whisper model base.en", 148, "a host")))

    stdin: Any = Terminal(typed) if typed else io.StringIO()
    assert coach_here(stdin=stdin, command=offering).returncode == 0
    assert decided == [allowed]


def test_a_model_that_was_named_needs_no_question() -> None:
    offer = DownloadOffer("Whisper model base.en", 148, "a host")
    assert allow_download(load_settings({"model": "base.en"}))(offer)


def test_an_interruption_that_a_library_turns_into_another_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    @click.command
    def importing() -> None:
        interruption.interruptions.append(time.monotonic())
        raise ImportError("initialization failed")

    assert program.run([], importing) == 130
    assert capsys.readouterr().err.strip() == "Stopped."


@pytest.mark.parametrize(
    "command",
    [
        ("practice", "--voice", "none"),
        ("mock", "--voice", "none"),
        ("debrief", "--real"),
        ("import", "answer.wav"),
    ],
)
def test_a_full_disk_is_told_before_anything_is_said(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    free_space: FreeSpace,
    command: tuple[str, ...],
) -> None:
    wav = tmp_path / "answer.wav"
    soundfile.write(wav, np.full(16_000, 0.1), 16_000)
    monkeypatch.chdir(tmp_path)
    answers = ("--answers", str(wav)) if command[0] in ("practice", "mock") else ()
    free_space(8_000_000)
    said = refused(coach_here(*command, *answers), 1, "a minute of recording", "--recordings DIR")
    assert "8.0 MB are free" in said.stderr
    assert "takes 8.1 MB" in said.stderr
    assert Library(tmp_path / "recordings").sessions() == []


def test_a_nearly_full_disk_is_told_with_the_minutes_there_is_room_for(
    free_space: FreeSpace, tmp_path: Path
) -> None:
    free_space(5_000_000 + 5 * 3_100_000)
    assert room.minutes_of_room(tmp_path) == pytest.approx(5, abs=0.1)
    assert "room for about 5 minutes" in coach_here("debrief", "--real").stderr
    free_space(10**9)
    assert room.minutes_of_room(tmp_path) is None


def test_a_folder_that_is_not_there_yet_has_the_room_of_its_disk(tmp_path: Path) -> None:
    assert room.free_bytes(tmp_path / "new" / "newer") == pytest.approx(
        room.free_bytes(tmp_path), rel=0.1
    )
