"""The keys while a recording is played."""

from __future__ import annotations

from typing import Self

import numpy as np
import pytest

from coach.audio.clips import AudioClip
from coach.cli.playing import heard_with
from tests.helpers.slow_speaker import SlowSpeaker

RATE_HZ = 1000
HEARD_S = 7.0  # of each clip, before a key comes
HELD_LEFT = "\x1b[D\x1b[D"


class Keys:
    """Gives what is pressed, whenever somebody looks; then nothing more comes."""

    def __init__(self, *pressed: str) -> None:
        self._pressed = list(pressed)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        pass

    def read(self, timeout_s: float | None) -> str | None:
        """See Keyboard."""
        return self._pressed.pop(0) if self._pressed else None


def played(*pressed: str) -> tuple[bool, list[float]]:
    """Whether twenty seconds of sound were heard out, and how much was left at each beginning."""
    speaker = SlowSpeaker(HEARD_S)
    clip = AudioClip(np.zeros(20 * RATE_HZ, np.float32), RATE_HZ)
    is_out = heard_with(Keys(*pressed), clip, speaker)
    return is_out, [round(each.duration_s, 1) for each in speaker.played]


@pytest.mark.parametrize("left", ["\x1b[D", "\x1bOD", "b"])
def test_five_seconds_are_heard_again(left: str) -> None:
    assert played(left) == (True, [20.0, 18.0])


def test_a_key_that_is_held_down_comes_several_times_at_once() -> None:
    assert played(HELD_LEFT) == (True, [20.0, 20.0])
    heard, (_, faster_s) = played("ff")
    assert heard
    assert faster_s == pytest.approx(13.0 / 1.5, abs=0.2)


@pytest.mark.parametrize("key", ["x", " ", "\x1b", "fx", ""])
def test_any_other_key_stops_and_so_does_the_end_of_the_input(key: str) -> None:
    assert played(key) == (False, [20.0])
