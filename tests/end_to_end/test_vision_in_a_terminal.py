"""The career vision in a real pseudo-terminal: heard, picked, said on the spot, played."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.coach_program import coach, succeeded
from tests.helpers.kept_sessions import recordings
from tests.helpers.sound_card import SoundCard
from tests.helpers.spoken import TEAM, error_rate, speak, understood
from tests.helpers.terminal import in_terminal, leave, say

ASKED = "q to stop"


@pytest.mark.long
@pytest.mark.usefixtures("heard_before")
def test_said_on_the_spot_picked_and_played(sound_card: SoundCard, tmp_path: Path) -> None:
    env = sound_card.environment
    said = speak(TEAM, tmp_path / "said.wav")
    arguments = ("vision", "build", "--section", "colleagues", "--voice", "none")
    with in_terminal(env, *arguments) as child:
        child.expect_exact(ASKED)
        child.sendline("s")
        child.expect("● 0:0[0-9]")
        say(child, sound_card, said)
        child.send("\r")
        child.expect_exact("small team")
        child.expect_exact("Enter finish")
        child.send("\r")
        child.expect_exact(ASKED)
        child.sendline("p 1")
        child.expect_exact("any other key stops")
        child.send("x")
        child.expect_exact(ASKED)
        child.sendline("1")
        child.expect_exact(ASKED)
        child.sendline("")
        leave(child, 0)
    (line,) = succeeded(coach("vision", "--json")).document["lines"]
    assert error_rate(TEAM, line["text"]) <= 0.2
    played = tmp_path / "played.wav"
    with sound_card.record_loudspeaker(played), in_terminal(env, "vision", "play") as child:
        leave(child, 0)
    assert error_rate(TEAM, understood(played)) <= 0.2
    assert (recordings() / "vision" / line["clip"]).is_file()
