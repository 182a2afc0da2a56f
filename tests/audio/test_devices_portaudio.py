from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from coach.audio import portaudio
from coach.audio.portaudio import quiet_stderr
from coach.errors import DeviceMissing

ROOT = Path(__file__).parents[2]
NOISE = b"ALSA lib pcm.c:2666:(snd_pcm_open_noupdate) Unknown PCM cards.pcm.rear\n"


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_noise_is_kept_away_and_everything_else_comes_through(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with quiet_stderr() as said:
        os.write(2, NOISE)
        os.write(2, b"Disk full\n")
        os.write(2, b"Expression 'ret' failed in 'src/hostapi/alsa/pa_linux_alsa.c'\n")
        assert "Unknown PCM" in said()
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "Disk full\nafter\n"


def test_overlapping_threads_give_the_descriptor_back_once(
    capfd: pytest.CaptureFixture[str],
) -> None:
    first_is_in, second_is_out = threading.Event(), threading.Event()

    def first() -> None:
        with quiet_stderr():
            first_is_in.set()
            second_is_out.wait(5)
            os.write(2, NOISE)

    thread = threading.Thread(target=first)
    thread.start()
    first_is_in.wait(5)
    with quiet_stderr() as said:
        os.write(2, b"mine\n")
        assert said() == "mine\n"
    second_is_out.set()
    thread.join()
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "mine\nafter\n"


def test_an_error_inside_gives_the_descriptor_back(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError), quiet_stderr():
        raise RuntimeError
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


def test_a_closed_descriptor_does_no_harm() -> None:
    done = run(
        "import os; from coach.audio.portaudio import quiet_stderr\n"
        "os.close(2)\n"
        "with quiet_stderr() as said: print(repr(said()))\n"
        "try: os.fstat(2)\n"
        "except OSError: print('still closed')"
    )
    assert done.stdout == "''\nstill closed\n"


def test_no_descriptor_leaks() -> None:
    done = run(
        "import os; from coach.audio.portaudio import quiet_stderr\n"
        "before = os.listdir('/dev/fd')\n"
        "for _ in range(50):\n"
        "    with quiet_stderr(): pass\n"
        "print(len(os.listdir('/dev/fd')) == len(before))"
    )
    assert done.stdout == "True\n"


def test_importing_the_room_loads_no_sound_library() -> None:
    done = run(
        "import sys, coach.audio.device_microphone, coach.audio.device_speaker\n"
        "print('sounddevice' in sys.modules)"
    )
    assert done.stdout == "False\n", done.stderr


def test_without_portaudio_a_sentence_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text('raise OSError("PortAudio library not found")\n')
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.device_child", "list"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    said = json.loads(done.stdout)
    assert said["error"] == "DeviceMissing"
    assert said["message"] == "PortAudio, which reaches the sound card, is missing."
    if sys.platform.startswith("linux"):
        assert said["hint"] == "sudo apt install libportaudio2"


STUCK = """
import time
from coach.audio import portaudio
from coach.errors import DeviceMissing
for within_s in (0.2, 10):
    began_s = time.monotonic()
    try:
        portaudio.call(lambda _: time.sleep(60), "It hangs", within_s)
    except DeviceMissing as error:
        print(error.message, time.monotonic() - began_s < 1)
"""


def test_a_call_that_hangs_is_given_up_and_the_process_ends(tmp_path: Path) -> None:
    fake = "class PortAudioError(Exception): pass\ndef _exit_handler(): pass\n"
    (tmp_path / "sounddevice.py").write_text(fake)
    done = run(STUCK, PYTHONPATH=str(tmp_path))
    assert done.stdout == "The sound system does not answer. True\n" * 2
    assert (done.returncode, done.stderr) == (0, "")


REFUSED = """
import os
from coach.audio import portaudio
from coach.errors import DeviceMissing
def refuse(sounddevice):
    os.write(2, b"ALSA lib pcm_dmix.c: unable to open slave\\n")
    os.write(2, b"Expression 'OpenStream( self )' failed in 'pa_linux_alsa.c', line: 2\\n")
    raise sounddevice.PortAudioError("Device unavailable [PaErrorCode -9985]")
try:
    portaudio.call(refuse, '"Webcam" cannot be opened')
except DeviceMissing as error:
    print(error.message)
"""


def test_a_refusal_carries_what_the_sound_system_said(tmp_path: Path) -> None:
    fake = (
        "class PortAudioError(Exception): pass\ndef _exit_handler(): pass\ndef _terminate(): pass"
    )
    (tmp_path / "sounddevice.py").write_text(fake)
    done = run(REFUSED, PYTHONPATH=str(tmp_path))
    assert done.stdout == (
        '"Webcam" cannot be opened: Device unavailable '
        "(ALSA lib pcm_dmix.c: unable to open slave).\n"
    )
    assert done.stderr == ""


def test_an_alsa_configuration_that_is_not_there_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """PortAudio would abort the whole process."""
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "gone.conf"))
    with pytest.raises(DeviceMissing, match=r"gone\.conf") as raised:
        portaudio.check_alsa_configuration()
    assert raised.value.hint == "unset ALSA_CONFIG_PATH"
    (tmp_path / "there.conf").touch()
    for allowed in ("", str(tmp_path / "there.conf")):
        monkeypatch.setenv("ALSA_CONFIG_PATH", allowed)
        portaudio.check_alsa_configuration()
