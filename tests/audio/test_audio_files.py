from __future__ import annotations

import resource
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip, Samples, joined, silence
from coach.audio.damage import ReadingReport
from coach.audio.reading import check_readable, duration_s, read_blocks, read_clip
from coach.audio.writing import write_blocks, write_clip
from coach.errors import UnreadableAudio

RATES_HZ = (8_000, 16_000, 22_050, 44_100, 48_000)
TONE_HZ = 440.0
LENGTH_S = 1.5
SUBTYPES = {"wav": "PCM_16", "flac": "PCM_16", "ogg": "VORBIS", "mp3": "MPEG_LAYER_III"}


def tone(rate_hz: int, length_s: float = LENGTH_S) -> Samples:
    time_s = np.arange(round(length_s * rate_hz)) / rate_hz
    return (0.5 * np.sin(2 * np.pi * TONE_HZ * time_s)).astype(np.float32)


def frequency_hz(samples: Samples, rate_hz: int) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1 << 18))
    return float(np.argmax(spectrum)) * rate_hz / (1 << 18)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("suffix", SUBTYPES)
@pytest.mark.parametrize("channels", [1, 2])
def test_every_format_is_read_as_mono_at_the_listening_rate(
    tmp_path: Path, suffix: str, rate_hz: int, channels: int
) -> None:
    path = tmp_path / f"a.{suffix}"
    sound = tone(rate_hz)
    data = sound if channels == 1 else np.stack([sound, sound], axis=1)
    soundfile.write(path, data, rate_hz, subtype=SUBTYPES[suffix])
    check_readable(path)

    whole = read_clip(path)
    assert whole.rate_hz == rate_hz
    assert whole.samples.dtype == np.float32
    assert whole.samples.ndim == 1

    blocks = list(read_blocks(path))
    assert all(block.dtype == np.float32 and block.ndim == 1 for block in blocks)
    heard = np.concatenate(blocks)
    length = len(whole.samples) * LISTENING_RATE_HZ / rate_hz
    assert abs(len(heard) - length) <= 2  # no sample lost between blocks or at the end
    rounding = {"mp3": 2400, "ogg": 400}  # to whole frames of these codecs
    assert abs(len(heard) - LENGTH_S * LISTENING_RATE_HZ) <= rounding.get(suffix, 2)
    assert abs(frequency_hz(heard, LISTENING_RATE_HZ) - TONE_HZ) < 0.5
    rms = float(np.sqrt(np.mean(heard[4000:20000] ** 2)))
    assert abs(rms - 0.5 / np.sqrt(2)) < (0.05 if suffix == "mp3" else 0.01)


def test_two_channels_are_averaged(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    stereo = np.stack([np.full(800, 0.5), np.full(800, -0.25)], axis=1)
    soundfile.write(path, stereo, LISTENING_RATE_HZ, subtype="FLOAT")
    np.testing.assert_array_equal(
        np.concatenate(list(read_blocks(path))), np.full(800, 0.125, dtype=np.float32)
    )


def test_a_long_file_comes_in_short_blocks(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, tone(44_100, 5.0), 44_100)
    assert max(len(block) for block in read_blocks(path)) <= 2 * LISTENING_RATE_HZ


def test_a_phone_recording_is_read(tmp_path: Path) -> None:
    import av

    path = tmp_path / "phone.m4a"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44_100, layout="mono")
        sound = tone(44_100)[None, :]
        frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout="mono")
        frame.rate = 44_100
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    check_readable(path)
    heard = np.concatenate(list(read_blocks(path)))
    assert abs(len(heard) / LISTENING_RATE_HZ - LENGTH_S) < 0.1
    assert abs(frequency_hz(heard, LISTENING_RATE_HZ) - TONE_HZ) < 1.0
    assert read_clip(path).rate_hz == 44_100


def _text(path: Path) -> None:
    path.write_text("I have always been a team player.\n" * 50)


def _random(path: Path) -> None:
    path.write_bytes(np.random.default_rng(7).bytes(40_000))


def _no_samples(path: Path) -> None:
    soundfile.write(path, np.zeros(0, dtype=np.float32), LISTENING_RATE_HZ, format="WAV")


@pytest.mark.parametrize("suffix", ["wav", "mp3", "m4a", "txt", "flac"])
@pytest.mark.parametrize(
    "make",
    [_text, _random, Path.touch, _no_samples, Path.mkdir, lambda path: None],
    ids=["text", "random", "empty", "no-samples", "folder", "missing"],
)
def test_what_is_not_sound_is_named(
    tmp_path: Path, make: object, suffix: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"answer-3.{suffix}"
    assert callable(make)
    make(path)
    for read in (lambda: list(read_blocks(path)), lambda: check_readable(path)):
        with pytest.raises(UnreadableAudio) as caught:
            read()
        assert "answer-3" in caught.value.message
        assert caught.value.exit_code == 2
    assert capfd.readouterr().out == ""  # what a decoder mutters is not a result


def test_a_damaged_flac_is_named_and_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    write_clip(path, AudioClip(tone(16_000, 4.0), 16_000))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(UnreadableAudio, match=r"a\.flac"):
        list(read_blocks(path))


def test_the_length_comes_from_the_header(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.ogg", tone(22_050), 22_050)
    (tmp_path / "b.m4a").write_bytes(b"nothing")
    assert duration_s(tmp_path / "a.ogg") == pytest.approx(LENGTH_S, abs=1e-3)
    assert duration_s(tmp_path / "b.m4a") is None
    assert duration_s(tmp_path / "missing.wav") is None


@pytest.mark.parametrize("suffix", ["wav", "flac"])
def test_what_is_written_is_read_back_to_the_sample(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    sound = np.concatenate([tone(16_000), np.array([2.0, -2.0], dtype=np.float32)])
    assert write_blocks(path, iter(np.array_split(sound, 7))) == len(sound)
    heard = read_clip(path)
    assert heard.rate_hz == LISTENING_RATE_HZ
    np.testing.assert_allclose(heard.samples, np.clip(sound, -1, 1), atol=1 / 32768)
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == [path.name]


def test_a_failure_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    write_clip(path, silence(0.5))
    before = path.read_bytes()

    def failing() -> Iterator[Samples]:
        yield tone(16_000)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_blocks(path, failing())
    assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.flac"]


@pytest.mark.parametrize("suffix", ["wav", "flac"])
def test_a_folder_that_is_not_there_is_an_oserror(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(OSError, match="did not take the file"):
        write_clip(tmp_path / "nowhere" / f"a.{suffix}", silence(0.1))


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from coach.audio.writing import write_blocks

path, limit = Path(sys.argv[1]), int(sys.argv[2])
noise = np.random.default_rng(1).standard_normal(40_000).astype(np.float32) * 0.1
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = int(sys.argv[3])
for limit in range(limit, size, max(1, (size - limit) // 40)):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        write_blocks(path, iter([noise]))
    except OSError:
        continue
    sys.exit(f"{limit} of {size} bytes were called a success")
"""


@pytest.mark.parametrize("suffix", ["wav", "flac"])
@pytest.mark.parametrize("missing", [70_000, 3_000])
def test_a_disk_that_fills_up_is_an_error_at_whatever_byte(
    tmp_path: Path, suffix: str, missing: int
) -> None:
    """libsndfile is silent when the end of a FLAC does not fit any more."""
    path = tmp_path / f"a.{suffix}"
    noise = np.random.default_rng(1).standard_normal(40_000).astype(np.float32) * 0.1
    write_blocks(path, iter([noise]))
    before = path.read_bytes()
    limits = [str(max(0, len(before) - missing)), str(len(before))]
    assert resource.RLIMIT_FSIZE  # a limit on the size of a file stands for the full disk
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path), *limits],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == [path.name]


def test_clips_know_their_length_and_change_rate() -> None:
    clip = AudioClip(tone(48_000), 48_000)
    assert clip.duration_s == LENGTH_S
    assert clip.at_rate(48_000) is clip
    lower = clip.at_rate(16_000)
    assert (len(lower.samples), lower.rate_hz) == (24_000, 16_000)
    assert lower.samples.dtype == np.float32
    assert abs(frequency_hz(lower.samples, 16_000) - TONE_HZ) < 0.5


def test_sound_at_full_scale_stays_within_it_at_another_rate(tmp_path: Path) -> None:
    """A resampler overshoots at the edges of a square wave."""
    square = np.repeat(np.tile(np.float32([1.0, -1.0]), 500), 40)
    path = tmp_path / "square.wav"
    write_clip(path, AudioClip(square, 44_100))
    assert max(np.abs(block).max() for block in read_blocks(path)) <= 1.0
    assert np.abs(AudioClip(square, 44_100).at_rate(48_000).samples).max() <= 1.0


def test_how_long_a_clip_is_silent_at_its_end() -> None:
    soft, loud = np.full(300, 0.002, np.float32), np.full(100, 0.01, np.float32)
    assert AudioClip(np.concatenate([soft, loud, soft]), 1000).final_silence_s == 0.3
    assert AudioClip(loud, 1000).final_silence_s == 0.0
    assert AudioClip(soft, 1000).final_silence_s == silence(0.0).final_silence_s == 0.0


def test_silence_comes_before_and_clips_one_after_the_other() -> None:
    clip = AudioClip(np.ones(100, dtype=np.float32), 1000)
    late = clip.after_silence(0.05)
    assert late.samples.tolist() == [0.0] * 50 + [1.0] * 100
    both = joined([clip, clip], 1000)
    assert (both.samples.tolist(), both.rate_hz) == ([1.0] * 200, 1000)
    assert joined([]).duration_s == 0.0


def test_the_command_for_another_track_can_be_typed_as_it_stands() -> None:
    told = ReadingReport(read_s=5.0, other_tracks=(2,)).sentences("Zoom call, Bob's.mp4")
    assert shlex.split(told[-1].partition("too: ")[2]) == [
        *("coach", "import", "Zoom call, Bob's.mp4", "--track", "2")
    ]
