"""What trying each part finds, with fakes in the place of microphone and loudspeaker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from coach.audio.clips import AudioClip
from coach.audio.ports import Playback
from coach.config import load_settings
from coach.errors import CannotWrite
from coach.session.examination import CheckResult, Examination, tried
from coach.testing import RecordingSpeaker, ScriptedMicrophone

NOISE = np.random.default_rng(1).normal(0.0, 0.01, 32_000).astype(np.float32)


def found(name: str, speaker: Callable[[], RecordingSpeaker] = RecordingSpeaker) -> CheckResult:
    """The result of the check of that name, with a microphone that hears a room."""
    examination = Examination(
        load_settings({"voice": "none"}),
        lambda _: False,
        lambda _: ScriptedMicrophone([NOISE]),
        lambda _: speaker(),
    )
    return tried(name, dict(examination.checks())[name])


def test_a_microphone_that_hears_is_named_with_how_loud_it_was() -> None:
    result = found("microphone")
    assert result.ok
    assert result.detail == "a scripted microphone hears; loudest 40 dB below full scale"


def test_what_to_type_is_of_what_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = load_settings({"recordings": tmp_path / "file" / "within"})
    checks = dict(Examination(settings, lambda _: False).checks())
    result = tried("recordings folder", checks["recordings folder"])
    assert (result.ok, result.hint) == (False, "coach doctor --recordings DIR")

    def no_model() -> str:
        raise CannotWrite("Cannot write the model: the disk is full.", "Make room in the cache.")

    assert tried("Whisper", no_model).hint == "Make room in the cache."


class Stuck(RecordingSpeaker):
    """Never comes to the end of what it plays."""

    def play(self, clip: AudioClip) -> Playback:
        playing = super().play(clip)
        playing.wait = lambda timeout_s: False  # type: ignore[method-assign]
        return playing


@pytest.mark.parametrize(
    ("speaker", "ok", "detail"),
    [
        (
            RecordingSpeaker,
            True,
            "a recording loudspeaker played the start sound; did you hear it?",
        ),
        (Stuck, False, '"a recording loudspeaker" does not play.'),
    ],
)
def test_a_loudspeaker_plays_or_does_not(
    speaker: Callable[[], RecordingSpeaker], ok: bool, detail: str
) -> None:
    result = found("loudspeaker", speaker)
    assert (result.ok, result.detail) == (ok, detail)


def test_a_voice_that_is_not_wanted_makes_no_sound() -> None:
    assert found("voice").detail.endswith("0.0 s of speech in 0.0 s")
