"""One model on the best device that works: a GPU where there is one, else the CPU.

Owns the lock that makes `load` safe to call ahead, from another thread.
"""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from coach.errors import EngineMissing

Model = TypeVar("Model")
Result = TypeVar("Result")

CPU = "cpu"


def default_threads() -> int:
    """How many threads suit an engine that has this machine to itself."""
    # Half the cores, so that microphone and loudspeaker are served while Whisper works. Of two
    # cores one: the decoder's steps are so short that two threads mostly wait for each other (16 s
    # of speech, beam of 5: tiny.en 1.0 instead of 2.4 s, base 1.9 instead of 2.6 s).
    return max(1, (os.cpu_count() or 2) // 2)


# What CTranslate2 and torch raise for missing drivers, libraries, kernels and memory; TypeError is
# torch's answer on Apple's MPS to 64-bit floats.
_FAULTS = (
    RuntimeError,
    ValueError,
    TypeError,
    OSError,
    MemoryError,
    LookupError,
    EOFError,
    pickle.UnpicklingError,
)


class OnBestDevice(Generic[Model]):
    """Loads a model with `load(device)` on the first of `devices()` where it loads and works.

    Any fault on a GPU, also in the midst of work, moves on to the next device and does the work
    again there; `devices` ends with "cpu". Tested with faults that were made up: not measured on a
    GPU.
    """

    def __init__(
        self, name: str, devices: Callable[[], Sequence[str]], load: Callable[[str], Model]
    ) -> None:
        self._name = name
        self._find_devices = devices
        self._load = load
        self._devices: list[str] = []  # the first is in use, the others are to fall back on
        self._model: Model | None = None
        self._lock = threading.RLock()

    def model(self) -> Model:
        """The loaded model; loads it at the first call. Raises EngineMissing."""
        with self._lock:
            self._devices = self._devices or list(self._find_devices())
            while self._model is None:
                try:
                    self._model = self._load(self._devices[0])
                except _FAULTS as fault:
                    self._fall_back(fault)
            return self._model

    def run(self, work: Callable[[Model], Result]) -> Result:
        """`work` done with the model. Raises EngineMissing when it fails on the CPU too."""
        with self._lock:
            while True:
                model = self.model()
                try:
                    return work(model)
                except _FAULTS as fault:
                    self._fall_back(fault)

    def _fall_back(self, fault: Exception) -> None:
        """Go on with the next device; raise EngineMissing after the last."""
        if len(self._devices) == 1:
            raise EngineMissing(
                f"The Whisper model {self._name} cannot be used: {fault}",
                "Try another one: coach practice --model base.en",
            ) from fault
        self._devices.pop(0)
        self._model = None
