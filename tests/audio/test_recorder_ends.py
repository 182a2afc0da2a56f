"""What the recorder still holds when a take ends belongs to the take, however it ends."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.ports import Block
from coach.audio.reading import read_clip
from coach.audio.recorder import EndedBy, TakeRecorder
from coach.audio.tones import time_tone
from coach.errors import MicrophoneLost

NOISE = np.random.default_rng(3).uniform(-0.3, 0.3, LISTENING_RATE_HZ // 10).astype(np.float32)


class Counting:
    """A sink that counts the samples of the take that it is given."""

    def __init__(self) -> None:
        self.count = 0

    def heard(self, samples: Samples, probabilities: Sequence[float], kept: bool) -> None:
        del probabilities
        self.count += len(samples) if kept else 0


class Stepped:
    """A microphone that gives a block when it is told to, until it is over or lost."""

    def __init__(self, *, is_lost: bool) -> None:
        self._is_lost = is_lost
        self._wanted = threading.Semaphore(0)
        self._taken = threading.Semaphore(0)
        self._is_over = False

    def give(self, count: int) -> None:
        """Give so many blocks, and wait until they are recorded."""
        for _ in range(count):
            self._wanted.release()
            assert self._taken.acquire(timeout=5)

    def end(self) -> None:
        """Give no more."""
        self._is_over = True
        self._wanted.release()

    def blocks(self) -> Iterator[Block]:
        while self._wanted.acquire() and not self._is_over:
            yield Block(NOISE)
            self._taken.release()
        if self._is_lost:
            raise MicrophoneLost("gone")


ENDS = pytest.mark.parametrize(
    ("is_lost", "ended_by"), [(True, EndedBy.MICROPHONE_LOST), (False, EndedBy.SOUND_ENDED)]
)


@ENDS
def test_sound_held_back_for_its_echo_is_measured_at_the_end(
    tmp_path: Path, is_lost: bool, ended_by: EndedBy
) -> None:
    microphone, sink = Stepped(is_lost=is_lost), Counting()
    blocks, path = microphone.blocks(), tmp_path / "take-1.wav"
    with TakeRecorder(blocks, path, [sink], hears_loudspeaker=True) as recorder:
        microphone.give(5)
        recorder.coach_sounds(time_tone())
        microphone.give(5)
        microphone.end()
        assert recorder.wait(5)
    assert recorder.ended_by is ended_by
    assert len(read_clip(path).samples) == 10 * len(NOISE)
    assert recorder.facts().duration_s == 1.0
    assert sink.count == 10 * len(NOISE)


def test_a_sound_of_the_coach_that_outlasts_the_take_is_noted_to_its_end(tmp_path: Path) -> None:
    microphone = Stepped(is_lost=False)
    with TakeRecorder(microphone.blocks(), tmp_path / "take-1.wav") as recorder:
        microphone.give(3)
        recorder.coach_sounds(time_tone())
        microphone.give(2)
        microphone.end()
        assert recorder.wait(5)
    facts = recorder.facts()
    recorder.coach_is_silent()  # it has ended meanwhile
    assert recorder.facts() == facts
    (sounded,) = facts.coach_sounds
    assert (sounded.start_s, sounded.end_s) == (0.3, 0.5)


@ENDS
def test_speech_of_a_pause_that_was_to_be_kept_is_kept_at_the_end(
    tmp_path: Path, is_lost: bool, ended_by: EndedBy
) -> None:
    microphone, sink = Stepped(is_lost=is_lost), Counting()
    path = tmp_path / "take-1.wav"
    with TakeRecorder(microphone.blocks(), path, [sink]) as recorder:
        microphone.give(5)
        recorder.pause()
        microphone.give(3)
        recorder.go_on(with_paused_speech=True)
        microphone.end()
        assert recorder.wait(5)
    assert recorder.ended_by is ended_by
    assert len(read_clip(path).samples) == 8 * len(NOISE)
    assert sink.count == 8 * len(NOISE)
    assert recorder.facts().duration_s == 0.8


def test_no_block_is_lost_where_a_pause_ends_however_the_threads_meet(tmp_path: Path) -> None:
    path, count, pauses = tmp_path / "take-1.wav", 500, 0
    went_on, given = threading.Event(), threading.Event()

    def blocks() -> Iterator[Block]:
        for _ in range(count):
            went_on.clear()  # so that no pause is longer than what is held of a silence
            assert went_on.wait(timeout=30)
            yield Block(NOISE)
        went_on.clear()
        given.set()
        assert went_on.wait(timeout=5)

    switch_interval_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # the threads meet at every step
    try:
        with TakeRecorder(blocks(), path, [Counting()]) as recorder:
            while not given.is_set():
                recorder.pause()
                recorder.go_on(with_paused_speech=True)
                went_on.set()
                pauses += 1
            went_on.set()
            assert recorder.wait(5)
    finally:
        sys.setswitchinterval(switch_interval_s)
    assert pauses > 100
    assert len(read_clip(path).samples) == count * len(NOISE)
    assert recorder.facts().duration_s == count / 10
