"""Transcripts side by side: rows of the same stretch, and the words that differ."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coach.transcription.differences import Row, side_by_side

QUICK = "I started in a warehouse hacking boxes at night and I moved into planning because I saw"
BETTER = "I started in a warehouse, packing boxes at night, and moved into planning because I saw"


def differing(rows: list[Row], column: int) -> list[str]:
    return [word.text for row in rows for word in row[column] if word.differs]


def test_what_differs_is_marked_and_rows_fit_together() -> None:
    rows = side_by_side([QUICK.split(), BETTER.split()])
    assert differing(rows, 0) == ["hacking", "I"]
    assert differing(rows, 1) == ["packing"]
    assert [[cell[0].text for cell in row] for row in rows] == [["I", "I"], ["moved", "moved"]]


def test_a_word_that_one_of_three_lacks_is_marked_in_the_first() -> None:
    rows = side_by_side([["Yes,", "I", "do."], ["yes", "I", "do"], ["yes", "do"]])
    assert [differing(rows, column) for column in range(3)] == [["I"], [], []]


def test_one_transcript_and_an_empty_one() -> None:
    assert differing(side_by_side([["Yes."]]), 0) == []
    rows = side_by_side([[], ["Thank", "you."]])
    assert (differing(rows, 0), differing(rows, 1)) == ([], ["Thank", "you."])


words = st.lists(st.sampled_from(["a", "b", "c", "d", "…", "A."]), max_size=60)


@given(texts=st.lists(words, min_size=1, max_size=4))
def test_every_word_is_there_once_in_its_order(texts: list[list[str]]) -> None:
    rows = side_by_side(texts)
    for column, text in enumerate(texts):
        assert [word.text for row in rows for word in row[column]] == text
