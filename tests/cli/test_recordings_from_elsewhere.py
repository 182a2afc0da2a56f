"""Recordings as people have them: taken in whole, or told about."""

from __future__ import annotations

import json
import os
import shutil
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.reading import read_clip
from coach.library.library import Library
from coach.testing import CannedTranscriber
from tests.helpers.coach_fixture import Coach, Hire
from tests.helpers.coach_program import coach_here as program
from tests.helpers.coach_program import refused, succeeded
from tests.helpers.kept_sessions import recordings
from tests.helpers.reviewing import client, read, text_of
from tests.helpers.sound_card import no_sound_card
from tests.helpers.spoken import SUPPLIER, TEAM, WAREHOUSE, error_rate
from tests.helpers.tones_encoded import Format, encoded, with_tracks

M4A = Format("ipod", "aac", "m4a")
MKV = Format("matroska", "libopus", "mkv", 48_000)
MOV = Format("mov", "aac", "mov")
TONES = tuple(range(6))
TOLD_OF = ("hole.mov", "meeting.m4a", "soft.wav")
SOFT_AFTER_LOUD = (
    "Hello, can you hear me? So this is the sick corpus. I have a cold, so I probably sound quite "
    "different than the acoustic corpus. The recording environment is also quite different, and "
    "I'm saying a bunch of different words that I did not say in the original one. And here's a "
    "long pause, and I think this is probably good. Alright, thanks."
)
CASES = Path(os.environ.get("CASES_DIR", ""))


def at_rate(path: Path, rate_hz: int) -> Samples:
    return read_clip(path).at_rate(rate_hz).samples


def stereo(path: Path, left: Samples, right: Samples) -> Path:
    soundfile.write(path, np.stack([left, right], axis=1), LISTENING_RATE_HZ, subtype="FLOAT")
    return path


def with_a_hole(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + b"\x55" * 700 + content[middle + 700 :]


@pytest.fixture(scope="module")
def odd_files(spoken: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of files that all say TEAM, each in its own odd way; some say more."""
    folder = tmp_path_factory.mktemp("odd")
    team = at_rate(spoken[TEAM], LISTENING_RATE_HZ)
    stereo(folder / "inverted.wav", team, -team)
    holed = team.copy()
    holed[::7000] = np.nan
    soundfile.write(folder / "nan.wav", holed, LISTENING_RATE_HZ, subtype="FLOAT")
    soundfile.write(folder / "gsm.wav", at_rate(spoken[TEAM], 8_000), 8_000, subtype="GSM610")
    killed = bytearray(spoken[TEAM].read_bytes())
    killed[4:8] = killed[40:44] = bytes(4)
    assert killed[36:40] == b"data"
    (folder / "killed.wav").write_bytes(killed)
    parts = []
    for number, text in enumerate((TEAM, SUPPLIER)):
        for ending in ("mp3", "ogg"):
            part = folder / f"{number}.{ending}"
            soundfile.write(
                part, at_rate(spoken[text], 16_000 * (number + 1)), 16_000 * (number + 1)
            )
            parts.append(part)
    (folder / "joined.mp3").write_bytes(parts[0].read_bytes() + parts[2].read_bytes())
    (folder / "joined.ogg").write_bytes(parts[1].read_bytes() + parts[3].read_bytes())
    for part in parts:
        part.unlink()
    silent, speaking = np.zeros(44_100 * 6, np.float32), at_rate(spoken[TEAM], 44_100)
    (folder / "meeting.m4a").write_bytes(with_tracks(M4A, [silent, speaking]))
    (folder / "hole.mov").write_bytes(with_a_hole(with_tracks(MOV, [speaking])))
    soundfile.write(
        folder / "soft.wav",
        team / np.abs(team).max() * 10 ** (-62 / 20),
        LISTENING_RATE_HZ,
        subtype="PCM_24",
    )
    (folder / "notes.txt").write_text("I have always been a team player.")
    (folder / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    return folder


def taken_in(folder: Path) -> tuple[list[Any], str]:
    """Import a folder of such files; their questions, and what was told of them."""
    done = succeeded(program("import", folder, "--json"))
    shown = succeeded(program("show", done.document["session"], "--json")).document
    texts = {turn["question"]["text"]: turn["takes"][0]["text"] for turn in shown["turns"]}
    assert set(texts) == {file.name for file in folder.iterdir()} - {"notes.txt", ".DS_Store"}
    for name, text in texts.items():
        expected = f"{TEAM} {SUPPLIER}" if name.startswith("joined") else TEAM
        assert error_rate(expected, text) <= 0.35, (name, text)
    return shown["turns"], done.stderr


def test_odd_files_of_which_nothing_has_to_be_told(odd_files: Path, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    shutil.copytree(odd_files, folder, ignore=shutil.ignore_patterns(*TOLD_OF, "joined.mp3"))
    turns, told = taken_in(folder)
    assert not [turn for turn in turns if turn["question"]["text"] in told]


def test_odd_files_are_taken_in_with_all_their_words(odd_files: Path, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    for name in ("joined.mp3", *TOLD_OF, "notes.txt", ".DS_Store"):
        shutil.copy(odd_files / name, folder)
    turns, told = taken_in(folder)
    assert "Left out, because they have no sound: notes.txt." in told
    assert "meeting.m4a: track 2 is taken, the one with speech." in told
    assert "hole.mov: 0." in told
    assert "soft.wav is too quiet: its loudest sound is 62 dB below" in told
    told_of = [turn["question"]["text"] for turn in turns if turn["question"]["text"] in told]
    assert sorted(told_of) == sorted(TOLD_OF)
    damaged = [turn for turn in turns if turn["takes"][0]["damage"]]
    assert [turn["question"]["text"] for turn in damaged] == ["hole.mov"]


def test_of_two_tracks_with_speech_one_is_taken_and_the_other_named(
    spoken: dict[str, Path], tmp_path: Path
) -> None:
    file = tmp_path / "meeting.mkv"
    tracks = [at_rate(spoken[text], MKV.rate_hz) for text in (WAREHOUSE, TEAM)]
    file.write_bytes(with_tracks(MKV, tracks))
    done = succeeded(program("import", file, "--json"))
    assert error_rate(WAREHOUSE, done.document["takes"][0]["text"]) <= 0.35
    assert f"Track 2 of {file} has speech, too: coach import {file} --track 2" in done.stderr
    again = succeeded(program("import", file, "--track", "2", "--json"))
    assert error_rate(TEAM, again.document["takes"][0]["text"]) <= 0.35
    assert "too:" not in again.stderr
    refused(program("import", file, "--track", "3"), 2, "2 audio tracks", "no track 3")


def test_a_telling_is_known_by_its_content(spoken: dict[str, Path], tmp_path: Path) -> None:
    """A sound file called txt, and a text called mp3."""
    sound, text = tmp_path / "told.txt", tmp_path / "told.mp3"
    sound.write_bytes(with_tracks(MOV, [at_rate(spoken[TEAM], MOV.rate_hz)]))
    text.write_text("They asked why I left so early. Have you ever led a team? I said not yet.")
    env = no_sound_card(tmp_path)
    heard = program("debrief", "--real", "--from", sound, env=env, typed="")
    assert "Traceback" not in heard.stderr
    (kept,) = recordings().glob("*_real/*/take-1.transcript-1.json")
    assert "small team" in kept.read_text()
    read = program("debrief", "--real", "--from", text, env=env, typed="rushed\n")
    assert "Have you ever led a team" in read.stdout


class TestWhatIsTold:
    """In this process, with a canned Whisper."""

    @pytest.fixture(autouse=True)
    def canned(self, hire: Hire) -> None:
        hire(CannedTranscriber(["some words"] * 9))

    @pytest.fixture
    def cut_short(self, tmp_path: Path) -> Path:
        content = encoded(Format("flac", "flac", "flac"), TONES)
        path = tmp_path / "cut.flac"
        path.write_bytes(content[: len(content) // 2])
        return path

    def test_files_of_one_name_keep_their_endings(self, coach: Coach, tmp_path: Path) -> None:
        for form in (MOV, Format("3gp", "aac", "3gp"), Format("caf", "alac", "caf")):
            (tmp_path / f"answer.{form.ending}").write_bytes(encoded(form, TONES))
        coach("import", tmp_path)
        turns = json.loads(coach("show", "--json")[1])["turns"]
        assert [turn["question"]["text"] for turn in turns] == [
            "answer.3gp", "answer.caf", "answer.mov",
        ]  # fmt: skip
        assert len({turn["question"]["id"] for turn in turns}) == 3

    def test_an_import_that_is_cut_short(self, coach: Coach, cut_short: Path) -> None:
        said = coach("import", cut_short)[2]
        assert "cut.flac is cut short at 0:0" in said
        assert "s is missing." in said
        assert "The recording is cut short at 0:0" in coach("show")[1]
        session = Library(recordings()).session("last").id
        assert "The recording is cut short at 0:0" in text_of(read(client(), f"/session/{session}"))
        take = json.loads(coach("show", "--json")[1])["turns"][0]["takes"][0]
        assert take["damage"]["cut_short"]["missing_s"] == pytest.approx(
            3.0 - take["duration_s"], abs=0.1
        )

    def test_an_answer_from_a_file_that_is_cut_short(self, cut_short: Path) -> None:
        held = program("practice", "--questions", "1", "--voice", "none", "--answers", cut_short)
        assert "cut.flac is cut short at 0:0" in held.stderr
        assert "The recording is cut short at 0:0" in succeeded(program("show")).stdout

    def test_a_kept_recording_that_lost_its_end(self, coach: Coach, tmp_path: Path) -> None:
        file = tmp_path / "answer.mov"
        file.write_bytes(encoded(MOV, TONES))
        coach("import", file)
        (kept,) = recordings().glob("*/*/take-1.flac")
        content = kept.read_bytes()
        kept.write_bytes(content[: len(content) * 2 // 3])
        page = tmp_path / "page.html"
        export = ("export", "--format", "html", "-o", page)
        for command in (("transcribe",), ("replay",), export):
            code, _, said = coach(*command)
            assert code == 1, command
            assert "take-1.flac is cut short at 0:0" in said, command
            assert "If you have a copy" in said, command
        assert len(list(recordings().glob("*/*/*.transcript-*"))) == 1

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("page.mp3", b"<!DOCTYPE html><html><body>" + b"<p>Sign in</p>" * 500),
            ("archive.m4a", b"PK\3\4" + bytes(range(256)) * 40),
            ("zeros.mp3", bytes(100_000)),
            ("playlist.m4a", b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:1/a.aac\n"),
            ("header.flac", b"fLaC\0\0\0\x22" + bytes(20)),
            ("slow.wav", struct.pack(
                "<4sI4s4sIHHIIHH4sI", b"RIFF", 1036, b"WAVE", b"fmt ", 16, 1, 1, 1, 2, 2, 16,
                b"data", 1000) + b"\1\2" * 500),
        ],
    )  # fmt: skip
    def test_what_is_no_sound_is_named(
        self, coach: Coach, tmp_path: Path, name: str, content: bytes
    ) -> None:
        (tmp_path / name).write_bytes(content)
        code, out, said = coach("import", tmp_path / name)
        assert (code, out) == (2, "")
        assert name in said.splitlines()[0]
        assert not recordings().exists()

    def test_why_there_is_nothing_to_read_is_said(self, coach: Coach, tmp_path: Path) -> None:
        (tmp_path / "empty.m4a").touch()
        assert "empty.m4a is empty" in coach("import", tmp_path / "empty.m4a")[2]
        assert coach("import", tmp_path / "gone.m4a")[2].startswith("There is no file ")

    def test_folders_within_a_folder_are_named(self, coach: Coach, tmp_path: Path) -> None:
        (tmp_path / "phone" / "monday").mkdir(parents=True)
        code, _, said = coach("import", tmp_path / "phone")
        assert (code, "Name one: " in said, "monday" in said) == (2, True, True)
        (tmp_path / "phone" / "two\nlines.mov").write_bytes(encoded(MOV, TONES))
        _, _, said = coach("import", tmp_path / "phone")
        assert "Folders within are not searched: monday." in said
        assert "two lines.mov" in coach("show")[1]

    def test_a_pipe_is_not_waited_for(self, coach: Coach, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.wav")
        for command in (("import",), ("debrief", "--real", "--from")):
            code, _, said = coach(*command, tmp_path / "pipe.wav")
            assert (code, "pipe.wav is not a file." in said) == (2, True)


FIRST = "I moved from support to planning, and we cut the backlog by a third."
SECOND = "Then I asked for a small team of my own."


@pytest.mark.skipif(not os.environ.get("CASES_DIR"), reason="CASES_DIR names no folder")
@pytest.mark.parametrize(
    ("cases", "told"),
    [
        (
            {
                "joined-short.opus": f"{FIRST} {SECOND}", "short-header.mp3": FIRST,
                "second-track.m4a": FIRST, "hole.m4a": FIRST, "folder/answer.3gp": FIRST,
                "cut.aac": "I moved from support to planning, and",
                "soft-after-loud.wav": SOFT_AFTER_LOUD,
            },
            {
                "hole.m4a": "is missing at 0:02", "cut.aac": "cut short at 0:02",
                "second-track.m4a": "track 2 is taken",
            },
        ),
        (
            {
                "long-header.mp3": FIRST, "inverted.wav": FIRST, "size0.wav": FIRST,
                "gsm.wav": FIRST, "streamed.flac": FIRST, "hole.flac": FIRST, "nan.wav": FIRST,
                "folder/answer.mov": FIRST,
            },
            {"hole.flac": "is missing at 0:02"},
        ),
    ],
    ids=["half", "the other half"],
)  # fmt: skip
def test_cases_that_went_wrong_once(cases: dict[str, str], told: dict[str, str]) -> None:
    done = succeeded(program("import", *(CASES / name for name in cases), "--json"))
    for (name, text), take in zip(cases.items(), done.document["takes"], strict=True):
        assert error_rate(text, take["text"]) <= 0.25, (name, take["text"])
    for name, part in told.items():
        assert any(name in line and part in line for line in done.stderr.splitlines()), name
