"""What every microphone and every loudspeaker promises, asked of all there are in the package."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from coach.audio.answers_microphone import AnswersMicrophone
from coach.audio.device_speaker import SilentSpeaker
from coach.testing import RecordingSpeaker, ScriptedMicrophone
from tests.audio.sound_promises import microphone_keeps, speaker_keeps
from tests.helpers.implementations import implementations, maker_of
from tests.helpers.sound_card import SoundCard

pytestmark = pytest.mark.real  # takes too long for `make quick`

ROOT = Path(__file__).parents[2]
SOUND = np.random.default_rng(1).uniform(-1, 1, 10_001).astype(np.float32)
ANSWERS = (SOUND, SOUND / 2)

Ask = Callable[[pytest.FixtureRequest], None]


def prepared(*, real_pace: bool) -> AnswersMicrophone:
    return AnswersMicrophone("made up", [lambda: [SOUND], lambda: [SOUND / 2]], real_pace)


def ask_prepared(_: pytest.FixtureRequest) -> None:
    for real_pace in (False, True):
        microphone_keeps(prepared(real_pace=real_pace), ANSWERS)


def on_the_sound_card(name: str) -> Ask:
    """Asked in a child process: only those see the virtual sound card."""

    def ask(request: pytest.FixtureRequest) -> None:
        card: SoundCard = request.getfixturevalue("sound_card")
        done = subprocess.run(
            [sys.executable, "-m", "tests.audio.sound_promises", name],
            cwd=ROOT,
            env=card.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stdout) == (0, "kept\n"), done.stderr

    return ask


MICROPHONES: dict[str, Ask] = {
    "coach.testing.ScriptedMicrophone": lambda _: microphone_keeps(
        ScriptedMicrophone(ANSWERS, ends=True), ANSWERS
    ),
    "coach.audio.answers_microphone.AnswersMicrophone": ask_prepared,
    "coach.audio.device_microphone.DeviceMicrophone": on_the_sound_card("DeviceMicrophone"),
}
SPEAKERS: dict[str, Ask] = {
    "coach.testing.RecordingSpeaker": lambda _: speaker_keeps(RecordingSpeaker()),
    "coach.audio.device_speaker.SilentSpeaker": lambda _: speaker_keeps(SilentSpeaker()),
    "coach.audio.device_speaker.DeviceSpeaker": on_the_sound_card("DeviceSpeaker"),
}


@pytest.mark.parametrize("name", implementations("Microphone"))
def test_a_microphone_gives_each_answer_once_in_short_blocks(
    name: str, request: pytest.FixtureRequest
) -> None:
    maker_of(MICROPHONES, name)(request)


@pytest.mark.parametrize("name", implementations("Speaker"))
def test_a_speaker_begins_at_once_and_stops_when_it_is_left(
    name: str, request: pytest.FixtureRequest
) -> None:
    maker_of(SPEAKERS, name)(request)
