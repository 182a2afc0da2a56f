"""Pieces that reach into each other's sound, as one transcript."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from coach.transcription.joining import WrittenPart, joined
from coach.transcription.ports import Transcript
from coach.transcription.words import EngineSegment, build_transcript

BLANK = Transcript(engine="fake", model="fake", language="en")


def part(
    start_s: float, own_s: float, words: list[tuple[str, float]], unsure: str = ""
) -> WrittenPart:
    """Words as (text, when in the take its middle is), half a second each; some are unsure."""
    timed = [
        (f" {text}", at_s - start_s - 0.2, at_s - start_s + 0.2, 0.3 if text in unsure else 0.9)
        for text, at_s in words
    ]
    heard = EngineSegment("".join(text for text, *_ in timed), timed)
    return WrittenPart(start_s, own_s, build_transcript(BLANK, [heard], 60))


def said(text: str, from_s: float) -> list[tuple[str, float]]:
    return [(word, from_s + n * 0.5) for n, word in enumerate(text.split())]


def text_of(*parts: WrittenPart) -> str:
    return joined(BLANK, parts).text


def test_a_word_at_the_cut_comes_once() -> None:
    first = part(0, 4.8, said("Americans, ask not what your country can do", 3.2))
    second = part(4.8, 5, said("What your country can do for you.", 4.9))
    assert text_of(first, second) == "Americans, ask not what your country can do for you."


def test_a_word_that_the_cut_fell_into_is_not_lost() -> None:
    first = part(0, 4.8, said("Americans, ask not what your country can do", 3.5))
    second = part(4.8, 5, said("your country can do for you.", 5.5))
    assert text_of(first, second) == "Americans, ask not what your country can do for you."


def test_a_beginning_is_taken_from_where_its_lead_was_heard() -> None:
    first = part(0, 5, said("delivery plan. By March I will have ask", 4.2))
    second = part(5, 6, said("I'm Archie, I will have asked to run the meeting.", 5.2))
    assert text_of(first, second) == "delivery plan. By March I will have asked to run the meeting."


def test_the_surer_words_are_taken() -> None:
    heard = "stayed and to send us a card.", "stayed and two sent us a card."
    for unsure, rightly in (("to send", heard[1]), ("two sent", heard[0])):
        first = part(0, 5, said(heard[0], 4.7), unsure)
        second = part(5, 4, said(heard[1].removeprefix("stayed "), 5.2), unsure)
        assert text_of(first, second) == rightly


def test_what_was_said_twice_stays_twice() -> None:
    first = part(0, 5, said("I said no, no, no, and left", 3.8))
    second = part(5, 4, said("no, no, and left the room", 5.3))
    assert text_of(first, second) == "I said no, no, no, and left the room"
    apart = part(0, 5, said("I said no,", 3.5)), part(5, 4, said("no, and left", 5.5))
    assert text_of(*apart) == "I said no, no, and left"


def test_where_they_agree_on_nothing_the_cut_decides() -> None:
    first = part(0, 5, said("one two three four", 3.7))
    second = part(5, 4, said("drei vier", 5.1))
    assert text_of(first, second) == "one two three drei vier"


def test_parts_without_words() -> None:
    spoken = part(5, 4, said("no, and left", 5.5))
    assert text_of() == ""
    assert text_of(part(0, 5, []), spoken, part(9, 4, [])) == spoken.transcript.text


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_no_word_is_lost_and_none_comes_twice(data: st.DataObject) -> None:
    """Each piece has 5 s or more and hears up to 15 s of those after it, rightly."""
    words = [(data.draw(st.sampled_from("abc")) + "!" * (n % 2), n * 0.5) for n in range(120)]
    cuts = [0.0]
    while cuts[-1] < 36:  # so that the last piece, too, has 5 s or more
        cuts.append(cuts[-1] + data.draw(st.floats(5, 20)))
    cuts.append(61.0)
    parts = []
    for start_s, end_s in pairwise(cuts):
        context_s = data.draw(st.floats(0, 15))
        heard = [word for word in words if start_s <= word[1] < end_s + context_s]
        parts.append(part(start_s, end_s - start_s, heard))
    whole = joined(BLANK, parts)
    assert [word.text for word in whole.words] == [text for text, _ in words]
    for count in range(1, len(parts)):  # what is settled does not change
        so_far = joined(BLANK, parts[:count]).words
        assert whole.words[: len(so_far)] == so_far
