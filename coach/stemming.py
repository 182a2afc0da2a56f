"""Word stems, so that a word is found in any form (Snowball: M. F. Porter, https://snowballstem.org).

Threads: any thread may ask for stems. A stemmer holds the word it is at, so a lock guards them all.
"""

from __future__ import annotations

import functools
import threading
from typing import Any

from coach.language_tags import ENGLISH, primary_language

_ALGORITHMS = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian"}
_STEMMING = threading.Lock()

# What rules of English endings miss: other forms of a verb, and who does what it says.
_IRREGULAR_FORMS = """
    build: built builder
    buy: bought buyer
    coach: coacher
    deal: dealt dealer
    drive: drove driven driver
    fly: flew flown
    grow: grew grown grower
    lead: led leader leadership
    learn: learnt learner
    plan: planner
    run: ran runner
    sell: sold seller
    speak: spoke spoken speaker
    spend: spent
    support: supporter
    teach: taught teacher
    train: trainer
    weld: welder
    win: won winner
    write: wrote written writer
"""


def stem(word: str, language: str) -> str:
    """The stem of a word in small letters; the word itself where the language has no stemmer."""
    stemmer = _stemmer(language)
    if stemmer is None:
        return word
    with _STEMMING:
        return str(stemmer.stemWord(word))


def family(word: str, language: str) -> str:
    """The stem of the word that `word` comes from: of lead, led, leader and leadership the same."""
    is_english = primary_language(language) == ENGLISH
    return stem(_irregular().get(word, word) if is_english else word, language)


@functools.cache
def _irregular() -> dict[str, str]:
    """The word to which each irregular form belongs; of a noun, its plural, too."""
    found = {}
    for line in _IRREGULAR_FORMS.strip().splitlines():
        word, forms = line.split(":")
        for form in forms.split():
            found[form] = found[f"{form}s"] = word.strip()
    return found


@functools.cache
def _stemmer(language: str) -> Any:
    import snowballstemmer

    algorithm = _ALGORITHMS.get(primary_language(language))
    return snowballstemmer.stemmer(algorithm) if algorithm else None
