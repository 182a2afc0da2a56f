"""Changes settings in the config file, whose other lines and comments stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from coach.errors import CannotWrite, InvalidSetting
from coach.library.disk import write_text
from coach.library.lock import in_turn
from coach.parsing import toml_in
from coach.paths import config_file

Value = str | int | float | bool


def change_settings(changes: Mapping[str, Value | None]) -> Path:
    """Set each name of `changes` to its value, or back to the default where it is None.

    Returns the path of the file. Raises InvalidSetting where the file cannot be read, or is written
    so that a line of it cannot be replaced; CannotWrite.
    """
    path = config_file()
    with in_turn(path.parent):
        _change(path, changes)
    return path


def _change(path: Path, changes: Mapping[str, Value | None]) -> None:
    before = config_text(path)
    lines = before.splitlines()
    for name, value in changes.items():
        lines = _changed(lines, name, value)
    text = "\n".join([*lines, ""]) if lines else ""
    kept = {name: value for name, value in changes.items() if value is not None}
    others = {
        name: value for name, value in settings_in(path, before).items() if name not in changes
    }
    if _values(text) != others | kept:
        raise InvalidSetting(
            f"The config file {path} is written so that I cannot change it.",
            f"Change these lines yourself: {', '.join(changes)}",
        )
    write_text(path, text)


def config_text(path: Path) -> str:
    """The text of the config file; "" where there is none. Raises CannotWrite: it is left alone."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise CannotWrite(f"The config file {path} cannot be read.", "coach config") from error


def settings_in(path: Path, text: str) -> dict[str, object]:
    """What `text`, that of the config file, sets. Raises InvalidSetting."""
    values = _values(text)
    if values is None:
        raise InvalidSetting(f"There is a mistake in the config file {path}.", "coach config")
    return values


def _values(text: str) -> dict[str, object] | None:
    try:
        return toml_in(text)
    except ValueError:
        return None


def _changed(lines: list[str], name: str, value: Value | None) -> list[str]:
    """The lines with that setting in its place, or at the end."""
    is_of = re.compile(rf"\s*{re.escape(name)}\s*=")
    line = [] if value is None else [f"{name} = {json.dumps(value, ensure_ascii=False)}"]
    for number, each in enumerate(lines):
        if is_of.match(each):
            return [*lines[:number], *line, *lines[number + 1 :]]
    return [*lines, *line]
