"""How fast a model is on this machine, measured once and remembered.

A speed holds for one machine and one version of the engine: once either changes, it is not known.
One that was measured while other programs kept the machine busy holds until it is less busy.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.state import remember, remembered
from coach.transcription.bounded import bounded, load_bounded
from coach.transcription.devices import default_threads
from coach.transcription.here import ModelHere
from coach.transcription.models import FASTER_WHISPER
from coach.transcription.ports import Transcriber

_REMEMBERED = "model_speeds"
_LIBRARIES = {FASTER_WHISPER: ("faster-whisper", "ctranslate2")}
_OPENAI_LIBRARIES = ("openai-whisper", "torch")
_FASTEST = 1e6  # above it, the entry is damaged
_SHORT_S = 0.7  # a measurement so short is made twice


def is_busy() -> bool:
    """Whether more wants to run than there are cores; False where the system does not tell."""
    try:
        return os.getloadavg()[0] > (os.cpu_count() or 1)
    except (AttributeError, OSError):  # Windows has no load average
        return False


def kept_speed(model: ModelHere, is_busy: Callable[[], bool] = is_busy) -> float | None:
    """The speed of `model` that was measured on this machine as it is now; None if none was."""
    entry = _entries().get(_key(model))
    if not isinstance(entry, dict) or entry.get("on") != fingerprint(model.engine):
        return None
    if entry.get("busy") and not is_busy():
        return None
    speed = entry.get("speed")
    return float(speed) if isinstance(speed, int | float) and 0 < speed < _FASTEST else None


def measure_speed(
    model: ModelHere,
    transcriber: Transcriber,
    speech: Samples,
    is_busy: Callable[[], bool] = is_busy,
) -> float:
    """Write `speech` (16 kHz) down with `transcriber`, which has the weights of `model`, and
    remember how many seconds of speech it does in a second.

    Raises EngineMissing.
    """
    load_bounded(transcriber)
    busy = is_busy()
    took_s = _timed(transcriber, speech)
    if took_s < _SHORT_S:
        took_s = min(took_s, _timed(transcriber, speech))
    speed = round(len(speech) / LISTENING_RATE_HZ / took_s, 2)
    entry = {"on": fingerprint(model.engine), "speed": speed, "busy": busy}
    remember(_REMEMBERED, {**_entries(), _key(model): entry})
    return speed


def fingerprint(engine: str, processors: Path = Path("/proc/cpuinfo")) -> str:
    """What a speed depends on: processor, system, threads, and the versions of the engine.

    `processors` is the file in which Linux names them.
    """
    parts = [
        platform.system(), platform.machine(), _processor(processors), f"{os.cpu_count()} cores",
        f"{default_threads()} threads",
        *(f"{name} {_version(name)}" for name in _LIBRARIES.get(engine, _OPENAI_LIBRARIES)),
    ]  # fmt: skip
    return ", ".join(part for part in parts if part)


def memory_mb() -> int | None:
    """The machine's memory in megabytes; None where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return None


def _timed(transcriber: Transcriber, speech: Samples) -> float:
    began_s = time.perf_counter()
    bounded(transcriber, lambda watched, _: watched.transcribe(speech))
    return max(time.perf_counter() - began_s, 1e-6)


def _key(model: ModelHere) -> str:
    return f"{model.engine} {model.asked} {model.size_bytes}"


def _entries() -> dict[str, Any]:
    entries = remembered(_REMEMBERED)
    return entries if isinstance(entries, dict) else {}


def _processor(processors: Path) -> str:
    """The processor's name."""
    try:
        lines = processors.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"
