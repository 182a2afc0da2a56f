"""Plain output: results go to stdout, remarks about them to stderr."""

from __future__ import annotations

import json
import re
import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

import click

from coach.cli.fitting import fitted_to, in_words
from coach.formats import one_line

_ENDS_A_LINE = re.compile("[\x85\u2028\u2029]")  # JSON itself escapes all others
_ROOM_TO_TYPE = 24  # characters that should fit behind what is asked


def print_json(document: Any) -> None:
    """Print one JSON document on stdout."""
    click.echo(as_json(document, indent=2))


def as_json(document: Any, indent: int | None = None) -> str:
    """`document` as JSON. Letters that the encoding of stdout lacks are escaped, and signs that
    some readers take for the end of a line.
    """
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    text = json.dumps(document, indent=indent, ensure_ascii=False, default=str)
    text = _ENDS_A_LINE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        text = json.dumps(document, indent=indent, default=str)
    return text


def result(text: str = "") -> None:
    """Print a line of what the person asked for, on stdout; fitted to a terminal."""
    click.echo(fitted_to(sys.stdout, text))


def whole(text: str) -> None:
    """Print on stdout what must stay as it is, on a terminal too: an address, or data."""
    click.echo(text)


def hanging(prefix: str, text: str) -> str:
    """`prefix` and `text`, in one line. On a terminal it is wrapped, indented as it begins."""
    prefix, text = one_line(prefix), one_line(text)
    if not sys.stdout.isatty():
        return prefix + text
    width = shutil.get_terminal_size().columns
    lines = in_words(text, max(20, width - len(prefix))) or [""]
    return "\n".join([prefix + lines[0], *(" " * len(prefix) + line for line in lines[1:])])


def fitted_keys(keys: Sequence[str]) -> str:
    """`keys` side by side, in as many lines of the terminal as they need."""
    lines, width = ["  "], shutil.get_terminal_size().columns
    for key in keys:
        if len(lines[-1]) + len(key) > width and lines[-1].strip():
            lines.append("  ")
        lines[-1] += f"{key}   "
    return "\n".join(line.rstrip() for line in lines)


def fitted_prompt(asked: str) -> str:
    """`asked`, where something is typed behind it: on a line of its own if it leaves no room."""
    width = shutil.get_terminal_size().columns
    if len(asked) + _ROOM_TO_TYPE <= width:
        return f"{asked}  > "
    lines = textwrap.wrap(asked.strip(), width, initial_indent="  ", subsequent_indent="    ")
    return "\n".join([*lines, "    > "])


def talk(text: str = "") -> None:
    """Print a remark, on stderr; fitted to a terminal."""
    click.echo(fitted_to(sys.stderr, text), err=True)


def wide_characters_fit() -> bool:
    """Whether the encoding of stdout has the bars and dots of the level meter."""
    try:
        "●▁█·…".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
