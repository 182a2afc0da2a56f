"""Text on its way to an engine."""

from __future__ import annotations

import unicodedata

_CONTROL = (
    "C"  # the Unicode categories of control, format, unassigned and lone surrogate characters
)


def speakable(text: str) -> str:
    """`text` on one line without characters that engines stumble over; "" if nothing is to say.

    Line breaks and control characters become blanks (C strings end at NUL), and brackets are
    dropped: `[[…]]` is phonemes to Piper and espeak.
    """
    kept = (" " if c in "[]" or unicodedata.category(c).startswith(_CONTROL) else c for c in text)
    line = " ".join("".join(kept).split())
    return line if any(c.isalnum() for c in line) else ""
