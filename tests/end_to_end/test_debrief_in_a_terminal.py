"""Looking back in a real pseudo-terminal: keys, playback on the (virtual) sound card, a retake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.helpers.coach_program import coach, succeeded
from tests.helpers.sound_card import SoundCard
from tests.helpers.spoken import TEAM, WAREHOUSE, understood
from tests.helpers.terminal import in_terminal, leave, say

RATINGS = "[y] yes"
NEXT = "[Enter] next"


def rated() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = succeeded(coach("debrief", "--json")).document["rated"]
    return found


def rate(child: Any, keys: str, note: str) -> None:
    """Press a key for each aspect and type the note."""
    for aspect, key in zip(("vision?", "desire?", "skills?", "achievements?"), keys, strict=True):
        child.expect_exact(aspect)
        child.send(key)
    child.expect_exact("fine-tune")
    child.sendline(note)


@pytest.mark.usefixtures("heard_before")
def test_heard_rated_answered_once_more_and_both_heard(
    sound_card: SoundCard, spoken: dict[str, Path], tmp_path: Path
) -> None:
    succeeded(coach("import", spoken[WAREHOUSE]))
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
        child.expect_exact("[q] stop here")
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
    succeeded(coach("import", spoken[WAREHOUSE]))
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
