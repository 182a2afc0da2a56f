"""Finds phrases in sentences, and the numbers of their words."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from coach.delivery.language import Phrases

_WORD_END = r"(?!\w|\u2019t\b)"  # "won't" is not "won", nor is "can't" "can"


@dataclass(frozen=True)
class PhraseMatch:
    """Words [first, end) of a sentence."""

    first: int
    end: int


class Sentence:
    """Words of one sentence, as patterns see them: small letters, typographic apostrophes."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        lowered = [word.lower() for word in words]  # of other lengths: "İ" becomes two characters
        self.text = " ".join(lowered).replace("'", "\u2019")
        self._starts = [0]
        for word in lowered:
            self._starts.append(self._starts[-1] + len(word) + 1)

    def hits(self, phrases: Phrases) -> list[PhraseMatch]:
        """Where one of `phrases` is, none twice."""
        found = _compiled(phrases.found)
        if found is None or not found.search(self.text):
            return []
        but_not = _compiled(phrases.but_not)
        excluded = list(but_not.finditer(self.text)) if but_not else []
        return [
            self._hit(match)
            for match in _all(found, self.text)
            if not any(
                match.start() < other.end() and other.start() < match.end() for other in excluded
            )
        ]

    def _hit(self, match: re.Match[str]) -> PhraseMatch:
        first = bisect_right(self._starts, match.start()) - 1
        last = bisect_right(self._starts, max(match.start(), match.end() - 1)) - 1
        return PhraseMatch(first, min(last + 1, len(self.words)))


def _all(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return (match for match in pattern.finditer(text) if match.end() > match.start())


@functools.cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    """One expression for all of them, at word boundaries."""
    if not patterns:
        return None
    return re.compile("|".join(rf"(?<!\w)(?:{pattern}){_WORD_END}" for pattern in patterns))
