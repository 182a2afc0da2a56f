"""How the program behaves among others: pipes, colour, folders, odd names, a manual page."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from rich.console import Console

from coach.audio.clips import LISTENING_RATE_HZ
from coach.cli.keys import CONTROLS
from coach.cli.main import COMMANDS
from coach.cli.man import manual
from coach.cli.terminal import TerminalPresenter
from coach.interview import events
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName
from coach.paths import (
    config_file,
    is_reserved,
    model_cache,
    speech_cache,
    state_file,
    template_cache,
    user_question_sets,
)
from coach.questions.naming import short_name
from coach.testing import CannedTranscriber
from tests.cli.test_presenters import QUESTION, WARNED, keys_of
from tests.cli.test_what_is_kept import HearsSpeech
from tests.helpers.coach_fixture import Coach, Hire
from tests.helpers.coach_program import coach as coach_program
from tests.helpers.coach_program import succeeded
from tests.helpers.kept_sessions import HEDGED, PLAIN, keep, recordings

READING = (
    ["--help"],
    ["sessions"],
    ["show", "last"],
    ["search", "team"],
    ["delivery", "last"],
    ["progress"],
    ["compare", "team"],
    ["vision"],
    ["questions", "list"],
    ["questions", "show", "screening"],
    ["config"],
    ["erase", "last"],
    ["nothing"],
)


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    """A recording whose name has spaces and an emoji."""
    path = tmp_path / "my first answer 🎤.wav"
    sound = np.random.default_rng(1).uniform(-0.2, 0.2, LISTENING_RATE_HZ)
    soundfile.write(path, sound, LISTENING_RATE_HZ)
    return path


@pytest.mark.parametrize("typed", READING, ids=" ".join)
def test_no_escape_codes_go_into_a_pipe(
    coach: Coach, hire: Hire, monkeypatch: pytest.MonkeyPatch, typed: list[str]
) -> None:
    hire(CannedTranscriber(["some words"]))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    keep([HEDGED, PLAIN], days_ago=1)
    _, out, said = coach(*typed)
    assert "\x1b" not in out + said


@pytest.mark.parametrize("coloured", [True, False])
def test_no_color_keeps_colour_from_the_terminal(
    monkeypatch: pytest.MonkeyPatch, coloured: bool
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    if not coloured:
        monkeypatch.setenv("NO_COLOR", "1")
    screen = io.StringIO()
    presenter = TerminalPresenter(
        Console(file=screen, force_terminal=True, highlight=False),
        quiet=False,
        keys=keys_of(),
        controls=CONTROLS,
        redraw_every_s=0.0,
    )
    presenter.show(events.QuestionAsked(0.0, QUESTION, "interview", 2, 0.0))
    presenter.show(events.AnswerStarted(1.0, QUESTION, 1))
    presenter.show(events.LevelHeard(2.0, -1.0, 2.0, 90, True, False))
    presenter.show(WARNED)
    presenter.close()
    codes = screen.getvalue()
    assert any(f"\x1b[{code}m" in codes for code in (31, 32, 33, 35, 36)) is coloured, codes


def test_every_folder_is_one_of_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for kind in ("CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))
    own = {"CONFIG": (config_file(), user_question_sets()), "STATE": (state_file(),)}
    own["CACHE"] = (speech_cache(), model_cache(), template_cache())
    for kind, paths in own.items():
        assert all(path.is_relative_to(tmp_path / kind / "spoken-coach") for path in paths)


def test_paths_with_spaces_and_emoji(
    coach: Coach, hire: Hire, answer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hire(HearsSpeech(["some words"]))
    odd = tmp_path / "a folder — of mine 🎙"
    for kind in ("CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(odd / kind))
    place = ["--recordings", odd / "my talks 🗣"]
    assert coach("import", answer, *place)[0] == 0
    assert coach("show", "last", *place)[0] == 0
    assert coach("search", "words", *place)[0] == 0
    page = odd / "to show 📄.html"
    assert coach("export", "last", "--format", "html", "-o", page, *place)[0] == 0
    assert page.stat().st_size > 1000
    assert coach("questions", "add", "mine", "Why this ward?")[0] == 0
    assert (odd / "CONFIG" / "spoken-coach" / "question_sets" / "mine.yaml").is_file()
    assert coach("erase", "--all", "--yes", *place)[0] == 0
    assert Library(odd / "my talks 🗣").sessions() == []


def test_what_a_link_leads_to_is_copied_and_stays(
    coach: Coach, hire: Hire, answer: Path, tmp_path: Path
) -> None:
    hire(HearsSpeech(["some words"]))
    folder = tmp_path / "links"
    folder.mkdir()
    (folder / "answer.wav").symlink_to(answer)
    (tmp_path / "link").symlink_to(folder)
    assert coach("import", tmp_path / "link")[0] == 0
    assert not any(each.is_symlink() for each in recordings().rglob("*"))
    assert coach("erase", "--all", "--yes")[0] == 0
    assert answer.is_file()


class TestAFolderWhoseNameIsNoText:
    """As of a session that was copied from an old disk."""

    @pytest.fixture
    def renamed(self) -> Path:
        """Such a session, beside another one."""
        keep([HEDGED])
        folder = recordings() / keep([PLAIN])
        try:
            return folder.rename(folder.with_name("2026-11-01_1000_caf\udce9"))
        except OSError:
            pytest.skip("this disk takes no such name")

    @pytest.mark.usefixtures("renamed")
    @pytest.mark.parametrize(
        ("typed", "shown"),
        [
            ("sessions", "_mine"),
            ("sessions --json", '"title": "Mine"'),
            ("search team", "Mine"),
            ("progress", "1 answer on 1 day"),
        ],
    )
    def test_it_hides_no_other(self, coach: Coach, typed: str, shown: str) -> None:
        code, out, _ = coach(*typed.split())
        assert (code, shown in out) == (0, True)

    @pytest.mark.usefixtures("renamed")
    def test_it_is_named_with_what_helps(self, coach: Coach) -> None:
        _, out, said = coach("sessions")
        assert "caf" not in out
        assert "2026-11-01_1000_caf\ufffd cannot be used: its folder's name is not valid" in said
        assert "Give the folder another name." in said
        assert "is not valid UTF-8" in coach("show", "2026-11-01")[2]

    def test_with_another_name_it_is_as_before(self, coach: Coach, renamed: Path) -> None:
        renamed.rename(renamed.with_name("2026-11-01_1000_cafe"))
        assert "2026-11-01_1000_cafe" in coach("sessions")[1]
        assert "forty people" in coach("show", "2026-11-01")[1]

    def test_it_can_be_erased(self, coach: Coach, renamed: Path) -> None:
        assert coach("erase", "2026-11-01", "--yes")[0] == 0
        assert not renamed.exists()

    def test_nor_does_one_within_a_session(self, coach: Coach, renamed: Path) -> None:
        renamed.rename(next(recordings().glob("*_mine")) / renamed.name)
        for typed in (["sessions"], ["search", "small team"], ["progress"]):
            assert coach(*typed)[0] == 0


class TestReservedNames:
    @pytest.mark.parametrize("name", ["con", "AUX", "nul.yaml", "Com1.tar.gz", "lpt9", "prn "])
    def test_windows_keeps_some(self, name: str) -> None:
        assert is_reserved(name)

    @pytest.mark.parametrize("name", ["contract", "com", "aux-2", "my-con", "", "com10"])
    def test_and_no_others(self, name: str) -> None:
        assert not is_reserved(name)

    def test_no_set_gets_such_a_name(self, coach: Coach) -> None:
        assert short_name("Con") == "con-2"
        assert coach("questions", "add", "aux", "Why this ward?")[0] == 0
        assert [path.name for path in user_question_sets().iterdir()] == ["aux-2.yaml"]

    def test_a_set_that_is_to_have_one_is_refused(self, coach: Coach, tmp_path: Path) -> None:
        questions = tmp_path / "questions.txt"
        questions.write_text("Why this ward?\nWhat do you want?\n", encoding="utf-8")
        code, _, said = coach("questions", "import", questions, "--name", "nul", "--yes")
        assert code == 2
        assert 'Windows keeps the name "nul" for itself.' in said
        assert "--name nul-2" in said

    def test_no_folder_of_a_session_and_no_story_has_one(self, coach: Coach) -> None:
        with Library(recordings()).new_session(
            Kind.PRACTICE, SetName(name="con.", title="Con"), [AskedQuestion(id="aux", text="?")]
        ) as opened:
            opened.take_in(1, [np.full(1600, 0.1, np.float32)])
        assert opened.session.id.endswith("_con")
        name = keep([PLAIN])
        assert coach("stories", "keep", name, "1", "--name", "nul")[0] == 0
        parts = [part for path in recordings().rglob("*") for part in path.parts]
        assert name
        assert not any(map(is_reserved, parts))


class TestManual:
    def test_it_is_that_of_this_version(self) -> None:
        kept = Path("docs/coach.1").read_text(encoding="utf-8")
        assert kept == manual(), "make man"

    def test_it_has_every_command(self) -> None:
        text = manual()
        assert not [name for name in COMMANDS if f".SS coach {name}" not in text]
        assert ".SS coach questions import" in text
        assert r"\-\-older\-than" in text

    @pytest.mark.skipif(not shutil.which("groff"), reason="there is no groff")
    def test_groff_has_nothing_to_say(self) -> None:
        command = ["groff", "-K", "utf8", "-T", "utf8", "-man", "-ww", "-z", "docs/coach.1"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_python_m_coach_is_coach(tmp_path: Path) -> None:
    done = succeeded(coach_program("--version", cwd=tmp_path, env=dict(os.environ)))
    assert done.stdout.startswith("coach, version ")
