"""Whisper models and their speeds, as if they were here and had been measured."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from coach.state import remember
from coach.transcription import packaged
from coach.transcription.here import models_here
from coach.transcription.speeds import fingerprint


def keep_speeds(**speeds: float) -> None:
    """Remember speeds as measured on this machine; `_` stands for a dot."""
    kept = {}
    for model in models_here("faster-whisper"):
        if speed := speeds.get(model.name.replace(".", "_")):
            on = fingerprint(model.engine)
            entry = {"on": on, "speed": speed}
            kept[f"{model.engine} {model.asked} {model.size_bytes}"] = entry
    remember("model_speeds", kept)


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """tiny.en and base are installed, as far as anybody can see who does not load them. Both may be
    used.
    """
    site = tmp_path / "site"
    for model in (packaged.TINY_EN, packaged.BASE):
        for module, file in model.parts:
            monkeypatch.delitem(sys.modules, module, raising=False)  # it may be imported already
            (site / module / file).parent.mkdir(parents=True)
            (site / module / "__init__.py").touch()
            _pretend(site / module / file, 40_000_000)
    monkeypatch.syspath_prepend(site)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("COACH_STAGES")


def _pretend(file: Path, size: int) -> None:
    """A file of so many bytes, which takes no room."""
    file.touch()
    os.truncate(file, size)
