"""A word in small letters, as the rules of this package look it up."""

from __future__ import annotations

_I_WITH_AND_WITHOUT_DOT = str.maketrans({"\u0130": "i", "\u0131": "i"})


def small(word: str) -> str:
    """`word` in small letters; what a Turkish keyboard writes for an i is one.

    Patterns that mind no capitals find both, and `lower` makes two characters of the one, and
    leaves the other as it is.
    """
    return word.translate(_I_WITH_AND_WITHOUT_DOT).lower()
