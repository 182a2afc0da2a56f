"""What every microphone and every loudspeaker promises: see `coach.audio.ports`.

As a program it asks the devices of the sound card that its environment names, and says "kept":

    python -m tests.audio.sound_promises DeviceMicrophone|DeviceSpeaker
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Sequence

import numpy as np
import pytest

from coach.audio.clips import LISTENING_RATE_HZ, Samples, silence
from coach.audio.device_microphone import DeviceMicrophone
from coach.audio.device_speaker import DeviceSpeaker
from coach.audio.devices import find_input, find_output
from coach.audio.ports import Block, Microphone, Speaker

_BLOCKS = 20  # of a microphone that goes on for ever
_LONG_S = 30.0
_SOON_S = 3.0  # a device is opened and closed meanwhile, on a machine that is busy


def microphone_keeps(microphone: Microphone, answers: Sequence[Samples] = ()) -> None:
    """One answer after the other, in short blocks; prepared `answers` to the sample, then none."""
    assert isinstance(microphone.is_prepared, bool)
    assert isinstance(microphone.hears_loudspeaker, bool)
    with microphone:
        assert microphone.name
        for expected in answers or (None, None):
            assert not microphone.exhausted
            blocks = microphone.blocks()
            heard = list(blocks if expected is not None else itertools.islice(blocks, _BLOCKS))
            _are_short(heard)
            if expected is not None:
                sound = np.concatenate([block.samples for block in heard])
                np.testing.assert_array_equal(sound, expected)
        assert microphone.exhausted == bool(answers)
        if answers:
            with pytest.raises(LookupError):
                microphone.blocks()


def _are_short(blocks: Sequence[Block]) -> None:
    assert blocks
    for block in blocks:
        assert block.samples.dtype == np.float32
        assert block.samples.ndim == 1
        assert 0 < len(block.samples) <= 0.2 * LISTENING_RATE_HZ
        assert np.abs(block.samples).max() <= 1.0
        assert block.lost_s == 0.0


def speaker_keeps(speaker: Speaker) -> None:
    """A clip is begun at once, heard to its end or stopped where the context is left."""
    assert speaker.name
    for length_s in (0.0, 0.5):
        with speaker.play(silence(length_s)) as playback:
            assert 0.0 <= playback.position_s <= length_s
            assert playback.wait(_SOON_S + length_s)
            assert playback.wait(0.0)  # over stays over
            assert playback.position_s == pytest.approx(length_s, abs=0.05)
    began_s = time.monotonic()
    with speaker.play(silence(_LONG_S)) as playback:
        playback.wait(0.1)
        assert 0.0 <= playback.position_s <= _LONG_S
    assert time.monotonic() - began_s < _SOON_S


if __name__ == "__main__":
    if sys.argv[1] == "DeviceMicrophone":
        microphone_keeps(DeviceMicrophone(find_input()))
    else:
        speaker_keeps(DeviceSpeaker(find_output()))
    print("kept")
