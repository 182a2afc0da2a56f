"""Word stems, so that a word is found in any form (Snowball: M. F. Porter, https://snowballstem.org)."""

from __future__ import annotations

import functools
from typing import Any

from coach.language_tags import primary_language

_ALGORITHMS = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian"}


def stem(word: str, language: str) -> str:
    """The stem of a word in small letters; the word itself where the language has no stemmer."""
    stemmer = _stemmer(language)
    return str(stemmer.stemWord(word)) if stemmer else word


@functools.cache
def _stemmer(language: str) -> Any:
    import snowballstemmer

    algorithm = _ALGORITHMS.get(primary_language(language))
    return snowballstemmer.stemmer(algorithm) if algorithm else None
