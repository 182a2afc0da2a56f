"""Other people's text inside our sentences."""

from __future__ import annotations

_SHOWN_CHARACTERS = 40


def printable(text: str) -> str:
    """`text` with nothing in it that a terminal would obey or UTF-8 could not carry."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def shown(text: str) -> str:
    """`text` printable, and cut short."""
    cut = text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"
    return printable(cut)
