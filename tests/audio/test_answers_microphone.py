from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from coach.audio.answers_microphone import AnswerFile, AnswersMicrophone
from coach.audio.clips import LISTENING_RATE_HZ, AudioClip, Samples
from coach.audio.writing import write_clip
from coach.errors import UnreadableAudio


def constant(value: float, length_s: float = 0.25) -> Samples:
    return np.full(round(length_s * LISTENING_RATE_HZ), value, dtype=np.float32)


def write(path: Path, value: float, rate_hz: int = LISTENING_RATE_HZ) -> None:
    write_clip(path, AudioClip(np.full(rate_hz // 4, value, dtype=np.float32), rate_hz))


def heard(microphone: AnswersMicrophone) -> Samples:
    return np.concatenate([block.samples for block in microphone.blocks()])


def test_answers_come_in_the_order_people_count_in(tmp_path: Path) -> None:
    names = [
        "answer-10.wav",
        "Answer-2.flac",
        "answer-1.wav",
        "zebra.wav",
        "answer-2b.wav",
        "²1.wav",
    ]
    for index, name in enumerate(names):
        write(tmp_path / name, (index + 1) / 10)
    with AnswersMicrophone.of_files(tmp_path) as microphone:
        values = []
        while not microphone.exhausted:
            values.append(round(float(heard(microphone)[100]) * 10))
    assert [names[value - 1] for value in values] == [
        "answer-1.wav",
        "Answer-2.flac",
        "answer-2b.wav",
        "answer-10.wav",
        "zebra.wav",
        "²1.wav",
    ]


def test_only_the_audio_files_of_a_folder_are_answers(tmp_path: Path) -> None:
    write(tmp_path / "one.wav", 0.5)
    write(tmp_path / ".hidden.wav", 0.1)
    (tmp_path / "._one.wav").write_bytes(b"\0\5\x16\7")  # what macOS leaves on USB sticks
    (tmp_path / "notes.txt").write_text("remember to smile")
    (tmp_path / "folder.wav").mkdir()
    assert AnswersMicrophone.of_files(tmp_path).left == 1


def test_a_single_file_is_one_answer(tmp_path: Path) -> None:
    write(tmp_path / "one.wav", 0.5, 48_000)
    microphone = AnswersMicrophone.of_files(tmp_path / "one.wav")
    samples = heard(microphone)
    assert abs(len(samples) - 4000) <= 2
    np.testing.assert_allclose(samples[500:-500], 0.5, atol=0.01)
    assert microphone.exhausted


def test_a_folder_without_audio_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    with pytest.raises(UnreadableAudio) as caught:
        AnswersMicrophone.of_files(tmp_path)
    assert str(tmp_path) in caught.value.message


@pytest.mark.parametrize("name", ["notes.txt", "answer-2.wav"])
def test_a_file_that_is_no_sound_is_told_before_anything_begins(tmp_path: Path, name: str) -> None:
    write(tmp_path / "answer-1.wav", 0.5)
    (tmp_path / name).write_text("this is text")
    with pytest.raises(UnreadableAudio, match=name):
        AnswersMicrophone.of_files(tmp_path if name.endswith("wav") else tmp_path / name)


@pytest.mark.parametrize("name", ["nowhere", "nowhere" * 50])
def test_a_missing_path_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableAudio, match="nowhere"):
        AnswersMicrophone.of_files(tmp_path / name)


def test_blocks_are_short_and_lose_nothing() -> None:
    sound = np.random.default_rng(3).uniform(-1, 1, 10_001).astype(np.float32)
    microphone = AnswersMicrophone("made up", [lambda: [sound[:5000], sound[5000:]]])
    blocks = [block.samples for block in microphone.blocks()]
    assert max(len(block) for block in blocks) <= 0.2 * LISTENING_RATE_HZ
    np.testing.assert_array_equal(np.concatenate(blocks), sound)


def test_a_gap_that_grows_is_told_as_a_whole(tmp_path: Path) -> None:
    class Damaged(AnswerFile):
        def __call__(self) -> Iterator[Samples]:
            for at_s, lost_s in ((1.0, 0.5), (1.5, 0.25), (4.0, 2.0)):
                self.report.lost(at_s, lost_s)
                yield constant(0.1)

    microphone = AnswersMicrophone("made up", [Damaged(tmp_path)])
    lost_s = [block.lost_s for block in microphone.blocks()]
    assert [each for each in lost_s if each] == [0.5, 0.25, 2.0]


def test_when_all_are_given_there_is_no_more() -> None:
    microphone = AnswersMicrophone("made up", [lambda: [constant(0.1)], lambda: [constant(0.2)]])
    assert not microphone.exhausted
    heard(microphone)
    assert not microphone.exhausted
    microphone.blocks()
    assert microphone.exhausted
    with pytest.raises(LookupError):
        microphone.blocks()


def test_an_answer_that_is_left_early_is_over() -> None:
    microphone = AnswersMicrophone("made up", [lambda: [constant(0.1, 5)], lambda: [constant(0.2)]])
    next(microphone.blocks())
    assert heard(microphone)[0] == np.float32(0.2)


@pytest.mark.parametrize("real_pace", [True, False])
def test_at_real_pace_an_answer_takes_as_long_as_it_was(real_pace: bool) -> None:
    microphone = AnswersMicrophone("made up", [lambda: [constant(0.1, 0.6)]], real_pace)
    began_s = time.monotonic()
    heard(microphone)
    took_s = time.monotonic() - began_s
    assert (0.6 <= took_s < 0.9) if real_pace else took_s < 0.2
