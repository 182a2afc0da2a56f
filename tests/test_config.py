from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from coach.choices import choices
from coach.config import FIELD_OF, load_settings, resolve
from coach.errors import InvalidSetting
from coach.paths import config_file, default_recordings
from coach.state import remember, remembered


def write_config(text: str) -> Path:
    path = config_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_flag_beats_the_environment_which_beats_the_file_which_beats_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def rate() -> tuple[int | None, str]:
        settings, sources = resolve(flags)
        return settings.rate, sources["rate"]

    flags: dict[str, Any] = {"rate": None}
    assert rate() == (None, "default")
    path = write_config("rate = 150")
    assert rate() == (150, str(path))
    monkeypatch.setenv("COACH_RATE", "160")
    assert rate() == (160, "environment")
    flags["rate"] = 170
    assert rate() == (170, "command line")


VALUES: dict[str, tuple[str, Any]] = {
    "recordings": ("/tmp/kept", Path("/tmp/kept")),
    "questions": ("3", 3),
    "only": ("strengths, why-us", ("strengths", "why-us")),
    "theme": ("people", "people"),
    "shuffle": ("true", True),
    "seed": ("7", 7),
    "coat": ("mixed", "mixed"),
    "follow_ups": ("false", False),
    "panel": ("true", True),
    "probing": ("true", True),
    "voice": ("none", "none"),
    "rate": ("150", 150),
    "engine": ("faster-whisper", "faster-whisper"),
    "model": ("tiny.en", "tiny.en"),
    "final_model": ("base", "base"),
    "stages": ("live", "live"),
    "language": ("pt_br", "pt-BR"),
    "device": ("Jabra", "Jabra"),
    "speaker": ("HDMI", "HDMI"),
    "vocabulary": ("Aoife, Xarelto", "Aoife, Xarelto"),
    "answers": ("a.wav", Path("a.wav")),
    "pace": ("real", "real"),
    "minutes": ("15", 15.0),
    "think": ("30", 30.0),
    "answer": ("90", 90),
    "strict": ("true", True),
    "hands_free": ("1", True),
    "silence": ("8", 8.0),
    "eyes_free": ("1", True),
    "captions": ("no", False),
    "quiet": ("1", True),
    "plain": ("yes", True),
    "keep_audio_days": ("90", 90),
    "download": ("1", True),
    "json": ("true", True),
}


def test_every_setting_is_tried_here() -> None:
    assert set(FIELD_OF) <= set(VALUES)


@pytest.mark.parametrize("name", sorted(FIELD_OF))
def test_every_setting_can_come_from_the_environment(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, value = VALUES[name]
    monkeypatch.setenv(f"COACH_{name.upper()}", text)
    settings, sources = resolve({})
    assert getattr(settings, FIELD_OF[name]) == value
    assert sources[name] == "environment"
    monkeypatch.setenv(f"COACH_{name.upper()}", "")  # empty is not set
    assert resolve({})[1][name] == "default"


@pytest.mark.parametrize(
    ("flags", "environment", "file", "where"),
    [
        ({"rate": 5}, {}, "", "--rate"),
        ({}, {"COACH_RATE": "fast"}, "", "The variable COACH_RATE is 'fast'"),
        ({}, {}, "rate = 1000", "The key 'rate' of the config file"),
        ({"coat": "tuxedo"}, {}, "", "--coat is 'tuxedo'"),
        ({}, {"COACH_LANGUAGE": "English"}, "", "COACH_LANGUAGE"),
        ({}, {}, 'only = "one"', "The key 'only'"),
        ({}, {"COACH_JSON": "perhaps"}, "", "COACH_JSON"),
        ({}, {}, "[voice]\nname = 1", "The key 'voice'"),
        ({"recordings": ""}, {}, "", "--recordings is ''"),
        ({"vocabulary": "\udcff"}, {}, "", "--vocabulary is '\\udcff': it is not valid UTF-8"),
        ({"hands_free": "perhaps"}, {}, "", "--hands-free is"),
    ],
)
def test_a_bad_value_is_told_with_where_it_stands(
    flags: dict[str, Any],
    environment: dict[str, str],
    file: str,
    where: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = write_config(file)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSetting) as caught:
        load_settings(flags)
    assert where in caught.value.message
    assert (str(path) in caught.value.message) == ("config file" in where or "The key" in where)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("questions", "x", "it should be a whole number."),
        ("answer", "2.5", "it should be a whole number."),
        ("rate", "10", "it should be at least 80."),
        ("rate", "1000", "it should be at most 400."),
        ("minutes", "0", "it should be more than 0."),
        ("minutes", "ten", "it should be a number."),
        ("think", "nan", "it should be at most 600."),
        ("shuffle", "perhaps", "it should be true or false."),
        ("language", "English", "a language code such as en or pt-BR."),
        ("voice", "hal", "it should be 'auto', 'pyttsx3', 'piper' or 'none'."),
    ],
)
def test_what_a_value_should_be_is_told_in_words_for_people(
    name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"COACH_{name.upper()}", value)
    with pytest.raises(InvalidSetting) as caught:
        load_settings({})
    assert caught.value.message.endswith(told)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("only = 3", "it should be a list of texts."),
        ("model = 3", "it should be a text in quotes."),
        ("answers = 3", "it should be the name of a folder or a file."),
        ("rate = 100\nrate 3", "there is a mistake in line 2."),
        ("rate = ", "there is a mistake in line 1."),
    ],
)
def test_a_mistake_in_the_file_is_told_in_words_for_people(content: str, told: str) -> None:
    write_config(content + "\n")
    with pytest.raises(InvalidSetting) as caught:
        load_settings({})
    assert caught.value.message.endswith(told)


def test_an_unknown_key_is_told_with_the_known_ones() -> None:
    path = write_config("voise = 'none'")
    with pytest.raises(InvalidSetting, match="unknown key 'voise'") as caught:
        load_settings({})
    assert str(path) in caught.value.message
    assert "voice" in caught.value.hint


def test_all_mistakes_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_config("voise = 'none'\nhands-free = true\nzzz = 1\ncoat = 'fur'\nrate = 'x'")
    monkeypatch.setenv("COACH_SEED", "x")
    with pytest.raises(InvalidSetting) as caught:
        load_settings({"think": -1.0})
    assert caught.value.message.splitlines() == [
        f"The config file {path} has an unknown key 'hands-free': did you mean 'hands_free'?",
        f"The config file {path} has an unknown key 'voise': did you mean 'voice'?",
        f"The config file {path} has an unknown key 'zzz'.",
        "The variable COACH_SEED is 'x': it should be a whole number.",
        f"The key 'coat' of the config file {path} is 'fur': "
        "it should be 'interview', 'meeting', 'chat' or 'mixed'.",
        f"The key 'rate' of the config file {path} is 'x': it should be a whole number.",
        "--think is -1.0: it should be at least 0.",
    ]


def test_vocabulary_is_a_text_or_a_list() -> None:
    write_config("vocabulary = ['Aoife', 'Xarelto']")
    assert load_settings({}).vocabulary == "Aoife, Xarelto"
    write_config("vocabulary = ['Aoife', 3]")
    with pytest.raises(InvalidSetting, match="it should be a text in quotes"):
        load_settings({})


@pytest.mark.parametrize("content", [b"rate = ", b"\xff\xfe", b"rate 150"])
def test_a_file_that_is_not_toml_is_named(content: bytes) -> None:
    path = write_config("")
    path.write_bytes(content)
    with pytest.raises(InvalidSetting) as caught:
        load_settings({})
    assert str(path) in caught.value.message


def test_coach_config_names_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other.toml").write_text("seed = 3")
    monkeypatch.setenv("COACH_CONFIG", str(tmp_path / "other.toml"))
    assert load_settings({}).seed == 3
    monkeypatch.setenv("COACH_CONFIG", str(tmp_path / "missing.toml"))
    assert load_settings({}).seed is None


def test_recordings_go_where_the_variable_says_else_beside_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings({}).recordings == tmp_path / "recordings"
    monkeypatch.delenv("COACH_RECORDINGS")
    monkeypatch.chdir(tmp_path)  # where the package lies counts, not the current folder
    assert load_settings({}).recordings == default_recordings()
    assert not default_recordings().is_relative_to(tmp_path)


def test_a_home_folder_and_a_mark_of_windows_are_understood_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COACH_RECORDINGS")
    monkeypatch.setenv("HOME", str(tmp_path))
    write_config("\ufeffrecordings = '~/interviews'")
    assert load_settings({}).recordings == tmp_path / "interviews"


def test_settings_with_a_list_tell_their_choices() -> None:
    assert choices("coat") == ("interview", "meeting", "chat", "mixed")
    assert choices("pace") == ("fast", "real")


def test_what_is_remembered_is_there_the_next_time() -> None:
    assert remembered("microphone") is None
    remember("microphone", "Jabra")
    remember("other", {"n": 1})
    assert (remembered("microphone"), remembered("other")) == ("Jabra", {"n": 1})


@pytest.mark.parametrize("content", ["", "not JSON", "[1, 2]"])
def test_a_damaged_memory_is_no_memory(content: str, home: Path) -> None:
    remember("microphone", "Jabra")
    (file,) = home.rglob("state.json")
    file.write_text(content)
    assert remembered("microphone") is None
    remember("microphone", "HDMI")
    assert remembered("microphone") == "HDMI"


def test_a_memory_that_cannot_be_written_costs_nothing(home: Path) -> None:
    home.parent.mkdir(exist_ok=True)
    home.write_text("in the way")
    remember("microphone", "Jabra")
    assert remembered("microphone") is None
