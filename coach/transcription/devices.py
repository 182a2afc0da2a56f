"""Runs a model on the best device that works: a GPU if there is one, else the CPU.

Threads: a lock makes it safe to load the model ahead, from another thread. Work is done on the
thread that asks for it, by as many at once as the model can serve.
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


def default_threads(cores: int | None = None) -> int:
    """The number of CPU threads for an engine that has a machine with so many `cores` to itself;
    without a number, this machine.
    """
    # Half of the cores, so that microphone and loudspeaker are served while Whisper works. Of two
    # cores, one is also faster: two threads mostly wait for each other in the decoder's short steps
    # (16 s of speech, beam of 5: tiny.en 1.0 instead of 2.4 s, base 1.9 instead of 2.6 s).
    return max(1, (cores or os.cpu_count() or 2) // 2)


# CTranslate2 and torch raise these for missing drivers, libraries, kernels and memory. On Apple's
# MPS torch raises TypeError for 64-bit floats.
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
    """Loads a model with `load(device)` on the first of `devices()` on which it works.

    After a fault on a GPU, even in the middle of work, the work is done again on the next device.
    `devices` ends with "cpu". Tested with simulated faults only, never on a GPU.
    """

    def __init__(
        self,
        name: str,
        devices: Callable[[], Sequence[str]],
        load: Callable[[str], Model],
        at_once: int = 1,
    ) -> None:
        """`at_once` is how many threads may work with the model at the same time."""
        self._name = name
        self._find_devices = devices
        self._load = load
        self._devices: list[str] = []  # the first is in use, the others are fallbacks
        self._model: Model | None = None
        self._lock = threading.RLock()
        self._free = threading.BoundedSemaphore(at_once)

    def model(self) -> Model:
        """The model. The first call loads it. Raises EngineMissing."""
        with self._lock:
            self._devices = self._devices or list(self._find_devices())
            while self._model is None:
                try:
                    self._model = self._load(self._devices[0])
                except _FAULTS as fault:
                    self._fall_back(None, fault)
            return self._model

    def run(self, work: Callable[[Model], Result]) -> Result:
        """Do `work` with the model, and return its result.

        Raises EngineMissing if the CPU fails, too.
        """
        with self._free:
            while True:
                model = self.model()
                try:
                    return work(model)
                except _FAULTS as fault:
                    self._fall_back(model, fault)

    def _fall_back(self, model: Model | None, fault: Exception) -> None:
        """Go on with the next device, unless another thread did so since it got `model`.

        Raises EngineMissing after the last one.
        """
        with self._lock:
            if self._model is not model:
                return
            if len(self._devices) == 1:
                raise EngineMissing(
                    f"The Whisper model {self._name} cannot be used: {fault}",
                    "Try another one: coach practice --model base.en",
                ) from fault
            self._devices.pop(0)
            self._model = None
