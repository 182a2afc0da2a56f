"""Which words are the same word."""

from __future__ import annotations

import pytest

from coach.stemming import family, stem


@pytest.mark.parametrize(
    "words",
    [
        "lead led leader leaders leading leads leadership",
        "teach taught teacher teaching",
        "build built builder building",
        "write wrote written writer writing",
        "manage manager management",
    ],
)
def test_words_of_one_family(words: str) -> None:
    assert len({family(word, "en-GB") for word in words.split()}) == 1


def test_other_words_and_languages_keep_to_their_stems() -> None:
    assert family("letter", "en") == stem("letter", "en")
    assert family("led", "de") == stem("led", "de")
    assert family("led", "xx") == "led"
    assert stem("led", "en") == "led"
