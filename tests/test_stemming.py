"""Which words are the same word."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

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


@pytest.mark.usefixtures("hasty_threads")
def test_threads_do_not_mix_their_words_up() -> None:
    words = ["leadership", "responsibilities", "organisation", "conversation", "generously"] * 40
    alone = [stem(word, "en") for word in words]
    with ThreadPoolExecutor(4) as threads:
        found = threads.map(lambda _: [stem(word, "en") for word in words], range(8))
        assert all(each == alone for each in found)


def test_other_words_and_languages_keep_to_their_stems() -> None:
    assert family("letter", "en") == stem("letter", "en")
    assert family("led", "de") == stem("led", "de")
    assert family("led", "xx") == "led"
    assert stem("led", "en") == "led"
