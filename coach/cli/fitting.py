"""Lines that fit the width of a terminal. What goes into a file or a pipe stays as it is."""

from __future__ import annotations

import os
import re
import textwrap
from typing import IO, Any

from coach.formats import one_line

# "Read it: coach show last    Hear it: coach replay last": several hints in one line.
_BETWEEN_HINTS = re.compile(r" {3,}(?=[A-Z][^:]*: )")
# A command ends where the next sentence begins.
_COMMAND = re.compile(r"(?:(?<=: )|^)coach (?:(?!\. [A-Z“]).)+")
_GLUE = "\x00"  # stands for a space inside a command
_WORD = re.compile(r"(?:\"[^\"]*\"|'[^']*'|\S)+")  # of a command, as a shell has it
_GOES_ON = " \\"  # at the end of a line, for a POSIX shell


def fitted(text: str, width: int) -> str:
    """`text`, with lines longer than `width` broken between words.

    A command stays whole, so that it can be copied: if it does not fit behind its sentence it gets
    a line of its own, and if it does not fit there either, it goes on behind a backslash, as a
    shell takes it.
    """
    return "\n".join(
        part
        for line in text.split("\n")
        for part in ([line] if len(line) <= width else _broken(line, width))
    )


def fitted_to(stream: IO[Any] | None, text: str) -> str:
    """`text` as `fitted` if `stream` is a terminal; as it is otherwise.

    Only a \\n ends a line: what people say and name things may hold other signs that do.
    """
    text = "\n".join(map(one_line, text.split("\n")))
    width = columns(stream)
    return fitted(text, width) if width else text


def columns(stream: IO[Any] | None) -> int:
    """How wide the terminal is that `stream` goes to; 0 if it is no terminal, or does not say."""
    try:
        is_terminal = stream is not None and stream.isatty()
        return os.get_terminal_size(stream.fileno()).columns if stream and is_terminal else 0
    except (OSError, ValueError):  # closed
        return 0


def _broken(line: str, width: int) -> list[str]:
    indent = line[: len(line) - len(line.lstrip())]
    hints = _BETWEEN_HINTS.split(line.strip())
    if not all(": " in hint for hint in hints):  # columns, which belong together
        hints = [line.strip()]
    return [part for hint in hints for part in in_words(hint, width, indent, indent + "  ")]


def in_words(text: str, width: int, first_indent: str = "", indent: str = "") -> list[str]:
    """The lines of `text`, broken between words as `fitted` does it."""
    glued = _COMMAND.sub(lambda found: found[0].replace(" ", _GLUE), text)
    lines = textwrap.wrap(
        glued,
        width,
        initial_indent=first_indent,
        subsequent_indent=indent,
        replace_whitespace=False,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [part for line in lines for part in _unglued(line, width)]


def _unglued(line: str, width: int) -> list[str]:
    """A line with its spaces back. A command that is longer than `width` takes several lines."""
    if len(line) <= width or _GLUE not in line or os.name != "posix":
        return [line.replace(_GLUE, " ")]
    indent = line[: len(line) - len(line.lstrip())]
    first, *words = _WORD.findall(line.replace(_GLUE, " "))
    lines = [indent + first]
    for word in words:
        if len(lines[-1]) + 1 + len(word) + len(_GOES_ON) > width:
            lines[-1] += _GOES_ON
            lines.append(f"{indent}  {word}")
        else:
            lines[-1] += f" {word}"
    return lines
