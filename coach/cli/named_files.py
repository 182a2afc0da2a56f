"""Files that are named at the command line; - is stdin."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

STDIN = Path("-")


class FilePath(click.Path):
    """A path. "" is refused, such as of a variable that is not set: it would be this folder."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. Raises click.BadParameter."""
        if value == "":
            self.fail("name a file.", param, ctx)
        return super().convert(value, param, ctx)


def from_stdin(most_bytes: int) -> bytes:
    """What comes through stdin, of which so many bytes are read; nothing where stdin is closed."""
    return sys.stdin.buffer.read(most_bytes) if sys.stdin else b""
