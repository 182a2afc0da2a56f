"""The fixture `spoken`: a few answers as WAV files, made once for the whole test run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.spoken import SUPPLIER, TEAM, WAREHOUSE, need_whisper, speak


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Answers by their text; skipped where there is no voice or no Whisper."""
    need_whisper()
    folder = tmp_path_factory.mktemp("spoken")
    return {
        text: speak(text, folder / f"{name}.wav")
        for name, text in (("warehouse", WAREHOUSE), ("supplier", SUPPLIER), ("team", TEAM))
    }
