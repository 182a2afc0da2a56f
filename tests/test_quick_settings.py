"""The settings that a list needs are those of the other commands, and found without pydantic."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from coach.config import load_settings
from coach.library.session_index import MANY
from coach.paths import config_file, private_folder
from coach.quick_settings import quick_settings
from tests.helpers.kept_sessions import recordings
from tests.helpers.linked_library import link_sessions


@pytest.fixture(autouse=True)
def _nothing_else_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COACH_STAGES", raising=False)


@pytest.mark.parametrize("variable", [None, "", "~/said", "said"])
@pytest.mark.parametrize("flags", [{}, {"recordings": "~/kept"}, {"json": True}])
def test_they_are_the_settings_in_force(
    monkeypatch: pytest.MonkeyPatch, variable: str | None, flags: dict[str, Any]
) -> None:
    monkeypatch.delenv("COACH_RECORDINGS")
    if variable is not None:
        monkeypatch.setenv("COACH_RECORDINGS", variable)
    quick, settings = quick_settings(flags), load_settings(flags)
    assert quick
    assert (quick.recordings, quick.json_) == (settings.recordings, settings.json_)


def test_what_has_to_be_checked_is_left_to_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert quick_settings({"recordings": ""}) is None
    monkeypatch.setenv("COACH_SEED", "x")
    assert quick_settings({}) is None
    monkeypatch.delenv("COACH_SEED")
    assert quick_settings({})
    private_folder(config_file().parent)
    config_file().write_text("nonsense = 1\n")
    assert quick_settings({}) is None


@pytest.mark.parametrize("count", [3, MANY + 1])
@pytest.mark.parametrize("command", [["sessions"], ["search", "the"]])
def test_a_list_of_what_is_known_loads_no_pydantic(command: list[str], count: int) -> None:
    link_sessions(recordings(), count)
    told = f"import sys; from coach.cli.main import run; run({command}); print(*sys.modules)"
    python = [sys.executable, "-c", told]
    for _ in range(2):  # first the sessions are read
        found = subprocess.run(python, check=True, capture_output=True, text=True)
    assert "coach.library.library" in found.stdout
    assert "pydantic" not in found.stdout.split()
