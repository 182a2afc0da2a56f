"""The person's own names and jargon, in the config file: which to offer, and adding one."""

from __future__ import annotations

import json
import re
from pathlib import Path

from coach.config import Settings, load_settings
from coach.errors import CannotWrite
from coach.library.disk import write_text
from coach.library.lock import in_turn
from coach.parsing import toml_in
from coach.paths import config_file
from coach.session.settings_file import config_text, settings_in
from coach.transcription.words import without_edges

_SETTING = re.compile(r"^[ \t]*vocabulary[ \t]*=.*$", re.MULTILINE)


def names_in(new: str, old: str) -> list[str]:
    """The names in `new` that `old` does not have: words with a capital or a digit, together where
    they stand side by side. An ordinary first word of the text is none.
    """
    known = {without_edges(word).casefold() for word in old.split()}
    names: list[str] = []
    goes_on = False
    for number, word in enumerate(new.split()):
        bare = without_edges(word)
        is_name = bare.casefold() not in known and _looks_like_name(bare, is_first=number == 0)
        if is_name and goes_on:
            names[-1] += f" {bare}"
        elif is_name:
            names.append(bare)
        goes_on = is_name and word.endswith(bare)
    return names


def is_remembered(name: str, settings: Settings) -> bool:
    """Whether the vocabulary in force has `name`."""
    return name.casefold() in (word.casefold() for word in _words(settings.vocabulary))


def remember_name(name: str) -> None:
    """Add `name` to the vocabulary in the config file. Raises InvalidSetting, CannotWrite."""
    with in_turn(config_file().parent):
        _remember_in(config_file(), name)
    load_settings({})  # what is there now can be read


def _remember_in(path: Path, name: str) -> None:
    text = config_text(path)
    in_file = settings_in(path, text).get("vocabulary", "")
    words = in_file if isinstance(in_file, list) else _words(str(in_file))
    line = f"vocabulary = {json.dumps([*words, name], ensure_ascii=False)}"
    changed = _SETTING.sub(lambda _: line, text) if _SETTING.search(text) else f"{line}\n{text}"
    try:
        understood = toml_in(changed).get("vocabulary")
    except ValueError:
        understood = None
    if understood != [*words, name]:  # it is written over several lines, for instance
        raise CannotWrite(f"The vocabulary in {path} was left as it is.", f"Add it there: {name}")
    write_text(path, changed)


def _words(vocabulary: str) -> list[str]:
    return [word.strip() for word in vocabulary.split(",") if word.strip()]


def _looks_like_name(word: str, *, is_first: bool) -> bool:
    if any(letter.isdigit() for letter in word) or any(letter.isupper() for letter in word[1:]):
        return any(letter.isalpha() for letter in word)
    return word[:1].isupper() and not is_first and word != "I"
