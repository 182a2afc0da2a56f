"""Settings that are changed in the config file."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.config import load_settings
from coach.errors import CannotWrite, InvalidSetting
from coach.paths import config_file, private_folder
from coach.session.settings_file import change_settings


def written(text: str) -> Path:
    """The config file with that text."""
    private_folder(config_file().parent)
    config_file().write_text(text, encoding="utf-8")
    return config_file()


def test_a_setting_is_set_changed_and_set_back() -> None:
    change_settings({"voice": "pyttsx3", "vocabulary": 'Anna "Ann" Müller', "rate": 150})
    assert load_settings({}).vocabulary == 'Anna "Ann" Müller'
    assert (load_settings({}).voice, load_settings({}).rate) == ("pyttsx3", 150)
    change_settings({"voice": "none", "rate": None})
    assert (load_settings({}).voice, load_settings({}).rate) == ("none", None)
    change_settings({"voice": None, "vocabulary": None})
    assert config_file().read_text() == ""
    assert config_file().stat().st_mode & 0o777 == 0o600


def test_other_lines_and_comments_stay() -> None:
    path = written('# mine\nvoice = "none"  # quiet\nthink = 5.0\n')
    change_settings({"voice": "piper"})
    assert path.read_text() == '# mine\nvoice = "piper"\nthink = 5.0\n'


@pytest.mark.parametrize("text", ['voice = """\npiper"""\n', '"voice" = "none"\n', "voice = [\n"])
def test_what_cannot_be_changed_is_left_as_it_was(text: str) -> None:
    path = written(text)
    with pytest.raises(InvalidSetting):
        change_settings({"voice": "none"})
    assert path.read_text() == text


def test_a_file_that_cannot_be_read_is_left_alone() -> None:
    private_folder(config_file().parent)
    config_file().write_bytes(b"\xff\xfe\xff")
    with pytest.raises(CannotWrite):
        change_settings({"voice": "none"})
    assert config_file().read_bytes() == b"\xff\xfe\xff"
