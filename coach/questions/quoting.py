"""Makes text from files safe to quote in a message."""

from __future__ import annotations

_SHOWN_CHARACTERS = 40


def printable(text: str) -> str:
    """`text` without control characters and lone surrogates."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def shown(text: str) -> str:
    """`text` printable, and cut short."""
    cut = text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"
    return printable(cut)
