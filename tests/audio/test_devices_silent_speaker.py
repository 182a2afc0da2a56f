from __future__ import annotations

import time

import numpy as np
import pytest

from coach.audio.clips import AudioClip, silence
from coach.audio.device_speaker import DeviceSpeaker, SilentSpeaker
from coach.audio.devices import Device
from coach.audio.ports import Speaker

# Made up, so opening it would fail: an empty clip must not even try.
NOWHERE = Device("nowhere", "none", 0, 2, 48_000)


@pytest.mark.parametrize(
    ("speaker", "clip"),
    [
        (SilentSpeaker(), silence(10.0)),
        (SilentSpeaker(), AudioClip(np.zeros(0, dtype=np.float32), 16_000)),
        (DeviceSpeaker(NOWHERE), AudioClip(np.zeros(0, dtype=np.float32), 16_000)),
    ],
)
def test_what_makes_no_sound_is_over_at_once(speaker: Speaker, clip: AudioClip) -> None:
    began_s = time.monotonic()
    with speaker.play(clip) as playback:
        assert playback.wait(5.0)
        assert playback.position_s == clip.duration_s
    assert time.monotonic() - began_s < 0.1


def test_speakers_have_names_for_people() -> None:
    assert (SilentSpeaker().name, DeviceSpeaker(NOWHERE).name) == ("no loudspeaker", "nowhere")
