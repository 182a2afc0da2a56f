from __future__ import annotations

import signal
import subprocess
import sys
import time
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.reading import read_clip, read_so_far
from coach.audio.wav import GrowingWav, mend_header

pytestmark = pytest.mark.real  # takes too long for `make quick`

HEADER_BYTES = 44
RAMP = (np.arange(4000, dtype=np.float32) - 2000) / 2048


def as_kept(samples: np.ndarray) -> np.ndarray:
    return np.round(np.clip(samples, -1, 1) * 32767).astype(np.int16)


def frames(path: Path) -> int:
    """What an ordinary reader finds, while the file is still open elsewhere."""
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        assert file.getframerate() == LISTENING_RATE_HZ
        samples = file.readframes(file.getnframes())
    assert len(samples) == 2 * file.getnframes()
    return file.getnframes()


def test_the_file_can_be_read_after_every_single_write(tmp_path: Path) -> None:
    path = tmp_path / "take-1.wav"
    expected = np.zeros(0, dtype=np.int16)
    with GrowingWav(path) as growing:
        assert frames(path) == 0
        for length in (1, 1600, 0, 7, 1599, 320):
            block = RAMP[:length]
            growing.write(block)
            expected = np.concatenate([expected, as_kept(block)])
            assert frames(path) == growing.samples_written == len(expected)
            samples, rate_hz = soundfile.read(path, dtype="int16")
            assert rate_hz == LISTENING_RATE_HZ
            np.testing.assert_array_equal(samples, expected)
    np.testing.assert_array_equal(soundfile.read(path, dtype="int16")[0], expected)


def test_what_is_too_loud_is_clipped_and_never_wraps_around(tmp_path: Path) -> None:
    with GrowingWav(tmp_path / "a.wav") as growing:
        growing.write(np.array([2.0, -2.0, 1.0, -1.0, 0.0], dtype=np.float32))
    samples = soundfile.read(tmp_path / "a.wav", dtype="int16")[0]
    assert samples.tolist() == [32767, -32767, 32767, -32767, 0]


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    with GrowingWav(tmp_path / "a.wav"):
        assert (tmp_path / "a.wav").stat().st_mode & 0o777 == 0o600


def test_a_file_that_exists_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"precious")
    with pytest.raises(FileExistsError), GrowingWav(tmp_path / "a.wav"):
        pass
    assert (tmp_path / "a.wav").read_bytes() == b"precious"


@pytest.mark.parametrize("unannounced", [0, 1, 2, 3, 3199, 3200])
def test_a_kill_between_sound_and_header_loses_nothing(tmp_path: Path, unannounced: int) -> None:
    path = tmp_path / "a.wav"
    with GrowingWav(path) as growing:
        growing.write(RAMP)
    block = as_kept(RAMP[:1600]).tobytes()[:unannounced]
    with path.open("ab") as file:
        file.write(block)
    assert frames(path) == len(RAMP)  # valid before it is mended, too
    assert mend_header(path) == frames(path) == len(RAMP) + unannounced // 2
    assert path.stat().st_size == HEADER_BYTES + 2 * frames(path)
    kept = soundfile.read(path, dtype="int16")[0]
    expected = np.concatenate([as_kept(RAMP), as_kept(RAMP[: unannounced // 2])])
    np.testing.assert_array_equal(kept, expected)


@pytest.mark.parametrize("size", [0, 1, 20, 43, 44, 45, 46, 47])
def test_a_file_cut_off_at_any_byte_becomes_a_readable_one(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.wav"
    with GrowingWav(path) as growing:
        growing.write(RAMP)
    path.write_bytes(path.read_bytes()[:size])
    assert mend_header(path) == max(0, size - HEADER_BYTES) // 2 == frames(path)
    assert mend_header(path) == frames(path)  # mending twice changes nothing


def test_mending_a_whole_file_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with GrowingWav(path) as growing:
        growing.write(RAMP)
    before = path.read_bytes()
    assert mend_header(path) == len(RAMP)
    assert path.read_bytes() == before


WRITER = """
import sys, time
from pathlib import Path
import numpy as np
from coach.audio.wav import GrowingWav

with GrowingWav(Path(sys.argv[1])) as growing:
    began_s = time.monotonic()
    while True:
        growing.write(np.full(1600, 0.25, dtype=np.float32))
        print(growing.samples_written, flush=True)
        time.sleep(max(0, began_s + growing.samples_written / 16_000 - time.monotonic()))
"""


def test_a_killed_recorder_loses_less_than_half_a_second(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        child.stdout.readline()
        first_s = time.monotonic()
        time.sleep(1.03)
        child.send_signal(signal.SIGKILL)
        spoken_s = 0.1 + time.monotonic() - first_s
        last_told = int(child.stdout.read().split()[-1])
    assert frames(path) >= last_told  # what was said to be written is there
    assert mend_header(path) == frames(path)
    assert spoken_s - 0.5 < read_clip(path).duration_s < spoken_s + 0.2
    np.testing.assert_allclose(read_clip(path).samples, 0.25, atol=1e-4)


def test_what_is_there_can_be_read_while_a_header_is_ahead(tmp_path: Path) -> None:
    """Whoever reads between two writes finds a header that states more than there was before."""
    path = tmp_path / "take-1.wav"
    with GrowingWav(path) as growing:
        growing.write(np.tile(RAMP, 4))
        growing.write(RAMP)
        path_then = tmp_path / "as it was.wav"
        path_then.write_bytes(path.read_bytes()[: HEADER_BYTES + 2 * len(RAMP) * 4])
    there = np.concatenate(list(read_so_far(path_then)))
    assert len(there) == 4 * len(RAMP)
