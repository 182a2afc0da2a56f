"""Chooses a Whisper engine and a model. Importing this loads neither torch nor CTranslate2."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Protocol

from coach.errors import EngineMissing, InvalidSetting
from coach.language_tags import primary_language
from coach.transcription.models import (
    FASTER_WHISPER,
    OPENAI_WHISPER,
    AllowDownload,
    ModelChoice,
    choose_model,
)
from coach.transcription.ports import Transcriber

AUTO = "auto"


class MakeTranscriber(Protocol):
    """The class of an engine, which makes a transcriber whose weights are not loaded yet."""

    def __call__(
        self,
        choice: ModelChoice,
        language: str,
        allow_download: AllowDownload,
        *,
        threads: int | None,
    ) -> Transcriber:
        """Make one. The arguments are those of `choose_transcriber`."""


@dataclass(frozen=True)
class Engine:
    """An engine by `name`. `library` is what it imports, `install` how to get that; `load` imports
    the module of ours that uses it.
    """

    name: str
    library: str
    install: str
    load: Callable[[], MakeTranscriber]

    @property
    def is_installed(self) -> bool:
        """Whether its library is there."""
        return find_spec(self.library) is not None


def _faster_whisper() -> MakeTranscriber:
    from coach.transcription.faster_whisper_engine import FasterWhisper

    return FasterWhisper


def _openai_whisper() -> MakeTranscriber:
    from coach.transcription.openai_whisper_engine import OpenAiWhisper

    return OpenAiWhisper


# The best comes first: "auto" takes the first that is installed.
ENGINES = (
    Engine(FASTER_WHISPER, "faster_whisper", 'pip install "spoken-coach[fast]"', _faster_whisper),
    Engine(OPENAI_WHISPER, "whisper", "pip install openai-whisper", _openai_whisper),
)


def choose_transcriber(
    engine: str,
    model: str | None,
    language: str,
    allow_download: AllowDownload,
    threads: int | None = None,
) -> Transcriber:
    """A transcriber whose weights are not loaded yet.

    `engine` is the name of one of ENGINES, or AUTO. `model` is a name, a path or None. `language`
    is a tag such as "en" or "en-GB". `fetch` and `load` ask `allow_download` before they download
    anything. `threads` is the number of CPU threads; without it, the engine has the machine
    to itself: half of the cores, two pieces of long sound at the same time. Raises
    InvalidSetting for impossible combinations, EngineMissing if the engine is not installed.
    """
    language = primary_language(language)
    chosen = installed_engine(engine)
    choice = choose_model(chosen.name, model, language)
    return chosen.load()(choice, language, allow_download, threads=threads)


def installed_engine(name: str) -> Engine:
    """The engine called `name`, or the best that is installed for AUTO.

    Raises InvalidSetting for an unknown name, EngineMissing if it is not installed.
    """
    named = [engine for engine in ENGINES if name in (engine.name, AUTO)]
    if not named:
        names = ", ".join((AUTO, *(engine.name for engine in ENGINES)))
        raise InvalidSetting(f"There is no engine {name!r}.", f"Give one of {names}.")
    installed = [engine for engine in named if engine.is_installed]
    if installed:
        return installed[0]
    missing = "No Whisper engine is" if name == AUTO else f"{name} is not"
    raise EngineMissing(f"{missing} installed.", named[0].install)
