"""Files whose time stamps leap: what they claim is told as far as it can be believed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.damage import CutShort, ReadingReport
from coach.audio.reading import read_blocks

FRAME = 1024
FRAMES = 30


def leaping(folder: Path, container: str, leap_s: float) -> Path:
    """A file of FRAMES frames of noise, whose second half is stamped `leap_s` seconds later."""
    path = folder / f"leap.{container}"
    noise = np.random.default_rng(1).normal(0, 3000, (FRAMES, 1, FRAME)).astype(np.int16)
    with av.open(str(path), "w") as file:
        stream = file.add_stream("flac", rate=LISTENING_RATE_HZ)
        stream.layout = "mono"
        packets = []
        for number, samples in enumerate(noise):
            frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
            frame.rate, frame.pts = LISTENING_RATE_HZ, number * FRAME
            frame.time_base = Fraction(1, LISTENING_RATE_HZ)
            packets += stream.encode(frame)
        for number, packet in enumerate([*packets, *stream.encode(None)]):
            if number >= FRAMES // 2 and packet.pts is not None:
                packet.pts = packet.dts = packet.pts + int(leap_s / packet.time_base)
            file.mux(packet)
    return path


@pytest.mark.parametrize("container", ["mka", "ogg"])
def test_a_leap_that_cannot_be_true_is_told_as_a_gap(tmp_path: Path, container: str) -> None:
    report = ReadingReport()
    path = leaping(tmp_path, container, 1e10)
    count = sum(map(len, read_blocks(path, report)))
    assert count >= FRAMES * FRAME
    assert len(report.gaps) == 1
    assert report.gaps[0].lost_s <= 100 * 3600
    assert report.cut_short is None


@pytest.mark.parametrize("container", ["mka", "ogg"])
def test_a_gap_longer_than_its_silence_does_not_cut_the_end_short(
    tmp_path: Path, container: str
) -> None:
    report = ReadingReport()
    list(read_blocks(leaping(tmp_path, container, 100.0), report))
    assert [round(gap.lost_s) for gap in report.gaps] == [100]
    assert report.cut_short is None


def test_a_missing_length_that_cannot_be_true_counts_as_unknown() -> None:
    report = ReadingReport(read_s=5.0)
    report.cut(1e12)
    assert report.cut_short == CutShort(at_s=5.0)
