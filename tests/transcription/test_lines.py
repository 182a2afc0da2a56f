"""A transcript as sentences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coach.transcription.lines import lines_of
from coach.transcription.ports import Segment, Transcript, Word
from coach.transcription.words import one_after_the_other


def transcript(text: str, word_s: float = 0.5, spaced: bool = True) -> Transcript:
    spoken = text.split()
    words = tuple(
        Word(text=word, start_s=n * word_s, end_s=(n + 0.5) * word_s, probability=1.0)
        for n, word in enumerate(spoken)
    )
    written = (" " if spaced else "").join(spoken)
    segments = (
        Segment(text=written, start_s=0, end_s=len(words), first_word=0, end_word=len(words)),
    )
    return Transcript(engine="x", model="x", language="en", segments=segments, words=words)


def texts(text: str, **options: float) -> list[str]:
    return [line.text for line in lines_of(transcript(text, **options))]


def test_a_sentence_is_a_line() -> None:
    assert texts("I want to. No! Do you?") == ["I want to.", "No!", "Do you?"]


def test_what_has_no_full_stop_is_one_line() -> None:
    assert texts("just a few words") == ["just a few words"]


def test_an_address_does_not_end_a_sentence() -> None:
    assert texts("I asked Dr. Smith. He agreed.") == ["I asked Dr. Smith.", "He agreed."]


def test_a_ramble_is_cut_at_a_pause() -> None:
    lines = lines_of(transcript(" ".join(["and"] * 60), word_s=1.0))
    assert len(lines) == 3
    assert all(line.end_s - line.start_s <= 22 for line in lines)


def test_an_empty_transcript_has_no_lines() -> None:
    assert lines_of(Transcript(engine="x", model="x", language="en")) == []


def test_a_language_without_spaces_gets_none() -> None:
    assert [line.text for line in lines_of(transcript("私は 行く。", spaced=False))] == [
        "私は行く。"
    ]


def test_words_that_came_one_by_one_are_apart() -> None:
    one, other = transcript("Well,"), transcript("yes.")
    both = one_after_the_other(one, [(0.0, one), (2.0, other)])
    assert [line.text for line in lines_of(both)] == ["Well, yes."]


@given(st.lists(st.sampled_from(["a", "b.", "c?", "mr.", "d…"])))
def test_every_word_is_in_exactly_one_line(words: list[str]) -> None:
    lines = lines_of(transcript(" ".join(words)))
    assert [n for line in lines for n in range(line.first_word, line.end_word)] == list(
        range(len(words))
    )
