"""Where a sentence ends: everything that cuts text agrees on it."""

from __future__ import annotations

from datetime import date

import pytest

from coach.debrief.picking import questions_in
from coach.interview.probes import probes_of
from coach.interview.quotable import quotable_phrase
from coach.questions.advert import questions_from_advert
from coach.questions.cv import questions_from_cv
from coach.sentences import with_held_stops, with_plain_stops, without_punctuation
from coach.transcription.lines import lines_of
from tests.helpers.labels import as_transcript

TODAY = date(2026, 11, 30)
ONE_SENTENCE = [
    "I called Dr. Lee and Mr. Hollis myself.",
    "The ward was No. 1 in the region that year.",
    "We sold it to the U.S. Army, e.g. to their hospitals.",
    "It was a Ph.D. student who found it at 6 a.m. on a Sunday.",
    "My boss was J. R. Smith of Smith Inc. in Leeds.",
    "I cleaned pumps, filters etc. on Sgt. Brown's word, approx. 40 a day.",
    "It opened on Sept. 4 with Prof. Adams.",
    "Ich habe am 3. Mai und im 2. Lehrjahr z.B. mit Hr. Kranz gearbeitet.",
]
TWO_SENTENCES = [
    ("I said no.", "Nobody else did."),
    ("I got there at 6 a.m.", "The others came later."),
    ("We moved to the U.S.", "There I learned it."),
    ("That was plan B.", "We never needed it."),
    ("It was my friend and I.", "Smith was away."),
    ("I sold pumps, filters etc.", "Nobody else could."),
    ("There were 12.", "All of them stayed."),
    ("He works for Smith Ltd.", "I do not."),
    ("I was the first in Leeds.", "then I moved"),
    ("Was it hard?", "It was."),
]


@pytest.mark.parametrize("text", ONE_SENTENCE)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert [line.text for line in lines_of(as_transcript(text))] == [text]
    held = with_held_stops(text)
    assert ". " not in held
    assert (len(held), with_plain_stops(held)) == (len(text), text)


@pytest.mark.parametrize(("one", "other"), TWO_SENTENCES)
def test_the_word_after_it_tells_where_a_sentence_ends(one: str, other: str) -> None:
    text = f"{one} {other}"
    assert [line.text for line in lines_of(as_transcript(text))] == [one, other]
    assert f"{one[-1]} " in with_held_stops(text)


def test_a_question_is_quoted_beyond_an_abbreviation() -> None:
    telling = (
        "She asked me how Dr. Lee and St. Mary's had made it No. 1 in the U.S. market. I told."
    )
    (asked,) = questions_in(telling)
    assert asked.quote.endswith("how Dr. Lee and St. Mary's had made it No. 1 in the U.S. market")


def test_a_question_in_quotation_marks_is_quoted_beyond_an_abbreviation() -> None:
    (asked,) = questions_in('And then he said, "Why did you leave Dr. Lee at No. 1 High Street?"')
    assert asked.quote == "Why did you leave Dr. Lee at No. 1 High Street?"


def test_a_duty_of_an_advert_goes_on_after_an_abbreviation() -> None:
    advert = "You will answer letters to Prof. Adams and plan U.S. Army visits."
    sources = [each.sources for each in questions_from_advert(advert)]
    assert any("Prof. Adams" in each for row in sources for each in row)
    assert any("U.S. Army visits" in each for row in sources for each in row)


def test_a_claim_of_a_cv_goes_on_after_an_abbreviation() -> None:
    cv = """Employment
2019 - 2024 Technician, Smith Labs, Leeds
- Halved the waiting time for Prof. Adams to 3 days
"""
    quotes = [each for made in questions_from_cv(cv, TODAY) for each in made.sources]
    assert any("Prof. Adams to 3 days" in each for each in quotes)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("I went and I rang my Prof. Adams.", "my Prof. Adams"),
        ("We sold it to the U.S. Army.", "the U.S. Army"),
        ("I flew home from the U.S.", "the U.S."),
        ("I cleaned the filters. Army men came.", "the filters"),
    ],
)
def test_a_phrase_to_say_more_about_is_whole(text: str, phrase: str) -> None:
    assert quotable_phrase(as_transcript(text).words, probes_of("en").quotes) == phrase


def test_a_word_is_bare_without_what_ends_a_clause() -> None:
    words = ["Leeds.", "U.S.,", "3.5.", "well…", "(no)"]
    assert [*map(without_punctuation, words)] == ["Leeds", "U.S.", "3.5", "well", "(no)"]
