"""`coach correct`, `coach vision reword`, and names that are remembered."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from coach.config import load_settings
from coach.errors import CannotWrite, CoachError, InvalidSetting
from coach.library.library import Library
from coach.library.replacing import replaced
from coach.library.texts import EMPTIED
from coach.paths import config_file
from coach.session.own_vocabulary import names_in, remember_name
from coach.vision.keeping import VisionFolder
from tests.cli.test_at_the_desk import at_terminal, plain
from tests.helpers.coach_fixture import Coach
from tests.helpers.kept_sessions import AskedQuestion, keep, keep_followed_up, recordings
from tests.helpers.terminal import leave

SAID = "We sold so relto in Leeds. Then (so relto) went well, and so did I."
WANT = AskedQuestion(id="ten-years", theme="ambition", text="What do you want to have built?")


def text_of(session: str) -> str:
    kept = Library(recordings()).session(session)
    return (recordings() / kept.id / "transcript.md").read_text()


def test_words_are_replaced_wherever_they_stand_with_the_signs_around_them() -> None:
    assert replaced(SAID, "So relto", "Xarelto") == (
        "We sold Xarelto in Leeds. Then (Xarelto) went well, and so did I."
    )
    assert (
        replaced(SAID, "in leeds", "")
        == "We sold so relto Then (so relto) went well, and so did I."
    )
    assert replaced("well well well", "well well", "fine") == "fine well"
    assert replaced(SAID, "...", "x") == SAID


def test_a_word_is_corrected_in_one_line(coach: Coach) -> None:
    session = keep([SAID])
    code, out, err = coach("correct", "last", 1, "so relto", "Xarelto")
    assert (code, err) == (0, "")
    assert "We sold Xarelto in Leeds." in out
    assert "(Xarelto) went well" in text_of(session)
    assert "We sold so relto" in coach("show", "--original")[1]
    assert "Xarelto" not in config_file().read_text() if config_file().exists() else True
    document = json.loads(coach("correct", "last", 1, "Leeds", "Lisbon", "--json")[1])
    assert document == {"session": session, "question": 1, "corrected": 1}
    assert coach("correct", "last", 1, "in Lisbon", "")[0] == 0
    assert "Lisbon" not in text_of(session)


def test_all_words_of_an_answer_can_be_taken_out(coach: Coach) -> None:
    keep(["Yes."])
    code, out, err = coach("correct", "last", 1, "Yes.", "")
    assert (code, err) == (0, "")
    assert EMPTIED in out


def test_what_cannot_be_corrected_says_what_to_do(coach: Coach) -> None:
    session = keep([SAID])
    for typed, told in (
        (("correct", "last", 1, "Rome", "Leeds"), 'Answer 1 has no "Rome".'),
        (("correct", "last", 1), "Say which words should read otherwise"),
        (("correct", "last", 1, "Leeds"), "Say which words should read otherwise"),
        (("correct", "last", 2, "a", "b"), "has no question 2"),
    ):
        code, out, err = coach(*typed)
        assert (code, out, told in err) == (2, "", True)
    for transcript in (recordings() / session).rglob("*.transcript-*.json"):
        transcript.write_text(
            json.dumps(json.loads(transcript.read_text()) | {"words": [], "segments": []})
        )
    code, _, err = coach("correct", "last", 1, "a", "b")
    assert (code, "Answer 1 has no words to correct." in err) == (2, True)


def test_a_name_is_remembered_when_that_is_wished(coach: Coach) -> None:
    keep([SAID])
    err = coach("correct", "last", 1, "so relto", "Xarelto", "--remember")[2]
    assert f'"Xarelto" is in the vocabulary now: {config_file()}' in err
    assert load_settings({}).vocabulary == "Xarelto"
    assert coach("correct", "last", 1, "Leeds", "xarelto", "--remember")[2] == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ["Aoife"]),
        ("# mine\nvoice = 'none'\n", ["Aoife"]),
        ("voice = 'none'\nvocabulary = 'Ann, Bo'\nrate = 150\n", ["Ann", "Bo", "Aoife"]),
        ("\ufeffvocabulary = ['Ann']", ["Ann", "Aoife"]),
    ],
)
def test_the_vocabulary_grows_in_the_config_file(before: str, after: list[str]) -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_text(before, encoding="utf-8")
    remember_name("Aoife")
    assert load_settings({}).vocabulary == ", ".join(after)
    text = config_file().read_text()
    assert all(line in text for line in before.splitlines() if "vocabulary" not in line)


def test_a_vocabulary_over_several_lines_is_left_alone() -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_text(before := "vocabulary = [\n  'Ann',\n]\n")
    with pytest.raises(CannotWrite, match="was left as it is") as caught:
        remember_name("Aoife")
    assert caught.value.hint == "Add it there: Aoife"
    assert config_file().read_text() == before


@pytest.mark.parametrize(
    ("content", "error"), [(b"vocabulary = [\n", InvalidSetting), (b"\xff\xfe\xff", CannotWrite)]
)
def test_a_config_file_that_cannot_be_read_is_left_alone(
    content: bytes, error: type[CoachError]
) -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_bytes(content)
    with pytest.raises(error):
        remember_name("Aoife")
    assert config_file().read_bytes() == content


def test_names_are_told_from_other_words() -> None:
    assert names_in("We met Aoife Byrne, Bo and I.", "We met I for burn") == ["Aoife Byrne", "Bo"]
    assert names_in("Then it was B2B at iRobot", "Then it was") == ["B2B", "iRobot"]
    assert names_in("Well, we went to leeds", "We went") == []
    assert names_in("We met Rene\u0301, too", "We met") == ["Rene\u0301"]  # the accent by itself


@pytest.mark.parametrize("kept", [keep, keep_followed_up])
def test_a_word_of_another_take_or_of_a_follow_up_is_found(
    coach: Coach, kept: Callable[[Sequence[str]], str]
) -> None:
    session = kept(["We met in Rome.", "We met in Leeds."])
    has, other = (1, "Rome") if kept is keep else (2, "Leeds")
    code, _, err = coach("correct", "last", 1, other, "So Relto")
    assert code == 2
    typed = f'correct {session} 1 {other} "So Relto" --take {has}'
    assert f"Take {has} has it: coach {typed}" in err
    assert coach(*shlex.split(typed))[0] == 0


def test_a_name_is_offered_where_two_texts_were_given(tmp_path: Path) -> None:
    keep([SAID])
    with at_terminal(tmp_path, "correct", "last", "1", "so relto", "Xarelto") as child:
        child.expect_exact('Spell "Xarelto" right from now on? [y/N]')
        child.sendline("y")
        child.expect_exact('"Xarelto" is in the vocabulary now')
        leave(child, 0)


def test_an_ordinary_word_is_not_offered(tmp_path: Path) -> None:
    keep([SAID])
    with at_terminal(tmp_path, "correct", "last", "1", "so relto", "a drug") as child:
        assert "from now on" not in plain(leave(child, 0))


def test_a_line_is_chosen_heard_and_edited(tmp_path: Path) -> None:
    session = keep([SAID])
    with at_terminal(tmp_path, "correct", "last", "1") as child:
        child.expect_exact("Which line?")
        child.sendline("9")
        child.expect_exact("There is no line 9; there are 2.")
        child.sendline("p 2")
        child.expect_exact("No loudspeaker found.")
        child.sendline("1")
        child.expect_exact("    > We sold so relto in Leeds.")
        child.sendline("")
        child.expect_exact("Left as it is.")
        child.sendline("1")
        child.expect_exact("    > We sold so relto in Leeds.")
        child.send("\x15We sold Xarelto in Leeds.\r")
        child.expect_exact('Spell "Xarelto" right from now on? [y/N]')
        child.sendline("y")
        child.expect_exact("is in the vocabulary now")
        child.expect_exact("Which line?")
        child.sendline("2")
        child.send("\x15Then Xarelto went well.\r")  # the name is not asked about again
        child.expect_exact("Which line?")
        child.sendline("")
        leave(child, 0)
    assert "We sold Xarelto in Leeds." in text_of(session)
    assert load_settings({}).vocabulary == "Xarelto"


def test_a_lone_q_stops_as_everywhere_else(tmp_path: Path) -> None:
    keep([SAID])
    with at_terminal(tmp_path, "correct", "last", "1") as child:
        child.expect_exact("Which line?")
        child.sendline("q")
        assert "There is no line" not in plain(leave(child, 0))


def test_show_at_a_terminal_says_how(tmp_path: Path) -> None:
    keep([SAID])
    with at_terminal(tmp_path, "show", "last", "1") as child:
        shown = plain(leave(child, 0))
    assert "Correct a word: coach correct last 1" in shown


class TestVisionLine:
    @pytest.fixture(autouse=True)
    def built(self, coach: Coach) -> str:
        session = keep(["I want to lead so relto in Leeds."], question=WANT)
        assert coach("vision", "build", "--section", "ambition", typed="1\n\n")[0] == 0
        return session

    def test_it_is_corrected_here_and_where_it_was_said(self, coach: Coach, built: str) -> None:
        err = coach("vision", "reword", 1, "so relto", "Xarelto")[2]
        assert 'Line 1 now reads: "I want to lead Xarelto in Leeds."' in err
        assert "I want to lead Xarelto in Leeds." in text_of(built)
        assert "You corrected it" not in coach("vision")[1]

    def test_without_its_session_the_line_alone_is_corrected(
        self, coach: Coach, built: str
    ) -> None:
        assert coach("erase", built, "--yes")[0] == 0
        assert coach("vision", "reword", 1, "so relto", "Xarelto")[0] == 0
        (line,) = VisionFolder(recordings()).read().lines
        assert line.text == "I want to lead Xarelto in Leeds."

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ((1, "Rome", "Leeds"), 'Line 1 has no "Rome".'),
            ((9, "a", "b"), "The vision has no line 9."),
            ((1, "Leeds"), "Say how these words should read."),
            ((1, "I want to lead so relto in Leeds", ""), "coach vision drop 1"),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, coach: Coach, typed: tuple[object, ...], told: str
    ) -> None:
        code, _, err = coach("vision", "reword", *typed)
        assert (code, told in err) == (2, True)
