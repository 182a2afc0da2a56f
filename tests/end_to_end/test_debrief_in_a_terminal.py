"""Looking back in a real pseudo-terminal: keys, playback on the (virtual) sound card, a retake."""

from __future__ import annotations

import functools
import json
import signal
import tempfile
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.helpers.asked import asked
from tests.helpers.coach_program import coach_here, succeeded
from tests.helpers.kept_sessions import recordings
from tests.helpers.sound_card import SoundCard
from tests.helpers.spoken import TEAM, WAREHOUSE, speak, speak_with_pauses, understood
from tests.helpers.terminal import in_terminal, leave, say

RATINGS = "[y] yes"
NEXT = "[Enter] finish"
MOST_TRIES = 6


def rated() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = succeeded(coach_here("debrief", "--json")).document["rated"]
    return found


def rate(child: Any, keys: str, note: str) -> None:
    """Press a key for each aspect and type the note."""
    for aspect, key in zip(("vision?", "desire?", "skills?", "achievements?"), keys, strict=True):
        child.expect_exact(aspect)
        child.send(key)
    child.expect_exact("fine-tune")
    child.sendline(note)


@pytest.mark.long
@pytest.mark.usefixtures("heard_before")
def test_heard_rated_answered_once_more_and_both_heard(
    sound_card: SoundCard, spoken: dict[str, Path], tmp_path: Path
) -> None:
    succeeded(coach_here("import", spoken[WAREHOUSE]))
    env = sound_card.environment
    played = tmp_path / "played.wav"
    with in_terminal(env, "debrief", "last", "--voice", "none") as child:
        with sound_card.record_loudspeaker(played):
            child.expect_exact("1/1")
            child.expect_exact(RATINGS)  # once it has been heard to its end
        assert "warehouse" in understood(played).lower()
        assert "warehouse for three" not in child.logfile_read.text
        rate(child, "ypn-", "Say what came of it.")
        child.expect_exact("warehouse for three")
        child.expect_exact(NEXT)
        child.send("r")
        child.expect("● 0:0[0-9]")
        say(child, sound_card, spoken[TEAM])
        child.send("\r")
        child.expect_exact("small team")
        child.expect_exact("p play · q stop here")
        child.send("\r")
        child.expect_exact("Before, and after:")
        child.send("x")  # the first take has been heard
        child.expect_exact("any other key stops")
        child.send("f")
        child.send("b")
        child.send("x")
        rate(child, "yyyy", "")
        child.expect_exact(NEXT)
        child.send("\r")
        leave(child, 0)
    first, second = rated()
    assert [first["take"], second["take"]] == [1, 2]
    assert list(first["ratings"].values()) == ["yes", "partly", "no", "not asked for"]
    assert set(second["ratings"].values()) == {"yes"}


def test_control_c_keeps_what_was_rated(sound_card: SoundCard, spoken: dict[str, Path]) -> None:
    succeeded(coach_here("import", spoken[WAREHOUSE]))
    with in_terminal(sound_card.environment, "debrief") as child:
        child.expect_exact("any other key stops")
        child.send("x")
        child.expect_exact("vision?")
        child.send("\x1bOP")  # F1: its P is not "partly"
        child.send("y")
        child.expect_exact("desire?")
        child.sendintr()
        shown = leave(child, 130)
    assert "coach debrief" in shown.split("Stopped.")[1]
    (left,) = rated()
    assert left["ratings"] == {"career vision": "yes"}


def answer_aloud(child: pexpect.spawn, card: SoundCard, question: str, text: str) -> None:
    """Say `text` to the question until it is heard: it may still be being asked."""
    child.expect_exact(question)
    for _ in range(MOST_TRIES):
        say(child, card, said_alone(text))
        child.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=1.5)
        if f"    {text}\r\n" in child.logfile_read.text:
            return
    pytest.fail(f"{text!r} was not heard: {child.logfile_read.text[-500:]}")


@functools.cache
def said_alone(text: str) -> Path:
    folder = Path(tempfile.mkdtemp())
    return speak_with_pauses([0.3, f"{text.capitalize()}.", 1.2], folder / "said.wav")


@pytest.mark.long
@pytest.mark.usefixtures("heard_before")
def test_rated_by_voice(sound_card: SoundCard, spoken: dict[str, Path]) -> None:
    succeeded(coach_here("import", spoken[WAREHOUSE]))
    with in_terminal(sound_card.environment, "debrief", "--hands-free", "--voice", "none") as child:
        child.expect_exact("any other key stops")
        child.send("x")
        answer_aloud(child, sound_card, "career vision?", "yes")
        answer_aloud(child, sound_card, "ambition and desire?", "partly")
        answer_aloud(child, sound_card, "skills?", "not asked for")
        answer_aloud(child, sound_card, "achievements?", "no")
        answer_aloud(child, sound_card, "fine-tune?", "nothing")
        answer_aloud(child, sound_card, "next / play / retake / stop", "stop")
        leave(child, 0)
    (kept,) = rated()
    assert list(kept["ratings"].values()) == ["yes", "partly", "not asked for", "no"]
    assert kept["note"] == ""


@pytest.mark.long
@pytest.mark.usefixtures("heard_before")
def test_a_line_that_is_said(sound_card: SoundCard, spoken: dict[str, Path]) -> None:
    with in_terminal(sound_card.environment, "debrief", "--real", "--voice", "none") as child:
        child.expect_exact("In one word")
        child.sendline("s")
        child.expect_exact("Say it after the tone.")
        child.send("\r")  # before a word was said: that is no reply
        child.expect_exact("No speech heard.")
        child.expect_exact("In one word")
        child.sendline("s")
        for _ in range(MOST_TRIES):  # it may not listen yet
            say(child, sound_card, spoken[TEAM])
            if child.expect(["small team", pexpect.TIMEOUT], timeout=3) == 0:
                break
        child.expect_exact("Tell me about it")
        child.send("q")
        leave(child, 0)
    (kept,) = recordings().glob("*_real/debrief.json")
    assert "small team" in json.loads(kept.read_text())["telling"]["felt"]


@pytest.mark.long
@pytest.mark.usefixtures("heard_before")
def test_a_real_interview_told_aloud(
    sound_card: SoundCard, spoken: dict[str, Path], tmp_path: Path
) -> None:
    telling = speak(
        "They asked me why I left my last job. Then they asked what I am proud of.",
        tmp_path / "telling.wav",
    )
    with in_terminal(sound_card.environment, "debrief", "--real", "--voice", "none") as child:
        child.expect_exact("In one word")
        child.sendline("rushed")
        child.expect_exact("[Enter] say it")
        child.send("\r")
        child.expect("● 0:0[0-9]")
        say(child, sound_card, telling)
        child.send("\r")
        child.expect_exact("I heard 2 questions:")
        child.expect_exact("Right?")
        child.send("\r")
        child.expect_exact("What did you say?")
        child.send("\r")
        child.expect("● 0:0[0-9]")
        say(child, sound_card, spoken[TEAM])
        child.send("\r")
        child.expect_exact("small team")
        child.expect_exact("What do you wish you had said?")
        child.sendintr()
        shown = leave(child, 130)
    session = next(recordings().glob("*_real"))
    assert f"coach debrief {session.name}" in shown.split("Stopped.")[1]
    kept = json.loads((session / "debrief.json").read_text())["telling"]
    assert kept["felt"] == "rushed"
    assert kept["recalled"][0]["said"] == {"text": "", "take": 1}
    assert kept["recalled"][0]["wished"] is None


@pytest.mark.usefixtures("heard_before")
def test_at_a_terminal_it_is_offered(sound_card: SoundCard) -> None:
    asked(1)
    with in_terminal(sound_card.environment, "practice", "--voice", "none") as child:
        child.expect_exact("Shall we take those 2 again? [Y/n]")
        child.sendline("")
        child.expect_exact("Why did you leave so early?")
        child.expect("● 0:0[0-9]")
        child.send("q")
        leave(child, 3)
    assert not list(recordings().glob("*"))


@pytest.mark.usefixtures("heard_before")
def test_killed_while_telling_nothing_told_is_lost(sound_card: SoundCard, tmp_path: Path) -> None:
    telling = speak("They asked me why I left my last job.", tmp_path / "telling.wav")
    env = sound_card.environment
    with in_terminal(env, "debrief", "--real", "--voice", "none") as child:
        child.expect_exact("In one word")
        child.sendline("rushed")
        child.expect_exact("[Enter] say it")
        child.send("\r")
        child.expect("● 0:0[0-9]")
        say(child, sound_card, telling)
        child.kill(signal.SIGKILL)
        child.expect(pexpect.EOF)
    with in_terminal(env, "debrief", "last", "--voice", "none") as child:
        child.expect_exact("Recovered")
        child.expect_exact("I heard one question:")
        child.expect_exact("last job")  # tiny.en now and then hears "let my last job"
        child.expect_exact("Right?")
        child.send("q")
        leave(child, 0)
    kept = json.loads(next(recordings().glob("*_real/debrief.json")).read_text())["telling"]
    assert (kept["felt"], kept["words"]["take"]) == ("rushed", 1)
