"""Microphone and loudspeaker for real, on a virtual sound card; tolerant of a busy machine."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip, Samples
from coach.audio.device_speaker import LEAD_IN_S
from tests.helpers.sound_card import RATE_HZ, SoundCard

ROOT = Path(__file__).parents[2]
TRIES = 3  # a busy machine tears a hole into what the virtual card plays, now and then
# One that is stuck is found out by a deadline of seconds.
GOING_AWAY = pytest.mark.parametrize(
    "way", ["unplug", pytest.param("freeze", marks=pytest.mark.long)]
)


class Child:
    """A running `device_child`; `say()` is the next thing it says."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def say(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.communicate()[1]
        said: dict[str, Any] = json.loads(line)
        return said

    def end(self, may_grumble: bool = False) -> None:
        """It must end by itself, soon, happy, and without a word on stderr.

        When a device dies, PortAudio's own thread says so there; nobody can keep it from that.
        """
        _, errors = self.process.communicate(timeout=10)
        if may_grumble:
            lines = errors.splitlines(keepends=True)
            errors = "".join(line for line in lines if not line.startswith("Expression '"))
        assert (self.process.returncode, errors) == (0, "")


@contextmanager
def child(card: SoundCard, *arguments: str) -> Iterator[Child]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.device_child", *arguments],
        cwd=ROOT,
        env=card.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Child(process)
    finally:
        process.kill()
        process.communicate()


def speechlike(seconds: float, rate_hz: int, seed: int) -> AudioClip:
    """Noise between 200 and 3500 Hz: unlike itself at any other moment, unlike another seed's."""
    random = np.random.default_rng(seed)
    length = round(seconds * rate_hz)
    spectrum = np.fft.rfft(random.standard_normal(length))
    frequencies_hz = np.fft.rfftfreq(length, 1 / rate_hz)
    spectrum[(frequencies_hz < 200) | (frequencies_hz > 3500)] = 0
    samples = np.fft.irfft(spectrum, length)
    return AudioClip((0.3 * samples / np.abs(samples).max()).astype(np.float32), rate_hz)


def likeness(heard: Samples, clip: AudioClip, rate_hz: int) -> tuple[float, float]:
    """The highest correlation of `clip` with a stretch of `heard`, and where that begins, in s.

    Both are compared at eight times the rate: what a sample missed by matters at 3500 Hz.
    """
    fine_hz = 8 * rate_hz
    fine_heard = AudioClip(heard, rate_hz).at_rate(fine_hz).samples.astype(np.float64)
    wanted = clip.at_rate(fine_hz).samples.astype(np.float64)
    length = len(fine_heard) + len(wanted)
    product = np.fft.rfft(fine_heard, length) * np.conj(np.fft.rfft(wanted, length))
    start = int(np.argmax(np.fft.irfft(product, length)[: len(fine_heard)]))
    stretch = fine_heard[start : start + len(wanted)]
    wanted = wanted[: len(stretch)]
    energy = np.sqrt((stretch @ stretch) * (wanted @ wanted))
    return float(stretch @ wanted / energy), start / fine_hz


def wav(folder: Path, clip: AudioClip) -> Path:
    path = folder / f"clip-{time.monotonic_ns()}.wav"
    soundfile.write(path, clip.samples, clip.rate_hz)
    return path


def loudspeaker_sound(path: Path) -> Samples:
    samples, rate_hz = soundfile.read(path, dtype="float32")
    assert rate_hz == RATE_HZ
    heard: Samples = samples
    return heard


def test_the_virtual_card_is_listed_and_its_default_marked(sound_card: SoundCard) -> None:
    with child(sound_card, "list") as lister:
        devices = lister.say()["devices"]
        lister.end()
    default = [device for device in devices if device["is_default_input"]]
    assert [device["name"] for device in default] == ["default"]
    assert default[0]["is_default_output"]
    assert default[0]["default_rate_hz"] > 0


def test_the_microphone_hears_what_is_played_into_it(sound_card: SoundCard, tmp_path: Path) -> None:
    clip = speechlike(1.5, RATE_HZ, seed=1)
    with child(sound_card, "record", "3", str(tmp_path / "heard.npy")) as recorder:
        assert recorder.say()["ready"]
        sound_card.play_into_microphone(wav(tmp_path, clip))
        facts = recorder.say()
        recorder.end()
    heard = np.load(tmp_path / "heard.npy")
    assert heard.dtype == np.float32
    assert likeness(heard, clip, LISTENING_RATE_HZ)[0] > 0.95
    assert facts["lost_s"] == 0
    assert max(facts["lengths"]) <= 0.1 * LISTENING_RATE_HZ
    assert sum(facts["lengths"]) / LISTENING_RATE_HZ == pytest.approx(
        facts["arrivals_s"][-1], abs=0.3
    )
    assert facts["closed_s"] < 1


def test_what_came_before_an_answer_is_not_in_it(sound_card: SoundCard, tmp_path: Path) -> None:
    before, answer = (speechlike(0.8, RATE_HZ, seed=seed) for seed in (2, 3))
    path = str(tmp_path / "heard.npy")
    with child(sound_card, "record", "2.5", path, "2") as recorder:
        assert recorder.say()["ready"]
        sound_card.play_into_microphone(wav(tmp_path, before))
        time.sleep(1.2)  # two seconds after "ready" the answer begins
        sound_card.play_into_microphone(wav(tmp_path, answer))
        recorder.say()
        recorder.end()
    heard = np.load(path)
    assert likeness(heard, answer, LISTENING_RATE_HZ)[0] > 0.95
    assert likeness(heard, before, LISTENING_RATE_HZ)[0] < 0.3


def test_closing_the_microphone_ends_the_listening(sound_card: SoundCard) -> None:
    with child(sound_card, "leave") as leaver:
        said = leaver.say()
        leaver.end()
    assert said["ends"] == ["ended"]
    assert said["looked"] == [False, True]  # PortAudio cannot look while a stream is open
    assert said["devices"] > 0


@pytest.mark.parametrize("rate_hz", [22_050, pytest.param(48_000, marks=pytest.mark.long)])
def test_the_loudspeaker_plays_the_whole_clip_after_the_lead_in(
    sound_card: SoundCard, tmp_path: Path, rate_hz: int
) -> None:
    clip = speechlike(1.0, rate_hz, seed=4)
    np.save(tmp_path / "clip.npy", clip.samples)
    for number in range(TRIES):
        path = tmp_path / f"played-{number}.wav"
        with (
            sound_card.record_loudspeaker(path),
            child(sound_card, "play", str(tmp_path / "clip.npy"), str(rate_hz)) as player,
        ):
            ready, done = player.say(), player.say()
            player.end()
        heard = loudspeaker_sound(path)
        if likeness(heard, clip, RATE_HZ)[0] > 0.95:
            break
    assert likeness(heard, clip, RATE_HZ)[0] > 0.95
    ending = AudioClip(clip.samples[-rate_hz // 10 :], rate_hz)
    assert likeness(heard, ending, RATE_HZ)[0] > 0.95
    assert ready["started_s"] < 0.5
    assert done["ended_s"] == pytest.approx(LEAD_IN_S + clip.duration_s, abs=0.5)
    assert done["ended_s"] > LEAD_IN_S + clip.duration_s - 0.05
    assert done["positions"] == sorted(done["positions"])
    assert done["positions"][:2] == [0.0, 0.0]  # the lead-in does not count
    assert done["positions"][-1] == pytest.approx(clip.duration_s)
    assert done["closed_s"] < 1


def test_leaving_a_playback_cuts_it(sound_card: SoundCard, tmp_path: Path) -> None:
    clip = speechlike(3.0, RATE_HZ, seed=5)
    np.save(tmp_path / "clip.npy", clip.samples)
    path = tmp_path / "played.wav"
    with sound_card.record_loudspeaker(path):
        with child(sound_card, "play", str(tmp_path / "clip.npy"), str(RATE_HZ), "1") as player:
            player.say()
            done = player.say()
            player.end()
        time.sleep(0.5)
    loud = np.flatnonzero(np.abs(loudspeaker_sound(path)) > 1e-3)
    assert 0.3 < (loud[-1] - loud[0]) / RATE_HZ < 1.2
    assert 0.3 < done["positions"][-1] < 1.2


def test_sound_and_losses_add_up_when_the_program_is_stopped_for_a_while(
    sound_card: SoundCard, tmp_path: Path
) -> None:
    with child(sound_card, "record", "2.5", str(tmp_path / "heard.npy")) as recorder:
        assert recorder.say()["ready"]
        time.sleep(0.5)
        recorder.process.send_signal(signal.SIGSTOP)
        time.sleep(1.5)
        recorder.process.send_signal(signal.SIGCONT)
        facts = recorder.say()
        recorder.end()
    heard_s = sum(facts["lengths"]) / LISTENING_RATE_HZ
    assert heard_s + facts["lost_s"] == pytest.approx(facts["arrivals_s"][-1], abs=0.5)


@GOING_AWAY
def test_a_microphone_that_goes_away_is_told_soon_and_nothing_hangs(
    doomed_sound_card: SoundCard, tmp_path: Path, way: str
) -> None:
    with child(doomed_sound_card, "record", "60", str(tmp_path / "heard.npy")) as recorder:
        assert recorder.say()["ready"]
        time.sleep(1)
        getattr(doomed_sound_card, way)()
        gone_s = time.monotonic()
        said = recorder.say()
        assert time.monotonic() - gone_s < 5
        assert said["error"] == "MicrophoneLost"
        assert said["message"] == 'The microphone "default" stopped giving sound.'
        assert recorder.say()["closed_s"] < 4
        recorder.end(may_grumble=True)
    assert time.monotonic() - gone_s < 10
    heard_s = len(np.load(tmp_path / "heard.npy")) / LISTENING_RATE_HZ
    assert heard_s > 0.5  # what came before is kept


@GOING_AWAY
def test_a_loudspeaker_that_goes_away_ends_the_playback(
    doomed_sound_card: SoundCard, tmp_path: Path, way: str
) -> None:
    clip = speechlike(30.0, 16_000, seed=6)
    np.save(tmp_path / "clip.npy", clip.samples)
    with child(doomed_sound_card, "play", str(tmp_path / "clip.npy"), "16000") as player:
        assert player.say()["ready"]
        time.sleep(1)
        getattr(doomed_sound_card, way)()
        done = player.say()
        player.end(may_grumble=True)
    assert done["ended_s"] < 8
    assert done["positions"][-1] < 3
    assert done["closed_s"] < 4


def test_two_cards_do_not_hear_each_other(
    sound_card: SoundCard, doomed_sound_card: SoundCard, tmp_path: Path
) -> None:
    clip = speechlike(0.5, RATE_HZ, seed=7)
    with child(doomed_sound_card, "record", "1", str(tmp_path / "heard.npy")) as recorder:
        assert recorder.say()["ready"]
        sound_card.play_into_microphone(wav(tmp_path, clip))
        recorder.say()
        recorder.end()
    assert not np.load(tmp_path / "heard.npy").any()
