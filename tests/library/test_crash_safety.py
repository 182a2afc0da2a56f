"""Real processes, really killed: what is on disk afterwards."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from coach.audio.damage import SoundGap
from coach.audio.reading import read_clip
from coach.audio.wav import GrowingWav
from coach.audio.writing import write_clip
from coach.errors import CannotWrite, SessionBusy
from coach.library.disk import write_text
from coach.library.library import Library
from coach.library.reading import read_session, transcript_of
from coach.library.records import AskedQuestion, Kind, SetName
from tests.helpers.meanwhile import meanwhile

pytestmark = pytest.mark.real  # takes too long for `make quick`

SET = SetName(name="screening", title="Screening")
QUESTIONS = [AskedQuestion(id=f"q{n}", text=f"Question {n}?") for n in (1, 2, 3)]

BEGIN = """
import itertools, os, sys, time
from pathlib import Path
import numpy as np
from coach.audio.recorder import TakeRecorder
from coach.audio.ports import Block
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName
from coach.transcription.ports import Segment, Transcript, Word

library = Library(Path(sys.argv[1]))
questions = [AskedQuestion(id=f"q{n}", text=f"Question {n}?") for n in (1, 2, 3)]
new = library.new_session(Kind.PRACTICE, SetName(name="screening", title="Screening"), questions)

def sound():
    for number in itertools.count():
        time.sleep(0.02)  # no faster than the test needs
        yield Block(np.full(1600, 0.25, dtype=np.float32), lost_s=2.0 if number == 4 else 0.0)
        print(number + 1, flush=True)  # who asks for the next block has kept this one
"""

RECORDING = (
    BEGIN
    + """
with new as opened:
    opened.asked(1)
    take, path = opened.begin_take(1)
    print(opened.session.id, flush=True)
    with TakeRecorder(sound(), path):
        time.sleep(60)
"""
)

HOLDING = (
    BEGIN
    + """
with new as opened:
    print(opened.session.id, flush=True)
    time.sleep(60)
"""
)

WRITING = (
    BEGIN
    + """
text = "one two three " * 200
words = tuple(Word(text="w", start_s=n, end_s=n + 1, probability=0.5) for n in range(600))
segments = (Segment(text=text, start_s=0, end_s=600, first_word=0, end_word=600),)
transcript = Transcript(engine="e", model="m", language="en", segments=segments, words=words)
with new as opened:
    take = opened.take_in(1, [np.full(16_000, 0.25, dtype=np.float32)])
    print(opened.session.id, flush=True)
    while True:
        opened.asked(1)
        take = opened.add_transcript(1, take, transcript)
        if len(take.transcripts) > 3:
            take = take.model_copy(update={"transcripts": ()})
        opened.take_in(2, [np.full(16_000, 0.25, dtype=np.float32)])
"""
)


@contextmanager
def child(program: str, folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A child process, once it has told the id of its session."""
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def wait_for_blocks(process: subprocess.Popen[str], count: int) -> None:
    """Wait until the child has kept `count` blocks, each a tenth of a second."""
    assert process.stdout
    assert f"{count}\n" in process.stdout


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "recordings")


def test_an_answer_that_a_kill_cut_off_is_recovered(library: Library) -> None:
    with child(RECORDING, library.folder) as (process, session_id):
        wait_for_blocks(process, 12)
        assert library.recover() == []  # it is alive: left alone
        assert not read_session(library.folder / session_id).turn(1).takes[0].recorded
        kill(process)
    wav = library.folder / session_id / "01-q1" / "take-1.wav"
    kept_s = (wav.stat().st_size - 44) // 2 / 16_000  # 16 bits, of which a half is none

    (recovered,) = library.recover()
    assert (recovered.session_id, recovered.question_number) == (session_id, 1)
    assert recovered.duration_s == pytest.approx(kept_s, abs=0.001)
    assert kept_s >= 1.2

    session = library.session("last")
    (take,) = session.turn(1).takes
    assert (take.ended_by, take.audio) == ("crash", "01-q1/take-1.flac")
    assert take.duration_s == recovered.duration_s
    clip = read_clip(library.folder / session_id / take.audio)
    assert clip.duration_s == pytest.approx(recovered.duration_s, abs=0.001)
    np.testing.assert_allclose(clip.samples, 0.25, atol=1e-4)
    assert take.damage
    assert take.damage.gaps == (SoundGap(at_s=0.4, lost_s=2.0),)
    assert not list(library.folder.glob("*/*/*.gaps"))

    assert session.finished_at is None
    assert [turn.number for turn in session.open_turns] == [2, 3]
    with library.open_session(session_id) as opened:  # it can be gone on with
        take, _ = opened.begin_take(2)
        assert take.number == 1
    assert library.recover() == []  # once is enough


def crashed(library: Library, wav: bytes | None, **changes: object) -> str:
    """A session whose coach died after it had written `wav`; its id. Its take has `changes`."""
    with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
        take, path = opened.begin_take(1)
        if wav is not None:
            path.write_bytes(wav)
        turn = opened.session.turn(1).with_take(take.model_copy(update=changes))
        opened.session = opened.session.with_turn(turn)
        opened.asked(1)
        dead = library.folder / ".dead"
        shutil.copytree(opened.folder, dead)
    shutil.rmtree(opened.folder, ignore_errors=True)
    dead.rename(opened.folder)
    return opened.session.id


def a_second() -> bytes:
    """A WAV file with a second of sound."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "second.wav"
        with GrowingWav(path) as growing:
            growing.write(np.full(16_000, 0.25, dtype=np.float32))
        return path.read_bytes()


@pytest.mark.parametrize("wav", [None, b"", b"RIFF", bytes(44), bytes(45)])
def test_a_kill_before_the_first_sound_leaves_the_question_open(
    library: Library, wav: bytes | None
) -> None:
    session_id = crashed(library, wav)
    assert library.recover() == []
    assert [turn.number for turn in library.session(session_id).open_turns] == [1, 2, 3]
    with library.open_session(session_id) as opened:
        opened.finish()
    assert list((library.folder / session_id / "01-q1").iterdir()) == []


def test_sound_that_the_header_does_not_tell_of_is_recovered_too(
    library: Library, tmp_path: Path
) -> None:
    with GrowingWav(tmp_path / "a.wav") as growing:
        growing.write(np.full(1600, 0.25, dtype=np.float32))
    wav = (tmp_path / "a.wav").read_bytes()
    crashed(library, wav + wav[44:] + b"\0")
    assert [take.duration_s for take in library.recover()] == [0.2]


@pytest.mark.parametrize("ended_by", [None, "interrupted"])
@pytest.mark.parametrize("holder_noted", [True, False])
def test_a_take_without_a_length_is_recovered_whoever_left_it(
    library: Library, ended_by: str | None, holder_noted: bool
) -> None:
    """Older versions left such takes behind, without a sign that anybody had died."""
    session_id = crashed(library, a_second(), ended_by=ended_by)
    if not holder_noted:
        (library.folder / session_id / ".holder.json").unlink()
    (recovered,) = library.recover()
    assert (recovered.session_id, recovered.duration_s) == (session_id, 1.0)
    (take,) = library.session(session_id).turn(1).takes
    assert (take.ended_by, take.duration_s) == (ended_by or "crash", 1.0)
    assert take.unwritten
    assert read_clip(library.folder / session_id / take.audio).duration_s == 1.0
    assert library.recover() == []


def test_whatever_breaks_a_recording_off_its_take_is_brought_to_an_end(library: Library) -> None:
    def interrupted() -> None:
        with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
            _, path = opened.begin_take(1)
            path.write_bytes(a_second())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    session = library.session("last")
    (take,) = session.turn(1).takes
    assert (take.ended_by, take.duration_s) == ("interrupted", 1.0)
    assert session.unwritten
    assert library.recover() == []


def test_a_session_that_cannot_be_recovered_does_not_stop_the_others(library: Library) -> None:
    with child(RECORDING, library.folder) as (process, damaged_id):
        wait_for_blocks(process, 1)
        kill(process)
    path = library.folder / damaged_id / "session.json"
    path.write_text("not JSON")
    with child(RECORDING, library.folder) as (process, good_id):
        wait_for_blocks(process, 1)
        kill(process)
    assert [take.session_id for take in library.recover()] == [good_id]
    assert path.read_text() == "not JSON"


def test_a_session_in_use_is_refused_with_its_holder_and_free_once_that_one_is_dead(
    library: Library,
) -> None:
    with child(HOLDING, library.folder) as (process, session_id):
        with (
            pytest.raises(SessionBusy, match=rf"process {process.pid}\b") as caught,
            library.open_session(session_id),
        ):
            pass
        assert session_id in caught.value.message
        with pytest.raises(SessionBusy):
            library.erase(session_id)
        assert library.session(session_id).id == session_id  # reading is free
        assert [one.id for one in library.sessions()] == [session_id]
        with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as other:
            assert other.session.id != session_id  # and so is another session
        kill(process)
    with library.open_session(session_id) as opened:
        opened.asked(1)
    library.erase(session_id)


def test_a_holder_that_ends_in_peace_leaves_nothing_to_recover(library: Library) -> None:
    with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
        opened.take_in(1, [np.full(16_000, 0.25, dtype=np.float32)])
    assert not (opened.folder / ".holder.json").exists()
    with pytest.raises(ZeroDivisionError), library.open_session(opened.session.id):
        raise ZeroDivisionError
    assert not (opened.folder / ".holder.json").exists()
    with library.open_session(opened.session.id):
        pass


def test_what_a_full_disk_left_unfinished_is_mended_at_the_next_start(library: Library) -> None:
    def fill() -> None:
        with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
            _, path = opened.begin_take(1)
            path.write_bytes(a_second())
            raise CannotWrite("the disk is full")

    with pytest.raises(CannotWrite):
        fill()
    assert library.recover() == []
    (take,) = library.session("last").turn(1).takes
    assert take.audio.endswith(".wav")  # it was ended, and there was no room for more
    assert take.duration_s == 1.0


def test_files_can_be_read_whenever_the_writer_is_killed(library: Library) -> None:
    """Ten kills at times that differ: every file is whole, old or new."""
    draw = random.Random(42)
    for _ in range(10):
        with child(WRITING, library.folder) as (process, session_id):
            time.sleep(draw.uniform(0.0, 0.12))
            kill(process)
        folder = library.folder / session_id
        session = read_session(folder)
        assert (folder / "transcript.md").read_text(encoding="utf-8").startswith("# Screening")
        for turn in session.turns:
            for take in turn.takes:
                if take.recorded:
                    assert read_clip(folder / take.audio).duration_s == 1.0
                if take.transcripts:
                    written = transcript_of(folder, take)
                    assert written
                    assert len(written.words) == 600
        library.recover()
        assert all(one.damage is None for one in library.sessions())


def test_what_a_kill_left_of_making_a_session_is_deleted(library: Library) -> None:
    folder = library.folder / crashed(library, None)
    shutil.rmtree(folder / "01-q1")
    for file in ("session.json", "transcript.md"):
        (folder / file).unlink()
    (folder / ".session.json.7").write_text("{")
    library.recover()
    assert not folder.exists()


def test_coaches_that_start_spoil_nothing_that_another_begins_or_erases(library: Library) -> None:
    with meanwhile(library.recover):
        for _ in range(30):
            with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
                opened.take_in(1, [np.full(1600, 0.25, dtype=np.float32)])
                for number in range(100):
                    (opened.folder / f"{number}.txt").touch()
            assert [each.id for each in library.sessions()] == [opened.session.id]
            library.erase(opened.session.id)
    assert not list(library.folder.glob("[!.]*"))


def test_what_a_kill_left_of_a_session_with_sound_is_not_deleted(library: Library) -> None:
    folder = library.folder / crashed(library, a_second())
    (folder / "session.json").unlink()
    library.recover()
    assert (folder / "01-q1" / "take-1.wav").exists()


def test_half_files_of_a_kill_are_deleted_and_the_persons_own_are_not(library: Library) -> None:
    folder = library.folder / crashed(library, a_second())
    half = [".session.json.7", "01-q1/.take-1.flac.7", "01-q1/.take-1.sound.json.7"]
    own = [".notes.json.bak", "01-q1/.take-1.txt"]
    for name in (*half, *own):
        (folder / name).write_text("{")
    assert len(library.recover()) == 1
    assert [name for name in (*half, *own) if (folder / name).exists()] == own


def test_a_session_is_erased_whole_whenever_that_is_cut_off(library: Library) -> None:
    session_id = crashed(library, a_second())
    half = library.folder / f".erasing-{session_id}"
    half.mkdir()
    (half / "debrief.md").write_text("half of it")
    library.erase(session_id)
    assert not half.exists()
    half.mkdir()
    assert library.sessions() == library.recover() == []
    assert not half.exists()


@pytest.mark.parametrize("named", [".wav", ".flac"])
def test_sound_that_a_kill_left_twice_is_there_once(library: Library, named: str) -> None:
    session_id = crashed(library, a_second(), duration_s=1.0, audio=f"01-q1/take-1{named}")
    folder = library.folder / session_id / "01-q1"
    write_clip(folder / "take-1.flac", read_clip(folder / "take-1.wav"))
    assert library.recover() == []
    assert [each.name for each in folder.iterdir()] == [f"take-1{named}"]


FULL_DISK = """
import os, resource, signal, sys
from pathlib import Path
from coach.library.library import Library

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
library = Library(Path(sys.argv[1]))
assert library.recover() == []
assert len(library.sessions()) == 2
for listed in library.sessions():
    library.erase(listed.id)
"""


def test_a_full_disk_can_be_looked_at_and_emptied(library: Library) -> None:
    """A limit on the size of files stands for the full disk: nothing can be written at all."""
    crashed(library, a_second())
    with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
        opened.take_in(1, [np.full(16_000, 0.25, dtype=np.float32)])
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(library.folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert library.sessions() == []


FULL_WHILE_COMPRESSING = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from coach.audio.facts import SoundFactsBuilder
from coach.audio.wav import GrowingWav
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
library = Library(Path(sys.argv[1]))
noise = np.random.default_rng(1).uniform(-0.3, 0.3, 40_000).astype(np.float32)
question = AskedQuestion(id="q1", text="?")
with library.new_session(Kind.PRACTICE, SetName(name="s", title="S"), [question]) as opened:
    take, path = opened.begin_take(1)
    with GrowingWav(path) as growing:
        growing.write(noise)
    facts = SoundFactsBuilder()
    facts.feed(noise)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    take = opened.end_take(1, take, ended_by="person", facts=facts.facts())
    if opened.encode(take):
        opened.encoded(1, take.number)
"""


@pytest.mark.parametrize("limit", [3_000, 40_000, 68_000, 70_000])
def test_without_room_for_a_flac_the_wav_is_kept(library: Library, limit: int) -> None:
    subprocess.run(
        [sys.executable, "-c", FULL_WHILE_COMPRESSING, str(library.folder), str(limit)],
        check=True,
    )
    session = library.session("last")
    (take,) = session.turn(1).takes
    assert take.audio.endswith(".wav")
    assert len(read_clip(library.folder / session.id / take.audio).samples) == 40_000
    assert sorted(each.name for each in (library.folder / session.id / "01-q1").iterdir()) == [
        "take-1.sound.json",
        "take-1.wav",
    ]


FULL_AT_ONCE = """
import os, resource, signal, sys
from pathlib import Path
from coach.audio.wav import GrowingWav

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10, resource.RLIM_INFINITY))
spare = os.open(os.devnull, os.O_RDONLY)  # the lowest number that is free
os.close(spare)
try:
    GrowingWav(Path(sys.argv[1])).__enter__()
except OSError:
    assert os.open(os.devnull, os.O_RDONLY) == spare
    print("full, and closed")
"""


def test_without_room_for_a_header_no_file_stays_open(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL_AT_ONCE, str(tmp_path / "a.wav")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout == "full, and closed\n"


def test_a_text_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    write_text(path, "old")
    write_text(path, json.dumps({"name": "Größe"}, ensure_ascii=False))
    assert path.read_bytes() == '{"name": "Größe"}'.encode()
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "\ud800")
    assert path.read_bytes() == '{"name": "Größe"}'.encode()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["session.json"]


def test_a_session_that_is_left_while_it_encodes_has_each_sound_once(tmp_path: Path) -> None:
    library = Library(tmp_path)
    with library.new_session(Kind.PRACTICE, SET, QUESTIONS[:1]) as opened:
        take, path = opened.begin_take(1)
        with GrowingWav(path) as wav:
            wav.write(np.full(16_000, 0.25, np.float32))
        assert opened.encode(take)  # and nobody was left to say so
    (kept,) = opened.session.turn(1).takes
    assert [each.name for each in path.parent.iterdir()] == ["take-1.flac"]
    assert (kept.audio.endswith("take-1.flac"), kept.duration_s) == (True, 1.0)


def test_what_was_being_encoded_leaves_nothing_behind(tmp_path: Path) -> None:
    with Library(tmp_path).new_session(Kind.PRACTICE, SET, QUESTIONS[:1]) as opened:
        take, path = opened.begin_take(1)
        with GrowingWav(path) as wav:
            wav.write(np.full(16_000, 0.25, np.float32))
    assert not opened.encode(take)  # it is over
    assert [each.name for each in path.parent.iterdir()] == ["take-1.wav"]
