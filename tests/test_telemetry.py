"""Nothing that runs inside the program may keep or send what it is used for."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

_RUNS_A_MODEL = {
    "piper": "from coach.voices.piper_voice import PiperVoice; PiperVoice().render('Hello.')",
    "faster_whisper": (
        "import coach.transcription.faster_whisper_engine, numpy\n"
        "from faster_whisper.vad import get_speech_timestamps\n"
        "get_speech_timestamps(numpy.zeros(16000, numpy.float32))"
    ),
}


@pytest.mark.parametrize("package", _RUNS_A_MODEL)
def test_onnx_runtime_keeps_no_device_number_and_queues_nothing(
    package: str, tmp_path: Path
) -> None:
    if find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    home = {name: str(tmp_path) for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA")}
    env = {k: v for k, v in os.environ.items() if not k.startswith("ORT_")} | home
    subprocess.run([sys.executable, "-c", _RUNS_A_MODEL[package]], env=env, check=True)
    assert [path.name for path in tmp_path.rglob("*")] == []


def test_no_plugin_is_given_what_is_validated(tmp_path: Path) -> None:
    (tmp_path / "spy.py").write_text("raise SystemExit('a plugin is loaded')")
    about = tmp_path / "spy-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: spy\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[pydantic]\nspy = spy:plugin\n")
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYDANTIC_")}
    env["PYTHONPATH"] = os.pathsep.join([str(tmp_path), *sys.path])
    subprocess.run([sys.executable, "-c", "import coach.config"], env=env, check=True)
