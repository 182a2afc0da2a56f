"""`coach debrief --real` through a pipe, and by voice; the real Whisper listens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coach.library.library import Library
from coach.library.records import Kind
from tests.helpers.coach_fixture import Coach
from tests.helpers.coach_program import coach_here, refused, succeeded
from tests.helpers.kept_sessions import recordings
from tests.helpers.sound_card import no_sound_card
from tests.helpers.spoken import TEAM, speak, write_silence
from tests.helpers.terminal import in_terminal, leave

TOLD = "They asked why I left so early. Have you ever led a team? I said not yet."
IN_LINES = "They asked why I left so early.\nHave you ever led a team? I said not yet."
RATINGS = "y\np\nn\n-\n\n"
BOTH = f"-\n-\n{RATINGS}" * 2


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "told.txt"
    path.write_text(TOLD)
    return path


def test_from_a_text_to_the_last_rating(coach: Coach, text: Path) -> None:
    code, out, _ = coach("debrief", "--real", "--from", text, typed=f"rushed\nthat's right\n{BOTH}")
    assert code == 0
    assert '2  Have you ever led a team?\n      "Have you ever led a team' in out
    assert "All of it is told." in out
    kept = Library(recordings()).session("last")
    assert kept.kind is Kind.REAL
    assert kept.finished_at
    document = json.loads(coach("debrief", "--json")[1])
    assert document["telling"]["felt"] == "rushed"
    assert [each["take"] for each in document["rated"]] == [0, 0]
    assert "2 asked" in coach("sessions")[1]


def test_what_was_told_is_exported_with_the_notes_though_nothing_is_rated(
    coach: Coach, text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    coach("debrief", "--real", "--from", text, typed="rushed\n")
    code, _, err = coach("export", "last", "-o", "without.md")
    assert (code, "Your ratings and notes are left out." in err) == (0, True)
    assert coach("export", "last", "--with-notes", "-o", "with.md")[0] == 0
    assert TOLD not in Path("without.md").read_text()
    assert TOLD in Path("with.md").read_text()
    document = json.loads(coach("export", "last", "--format", "json", "--with-notes", "-o-")[1])
    assert document["telling"]["words"]["text"] == TOLD
    assert "telling" not in json.loads(coach("export", "last", "--format", "json", "-o-")[1])


def test_left_before_anything_was_told(coach: Coach) -> None:
    code, _, err = coach("debrief", "--real", typed="")
    assert (code, "Nothing was told, so nothing is kept." in err) == (0, True)
    assert "Go on" not in err
    assert Library(recordings()).sessions() == []


def test_left_and_gone_on_with(coach: Coach, text: Path) -> None:
    err = coach("debrief", "--real", "--from", text, typed="rushed\n")[2]
    session = Library(recordings()).find("last")
    assert f"coach debrief {session}" in err
    assert f"coach debrief {session}" in coach("resume", session)[2]
    assert coach("resume")[0] == 2  # it is no practice
    code, out, _ = coach("debrief", typed=f"that's right\n{BOTH}")
    assert (code, "All of it is told." in out) == (0, True)


def test_what_was_asked_there_is_gone_back_to_and_not_answered_here(
    coach: Coach, text: Path
) -> None:
    coach("debrief", "--real", "--from", text, typed="rushed\nthat's right\n")
    shown = coach("show")[1]
    assert f"or go on: coach debrief {Library(recordings()).find('last')}" in shown
    assert "coach resume" not in shown


def test_what_does_not_go_together_is_refused(coach: Coach, text: Path, tmp_path: Path) -> None:
    assert coach("debrief", "last", "--real")[0] == 2
    assert coach("debrief", "--from", text)[0] == 2
    code, _, err = coach("debrief", "--real", "--from", tmp_path / "nothing.wav")
    assert (code, "nothing.wav" in err) == (2, True)
    assert coach("sessions")[1] == ""


def test_what_is_told_never_counts_as_practice(coach: Coach, text: Path) -> None:
    coach("debrief", "--real", "--from", text, typed=f"rushed\nthat's right\n{BOTH}")
    assert "There is nothing to compare yet." in coach("progress")[2]


def test_from_a_recording_and_said_on_the_spot(tmp_path: Path, spoken: dict[str, Path]) -> None:
    telling = speak("They asked me why I left my last job. I said it was time.", tmp_path / "t.wav")
    typed = f"fine\nthat's right\nsay it\n-\n{RATINGS}"
    options = ("--from", telling, "--answers", spoken[TEAM], "--voice", "none")
    done = succeeded(
        coach_here("debrief", "--real", *options, env=no_sound_card(tmp_path), typed=typed)
    )
    assert "why I left my last job" in done.stdout
    page = next(recordings().glob("*_real/debrief.md")).read_text()
    assert "small team" in page
    assert "All of it is told." in done.stdout


def test_without_a_microphone_it_can_still_be_typed(tmp_path: Path) -> None:
    typed = f"fine\nsay it\ntype it\n{IN_LINES}\n\nthat's right\n{BOTH}"
    done = succeeded(coach_here("debrief", "--real", env=no_sound_card(tmp_path), typed=typed))
    assert "coach devices" in done.stderr
    assert "All of it is told." in done.stdout
    kept = json.loads(next(recordings().glob("*_real/debrief.json")).read_text())["telling"]
    assert (kept["words"]["text"], kept["draft"]) == (IN_LINES, None)


def test_lines_that_were_typed_outlive_an_interruption(tmp_path: Path) -> None:
    env = no_sound_card(tmp_path)
    with in_terminal(env, "debrief", "--real") as child:
        child.expect_exact("how was it?")
        child.sendline("fine")
        child.expect_exact("[t] type it")
        child.send("t")
        child.expect(r"an\s+empty one ends it")
        child.sendline(IN_LINES.splitlines()[0])
        child.expect_exact("    > ")
        child.expect_exact("    > ")
        child.sendintr()
        assert "Go on: coach debrief" in leave(child, 130)
    with in_terminal(env, "debrief", "last") as child:
        child.expect_exact("[t] type it")
        child.send("t")
        child.expect_exact("You had begun:")
        child.expect(r"an\s+empty one ends it")
        child.sendline(IN_LINES.splitlines()[1])
        child.sendline("")
        child.expect_exact("I heard 2 questions")
        child.send("q")
        leave(child, 0)


@pytest.mark.parametrize("bracketed", [True, False])
def test_several_lines_that_are_pasted_are_one_telling(tmp_path: Path, bracketed: bool) -> None:
    pasted = IN_LINES.replace("\n", "\r\r")  # a terminal sends what Enter sends; with an empty line
    with in_terminal(no_sound_card(tmp_path), "debrief", "--real") as child:
        child.expect_exact("how was it?")
        child.sendline("fine")
        child.expect_exact("[t] type it")
        child.send("t")
        child.expect_exact("    > ")
        child.send(f"\x1b[200~{pasted}\x1b[201~\r" if bracketed else f"{pasted}\r")
        child.expect_exact("    > ")
        child.send("\r")
        child.expect_exact("I heard 2 questions")
        child.send("q")
        leave(child, 0)
    kept = json.loads(next(recordings().glob("*_real/debrief.json")).read_text())["telling"]
    assert kept["words"]["text"] == IN_LINES.replace("\n", "\n\n")


def test_a_recording_without_speech_is_named(tmp_path: Path) -> None:
    silent = write_silence(tmp_path / "silent.wav", 2.0)
    told = coach_here("debrief", "--real", "--from", silent, env=no_sound_card(tmp_path))
    refused(told, 3, "No speech was heard")


def test_erased_it_tells_of_the_set_that_stays(coach: Coach, text: Path) -> None:
    coach("debrief", "--real", "--from", text, typed=f"rushed\nthat's right\n{BOTH}")
    assert "asked-" in coach("erase", "last", "--yes")[2]
    assert coach("sessions")[1] == ""
