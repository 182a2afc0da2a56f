"""All calls into PortAudio, made through the package sounddevice.

Threads: only one thread at a time may call PortAudio; on Windows, always the thread that
initialised it. Any call may hang once a sound server has died. So one daemon thread, "portaudio",
makes every call. The first `call` starts that thread, and it lives until the process ends. `call`
hands it work and waits with a deadline. Only stream callbacks run elsewhere, on PortAudio's own
real-time threads.
"""

from __future__ import annotations

import atexit
import ctypes
import importlib
import os
import queue
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import IO, Any, TypeVar

from coach.errors import DeviceMissing

Result = TypeVar("Result")

CALL_WITHIN_S = 10.0  # a Bluetooth headset takes a few seconds to switch its profile
CLOSE_WITHIN_S = 3.0  # a dead sound server never closes a stream

# Messages of PortAudio, ALSA and JACK while they look for devices that are not there.
_NOISE = re.compile(
    rb"ALSA lib |Expression '|Cannot connect to server|jack server is not running|JackShm"
    rb"|connect\(2\) call to /dev/shm/jack|attempt to connect to server failed|\|\|PaMacCore"
    rb"|PulseAudio: Unable to|Cannot lock down \d+ byte|Failed to connect to jackd"
)


open_streams: set[Any] = set()  # used by the "portaudio" thread only; keeps callbacks alive


class SoundSystemHangs(DeviceMissing):
    """A call into the sound system did not return in time."""

    def __init__(self) -> None:
        super().__init__(
            "The sound system does not answer.",
            "Restart the sound server or the computer, then look: coach devices",
        )


class _Owner:
    """The thread that makes all calls, and the call that it may hang in."""

    def __init__(self) -> None:
        self._work: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stuck: Future[Any] | None = None

    def call(self, action: Callable[[], Result], within_s: float) -> Result:
        if self._stuck is not None and not self._stuck.done():
            raise SoundSystemHangs
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="portaudio", daemon=True)
                self._thread.start()
        future: Future[Result] = Future()
        self._work.put((future, action))
        try:
            return future.result(within_s)
        except TimeoutError:
            self._stuck = future
            raise SoundSystemHangs from None

    def _run(self) -> None:
        while True:
            future, action = self._work.get()
            try:
                future.set_result(action())
            except BaseException as error:  # noqa: BLE001 (outermost frame: whoever waits gets it)
                future.set_exception(error)


_OWNER = _Owner()


def call(action: Callable[[Any], Result], doing: str, within_s: float = CALL_WITHIN_S) -> Result:
    """Run `action(sounddevice)` on the "portaudio" thread, and return its result.

    `doing` begins the message for the person if PortAudio refuses ("… cannot be opened"). Blocks
    for up to `within_s` seconds. Raises DeviceMissing if PortAudio is not installed, refuses, or
    hangs.
    """

    def guarded() -> Result:
        with quiet_stderr() as said:
            sounddevice = _sounddevice()
            _ALSA.speak()
            try:
                return action(sounddevice)
            except sounddevice.PortAudioError as error:
                raise _refused(doing, str(error), said()) from error
            finally:
                if open_streams:
                    _ALSA.hush()

    return _OWNER.call(guarded, within_s)


def _sounddevice() -> Any:
    """The package sounddevice. Its import, at the first call, initialises PortAudio."""
    if "sounddevice" in sys.modules:
        return sys.modules["sounddevice"]
    check_alsa_configuration()
    try:
        sounddevice = importlib.import_module("sounddevice")
    except OSError as error:
        raise DeviceMissing(
            "PortAudio, which reaches the sound card, is missing.", _install()
        ) from error
    # PortAudio's own end would hang the process if a sound server has died.
    atexit.unregister(sounddevice._exit_handler)
    atexit.register(_say_farewell)
    return sounddevice


def check_alsa_configuration() -> None:
    """Raise DeviceMissing if ALSA has no configuration, for then PortAudio aborts the process."""
    named = os.environ.get("ALSA_CONFIG_PATH", "")
    files = [name for name in re.split("[: ]", named) if name]
    if files and not any(os.access(name, os.R_OK) for name in files):
        raise DeviceMissing(
            f"ALSA_CONFIG_PATH names {named}, which is not there.", "unset ALSA_CONFIG_PATH"
        )


def _install() -> str:
    if sys.platform.startswith("linux"):
        return "sudo apt install libportaudio2"
    return "pip install --force-reinstall sounddevice"


def _say_farewell() -> None:
    def terminate(sounddevice: Any) -> None:
        sounddevice._terminate()
        open_streams.clear()

    with suppress(DeviceMissing):
        call(terminate, "PortAudio does not end", CLOSE_WITHIN_S)


def _refused(doing: str, reason: str, said: str) -> DeviceMissing:
    """The error for a refused call. `said` is what libraries wrote to stderr meanwhile."""
    plain = re.sub(r"\s*\[PaErrorCode -?\d+\]", "", reason).rstrip(".")
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    # From PortAudio's C code.
    readable = [line for line in lines if not line.startswith("Expression ")]
    detail = f" ({readable[-1][:200]})" if readable else ""
    return DeviceMissing(
        f"{doing}: {plain}{detail}.",
        "Is it plugged in, and does no other program use it? List devices: coach devices",
    )


class _Alsa:
    """ALSA's messages on stderr. They are off while streams run: ALSA reports every underrun.

    During calls they are on, and `quiet_stderr` catches them for the error message.
    """

    def __init__(self) -> None:
        # void handler(file, line, function, error, format, ...); the variable arguments are not
        # read
        arguments = (ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p)
        self._ignore = ctypes.CFUNCTYPE(None, *arguments)(lambda *_: None)
        self._library: ctypes.CDLL | None = None

    def speak(self) -> None:
        self._set(None)

    def hush(self) -> None:
        self._set(self._ignore)

    def _set(self, handler: Any) -> None:
        if not sys.platform.startswith("linux"):
            return
        with suppress(OSError, AttributeError):  # a PortAudio built without ALSA
            self._library = self._library or ctypes.CDLL("libasound.so.2")
            self._library.snd_lib_error_set_handler(handler)


_ALSA = _Alsa()


class _StderrGuard:
    """The redirection of file descriptor 2 while any thread is inside `quiet_stderr`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._real_fd = -1
        self._caught: IO[bytes] | None = None

    def enter(self) -> int:
        """Redirect, unless another thread has. Returns how many bytes were caught before."""
        with self._lock:
            self._users += 1
            if self._users == 1:
                self._redirect()
            return 0 if self._caught is None else os.fstat(self._caught.fileno()).st_size

    def said_since(self, start: int) -> str:
        with self._lock:
            return "" if self._caught is None else self._bytes_since(start).decode(errors="replace")

    def leave(self) -> None:
        """The last thread to leave restores the descriptor and writes there what others wrote."""
        with self._lock:
            self._users -= 1
            if self._users or self._caught is None:
                return
            os.dup2(self._real_fd, 2)
            lines = self._bytes_since(0).splitlines(keepends=True)
            kept = b"".join(line for line in lines if not _NOISE.match(line))
            with suppress(OSError):  # stderr is gone
                if kept:
                    os.write(self._real_fd, kept)
            os.close(self._real_fd)
            self._caught.close()
            self._caught = None

    def _redirect(self) -> None:
        if not hasattr(os, "pread"):  # Windows, where nothing writes there
            return
        try:
            self._real_fd = os.dup(2)
        except OSError:  # descriptor 2 is closed
            return
        self._caught = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (`leave` closes it)
        os.dup2(self._caught.fileno(), 2)

    def _bytes_since(self, start: int) -> bytes:
        assert self._caught is not None
        descriptor = self._caught.fileno()
        return os.pread(descriptor, os.fstat(descriptor).st_size - start, start)


_STDERR = _StderrGuard()


@contextmanager
def quiet_stderr() -> Iterator[Callable[[], str]]:
    """Keep messages of the sound libraries on file descriptor 2 off the person's screen.

    The context gives a function that returns what was written so far. When the context is left,
    known messages are dropped, and everything else (another thread's output, a real error) is
    written to stderr. Threads may overlap. Nothing happens if descriptor 2 is closed.
    """
    start = _STDERR.enter()
    try:
        yield lambda: _STDERR.said_since(start)
    finally:
        _STDERR.leave()
