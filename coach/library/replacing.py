"""Finds words that should read otherwise, such as a name that Whisper misheard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coach.transcription.words import is_of_a_word, plain_word


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
    (before, _), (_, after) = _signs_around(old[0]), _signs_around(old[-1])
    if is_of_a_word(text[0]):
        text = before + text
    return text + after if is_of_a_word(text[-1]) else text


def _signs_around(word: str) -> tuple[str, str]:
    """The punctuation before and after the letters of `word`, which has some."""
    places = [place for place, character in enumerate(word) if is_of_a_word(character)]
    return word[: places[0]], word[places[-1] + 1 :]
