"""The best model this machine could carry is offered once, after the first session."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coach import paths
from tests.helpers.model_speeds import keep_speeds
from tests.helpers.sound_card import SoundCard
from tests.helpers.spoken import TEAM
from tests.helpers.terminal import in_terminal, leave, say

COMMAND = ("practice", "--questions", "1", "--voice", "none")
OFFER = "would get more of your words right than"


@pytest.mark.long
@pytest.mark.usefixtures("heard_before")
def test_a_model_is_offered_after_the_first_session_only(
    sound_card: SoundCard, spoken: dict[str, Path]
) -> None:
    keep_speeds(tiny_en=90.0, base=45.0)
    for is_first in (True, False):
        with in_terminal(sound_card.environment, *COMMAND, offers=True) as child:
            child.expect("● 0:0[0-9]")
            say(child, sound_card, spoken[TEAM])
            child.send("\r")
            child.expect(r"play[^\n]*stop here")
            child.send("q")
            child.expect_exact("Kept in")
            if is_first:
                child.expect_exact("Download it now? [y/N]: ")
                child.sendline("n")
            assert (OFFER in leave(child, 0)) is is_first
    assert json.loads(paths.state_file().read_text())["model_offered"]
