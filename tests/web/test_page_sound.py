"""What comes in over a connection that may break: in order, once, and gaps are told."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from coach.audio.clips import Samples
from coach.errors import MicrophoneLost
from coach.web.practice.left_over import missing
from coach.web.practice.messages import (
    BadMessage,
    LeftOver,
    SoundFrame,
    StreamOpened,
    frame_of,
    frames_in,
    sound_frame,
)
from coach.web.practice.microphone import resampled
from coach.web.practice.page_stream import PageStream, Piece, stream_of
from coach.web.practice.presence import Presence
from coach.web.practice.sound_inbox import SILENT_FOR_S, Kept, SoundInbox

RATE_HZ = 16_000
BLOCK = 800
SOUND = np.random.default_rng(3).uniform(-1, 1, 40 * BLOCK).astype(np.float32)
STREAM = PageStream("tab", 1, RATE_HZ, "made up", True)


class Made:
    """An inbox, and what it acknowledged."""

    def __init__(self, grace_s: float = 60.0, silent_for_s: float = SILENT_FOR_S) -> None:
        self.presence = Presence(grace_s)
        self.presence.came()
        self.kept: list[tuple[int, Kept]] = []
        self.inbox = SoundInbox(
            self.presence,
            lambda stream, kept: self.kept.append((stream.number, kept)),
            silent_for_s,
        )
        self.inbox.begin(STREAM)

    def give(self, first: int, last: int, stream: int = 1) -> None:
        """The blocks from number `first` to before `last`."""
        for number in range(first, last):
            part = SOUND[number * BLOCK : (number + 1) * BLOCK]
            self.inbox.take("tab", SoundFrame(stream, number * BLOCK, part))


def sound_of(pieces: list[Piece]) -> Samples:
    return np.concatenate([piece.samples for piece in pieces])


def some(pieces: Iterator[Piece], count: int) -> list[Piece]:
    return list(itertools.islice(pieces, count))


def test_blocks_count_once_however_often_they_are_sent() -> None:
    made = Made()
    made.give(0, 3)
    pieces = made.inbox.read()
    made.give(2, 5)
    made.give(0, 5)
    overlapping = SoundFrame(1, 4 * BLOCK + 100, SOUND[4 * BLOCK + 100 : 6 * BLOCK])
    made.inbox.take("tab", overlapping)
    made.give(6, 7)
    taken = some(pieces, 4)
    np.testing.assert_array_equal(sound_of(taken), SOUND[3 * BLOCK : 7 * BLOCK])
    assert [piece.lost_s for piece in taken] == [0.0] * 4


def test_what_is_said_after_a_press_need_not_be_kept_before_it_counts() -> None:
    made = Made()
    pieces = made.inbox.read()
    made.give(0, 1)
    some(pieces, 1)  # somebody reads
    made.give(1, 11)
    may_come, has_come = made.inbox.mark(), made.inbox.mark(comes_within_s=-1.0)
    made.give(11, 30)
    some(pieces, 10)
    assert may_come()  # after a lost connection
    assert not has_come()
    assert made.inbox.mark(comes_within_s=-1.0)()
    some(pieces, 19)
    assert not made.inbox.mark()()


def test_what_is_missing_is_told_before_the_next_block() -> None:
    made = Made()
    made.give(0, 2)
    pieces = made.inbox.read()
    made.give(2, 3)
    made.give(23, 24)
    made.give(10, 11)  # too late
    made.give(24, 25)
    taken = some(pieces, 3)
    assert [piece.position // BLOCK for piece in taken] == [2, 23, 24]
    assert [piece.lost_s for piece in taken] == [0.0, pytest.approx(1.0), 0.0]


def test_sound_is_acknowledged_once_it_is_kept_and_at_once_if_nobody_listens() -> None:
    made = Made()
    made.give(0, 2)
    assert made.kept[-1] == (1, Kept(2 * BLOCK))
    blocks = resampled(made.inbox.read(), made.inbox.acknowledge)
    made.give(2, 5)
    assert made.kept[-1] == (1, Kept(2 * BLOCK))
    block = next(blocks)
    assert block.kept
    block.kept(BLOCK)  # it is on disk
    assert made.kept[-1] == (1, Kept(2 * BLOCK))  # whoever reads has not asked for more yet
    block = next(blocks)
    assert made.kept[-1] == (1, Kept(3 * BLOCK, BLOCK))
    assert block.kept
    block.kept(BLOCK)  # it was passed over, in a pause
    next(blocks)
    assert made.kept[-1] == (1, Kept(4 * BLOCK, BLOCK))
    made.give(0, 1)  # sent again: the page has not heard of that
    assert made.kept[-1] == (1, Kept(4 * BLOCK, BLOCK))


@pytest.mark.parametrize("rate_hz", [16_000, 44_100, 48_000])
def test_what_is_acknowledged_tells_where_the_recording_goes_on(rate_hz: int) -> None:
    stream = PageStream("tab", 1, rate_hz, "made up", True)
    size = rate_hz // 20
    told: list[Kept] = []
    pieces = [
        Piece(stream, (number + (5 if number >= 20 else 0)) * size, SOUND[:size], lost_s)
        for number in range(40)
        for lost_s in [0.25 if number == 20 else 0.0]
    ]
    written = 0
    for block in resampled(pieces, lambda _, kept: told.append(kept)):
        written += len(block.samples)
        assert block.kept
        block.kept(written)
    for kept in told:
        gone_s = (kept.written or 0) / 16_000
        lost_s = 0.25 if kept.position > 20 * size else 0.0
        assert kept.position / rate_hz == pytest.approx(gone_s + lost_s, abs=2 / rate_hz)
    assert told[-1].position == pytest.approx(45 * size, abs=2)


def test_an_answer_begins_where_the_tone_was_over() -> None:
    made = Made()
    made.give(0, 4)
    made.inbox.clip_began(1, BLOCK, 0.1)
    made.give(4, 6)
    pieces = made.inbox.read()
    made.give(6, 8)
    np.testing.assert_array_equal(sound_of(some(pieces, 5)), SOUND[3 * BLOCK : 8 * BLOCK])


def test_a_tone_of_long_ago_says_nothing_about_where_an_answer_begins() -> None:
    made = Made()
    made.give(0, 1)
    made.inbox.clip_began(1, 0, 0.05)
    made.give(1, 30)
    pieces = made.inbox.read()
    made.give(30, 31)
    np.testing.assert_array_equal(next(pieces).samples, SOUND[30 * BLOCK : 31 * BLOCK])


def test_another_microphone_goes_on_and_the_time_between_is_missing() -> None:
    made = Made()
    made.give(0, 1)
    pieces = made.inbox.read()
    made.give(1, 2)
    time.sleep(0.4)
    made.inbox.open(PageStream("tab", 2, RATE_HZ, "another", True))
    made.inbox.open(STREAM)  # a page that connects again tells of both
    made.give(0, 1, stream=3)  # was never opened
    made.give(0, 1, stream=2)
    made.give(0, 2)
    made.give(0, 1, stream=2)
    made.give(1, 2, stream=2)
    first, second, third = some(pieces, 3)
    assert (third.stream.number, third.position, third.lost_s) == (2, BLOCK, 0.0)
    assert (first.stream.number, second.stream.number) == (1, 2)
    assert second.lost_s == pytest.approx(0.35, abs=0.1)


@pytest.mark.parametrize(("began_s", "lost_s"), [(1000.35, 0.25), (1000.1, 0.0), (990.0, 0.0)])
def test_the_clock_of_the_page_tells_what_is_missing_between_two_of_its_microphones(
    began_s: float, lost_s: float
) -> None:
    made = Made()
    made.inbox.begin(PageStream("tab", 1, RATE_HZ, "made up", True, 1000.0))
    made.give(0, 1)
    pieces = made.inbox.read()
    time.sleep(0.4)  # the connection was cut: all comes late
    made.inbox.open(PageStream("tab", 2, RATE_HZ, "another", True, began_s))
    made.give(1, 2)
    made.give(0, 1, stream=2)
    made.give(2, 3)  # too late: what is missing was told already
    made.give(1, 2, stream=2)
    taken = some(pieces, 3)
    assert [piece.stream.number for piece in taken] == [1, 2, 2]
    assert [piece.lost_s for piece in taken] == [0.0, pytest.approx(lost_s), 0.0]


def test_what_waits_is_put_behind_what_the_recording_has() -> None:
    opened = [
        StreamOpened(type="stream", stream=number, rate_hz=RATE_HZ, began_ms=began_ms)
        for number, began_ms in ((1, 0), (2, 1500))
    ]
    left = LeftOver(
        type="left_over", session="s", question=1, take=1, stream=1, position=10 * BLOCK,
        written=4 * BLOCK, streams=tuple(opened), blocks=1,
    )  # fmt: skip

    def frames() -> Iterator[SoundFrame]:
        for stream, numbers in ((1, (10, 11, 12, 16)), (2, (0, 1, 2)), (9, (0,))):
            for number in numbers:
                yield SoundFrame(
                    stream, number * BLOCK, SOUND[number * BLOCK : (number + 1) * BLOCK]
                )

    def told(late_s: float) -> list[tuple[int, int, float]]:
        pieces = missing(left, late_s, frames())
        return [(piece.stream.number, piece.position, round(piece.lost_s, 3)) for piece in pieces]

    second = [(2, 0, 0.65), (2, BLOCK, 0.0), (2, 2 * BLOCK, 0.0)]
    gap = (1, 16 * BLOCK, 0.15)
    assert told(0.0) == [*((1, n * BLOCK, 0.0) for n in (10, 11, 12)), gap, *second]
    assert told(0.06) == [(1, 10 * BLOCK + 960, 0.0), (1, 12 * BLOCK, 0.0), gap, *second]
    assert told(-0.5)[0] == (1, 10 * BLOCK, 0.5)  # the disk lost some
    assert told(1.05) == [(2, 800, 0.0), (2, 2 * BLOCK, 0.0)]  # it has nearly all already
    assert told(10.0) == []


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_the_rest_of_a_recording_fits_to_its_beginning_at_any_rate(rate_hz: int) -> None:
    opened = StreamOpened(type="stream", stream=1, rate_hz=rate_hz, began_ms=0)
    stream, size = stream_of("tab", opened), rate_hz // 20
    tone = np.sin(np.arange(60 * size) / rate_hz * 2 * np.pi * 440).astype(np.float32)
    pieces = [Piece(stream, at, tone[at : at + size]) for at in range(0, len(tone), size)]
    whole = np.concatenate([block.samples for block in resampled(pieces)])
    told = [Kept(0)]
    recorded: list[Samples] = []
    for block in itertools.islice(resampled(pieces, lambda _, kept: told.append(kept)), 20):
        recorded.append(block.samples)
        assert block.kept
        block.kept(sum(map(len, recorded)))
    heard, there = told[-3], sum(map(len, recorded))  # the page has not heard of the last ones
    left = LeftOver(
        type="left_over", session="s", question=1, take=1, stream=1, position=heard.position,
        written=heard.written or 0, streams=(opened,), blocks=1,
    )  # fmt: skip
    frames = (SoundFrame(1, piece.position, piece.samples) for piece in pieces[1:])
    late_s = (there - left.written) / RATE_HZ
    rest = resampled(missing(left, late_s, frames))
    joined = np.concatenate([*recorded, *(block.samples for block in rest)])
    assert abs(len(joined) - len(whole)) <= 1
    length, seam = min(len(joined), len(whole)), round(0.01 * RATE_HZ)
    wrong = np.abs(joined[:length] - whole[:length])
    assert wrong[: there - 1].max() == 0
    assert wrong[there + seam : -seam].max() < 0.06  # less than a sample of the device too late


def test_a_microphone_that_gives_nothing_for_too_long_is_lost() -> None:
    made = Made(silent_for_s=0.5)
    pieces = made.inbox.read()
    made.give(0, 1)
    made.presence.went()
    later = threading.Timer(0.7, made.presence.came)  # a page that is away is no silent microphone
    later.start()
    assert len(next(pieces).samples) == BLOCK
    began_s = time.monotonic()
    with pytest.raises(MicrophoneLost, match='The microphone "made up" gives the page no sound'):
        next(pieces)
    assert time.monotonic() - began_s >= 1.0
    later.join()


def test_a_page_that_is_gone_for_too_long_is_a_lost_microphone() -> None:
    made = Made(grace_s=0.3)
    pieces = made.inbox.read()
    made.give(0, 1)
    made.presence.went()
    assert len(next(pieces).samples) == BLOCK
    with pytest.raises(MicrophoneLost, match="The page was closed"):
        next(pieces)
    told = list(made.kept)
    made.presence.came()
    made.give(1, 3)  # the page has it until it can hand it over: nobody keeps it here
    assert made.kept == told
    made.inbox.begin(STREAM)
    made.give(3, 4)
    assert made.kept[-1] == (1, Kept(4 * BLOCK))


def test_an_interruption_ends_the_sound() -> None:
    made = Made()
    pieces = made.inbox.read()
    made.give(0, 1)
    next(pieces)
    made.presence.interrupt()
    assert list(pieces) == []


def test_a_frame_says_what_was_sent() -> None:
    pcm = np.array([0, 1, -1, 32767, -32767], "<i2")
    frame = sound_frame(frame_of(3, 12345, pcm.tobytes()))
    assert (frame.stream, frame.position) == (3, 12345)
    np.testing.assert_array_equal(np.round(frame.samples * 32767), pcm)


def test_a_frame_that_was_damaged_on_its_way_is_refused() -> None:
    whole = frame_of(1, 0, b"\1\2\3\4")
    for damaged in (whole[:-1], whole[:-2], whole[:10], whole[:-1] + b"\0"):
        with pytest.raises(BadMessage):
            sound_frame(damaged)


def test_frames_in_a_request_are_told_apart() -> None:
    frames = [frame_of(1, 0, b"\1\2"), frame_of(1, 1, b"\3\4\5\6")]
    body = b"".join(len(frame).to_bytes(4, "little") + frame for frame in frames)
    assert list(frames_in(body)) == frames
    assert list(frames_in(b"")) == []
    with pytest.raises(BadMessage):
        list(frames_in(body + b"\1\0"))
