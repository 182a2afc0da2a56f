"""The common base of the Whisper engines: one model on the best device, output as transcripts."""

from __future__ import annotations

import contextlib
from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Generic

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.errors import CoachError
from coach.transcription.devices import Model, OnBestDevice, default_threads
from coach.transcription.here import models_here
from coach.transcription.models import AllowDownload, ModelChoice, choose_model, english_only
from coach.transcription.ports import DecodeOptions, SpokenLanguage, Transcriber, Transcript
from coach.transcription.words import EngineSegment, build_transcript


class WhisperEngine(Transcriber, Generic[Model]):
    """A transcriber with a `Model`. Each engine implements the abstract methods."""

    def __init__(
        self,
        choice: ModelChoice,
        language: str,
        allow_download: AllowDownload,
        devices: Callable[[], Sequence[str]] | None = None,
        load_model: Callable[[Path, str], Model] | None = None,
        threads: int | None = None,
    ) -> None:
        """`threads` is the number of CPU threads. None: it has the machine to itself, and uses as
        many cores as are of use.
        """
        self.model = choice.name
        self.language = language
        self._choice = choice
        self._allow_download = allow_download
        self._threads = threads or default_threads()
        self._has_the_machine = threads is None
        self._load_model = load_model or self._load
        self._find_devices = devices or self._devices
        self._weights = self._unloaded()

    @property
    def asked(self) -> str:
        """See Transcriber."""
        choice = self._choice
        return choice.name if choice.path is None or choice.package else str(choice.path)

    def load(self) -> None:
        """Load the weights."""
        self._weights.model()

    def abandon(self) -> None:
        """See Transcriber. The thread that hangs holds the lock of its weights."""
        self._weights = self._unloaded()
        self.__dict__.pop("_multilingual", None)

    def transcribe(
        self, samples: Samples, prompt: str = "", decoding: DecodeOptions | None = None
    ) -> Transcript:
        """See Transcriber. Every window of 30 s gets the `prompt`."""
        if not len(samples):
            return self.blank
        heard = self._weights.run(lambda model: self._heard(model, samples, prompt, decoding))
        return build_transcript(self.blank, heard, len(samples) / LISTENING_RATE_HZ)

    def read(self, samples: Samples, prompt: str, decoding: DecodeOptions) -> str:
        """See Transcriber.

        One pass without times: with times, Whisper would go on in the silence.
        """
        return self._weights.run(lambda model: self._read(model, samples, prompt, decoding))

    def spoken_language(self, samples: Samples) -> SpokenLanguage | None:
        """See Transcriber. If this model knows only English, the smallest one here that knows more
        is asked.
        """
        if self._is_multilingual(self._weights.model()):
            return self._weights.run(lambda model: self._language_of(model, samples))
        return self._multilingual.spoken_language(samples) if self._multilingual else None

    def load_languages(self) -> None:
        """See Transcriber."""
        if not self._is_multilingual(self._weights.model()):
            _ = self._multilingual

    @cached_property
    def _multilingual(self) -> Transcriber | None:
        """The smallest model here that knows more languages than one; None without one."""
        for model in models_here(self.engine):
            if not model.only_english:
                choice = choose_model(self.engine, model.name, "en")
                other = type(self)(choice, self.language, lambda _: False, threads=self._threads)
                with contextlib.suppress(CoachError):  # damaged: the words are no worse without it
                    other.load()
                    return other
        return None

    def _unloaded(self) -> OnBestDevice[Model]:
        return OnBestDevice(self._choice.name, self._find_devices, self._load_on, self.at_once)

    def _load_on(self, device: str) -> Model:
        model = self._load_model(self._path(), device)
        if self.language != "en" and not self._is_multilingual(model):
            raise english_only(self.model, self.language)
        return model

    @staticmethod
    @abstractmethod
    def _devices() -> list[str]:
        """The devices to try: the best first, "cpu" last."""

    @abstractmethod
    def _path(self) -> Path:
        """The path of the weights, which are downloaded if they are missing.

        Raises EngineMissing.
        """

    @abstractmethod
    def _load(self, path: Path, device: str) -> Model:
        """Load the model at `path` on `device`."""

    @staticmethod
    @abstractmethod
    def _is_multilingual(model: Model) -> bool:
        """Whether the model knows more languages than English."""

    @staticmethod
    @abstractmethod
    def _language_of(model: Model, samples: Samples) -> SpokenLanguage:
        """The likeliest language of `samples`, by a model that knows several."""

    @abstractmethod
    def _heard(
        self, model: Model, samples: Samples, prompt: str, decoding: DecodeOptions | None
    ) -> list[EngineSegment]:
        """The segments of `samples`, with words and times. Raises GivenUp."""

    @abstractmethod
    def _read(self, model: Model, samples: Samples, prompt: str, decoding: DecodeOptions) -> str:
        """The text of `samples`, without times. Raises GivenUp."""
