"""The session in a real pseudo-terminal: each key, the screen, and the terminal afterwards."""

from __future__ import annotations

import json
import os
import re
import signal
import termios
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.helpers.coach_program import coach_here, succeeded
from tests.helpers.sound_card import SoundCard
from tests.helpers.spoken import TEAM, error_rate
from tests.helpers.terminal import in_terminal, leave, say, shut, wait_for_end

ANSWERING = "● 0:0[0-9]"
RUNNING = "● 0:0[1-9]"  # the recording's clock runs
PAUSED = "paused"
CHOOSING = "p play . q stop here"
KEPT = "Kept in"


def terminal(
    card: SoundCard, *options: str, questions: int = 1, **variables: str
) -> AbstractContextManager[pexpect.spawn]:
    command = ("practice", "--questions", str(questions), "--voice", "none", *options)
    return in_terminal(card.environment, *command, **variables)


def first_turn() -> dict[str, Any]:
    turn: dict[str, Any] = succeeded(coach_here("show", "--json")).document["turns"][0]
    return turn


@pytest.mark.usefixtures("heard_before")
class TestKeys:
    @pytest.mark.long
    def test_an_answer_goes_on_after_the_program_was_stopped(
        self, sound_card: SoundCard, spoken: dict[str, Path]
    ) -> None:
        """As Ctrl-Z and `fg` do it; the shell has the terminal meanwhile."""
        with terminal(sound_card) as child:
            child.expect(ANSWERING)
            modes = termios.tcgetattr(child.child_fd)
            os.kill(child.pid, signal.SIGSTOP)
            modes[3] |= termios.ICANON | termios.ECHO
            termios.tcsetattr(child.child_fd, termios.TCSANOW, modes)
            time.sleep(3.5)  # longer than a microphone may be silent before it is given up
            os.kill(child.pid, signal.SIGCONT)
            say(child, sound_card, spoken[TEAM])
            child.send("\r")
            child.expect("small team")
            child.expect(CHOOSING)
            child.send("q")
            child.expect(KEPT)
            leave(child, 0)
        (take,) = first_turn()["takes"]
        assert take["ended_by"] == "person"

    def test_pasted_text_is_no_key_and_what_is_left_is_told(
        self, sound_card: SoundCard, spoken: dict[str, Path]
    ) -> None:
        with terminal(sound_card, questions=2) as child:
            child.expect(re.escape("\x1b[?2004h"))  # asks the terminal to mark what is pasted
            child.expect(ANSWERING)
            say(child, sound_card, spoken[TEAM])
            child.send("\x1b[200~" + "stop, skip, and quit: q s x\r\n" * 500 + "\x1b[201~")
            child.send("\r")
            child.expect("small team")
            child.expect(CHOOSING)
            child.send("q")
            child.expect(KEPT)
            child.expect("1 question is left. Go on: coach resume")
            child.expect(re.escape("\x1b[?2004l"))
            leave(child, 0)
        (take,) = first_turn()["takes"]
        assert take["ended_by"] == "person"

    def test_each_key(self, sound_card: SoundCard, spoken: dict[str, Path]) -> None:
        with terminal(sound_card, questions=3) as child:
            child.expect("1/3")
            child.expect(ANSWERING)
            say(child, sound_card, spoken[TEAM])
            child.send(" ")
            child.expect(PAUSED)
            child.send(" ")
            child.expect("●")
            child.send("r")  # the voice is silent: nothing to hear, and the answer goes on
            child.send("\x1b[A")  # an arrow means nothing
            child.expect("●")
            child.send("\r")
            child.expect("small team")
            child.expect(CHOOSING)
            child.send("l")  # what the question listens for
            child.expect("1 to 3 tick what you heard")
            child.send("2")
            child.expect("2 ✓")
            child.send("p")
            child.send("t")
            child.expect("● 0:00")
            child.send("x")  # the second take is started over
            child.expect(RUNNING)
            child.send("\r")
            child.expect("No speech heard")
            child.expect(CHOOSING)
            time.sleep(0.5)  # so soon after the last Enter it would be a key that is held down
            child.send("\r")
            child.expect("2/3")
            child.expect(ANSWERING)
            child.send("s")
            child.expect("3/3")
            child.expect(ANSWERING)
            child.send("q")
            child.expect(KEPT)
            shown = leave(child, 0)
        assert "s skip" in shown
        turns = succeeded(coach_here("show", "--json")).document["turns"]
        assert [len(turn["takes"]) for turn in turns] == [
            2,
            0,
            0,
        ]  # q before a word was said leaves nothing
        assert [turn["skipped"] for turn in turns] == [False, True, False]
        assert [take["take"] for take in turns[0]["takes"]] == [1, 3]
        assert error_rate(TEAM, turns[0]["takes"][0]["text"]) <= 0.3
        recordings = Path(os.environ["COACH_RECORDINGS"])
        (kept,) = [json.loads(path.read_text()) for path in recordings.glob("*/debrief.json")]
        assert [each["heard"] for each in kept["rated"]] == [{"2": True}]
        assert not list(recordings.rglob("take-2.*"))  # gone with the session's end

    def test_control_c(self, sound_card: SoundCard, spoken: dict[str, Path]) -> None:
        with terminal(sound_card) as child:
            before = termios.tcgetattr(child.child_fd)
            child.expect(ANSWERING)
            say(child, sound_card, spoken[TEAM])
            during = termios.tcgetattr(child.child_fd)
            child.sendintr()
            child.expect("Go on: coach resume")
            after = termios.tcgetattr(child.child_fd)
            leave(child, 130)
        assert not during[3] & termios.ECHO
        assert after[3] & termios.ECHO
        assert after[3] == before[3] | termios.ECHO | termios.ICANON
        (take,) = first_turn()["takes"]
        assert take["ended_by"] == "interrupted"
        assert take["duration_s"] > 2

    @pytest.mark.long
    def test_a_closed_terminal(self, sound_card: SoundCard, spoken: dict[str, Path]) -> None:
        with terminal(sound_card) as child:
            child.expect(ANSWERING)
            say(child, sound_card, spoken[TEAM])
            shut(child)
            wait_for_end(child)
        (take,) = first_turn()["takes"]
        assert take["duration_s"] > 2
        assert succeeded(coach_here("sessions")).stderr == ""

    @pytest.mark.parametrize(
        ("options", "variables"),
        [
            (["--plain"], {"PYTHONIOENCODING": "ascii"}),
            pytest.param([], {"TERM": "dumb"}, marks=pytest.mark.long),
        ],
        ids=["plain", "dumb"],
    )
    def test_whole_lines(
        self,
        options: list[str],
        variables: dict[str, str],
        sound_card: SoundCard,
        spoken: dict[str, Path],
    ) -> None:
        with terminal(sound_card, *options, **variables) as child:
            child.expect("Recording")
            say(child, sound_card, spoken[TEAM])
            child.send("\r")
            child.expect("small team")
            child.expect(CHOOSING)
            child.send("\r")
            child.expect(KEPT)
            shown = leave(child, 0)
        assert "\x1b" not in shown
        assert "\r" not in shown.replace("\r\n", "\n")
        if "PYTHONIOENCODING" in variables:
            assert shown.isascii(), shown
            assert "?" not in shown.replace("now?", "")


@pytest.mark.long  # with fakes: tests/session/test_runner.py
def test_the_microphone_is_checked_once(sound_card: SoundCard, spoken: dict[str, Path]) -> None:
    with terminal(sound_card) as child:
        child.expect("Say something")
        with sound_card.playing_into_microphone(spoken[TEAM]):
            child.expect("I hear you")
            child.expect("1/1")
        assert "nothing at all" not in child.logfile_read.text
    with terminal(sound_card) as child:
        child.expect(ANSWERING)
        assert "Say something" not in child.logfile_read.text
