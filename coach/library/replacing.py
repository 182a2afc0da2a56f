"""Finds words that should read otherwise, such as a name that Whisper misheard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coach.transcription.words import plain_word

_SIGNS_BEFORE = re.compile(r"^\W*")
_SIGNS_AFTER = re.compile(r"\W*$")


@dataclass(frozen=True)
class Replacement:
    """The words [first_word, end_word) should read `text`."""

    first_word: int
    end_word: int
    text: str


def replacements(words: Sequence[str], old: str, new: str) -> list[Replacement]:
    """Every place in `words` that reads `old`, with `new` for it; the first place comes first.

    Capitals and punctuation do not matter to find a place, and the signs around it stay.
    """
    wanted = [plain for word in old.split() if (plain := plain_word(word))]
    plain_words = [plain_word(word) for word in words]
    found: list[Replacement] = []
    for first in range(len(words)):
        end = first + len(wanted)
        if not wanted or plain_words[first:end] != wanted:
            continue
        if not found or found[-1].end_word <= first:
            found.append(Replacement(first, end, _with_signs(words[first:end], new)))
    return found


def replaced(text: str, old: str, new: str) -> str:
    """`text` with `new` in every place that reads `old`."""
    words = text.split()
    for each in reversed(replacements(words, old, new)):
        words[each.first_word : each.end_word] = each.text.split()
    return " ".join(words)


def _with_signs(old: Sequence[str], new: str) -> str:
    """`new`, with the punctuation around `old` where it has none of its own."""
    text = " ".join(new.split())
    if not text:
        return ""
    before, after = _SIGNS_BEFORE.search(old[0]), _SIGNS_AFTER.search(old[-1])
    if before and text[0].isalnum():
        text = before[0] + text
    if after and text[-1].isalnum():
        text += after[0]
    return text
