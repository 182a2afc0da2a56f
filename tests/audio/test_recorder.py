from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ, Samples, silence
from coach.audio.damage import SoundGap, forget_noted_gaps, note_gap, noted_gaps
from coach.audio.ports import Block
from coach.audio.reading import read_clip
from coach.audio.recorder import EndedBy, TakeRecorder
from coach.audio.vad import CHUNK_S, VoiceActivity
from coach.errors import CannotWrite, MicrophoneLost
from coach.interview.microphone_watch import MicrophoneWatch, ZerosDecision
from coach.testing import ScriptedMicrophone

NOISE = np.random.default_rng(2).uniform(-0.3, 0.3, 2 * LISTENING_RATE_HZ).astype(np.float32)


def kept(path: Path) -> Samples:
    return read_clip(path).samples


def wait_until(true: object, timeout_s: float = 5.0) -> None:
    assert callable(true)
    deadline_s = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline_s
        time.sleep(0.005)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "take-1.wav"


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """About two seconds of a synthesised voice."""
    program = shutil.which("espeak-ng")
    if program is None:
        pytest.skip("espeak-ng is not installed")
    target = tmp_path_factory.mktemp("speech") / "said.wav"
    text = "I led the team through a difficult change."
    subprocess.run([program, "-w", str(target), text], check=True)
    return read_clip(target).at_rate(LISTENING_RATE_HZ).samples


def test_what_was_given_is_kept_to_the_sample(path: Path) -> None:
    with TakeRecorder(ScriptedMicrophone([NOISE], ends=True).blocks(), path) as recorder:
        assert recorder.wait(5)
    assert (recorder.ended_by, recorder.error) == (EndedBy.SOUND_ENDED, None)
    expected = np.round(NOISE * 32767).astype(np.int16)
    np.testing.assert_array_equal(soundfile.read(path, dtype="int16")[0], expected)
    assert recorder.facts().duration_s == recorder.heard_s == 2.0
    assert len(recorder.facts().levels_db) == 20


def test_the_person_ends_a_take_that_would_go_on_for_ever(path: Path) -> None:
    with TakeRecorder(ScriptedMicrophone([NOISE]).blocks(), path) as recorder:
        wait_until(lambda: recorder.heard_s > 2.5)
        assert not recorder.wait(0)
    assert recorder.ended_by is EndedBy.PERSON
    assert len(kept(path)) == round(recorder.heard_s * LISTENING_RATE_HZ)
    np.testing.assert_allclose(kept(path)[: len(NOISE)], NOISE, atol=1e-4)


def test_nothing_is_kept_during_a_pause_and_the_pause_is_noted(path: Path) -> None:
    with TakeRecorder(ScriptedMicrophone([NOISE]).blocks(), path) as recorder:
        wait_until(lambda: recorder.heard_s >= 2.2)
        recorder.pause()
        assert recorder.paused
        time.sleep(0.05)  # a block that was on its way
        before_s = recorder.heard_s
        time.sleep(0.3)
        assert recorder.heard_s == before_s
        assert recorder.level_db == -100.0
        recorder.go_on()
        assert not recorder.paused
        wait_until(lambda: recorder.heard_s > before_s)
        recorder.go_on()  # once more changes nothing
        assert recorder.resumed_at_s == before_s
    (pause,) = recorder.facts().pauses_taken
    assert pause.at_s == pytest.approx(before_s, abs=0.001)
    assert 0.35 <= pause.lost_s < 0.6
    assert len(kept(path)) == round(recorder.facts().duration_s * LISTENING_RATE_HZ)


def test_what_was_heard_before_the_microphone_went_away_is_kept(path: Path) -> None:
    microphone = ScriptedMicrophone([NOISE], lost_after_s=1.0)
    with TakeRecorder(microphone.blocks(), path) as recorder:
        assert recorder.wait(5)
    assert recorder.ended_by is EndedBy.MICROPHONE_LOST
    assert isinstance(recorder.error, MicrophoneLost)
    np.testing.assert_allclose(kept(path), NOISE[:LISTENING_RATE_HZ], atol=1e-4)
    assert recorder.facts().duration_s == 1.0


def test_any_other_failure_keeps_the_take_and_is_told(path: Path) -> None:
    def failing() -> Iterator[Block]:
        yield Block(NOISE[:1600])
        raise ZeroDivisionError("oh")

    with TakeRecorder(failing(), path) as recorder:
        assert recorder.wait(5)
    assert recorder.ended_by is EndedBy.FAILURE
    assert recorder.error
    assert "ZeroDivisionError" in recorder.error.message
    assert len(kept(path)) == 1600


def test_sound_that_was_lost_becomes_a_gap(path: Path) -> None:
    blocks = [Block(NOISE[:1600]), Block(NOISE[:1600], lost_s=30.0)]
    with TakeRecorder(iter(blocks), path) as recorder:
        assert recorder.wait(5)
    (gap,) = recorder.facts().gaps
    assert (gap.at_s, gap.lost_s) == (0.1, 30.0)


def test_a_gap_is_noted_on_disk_before_the_sound_after_it(path: Path) -> None:
    gap = SoundGap(at_s=0.1, lost_s=2.5)
    seen: list[tuple[int, list[SoundGap]]] = []

    def blocks() -> Iterator[Block]:
        yield Block(np.ones(1600, np.float32))
        yield Block(np.zeros(0, np.float32), lost_s=2.5)
        seen.append((len(read_clip(path).samples), list(noted_gaps(path))))
        yield Block(np.ones(1600, np.float32))

    with TakeRecorder(blocks(), path) as recorder:
        assert recorder.wait(5.0)
    assert seen == [(1600, [gap])]
    assert recorder.facts().gaps == (gap,)


def test_a_gap_within_a_pause_is_no_gap_of_the_answer(path: Path) -> None:
    """The person pauses and shuts the laptop."""
    recorders: list[TakeRecorder] = []
    awake, asleep = Block(NOISE[:1600]), Block(NOISE[:1600], lost_s=3600.0)

    def blocks() -> Iterator[Block]:
        (recorder,) = recorders
        yield awake
        recorder.pause()
        yield awake
        yield asleep
        recorder.go_on()
        yield awake
        recorder.pause()
        yield asleep  # it may have begun before the pause
        yield asleep
        recorder.go_on()
        yield asleep  # it may go on after the pause

    recorder = TakeRecorder(blocks(), path)
    recorders.append(recorder)
    with recorder:
        assert recorder.wait(5)
    facts = recorder.facts()
    assert [gap.at_s for gap in facts.gaps] == [0.2, 0.2]
    assert list(noted_gaps(path)) == list(facts.gaps)
    assert [pause.at_s for pause in facts.pauses_taken] == [0.1, 0.2]


def test_a_note_of_a_gap_that_a_kill_cut_off_is_passed_over(path: Path) -> None:
    gap = SoundGap(at_s=0.1, lost_s=2.5)
    assert list(noted_gaps(path)) == []
    note_gap(path, gap)
    noted = path.with_suffix(".gaps")
    noted.write_bytes(noted.read_bytes() + b'{"at_s": 0.')
    assert list(noted_gaps(path)) == [gap]
    noted.write_bytes(b"\xff")
    assert list(noted_gaps(path)) == []
    forget_noted_gaps(path)
    forget_noted_gaps(path)
    assert not noted.exists()


def test_zeros_are_told_from_a_quiet_room(path: Path, tmp_path: Path) -> None:
    zeros = silence(0.5).samples
    with TakeRecorder(ScriptedMicrophone([zeros], ends=True).blocks(), path) as muted:
        assert muted.wait(5)
    hiss = np.tile(np.array([1e-4, -1e-4], dtype=np.float32), len(zeros) // 2)
    quiet = ScriptedMicrophone([hiss], ends=True)
    with TakeRecorder(quiet.blocks(), tmp_path / "quiet.wav") as hearing:
        assert hearing.wait(5)
    assert muted.zeros_s == muted.heard_s
    assert hearing.zeros_s == 0


def test_zeros_mean_nothing_for_a_while_after_a_gap(path: Path, tmp_path: Path) -> None:
    zeros = silence(5.0).samples
    blocks = [Block(NOISE[:1600]), Block(zeros), Block(zeros, lost_s=60.0)]
    with TakeRecorder(iter(blocks), path) as woken:
        assert woken.wait(5)
    assert woken.zeros_s == 5.0 - 16.0
    assert MicrophoneWatch().decide(woken.heard_s, woken.zeros_s) is ZerosDecision.NOTHING
    with TakeRecorder(iter([*blocks, Block(NOISE[:1600])]), tmp_path / "more.wav") as heard:
        assert heard.wait(5)
    assert heard.zeros_s == 0


def test_speech_is_heard_and_silence_after_it_is_counted(path: Path, speech: Samples) -> None:
    sound = np.concatenate([silence(1.0).samples, speech, silence(2.0).samples])
    with TakeRecorder(ScriptedMicrophone([sound], ends=True).blocks(), path) as recorder:
        assert recorder.wait(10)
    facts = recorder.facts()
    assert recorder.speech_heard
    assert recorder.quiet_s == pytest.approx(facts.duration_s - facts.speech[-1].end_s, abs=0.2)
    assert 0.8 < facts.speech[0].start_s < 1.4
    assert facts.speech_s > 0.5 * len(speech) / LISTENING_RATE_HZ
    assert any(facts.pitches_hz)


def test_commands_told_while_it_listens_change_nothing_else(path: Path, speech: Samples) -> None:
    switch_interval_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # the threads meet at every step
    try:
        said = [silence(0.5).samples, speech, silence(1.0).samples]
        blocks = ScriptedMicrophone([np.concatenate(said * 2)], ends=True).blocks()
        spoken_s = []
        with TakeRecorder(blocks, path) as recorder:
            while not recorder.wait(0):
                spoken_s.append(recorder.speech_s)
                recorder.command(0.0, 0.1)  # nobody speaks there: it takes nothing away
    finally:
        sys.setswitchinterval(switch_interval_s)
    whole = VoiceActivity()
    whole.feed(kept(path))
    assert len(spoken_s) > 100
    assert spoken_s == sorted(spoken_s)
    assert recorder.speech_s == pytest.approx(whole.speech_within_s(0, recorder.heard_s))


def test_what_was_meant_for_the_coach_counts_as_no_speech(path: Path, speech: Samples) -> None:
    command_s = round(len(speech) / LISTENING_RATE_HZ + 0.7, 1)
    sound = np.concatenate([silence(0.5).samples, speech, silence(1.0).samples, speech])
    with TakeRecorder(ScriptedMicrophone([sound], ends=True).blocks(), path) as recorder:
        wait_until(lambda: recorder.heard_s > command_s + 0.5)
        recorder.command(0.3, command_s)
        at_once = recorder.facts()
        assert recorder.wait(10)
    assert all(segment.start_s > command_s for segment in at_once.speech)
    assert [(each.start_s, each.end_s) for each in at_once.commands] == [(0.3, command_s)]
    whole = VoiceActivity()
    whole.feed(kept(path))
    left_s = whole.speech_within_s(command_s, recorder.heard_s)
    assert 0 < left_s < whole.speech_within_s(0, recorder.heard_s) - 0.5
    assert recorder.speech_s == pytest.approx(left_s, abs=2 * CHUNK_S)
    assert recorder.facts().speech[0].start_s > command_s


def test_noise_is_no_speech(path: Path) -> None:
    with TakeRecorder(ScriptedMicrophone([NOISE * 0.05], ends=True).blocks(), path) as recorder:
        assert recorder.wait(5)
    assert not recorder.speech_heard
    assert recorder.quiet_s == recorder.heard_s
    assert recorder.facts().speech == ()


def test_a_file_that_cannot_be_made_is_said_before_anything_is_heard(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for target in (tmp_path / "file" / "take-1.wav", tmp_path / "nowhere" / "take-1.wav"):
        with (
            pytest.raises(CannotWrite) as caught,
            TakeRecorder(iter([Block(NOISE)]), target),
        ):
            pass
        assert str(target) in caught.value.message


FULL_DISK = """
import json, resource, signal, sys
from pathlib import Path
import numpy as np
from coach.audio.recorder import TakeRecorder
from coach.testing import ScriptedMicrophone

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = 44 + 2 * 16_000 + 1001  # one second and a bit, in the middle of a sample
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
sound = np.full(32_000, 0.25, dtype=np.float32)
with TakeRecorder(ScriptedMicrophone([sound]).blocks(), Path(sys.argv[1])) as listener:
    ended = listener.wait(10)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(json.dumps([
    ended, listener.ended_by, type(listener.error).__name__, listener.error.message,
    listener.error.hint, listener.facts().duration_s,
]))
"""


def test_a_full_disk_ends_the_take_and_keeps_what_was_heard(path: Path) -> None:
    """A limit on the size of a file stands for the full disk."""
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, check=True
    )
    ended, ended_by, error, message, hint, duration_s = json.loads(done.stdout)
    assert ended
    assert (ended_by, error) == ("disk_full", "CannotWrite")
    assert str(path) in message
    assert "Make room" in hint
    assert duration_s == 1.0
    np.testing.assert_allclose(kept(path), np.full(16_000, 0.25), atol=1e-4)
