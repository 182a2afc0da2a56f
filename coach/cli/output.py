"""Plain output: results to stdout, talk to stderr."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from typing import Any

import click


def print_json(document: Any) -> None:
    """One JSON document on stdout."""
    click.echo(as_json(document, indent=2))


def as_json(document: Any, indent: int | None = None) -> str:
    """`document` as JSON that stdout can carry without loss, whatever its encoding."""
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    text = json.dumps(document, indent=indent, ensure_ascii=False, default=str)
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        text = json.dumps(document, indent=indent, default=str)
    return text


def result(text: str = "") -> None:
    """A line of what was asked for."""
    click.echo(text)


def hanging(prefix: str, text: str) -> str:
    """`text` behind `prefix`; on a terminal its further lines begin below its first."""
    if not sys.stdout.isatty():
        return prefix + text
    width = shutil.get_terminal_size().columns
    lines = textwrap.wrap(text, max(20, width - len(prefix))) or [""]
    return "\n".join([prefix + lines[0], *(" " * len(prefix) + line for line in lines[1:])])


def talk(text: str = "") -> None:
    """A line about it."""
    click.echo(text, err=True)


def wide_characters_fit() -> bool:
    """Whether the terminal's encoding has bars and dots."""
    try:
        "●▁█·…".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
