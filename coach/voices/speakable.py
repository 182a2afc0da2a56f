"""Cleans text before a speech engine gets it."""

from __future__ import annotations

import unicodedata

# The Unicode categories of control, format, unassigned and lone surrogate characters begin so.
_CONTROL = "C"


def speakable(text: str) -> str:
    """`text` on one line, without characters that confuse engines; "" if there is nothing to say.

    Line breaks and control characters become blanks, because C strings end at NUL. Brackets are
    dropped, because Piper and espeak take `[[…]]` for phonemes.
    """
    kept = (" " if c in "[]" or unicodedata.category(c).startswith(_CONTROL) else c for c in text)
    line = " ".join("".join(kept).split())
    return line if any(c.isalnum() for c in line) else ""
