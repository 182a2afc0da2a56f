"""What a person at a terminal sees and types while looking back."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pexpect
import pytest

from coach.library.records import AskedQuestion
from tests.helpers.kept_sessions import keep, recordings
from tests.helpers.sound_card import no_sound_card
from tests.helpers.terminal import in_terminal, leave, shut, wait_for_end

TOLD = "They asked why I left so early. Have you ever led a team? I said not yet."
RATINGS = "[y] yes   [p] partly   [n] no   [-] not asked for   [q] stop here"
WANT = AskedQuestion(id="ten-years", theme="ambition", text="What do you want to have built?")
LONG = (
    "I want to lead a small operations team in a company that treats its staff well, and I "
    "want it to be in Leeds one day."
)


@contextmanager
def at_terminal(folder: Path, *arguments: str) -> Iterator[pexpect.spawn]:
    """A running `coach` on a machine without a sound card, in the width of 100 columns."""
    with in_terminal(no_sound_card(folder), *arguments) as child:
        yield child


@pytest.fixture
def told(tmp_path: Path) -> Path:
    path = tmp_path / "told.txt"
    path.write_text(TOLD)
    return path


def kept() -> Any:
    return json.loads(next(recordings().glob("*_real/debrief.json")).read_text())


def plain(text: str) -> str:
    """What came to the screen, without what only steers it."""
    return re.sub(r"\x1b\[[?0-9;]*[a-zA-Z]", "", text).replace("\r\n", "\n")


def test_a_telling_put_right_typed_and_rated(tmp_path: Path, told: Path) -> None:
    with at_terminal(tmp_path, "debrief", "--real", "--from", str(told)) as child:
        child.expect_exact("In one word")
        child.sendline("rushed")
        child.expect_exact("[a] add one   [q] stop here")
        child.expect_exact("Right?")
        child.send("e")
        child.expect_exact("drop it")
        child.sendline("")
        child.expect_exact("[a] add one")  # the list has moved the keys out of sight
        child.expect_exact("Right?")
        child.send("\r")
        child.expect_exact("What did you say?")
        child.send("t")
        child.expect_exact("    > ")
        child.send("It was tme.\x1b[D\x1b[D\x1b[Di\r")  # the arrow goes back to what is missing
        child.expect_exact("    > ")
        child.send("\r")
        child.expect_exact("What do you wish")
        child.send("-")
        child.expect_exact(RATINGS)
        child.expect_exact("vision?")
        child.send("y")
        child.expect_exact("desire?")
        child.send("q")
        shown = plain(leave(child, 0))
    assert "None of them has that number." not in shown
    assert "What did you say?      > type it" in shown
    assert "\n\n1/2  Tell me why you left so early.\n" in shown
    assert kept()["telling"]["recalled"][0]["said"]["text"] == "It was time."
    with at_terminal(tmp_path, "debrief", "last") as child:
        child.expect_exact("Did it truly reflect your")
        child.expect_exact(RATINGS)
        child.expect_exact("desire?")
        child.send("q")
        leave(child, 0)


def rate_to_the_note(child: pexpect.spawn) -> None:
    for aspect in ("vision?", "desire?", "skills?", "achievements?"):
        child.expect_exact(aspect)
        child.send("y")
    child.expect_exact("fine-tune?")
    child.expect_exact("> ")


def begin_to_type(child: pexpect.spawn, text: str) -> None:
    child.send(text)
    child.expect_exact(text)
    child.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=0.6)  # as long as a person thinks


def to_the_note(child: pexpect.spawn) -> None:
    child.expect_exact("Right?")
    child.send("\r")
    for prompt in ("What did you say?", "What do you wish"):
        child.expect_exact(prompt)
        child.send("-")
    rate_to_the_note(child)


def test_a_line_that_is_half_typed_is_kept(tmp_path: Path, told: Path) -> None:
    with at_terminal(tmp_path, "debrief", "--real", "--from", str(told)) as child:
        child.expect_exact("In one word")
        child.sendline("")
        to_the_note(child)
        begin_to_type(child, "Say what came of")
        child.sendintr()
        leave(child, 130)
    (rated,) = kept()["rated"]
    assert rated["note"] == "Say what came of"


def begin_to_tell(child: pexpect.spawn) -> None:
    child.expect_exact("In one word")
    child.sendline("long")
    child.expect_exact("[t] type it")
    child.send("t")
    child.expect_exact("    > ")
    child.sendline("They were four.")
    child.expect_exact("    > ")


def test_of_several_lines_the_half_typed_one_is_kept(tmp_path: Path) -> None:
    with at_terminal(tmp_path, "debrief", "--real") as child:
        begin_to_tell(child)
        begin_to_type(child, "And they asked me")
        child.sendintr()
        leave(child, 130)
    with at_terminal(tmp_path, "debrief", "last") as child:
        child.expect_exact("[t] type it")
        child.send("t")
        child.expect_exact("You had begun:\r\nThey were four.\r\nAnd they asked me")


def test_a_lone_q_stops_in_the_middle_of_a_text_and_what_was_typed_waits(tmp_path: Path) -> None:
    with at_terminal(tmp_path, "debrief", "--real") as child:
        begin_to_tell(child)
        child.sendline("q")
        assert "Kept. Go on: coach debrief" in leave(child, 0)
    with at_terminal(tmp_path, "debrief", "last") as child:
        child.expect_exact("[t] type it")
        child.send("t")
        child.expect_exact("You had begun:\r\nThey were four.\r\n")
        child.expect_exact("    > ")
        child.sendline("")
        child.expect_exact("I heard no question.")
    assert kept()["telling"]["words"]["text"] == "They were four."


@pytest.mark.parametrize("half", ["", "And they"])
def test_lines_that_are_typed_outlive_the_window(tmp_path: Path, half: str) -> None:
    with at_terminal(tmp_path, "debrief", "--real") as child:
        begin_to_tell(child)
        begin_to_type(child, half)
        shut(child)
        wait_for_end(child)
    telling = kept()["telling"]
    assert (telling["words"] or telling["draft"])["text"] == f"They were four.\n{half}".strip()


def test_a_note_that_is_half_typed_outlives_the_window(tmp_path: Path, told: Path) -> None:
    with at_terminal(tmp_path, "debrief", "--real", "--from", str(told)) as child:
        child.expect_exact("In one word")
        child.sendline("")
        to_the_note(child)
        begin_to_type(child, "Say what came of")
        shut(child)
        wait_for_end(child)
    (rated,) = kept()["rated"]
    assert rated["note"] == "Say what came of"


def test_keys_typed_quickly_are_all_taken_and_gone_back_over(tmp_path: Path) -> None:
    session = keep([LONG], question=WANT)
    with at_terminal(tmp_path, "debrief", session) as child:
        child.expect_exact("any other key stops")
        child.send("x")
        child.expect_exact("career vision?")
        child.send("yypn")
        child.expect_exact("fine-tune?")
        child.sendline("b")
        child.expect_exact("achievements?")
        child.send("\x7f")  # Backspace: the question before
        child.send("ny")
        child.expect_exact("fine-tune?")
        child.expect_exact("> ")
        child.send("Say it.\r")
        child.expect_exact("[Enter] finish   [p] play   [r] retake   [q] stop")
        child.send("\r")
        shown = plain(leave(child, 0))
    assert "[b] back" in shown
    (rated,) = json.loads(next(recordings().glob("*/debrief.json")).read_text())["rated"]
    assert list(rated["ratings"].values()) == ["yes", "yes", "no", "yes"]
    assert rated["note"] == "Say it."


@pytest.mark.parametrize("ended_by", ["\r", ""])
def test_an_enter_behind_each_key_is_no_reply_to_the_next_question(
    tmp_path: Path, ended_by: str
) -> None:
    session = keep([LONG], question=WANT)
    with at_terminal(tmp_path, "debrief", session) as child:
        child.expect_exact("any other key stops")
        child.send("x")
        for asked in ("career vision?", "desire?", "skills?", "achievements?"):
            child.expect_exact(asked)
            child.send(f"y{ended_by}")
        child.expect_exact("fine-tune?")
        if ended_by:
            child.expect_exact("fine-tune?")  # it is asked once more
            child.sendline("Say it.")
        else:
            child.sendline("")
        child.expect_exact("[Enter] finish")
        child.send("\r")
        leave(child, 0)
    (rated,) = json.loads(next(recordings().glob("*/debrief.json")).read_text())["rated"]
    assert rated["note"] == ("Say it." if ended_by else "")


def test_what_is_typed_ahead_of_a_line_begins_it(tmp_path: Path) -> None:
    session = keep([LONG], question=WANT)
    with at_terminal(tmp_path, "debrief", session) as child:
        child.expect_exact("any other key stops")
        child.send("x")
        child.expect_exact("career vision?")
        child.send("yypnSay ")
        child.expect_exact("fine-tune?")
        child.expect_exact("Say ")
        child.send("less.\r")
        child.expect_exact("[Enter] finish")
        child.send("\r")
        leave(child, 0)
    (rated,) = json.loads(next(recordings().glob("*/debrief.json")).read_text())["rated"]
    assert rated["note"] == "Say less."


def test_each_pasted_line_is_a_question_of_its_own(tmp_path: Path, told: Path) -> None:
    with at_terminal(tmp_path, "debrief", "--real", "--from", str(told)) as child:
        child.expect_exact("In one word")
        child.sendline("")
        child.expect_exact("Right?")
        child.send("a")
        child.expect_exact("What were you asked?")
        child.expect_exact("> ")
        child.send("\x1b[200~Why us?\rWhy now?\x1b[201~\r")
        child.expect_exact("I heard 4 questions:")
        child.expect_exact("Right?")
        child.send("a")
        child.expect_exact("What were you asked?")
        child.expect_exact("> ")
        child.send("Why\rand how?\r")
        child.expect_exact("I heard 6 questions:")
        child.send("q")
        leave(child, 0)
    questions = [each["question"] for each in kept()["telling"]["listed"]]
    assert questions[2:] == ["Why us?", "Why now?", "Why", "and how?"]


def test_q_at_a_line_stops_and_is_no_note(tmp_path: Path, told: Path) -> None:
    with at_terminal(tmp_path, "debrief", "--real", "--from", str(told)) as child:
        child.expect_exact("In one word")
        child.sendline("")
        to_the_note(child)
        child.sendline("q")
        leave(child, 0)
    (rated,) = kept()["rated"]
    assert rated["note"] is None


def test_as_much_can_be_typed_as_there_is_to_tell(tmp_path: Path) -> None:
    telling = TOLD + " And so it went on and on." * 200  # more than a terminal takes in one line
    with at_terminal(tmp_path, "debrief", "--real") as child:
        child.expect_exact("In one word")
        child.sendline("long")
        child.expect_exact("[t] type it")
        child.send("t")
        child.expect_exact("    > ")
        for begin in range(0, len(telling), 500):
            child.send(telling[begin : begin + 500])
            child.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=0.1)
        child.send("\r")
        child.expect_exact("    > ")
        child.send("\r")
        child.expect_exact("I heard 2 questions:")
        child.send("q")
        leave(child, 0)
    assert kept()["telling"]["words"]["text"] == telling


def test_sentences_hang_from_their_number_and_q_stops(tmp_path: Path) -> None:
    keep([LONG], question=WANT)
    with at_terminal(tmp_path, "vision", "build") as child:
        child.expect(r"q\s+to stop")
        child.sendline("q")
        shown = plain(leave(child, 0))
    assert re.search(r"   1  I want to lead .*\n      [a-z]", shown)
    assert "\n\nAmbition and desire  (1 of 9)\n" in f"\n{shown}"
    assert "What I have done" not in shown


def test_the_end_of_the_input_leaves_a_whole_line(tmp_path: Path) -> None:
    with at_terminal(tmp_path, "vision", "build") as child:
        child.expect(r"q\s+to stop")
        child.sendeof()
        shown = plain(leave(child, 0))
    assert "\nNothing is picked yet." in shown


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_what_is_piped_in_another_encoding_is_taken(errors: str) -> None:
    import subprocess
    import sys

    ran = subprocess.run(
        [sys.executable, "-m", "coach", "debrief", "--real", "--voice", "none"],
        input=b"caf\xe9\n",
        capture_output=True,
        timeout=40,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": f"utf-8:{errors}"},
    )
    assert ran.returncode == 0, ran.stderr
    assert kept()["telling"]["felt"] == "caf\N{REPLACEMENT CHARACTER}"
