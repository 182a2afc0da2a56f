"""Chooses a Whisper engine and a model. Importing this loads neither torch nor CTranslate2."""

from __future__ import annotations

from importlib.util import find_spec

from coach.errors import EngineMissing, InvalidSetting
from coach.language_tags import primary_language
from coach.transcription.models import (
    FASTER_WHISPER,
    OPENAI_WHISPER,
    AllowDownload,
    choose_model,
)
from coach.transcription.ports import Transcriber

AUTO = "auto"
ENGINES = (AUTO, FASTER_WHISPER, OPENAI_WHISPER)

_MODULES = {FASTER_WHISPER: "faster_whisper", OPENAI_WHISPER: "whisper"}
_INSTALL = {
    FASTER_WHISPER: "pip install 'spoken-coach[fast]'",
    OPENAI_WHISPER: "pip install openai-whisper",
}


def choose_transcriber(
    engine: str,
    model: str | None,
    language: str,
    allow_download: AllowDownload,
    threads: int | None = None,
) -> Transcriber:
    """A transcriber whose weights are not loaded yet.

    `engine` is one of ENGINES. `model` is a name, a path or None. `language` is a tag such as "en"
    or "en-GB". `fetch` and `load` ask `allow_download` before they download anything. `threads` is
    the number of CPU threads, by default half of the cores. Raises InvalidSetting for impossible
    combinations, EngineMissing if the engine is not installed.
    """
    if engine not in ENGINES:
        raise InvalidSetting(
            f"There is no engine {engine!r}.", f"Give one of {', '.join(ENGINES)}."
        )
    language = primary_language(language)
    chosen = _installed(engine)
    choice = choose_model(chosen, model, language)
    if chosen == FASTER_WHISPER:
        from coach.transcription.faster_whisper_engine import FasterWhisper

        return FasterWhisper(choice, language, allow_download, threads=threads)
    assert chosen == OPENAI_WHISPER, f"no class for the engine {chosen}"
    from coach.transcription.openai_whisper_engine import OpenAiWhisper

    return OpenAiWhisper(choice, language, allow_download, threads=threads)


def _installed(engine: str) -> str:
    if engine != AUTO:
        if find_spec(_MODULES[engine]) is None:
            raise EngineMissing(f"{engine} is not installed.", _INSTALL[engine])
        return engine
    for candidate in (FASTER_WHISPER, OPENAI_WHISPER):
        if find_spec(_MODULES[candidate]) is not None:
            return candidate
    raise EngineMissing("No Whisper engine is installed.", _INSTALL[FASTER_WHISPER])
