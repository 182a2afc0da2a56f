"""A starter: a file to double-click that opens the page, for people who do not use a terminal."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from coach.errors import CannotWrite

_NAME = "Spoken coach"
_ICON = Path(__file__).parents[1] / "web" / "static" / "icon.svg"


@dataclass(frozen=True)
class Starter:
    """The name and the content of a starter, as one system has them."""

    file_name: str
    content: str


def make_starter(arguments: Sequence[str]) -> Path:
    """Put a starter of `coach ARGUMENTS…` on the desktop, and return its path.

    Where there is no desktop folder, it is put into the home folder. Raises CannotWrite.
    """
    desktop = Path(platformdirs.user_desktop_dir())
    folder = desktop if desktop.is_dir() else Path.home()
    starter = starter_for(sys.platform, [sys.executable, "-m", "coach", *arguments])
    path = folder / starter.file_name
    try:
        path.write_text(starter.content, encoding="utf-8", newline="")
        path.chmod(0o700)
    except OSError as error:
        raise CannotWrite(
            f"The starter cannot be written to {folder}: {error.strerror}.",
            "Begin at a terminal instead: coach open",
        ) from error
    return path


def starter_for(platform: str, command: Sequence[str]) -> Starter:
    """A starter of `command` for a system by its name in `sys.platform`."""
    if platform == "win32":
        return Starter(f"{_NAME}.bat", _batch(command))
    if platform == "darwin":
        return Starter(f"{_NAME}.command", f"#!/bin/sh\nexec {shlex.join(command)}\n")
    return Starter(f"{_NAME}.desktop", _desktop_entry(command))


def _batch(command: Sequence[str]) -> str:
    """A file for the command prompt, in which a percent sign stands for itself once doubled."""
    words = " ".join(f'"{word}"' for word in command).replace("%", "%%")
    return f"@echo off\r\nchcp 65001 >nul\r\n{words}\r\nif errorlevel 1 pause\r\n"


def _desktop_entry(command: Sequence[str]) -> str:
    """A desktop entry; see "The Exec key" in freedesktop.org's Desktop Entry Specification."""
    words = " ".join(map(_exec_word, command))
    return "\n".join(
        (
            "[Desktop Entry]",
            "Type=Application",
            f"Name={_NAME}",
            "Comment=Practise interviews aloud",
            f"Exec={words}",
            f"Icon={_string_value(str(_ICON))}",
            "Terminal=false",
            "",
        )
    )


def _exec_word(word: str) -> str:
    """A word in quotation marks, which is then a value of the type string."""
    for special in '\\"`$':
        word = word.replace(special, f"\\{special}")
    return _string_value(f'"{word}"'.replace("%", "%%"))


def _string_value(text: str) -> str:
    return text.replace("\\", "\\\\")
