"""Reads a typed number that means one of several listed things."""

from __future__ import annotations

_MOST_DIGITS = 9  # no list is that long, and `int` takes no text of thousands


def place_in(count: int, typed: str) -> int | None:
    """Which of `count` things, numbered from 1, is meant, counted from 0; None for none of them."""
    is_number = typed.isdecimal() and len(typed) <= _MOST_DIGITS  # `²` is a digit, and none
    number = int(typed) if is_number else 0
    return number - 1 if 1 <= number <= count else None
