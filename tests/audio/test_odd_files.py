"""The reader and files that are not as they should be, in every format that PyAV can write.

No file may stop it, hold it up, or make it give more sound than there is; what is not damaged comes
out in its place, and what is missing is reported.
"""

from __future__ import annotations

import itertools
import random
import struct
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.damage import ReadingReport
from coach.audio.reading import read_blocks
from coach.errors import UnreadableAudio
from tests.helpers.tones_encoded import CONTAINERS, STEP_S, Format, encoded, formats, steps_heard

pytestmark = pytest.mark.real  # takes too long for `make quick`

FIRST, SECOND = tuple(range(6)), tuple(range(6, 12))
LENGTH_S = STEP_S * len(FIRST)
NEAR_S = 0.1
PATIENCE_S = 60.0  # on a busy machine; a file takes some hundredths of a second

# Nothing in them says how much there should be, or they are cut at a place where one may stop.
MUTE = {"ac3", "eac3", "mp2", "mpegts", "voc"}
UNTIMED = {*MUTE - {"mpegts"}, "avi"}


def read(path: Path) -> tuple[Samples, ReadingReport]:
    """All of it, within a bounded time. Raises UnreadableAudio."""
    report = ReadingReport()
    given: list[Samples] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            given.extend(read_blocks(path, report))
        except BaseException as error:  # noqa: BLE001  handed on below
            failed.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(PATIENCE_S)
    assert not thread.is_alive(), f"{path.name} holds the reader up"
    if failed:
        raise failed[0]
    return np.concatenate(given), report


def of(container: str) -> list[Format]:
    return [form for form in formats() if form.container == container]


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@cache
def one_of_each() -> dict[str, list[Format]]:
    """Formats by their container. Each container is there, and each codec in one of them."""
    chosen: dict[str, list[Format]] = {}
    codecs: set[str] = set()
    for container in sorted(CONTAINERS, key=lambda name: (name != "wav", name != "matroska", name)):
        here = of(container)
        chosen[container] = [form for form in here if form.codec not in codecs] or here[:1]
        codecs |= {form.codec for form in here}
    return chosen


def every() -> dict[str, list[Format]]:
    """All formats, by their container."""
    return {container: of(container) for container in CONTAINERS}


@pytest.fixture(
    params=[
        *(pytest.param((one_of_each, each), id=each) for each in CONTAINERS),
        *(
            pytest.param((every, each), id=f"{each}, every codec", marks=pytest.mark.long)
            for each in CONTAINERS
        ),
    ],
    scope="module",
)
def forms(request: pytest.FixtureRequest) -> list[Format]:
    """Formats of one container."""
    by_container, container = request.param
    found: list[Format] = by_container()[container]
    assert found, f"no {container} can be written here"
    return found


def test_whole_files_come_out_whole_whatever_their_ending(
    tmp_path: Path, forms: list[Format]
) -> None:
    for form in forms:
        content = encoded(form, FIRST)
        for ending in (form.ending, "mp3"):
            sound, report = read(written(tmp_path, f"a.{ending}", content))
            assert abs(len(sound) / LISTENING_RATE_HZ - LENGTH_S) < NEAR_S, form
            assert steps_heard(sound)[: len(FIRST)] == FIRST, form
            assert not report.damage, form


def test_joined_files_come_out_one_after_the_other(tmp_path: Path, forms: list[Format]) -> None:
    for form in forms:
        both = encoded(form, FIRST) + encoded(form, SECOND)
        sound, report = read(written(tmp_path, f"a.{form.ending}", both))
        assert abs(len(sound) / LISTENING_RATE_HZ - 2 * LENGTH_S) < 2 * NEAR_S, form
        assert steps_heard(sound)[:12] == FIRST + SECOND, form
        assert not report.damage, form


@pytest.mark.parametrize("share", [0.2, 0.55, 0.8])
def test_what_is_there_of_a_file_that_was_cut_off(
    tmp_path: Path, forms: list[Format], share: float
) -> None:
    for form in forms:
        content = encoded(form, FIRST)
        path = written(tmp_path, f"a.{form.ending}", content[: int(len(content) * share)])
        try:
            sound, report = read(path)
        except UnreadableAudio:  # before its first sound, or without its index
            assert form.container not in {"wav", "flac", "mp3", "adts", "au", "aiff"}
            continue
        length_s = len(sound) / LISTENING_RATE_HZ
        whole_steps = int((length_s - NEAR_S) / STEP_S)
        assert steps_heard(sound)[:whole_steps] == FIRST[:whole_steps], form
        told = report.cut_short is not None or length_s > LENGTH_S - 2 * NEAR_S
        assert told or form.container in MUTE or form.codec == "adpcm_ima_ws", form
        if report.cut_short and report.cut_short.missing_s:
            assert abs(report.cut_short.missing_s + length_s - LENGTH_S) < 0.5, form


def test_a_damaged_stretch_costs_no_more_than_itself(tmp_path: Path, forms: list[Format]) -> None:
    for form in forms:
        content = bytearray(encoded(form, FIRST))
        middle, count = len(content) // 2, max(20, len(content) // 25)
        content[middle : middle + count] = random.Random(1).randbytes(count)
        sound, report = read(written(tmp_path, f"a.{form.ending}", bytes(content)))
        length_s, heard = len(sound) / LISTENING_RATE_HZ, steps_heard(sound)
        assert heard[:2] == FIRST[:2], form
        assert length_s < LENGTH_S + 1.0, form
        lacks = length_s < LENGTH_S - NEAR_S
        assert not lacks or report.damage or form.container in UNTIMED, form
        if not lacks and form.container in {"flac", "mov", "mp4", "ipod", "3gp", "ogg", "mpegts"}:
            assert heard[5] == FIRST[5], form  # what comes after has kept its time


def claims_of(content: bytes, form: Format) -> list[tuple[int, bytes]]:
    """Where in `content` its length seems to be told: the place, and the number as it stands."""
    seconds = LENGTH_S
    frames = round(seconds * form.rate_hz)
    numbers = {frames, frames * 2, frames * 3, frames * 4, round(seconds * 1000), len(content)}
    numbers |= {len(content) - 8, len(content) - 36, len(content) - 44}
    packed = [
        struct.pack(kind, number)
        for kind, number in itertools.product(("<I", ">I", "<Q", ">Q"), numbers)
    ]
    packed += [struct.pack(">d", number) for number in (seconds * 1000, seconds * 1e3 + 8)]
    found = []
    for number in packed:
        at = content.find(number)
        if 0 <= at < 4096 or at > len(content) - 4096:
            found.append((at, number))
    return found


def test_lengths_that_a_header_claims_are_not_believed(tmp_path: Path, forms: list[Format]) -> None:
    for form in forms:
        content = encoded(form, FIRST)
        for (at, number), claim in itertools.product(
            claims_of(content, form), (b"\0", b"\x7f", b"\xff")
        ):
            false = content[:at] + claim * len(number) + content[at + len(number) :]
            try:
                sound, _ = read(written(tmp_path, f"a.{form.ending}", false))
            except UnreadableAudio:
                continue
            length_s = len(sound) / LISTENING_RATE_HZ
            assert length_s < LENGTH_S + NEAR_S, (form, at, claim)
            whole_steps = int((length_s - NEAR_S) / STEP_S)
            assert steps_heard(sound)[:whole_steps] == FIRST[:whole_steps], (form, at, claim)


WAV = Format("wav", "pcm_s16le", "wav", 16_000)
FLAC = Format("flac", "flac", "flac")
MP3 = Format("mp3", "libmp3lame", "mp3")
FRAMES = round(LENGTH_S * FLAC.rate_hz)


def wav_saying(riff_bytes: int, data_bytes: int) -> Callable[[bytes], bytes]:
    def patch(content: bytes) -> bytes:
        at = content.index(b"data") + 4
        header = content[:4] + struct.pack("<I", riff_bytes) + content[8:at]
        return header + struct.pack("<I", data_bytes) + content[at + 4 :]

    return patch


def flac_saying(frames: int) -> Callable[[bytes], bytes]:
    def patch(content: bytes) -> bytes:
        known = int.from_bytes(content[18:26], "big")
        return content[:18] + (known >> 36 << 36 | frames).to_bytes(8, "big") + content[26:]

    return patch


def mp3_saying(frames: int) -> Callable[[bytes], bytes]:
    def patch(content: bytes) -> bytes:
        at = content.index(b"Info") + 8
        return content[:at] + struct.pack(">I", frames) + content[at + 4 :]

    return patch


@pytest.mark.parametrize(
    ("form", "patch"),
    [
        pytest.param(WAV, wav_saying(0, 0), id="a recorder that was killed"),
        pytest.param(WAV, wav_saying(0xFFFFFFFF, 0xFFFFFFFF), id="sent down a pipe"),
        pytest.param(WAV, wav_saying(36 + 3200, 3200), id="killed after the first tenth"),
        pytest.param(FLAC, flac_saying(0), id="streamed"),
        pytest.param(FLAC, flac_saying(FRAMES // 3), id="flac says a third"),
        pytest.param(MP3, mp3_saying(1), id="mp3 says one frame"),
        pytest.param(MP3, mp3_saying(140_000), id="mp3 says an hour"),
        pytest.param(MP3, lambda content: bytes(5000) + content, id="zeros in front"),
    ],
)
def test_all_of_it_is_read_and_nothing_untrue_told(
    tmp_path: Path, form: Format, patch: Callable[[bytes], bytes]
) -> None:
    sound, report = read(written(tmp_path, f"a.{form.ending}", patch(encoded(form, FIRST))))
    assert steps_heard(sound)[:6] == FIRST
    assert abs(len(sound) / LISTENING_RATE_HZ - LENGTH_S) < NEAR_S
    assert not report.damage


@pytest.mark.parametrize("other_hz", [16_000, 48_000])
@pytest.mark.parametrize("codec", ["ogg-vorbis", "mp3-libmp3lame", "flac-flac", "adts-aac"])
def test_the_second_part_may_have_another_rate(tmp_path: Path, codec: str, other_hz: int) -> None:
    container, name = codec.split("-")
    one, other = Format(container, name, container, 44_100), Format(container, name, "", other_hz)
    both = encoded(one, FIRST) + encoded(other, SECOND)
    sound, report = read(written(tmp_path, "a.bin", both))
    assert steps_heard(sound)[:6] == FIRST
    assert abs(len(sound) / LISTENING_RATE_HZ - 2 * LENGTH_S) < 2 * NEAR_S
    rest = sound[-round(LENGTH_S * LISTENING_RATE_HZ) :]
    assert steps_heard(rest)[1:5] == SECOND[1:5]
    assert not report.damage


def test_a_first_part_that_was_cut_off_is_a_gap(tmp_path: Path) -> None:
    one = encoded(MP3, FIRST)
    sound, report = read(written(tmp_path, "a.mp3", one[: len(one) // 2] + encoded(MP3, SECOND)))
    assert report.cut_short is None
    (gap,) = report.gaps
    assert 1.2 < gap.at_s < 1.7
    assert 1.2 < gap.lost_s < 1.7
    assert tuple(step for step in steps_heard(sound) if step is not None)[-3:] == SECOND[-3:]


@pytest.mark.parametrize(
    "seed",
    [
        9,  # one of its files has a stream that begins in mid-file
        *(pytest.param(seed, marks=pytest.mark.long) for seed in range(40) if seed != 9),
    ],
)
def test_whatever_happened_to_a_file(tmp_path: Path, seed: int) -> None:
    """Bits flipped, stretches removed, doubled, zeroed, anywhere, headers included."""
    rng = random.Random(seed)
    for form in formats():
        content = bytearray(encoded(form, FIRST))
        for _ in range(rng.randint(1, 6)):
            at, count = rng.randrange(len(content)), rng.randint(1, 400)
            content[at : at + count] = rng.choice(
                [b"", bytes(count), rng.randbytes(count), bytes(content[at : at + count]) * 2]
            )
        try:
            sound, _ = read(written(tmp_path, f"a.{form.ending}", bytes(content)))
        except UnreadableAudio:
            continue
        assert len(sound) / LISTENING_RATE_HZ < 80.0, (form, seed)
        assert np.isfinite(sound).all()
        assert np.abs(sound).max(initial=0.0) <= 1.0
