"""The best model this machine could carry is offered once, after the first session."""

from __future__ import annotations

import json

import pytest

from coach import paths
from tests.helpers.model_speeds import keep_speeds
from tests.helpers.sound_card import SoundCard
from tests.helpers.spoken import need_whisper
from tests.helpers.terminal import in_terminal, leave

COMMAND = ("practice", "--questions", "1", "--voice", "none")
OFFER = "would get more of your words right than"


@pytest.mark.usefixtures("heard_before")
def test_a_model_is_offered_after_the_first_session_only(sound_card: SoundCard) -> None:
    need_whisper()
    keep_speeds(tiny_en=90.0, base=45.0)
    with in_terminal(sound_card.environment, *COMMAND, offers=True) as child:
        child.expect("● 0:0[0-9]")
        child.send("s")
        child.expect_exact("Nothing was answered.")
        child.expect_exact("Download it now? [y/N]: ")
        child.sendline("n")
        assert OFFER in leave(child, 0)
    assert json.loads(paths.state_file().read_text())["model_offered"]
    with in_terminal(sound_card.environment, *COMMAND, offers=True) as child:
        child.expect("● 0:0[0-9]")
        child.send("s")
        assert OFFER not in leave(child, 0)
