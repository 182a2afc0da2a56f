"""Tells when an advert or a CV is in another language than English, by its commonest words."""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path

from coach.language_tags import ENGLISH

_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 5  # words of a language: fewer may be names
_AS_OFTEN = 2  # as the words of English


def other_language(text: str) -> str:
    """The code of the language that `text` is surely in, where that is not English; else ""."""
    words = [each.lower() for each in _WORD.findall(text)]
    counts = {code: sum(w in known for w in words) for code, known in _common().items()}
    english = counts.pop(ENGLISH)
    code = max(counts, key=counts.__getitem__)
    return code if counts[code] >= max(_FEWEST, _AS_OFTEN * english) else ""


@functools.cache
def _common() -> dict[str, frozenset[str]]:
    read = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {code: frozenset(words.split()) for code, words in read.items()}
