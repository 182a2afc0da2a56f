"""The Whisper models on this machine: of packages, of downloads, at a path of the settings.

Nothing here imports an engine or uses the network.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from coach import paths
from coach.errors import InvalidSetting, WrongUse
from coach.formats import to_type
from coach.transcription import model_download
from coach.transcription.models import (
    FASTER_WHISPER,
    OPENAI_WHISPER,
    ModelChoice,
    choose_model,
    full_name,
    knows_only_english,
    names_for,
)
from coach.transcription.packaged import PackagedModel, packaged_here

_WEIGHTS = "model.bin"
# The vocabulary of the multilingual models begins with this many; the English one has one less.
_MULTILINGUAL_WORDS = 51865


class Source(StrEnum):
    """Where a model came from."""

    PACKAGE = "package"
    DOWNLOAD = "download"
    PATH = "path"


@dataclass(frozen=True)
class ModelHere:
    """A model on this machine. `asked` is what chooses it: its name, or its path."""

    name: str
    engine: str
    source: Source
    path: Path
    size_bytes: int
    only_english: bool
    package: PackagedModel | None = None

    @property
    def size_mb(self) -> int:
        """Its size in megabytes."""
        return round(self.size_bytes / 1e6)

    @property
    def asked(self) -> str:
        """What to give as `--model` for it."""
        return str(self.path) if self.source is Source.PATH else self.name

    def knows(self, language: str) -> bool:
        """Whether it understands `language`, a code such as "en"."""
        return language == "en" or not self.only_english


def models_here(engine: str, *asked: str | None) -> list[ModelHere]:
    """The models on this machine for `engine`, the smallest first.

    `asked` are the models of the settings, which may be at a path.
    """
    found = [*_of_packages(engine), *_of_downloads(engine)]
    for each in dict.fromkeys(asked):
        found += _of_path(engine, each)
    return sorted(found, key=lambda model: (model.size_bytes, model.name))


def named(name: str, engine: str, found: list[ModelHere]) -> ModelHere:
    """The model called `name` among those `found`; of several, the one that is used.

    Raises WrongUse where it is not here, InvalidSetting where there is no such model at all.
    """
    for model in sorted(found, key=lambda model: model.source is not Source.PACKAGE):
        if full_name(name) in (model.name, model.asked):
            return model
    at_path = _of_path(engine, name)
    if at_path:
        return at_path[0]
    choose_model(engine, name, "en")
    raise WrongUse(
        f"The Whisper model {name} is not on this machine.",
        f"Get it: {to_type('models', 'get', name)}",
    )


def remove(model: ModelHere) -> None:
    """Delete the weights of `model`.

    Raises WrongUse where that is not for the coach to do, OSError.
    """
    if model.package and model.package.is_installed:
        raise WrongUse(
            f"Whisper {model.name} came as a Python package, so pip removes it.",
            f"pip uninstall {' '.join(model.package.packages)}",
        )
    if model.package:
        model.package.forget_joined()
    elif model.source is Source.PATH:
        raise WrongUse(f"{model.path} is a file of your own: delete it as any other.")
    elif model.engine == OPENAI_WHISPER:
        model.path.unlink()
    else:
        model_download.remove(model.name, paths.model_cache())


def _of_packages(engine: str) -> Iterator[ModelHere]:
    if engine != FASTER_WHISPER:
        return
    for name, package in packaged_here().items():
        yield ModelHere(
            name, engine, Source.PACKAGE, package.folder, package.size_bytes(),
            knows_only_english(name), package,
        )  # fmt: skip


def _of_downloads(engine: str) -> Iterator[ModelHere]:
    cache = paths.model_cache()
    for name in dict.fromkeys(map(full_name, names_for(engine))):
        if engine == OPENAI_WHISPER:
            file = cache / f"{name}.pt"
            path = file if file.is_file() else None
        elif model_download.seems_there(name, cache):
            path = model_download.cached(name, cache)
        else:
            path = None
        if path and path.exists():
            yield _model(ModelChoice(name, path), engine, Source.DOWNLOAD)


def _of_path(engine: str, asked: str | None) -> list[ModelHere]:
    if asked is None:
        return []
    with suppress(InvalidSetting):  # it is told where that model is to be used
        choice = choose_model(engine, asked, "en")
        if choice.path and not choice.package:
            return [_model(choice, engine, Source.PATH)]
    return []


def _model(choice: ModelChoice, engine: str, source: Source) -> ModelHere:
    assert choice.path
    path = choice.path
    size = (path / _WEIGHTS if path.is_dir() else path).stat().st_size
    return ModelHere(choice.name, engine, source, path, size, _only_english(choice.name, path))


def _only_english(name: str, path: Path) -> bool:
    """By its name; of a folder with another name, by its vocabulary."""
    words = path / "vocabulary.txt"
    if name not in names_for(FASTER_WHISPER) and words.is_file():
        with words.open("rb") as file:
            return sum(1 for _ in file) < _MULTILINGUAL_WORDS
    return knows_only_english(name)
