"""A sound card made of software, for tests on machines that have none.

PulseAudio runs by itself, without hardware, in a folder of its own: whatever is played to the sink
`candidate` is what the source `microphone` hears, and whatever the program plays goes to the sink
`speaker`, from whose monitor it can be recorded. Only child processes that are given
`SoundCard.environment` see it; the machine's own sound server and other cards are left alone.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

RATE_HZ = 48_000
_STARTS_WITHIN_S = 15.0
_ON_ITS_WAY_S = 0.3  # from the sink into a recorder's file
_PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec")
_ALSA_PLUGIN_FOLDERS = ("/usr/lib/*/alsa-lib", "/usr/lib64/alsa-lib", "/usr/lib/alsa-lib")
_CONTROL = "control"
_MICROPHONE = "module-remap-source"
_MICROPHONE_MADE = f"{_MICROPHONE} master=candidate.monitor source_name=microphone rate={RATE_HZ}"
_MODULES = (
    f"module-null-sink sink_name=speaker rate={RATE_HZ}",
    f"module-null-sink sink_name=candidate rate={RATE_HZ}",
    _MICROPHONE_MADE,
)
_ASOUNDRC = """</usr/share/alsa/alsa.conf>
pcm.!default { type pulse server "SERVER" }
ctl.!default { type pulse server "SERVER" }
"""


_NO_CARD = "pcm.none { type hw card 99 }\nctl.none { type hw card 99 }\n"


class NoSoundCardError(Exception):
    """This machine cannot run the virtual sound card; says why."""


class SoundCard:
    """A running virtual sound card; `start()` makes one, `stop()` ends it."""

    def __init__(self, folder: Path, server: subprocess.Popen[bytes]) -> None:
        self._folder = folder
        self._server = server
        self._listeners: list[subprocess.Popen[bytes]] = []

    @classmethod
    def start(cls) -> SoundCard:
        """Start a card of its own. Raises NoSoundCardError."""
        if missing := [program for program in _PROGRAMS if shutil.which(program) is None]:
            raise NoSoundCardError(f"not installed: {', '.join(missing)}")
        if not any(
            folder.glob("libasound_module_pcm_pulse.so")
            for pattern in _ALSA_PLUGIN_FOLDERS
            for folder in Path("/").glob(pattern.lstrip("/"))
        ):
            raise NoSoundCardError("not installed: libasound2-plugins")
        # A socket's path may have 107 bytes at most, so the folder is not the test's own deep one.
        folder = Path(tempfile.mkdtemp(prefix="sound-card-"))
        log = folder / "log"
        with log.open("wb") as log_file:
            server = subprocess.Popen(
                _server_command(folder),
                env=_environment(folder),
                stdin=subprocess.DEVNULL,
                stdout=log_file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        card = cls(folder, server)
        try:
            card._wait_until_ready(log)
        except BaseException:
            card.stop()
            raise
        return card

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment for a child process that is to use this card."""
        return _environment(self._folder)

    def play_into_microphone(self, path: Path) -> None:
        """Play a WAV file into the microphone; returns when it has ended."""
        with self.playing_into_microphone(path) as player:
            player.wait()

    @contextmanager
    def playing_into_microphone(self, path: Path) -> Iterator[subprocess.Popen[bytes]]:
        """Play a WAV file into the microphone meanwhile; leaving cuts it off."""
        # So much is handed over ahead that a busy machine tears no hole into the sound.
        command = ["paplay", "-d", "candidate", "--latency-msec=400", str(path)]
        with self._running(command, signal.SIGTERM) as player:
            yield player

    @contextmanager
    def microphone_beside_loudspeaker(self, volume: str = "40%") -> Iterator[None]:
        """Meanwhile the microphone hears what the loudspeaker is given, a moment later."""
        loop = "module-loopback source=speaker.monitor sink=candidate latency_msec=60"
        module = self._pactl("load-module", *loop.split()).stdout.strip()
        for line in self._pactl("list", "short", "sink-inputs").stdout.splitlines():
            if "loopback" in line:
                self._pactl("set-sink-input-volume", line.split("\t")[0], volume)
        try:
            yield
        finally:
            self._pactl("unload-module", module)

    @contextmanager
    def microphone_at_loudspeaker(self) -> Iterator[None]:
        """Meanwhile the microphone is what the loudspeaker is given, at once, and nothing else."""
        remap = f"module-remap-source master=speaker.monitor source_name=at_speaker rate={RATE_HZ}"
        module = self._pactl("load-module", *remap.split()).stdout.strip()
        self._pactl("set-default-source", "at_speaker")
        try:
            yield
        finally:
            self._pactl("set-default-source", "microphone")
            self._pactl("unload-module", module)

    @contextmanager
    def record_everything(self, path: Path) -> Iterator[None]:
        """Record meanwhile what the loudspeaker is given (left) and what the microphone hears
        (right), as a WAV file (RATE_HZ, 16 bit).
        """
        loop = "module-loopback sink=both latency_msec=60 channels=1 remix=no"
        modules = [
            self._pactl("load-module", *arguments.split()).stdout.strip()
            for arguments in (
                f"module-null-sink sink_name=both rate={RATE_HZ}",
                f"{loop} source=speaker.monitor channel_map=front-left",
                f"{loop} source=candidate.monitor channel_map=front-right",
            )
        ]
        command = ["parec", "-d", "both.monitor", "--file-format=wav", "--latency-msec=20"]
        command += ["--channels=2", "--format=s16le", f"--rate={RATE_HZ}", str(path)]
        try:
            with self._running(command, signal.SIGINT):
                yield
                time.sleep(_ON_ITS_WAY_S)
        finally:
            for module in reversed(modules):
                self._pactl("unload-module", module)

    @contextmanager
    def record_loudspeaker(self, path: Path) -> Iterator[None]:
        """Record what the loudspeaker is given meanwhile, as a WAV file (RATE_HZ, mono, 16 bit)."""
        command = ["parec", "-d", "speaker.monitor", "--file-format=wav", "--latency-msec=20"]
        command += ["--channels=1", "--format=s16le", f"--rate={RATE_HZ}", str(path)]
        with self._running(command, signal.SIGINT):
            self._wait_for_recorder()
            began_s = time.monotonic() - _recorded_s(path)
            yield
            _wait_until_recorded(path, time.monotonic() - began_s + _ON_ITS_WAY_S)

    @contextmanager
    def overhearing_loudspeaker(self) -> Iterator[IO[bytes]]:
        """What the loudspeaker is given meanwhile, as raw samples (RATE_HZ, mono, 16 bit)."""
        command = ["parec", "-d", "speaker.monitor", "--raw", "--latency-msec=20"]
        command += ["--channels=1", "--format=s16le", f"--rate={RATE_HZ}"]
        with self._running(command, signal.SIGINT, subprocess.PIPE) as recorder:
            self._wait_for_recorder()
            assert recorder.stdout is not None
            yield recorder.stdout

    def unplug(self) -> None:
        """Take the sound card away at once, as if a plug were pulled."""
        self._server.kill()
        self._server.wait()

    def unplug_microphone(self) -> None:
        """Take the microphone away from whoever records, but leave the loudspeaker."""
        recorders = self._recorders_of("microphone")
        self._pactl("unload-module", _MICROPHONE)
        # PulseAudio has them record from another source now, as long as there is one.
        self._control(f"kill-source-output {recorder}" for recorder in recorders)

    def plug_in_microphone(self) -> None:
        """Give the microphone back."""
        self._pactl("load-module", *_MICROPHONE_MADE.split())
        self._pactl("set-default-source", "microphone")

    def break_loudspeaker(self) -> None:
        """End what plays, as if its loudspeaker broke."""
        playing = self._pactl("list", "short", "sink-inputs").stdout.splitlines()
        self._control(f"kill-sink-input {line.split(chr(9))[0]}" for line in playing)

    def _control(self, commands: Iterable[str]) -> None:
        with socket.socket(socket.AF_UNIX) as control:
            control.connect(str(self._folder / _CONTROL))
            control.sendall("".join(f"{each}\n" for each in commands).encode())
            control.shutdown(socket.SHUT_WR)
            while control.recv(4096):
                pass

    def _recorders_of(self, source: str) -> list[str]:
        sources = self._pactl("list", "short", "sources").stdout.splitlines()
        (index,) = (line.split("\t")[0] for line in sources if line.split("\t")[1] == source)
        outputs = self._pactl("list", "short", "source-outputs").stdout.splitlines()
        return [line.split("\t")[0] for line in outputs if line.split("\t")[1] == index]

    def freeze(self) -> None:
        """Have the sound server neither answer nor go away, as one that is stuck."""
        self._server.send_signal(signal.SIGSTOP)

    def stop(self) -> None:
        """End the card and remove what it left. May be called twice, and after `unplug`."""
        for recorder in self._listeners:
            recorder.kill()
            recorder.wait()
        if self._server.poll() is None:
            self._server.send_signal(signal.SIGCONT)
            self._server.terminate()
            try:
                self._server.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.unplug()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _pactl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["pactl", *arguments]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=10
        )

    def _wait_until_ready(self, log: Path) -> None:
        deadline_s = time.monotonic() + _STARTS_WITHIN_S
        while time.monotonic() < deadline_s and self._server.poll() is None:
            if "microphone" in self._pactl("list", "short", "sources").stdout:
                self._pactl("set-default-sink", "speaker")
                self._pactl("set-default-source", "microphone")
                self._hurry()
                return
            time.sleep(0.05)
        raise NoSoundCardError(
            f"PulseAudio does not start: {log.read_text(errors='replace')[-500:]}"
        )

    def _hurry(self) -> None:
        """Have somebody listen closely all the time.

        A null sink that nobody listens to closely hands its sound over every two seconds only; the
        first such period has to pass once.
        """
        for sink in ("speaker", "candidate"):
            command = ["parec", "-d", f"{sink}.monitor", "--raw", "--latency-msec=20"]
            recorder = subprocess.Popen(
                command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._listeners.append(recorder)
        for recorder in self._listeners:
            assert recorder.stdout is not None
            recorder.stdout.read(1)
            threading.Thread(target=_drain, args=(recorder.stdout,), daemon=True).start()

    def _wait_for_recorder(self) -> None:
        deadline_s = time.monotonic() + 5
        listeners = len(self._listeners)
        while len(self._pactl("list", "short", "source-outputs").stdout.splitlines()) <= listeners:
            if time.monotonic() > deadline_s:
                raise TimeoutError("parec does not record")
            time.sleep(0.02)

    @contextmanager
    def _running(
        self, command: list[str], ends_by: signal.Signals, stdout: int | None = None
    ) -> Iterator[subprocess.Popen[bytes]]:
        process = subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield process
        finally:
            process.send_signal(ends_by)
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def no_sound_card(folder: Path) -> dict[str, str]:
    """The whole environment for a child process that is to find no card at all (on Linux)."""
    asoundrc = folder / "asoundrc-none"
    asoundrc.write_text(_NO_CARD)
    unused = {"PULSE_SERVER": "unix:/nonexistent", "PULSE_CLIENTCONFIG": os.devnull}
    return {**os.environ, **unused, "ALSA_CONFIG_PATH": str(asoundrc), "JACK_NO_START_SERVER": "1"}


def _recorded_s(path: Path) -> float:
    """How much sound a recorder's file (RATE_HZ, mono, 16 bit) holds by now, in seconds."""
    return path.stat().st_size / (2 * RATE_HZ) if path.exists() else 0.0


def _wait_until_recorded(path: Path, duration_s: float) -> None:
    """Wait for a recorder that lags behind: on a busy machine by more than any fixed time."""
    deadline_s = time.monotonic() + 5
    while _recorded_s(path) < duration_s and time.monotonic() < deadline_s:
        time.sleep(0.02)


def _drain(stream: IO[bytes]) -> None:
    while stream.read(65_536):
        pass


def _server_command(folder: Path) -> list[str]:
    access = "auth-anonymous=1 auth-cookie-enabled=0"
    native = f"module-native-protocol-unix {access} socket={folder / 'socket'}"
    control = f"module-cli-protocol-unix socket={folder / _CONTROL}"
    command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--log-level=error"]
    # Real-time priority and shared memory need rights that a container may not give.
    command += ["--realtime=no", "--high-priority=no", "--disable-shm=yes", "--use-pid-file=no"]
    for module in (native, control, *_MODULES):
        command += ["-L", module]
    return command


def _environment(folder: Path) -> dict[str, str]:
    server = f"unix:{folder / 'socket'}"
    asoundrc = folder / "asoundrc"
    if not asoundrc.exists():
        asoundrc.write_text(_ASOUNDRC.replace("SERVER", server))
    return {
        **os.environ,
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_RUNTIME_PATH": str(folder),
        "PULSE_STATE_PATH": str(folder),
        "PULSE_COOKIE": str(folder / "cookie"),
        "PULSE_SERVER": server,
        "PULSE_CLIENTCONFIG": os.devnull,  # no autospawn: an unplugged card stays away
        "ALSA_CONFIG_PATH": str(asoundrc),
    }
