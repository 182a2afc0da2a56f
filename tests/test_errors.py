"""The error tree in the docstring is the error tree in the code."""

from __future__ import annotations

import re

from coach import errors
from coach.errors import CoachError


def tree(error: type[CoachError], depth: int = 0) -> list[tuple[int, str, int]]:
    """(depth, name, exit code) of `error` and all below it, in the order of the source."""
    lines = [(depth, error.__name__, error.exit_code)]
    for below in error.__subclasses__():
        if below.__module__ == errors.__name__:
            lines += tree(below, depth + 1)
    return lines


def printed() -> list[tuple[int, str, int | None]]:
    lines: list[tuple[int, str, int | None]] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"    ([│ ├└─]*)(\w+) +(\d)?", line)
        if found:
            code = int(found[3]) if found[3] else None
            lines.append((len(found[1]) // 4, found[2], code))
    return lines


def test_the_docstring_shows_every_error_where_it_is() -> None:
    assert [(depth, name) for depth, name, _ in printed()] == [
        (depth, name) for depth, name, _ in tree(CoachError)
    ]


def test_the_docstring_shows_the_exit_codes() -> None:
    codes = {name: code for _, name, code in tree(CoachError)}
    assert all(codes[name] == code for _, name, code in printed() if code is not None)
