"""How fast a model is here: measured once, forgotten when the machine or the engine changes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from coach.state import remember, remembered
from coach.testing import CannedTranscriber
from coach.transcription.here import ModelHere, Source
from coach.transcription.speeds import (
    fingerprint,
    is_busy,
    kept_speed,
    measure_speed,
    memory_mb,
)

MODEL = ModelHere("tiny.en", "faster-whisper", Source.PACKAGE, Path("x"), 1000, True)
SPEECH = np.full(16_000, 0.1, np.float32)


def busy() -> bool:
    return True


def quiet() -> bool:
    return False


def measured(is_busy: Callable[[], bool] = quiet) -> float:
    return measure_speed(MODEL, CannedTranscriber(["yes"], 0.1), SPEECH, is_busy)


def test_a_speed_is_measured_and_kept() -> None:
    assert kept_speed(MODEL) is None
    speed = measured()
    assert 3 < speed <= 10
    assert kept_speed(MODEL) == pytest.approx(speed, abs=0.01)
    assert (
        kept_speed(ModelHere("tiny.en", "faster-whisper", Source.PACKAGE, Path("x"), 1, True))
        is None
    )


def test_another_machine_or_engine_is_measured_anew() -> None:
    measured()
    (entry,) = remembered("model_speeds").values()
    for changed in ("64 cores", "ctranslate2 99"):
        kind = changed.split()[0 if changed.startswith("ct") else 1]
        assert kind in entry["on"]
        parts = [changed if kind in part else part for part in entry["on"].split(", ")]
        other = {**entry, "on": ", ".join(parts)}
        remember("model_speeds", {"faster-whisper tiny.en 1000": other})
        assert kept_speed(MODEL) is None
    remember("model_speeds", {"faster-whisper tiny.en 1000": entry})
    assert kept_speed(MODEL) == entry["speed"]


def test_what_a_busy_machine_gave_is_measured_again_once_it_is_quiet() -> None:
    speed = measured(busy)
    assert kept_speed(MODEL, busy) == pytest.approx(speed, abs=0.01)
    assert kept_speed(MODEL, quiet) is None
    measured(quiet)
    assert kept_speed(MODEL, busy) is not None


def test_a_long_measurement_is_not_made_twice() -> None:
    transcriber = CannedTranscriber(["yes"], 0.8)
    measure_speed(MODEL, transcriber, SPEECH)
    assert len(transcriber.prompts) == 1


@pytest.mark.parametrize("kept", ["?", {"on": "x"}, {"on": None, "speed": 1}])
def test_a_state_file_that_makes_no_sense(kept: object) -> None:
    remember("model_speeds", kept if kept == "?" else {"faster-whisper tiny.en 1000": kept})
    assert kept_speed(MODEL) is None
    on = fingerprint(MODEL.engine)
    remember("model_speeds", {"faster-whisper tiny.en 1000": {"on": on, "speed": "fast"}})
    assert kept_speed(MODEL) is None


def test_a_system_that_tells_little(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (memory_mb() or 0) > 100
    monkeypatch.delattr(os, "sysconf", raising=False)
    monkeypatch.delattr(os, "getloadavg", raising=False)
    assert memory_mb() is None
    assert not is_busy()
    assert "cores" in fingerprint("openai-whisper", processors=tmp_path / "none")
    monkeypatch.setattr(sys, "path", [])
    assert "torch ?" in fingerprint("openai-whisper")
