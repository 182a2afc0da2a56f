"""Sentences that only have the words of a hedge, a deed, or a part of a story.

Each was made up to mislead the rules, and what was told of it would have been false.
"""

from __future__ import annotations

import pytest

from coach.delivery.findings import Moment
from coach.delivery.wording import IN_AMBITION
from tests.helpers.labels import delivery_of_text

MORE = " And that is about all there is for me to tell."


def found(text: str, what: str) -> list[Moment]:
    """The moments of one figure, of `text` with enough around it."""
    finding = delivery_of_text(text + MORE).of(what)
    return list(finding.moments) if finding else []


@pytest.mark.parametrize(
    "text",
    [
        "I want to work with people who never say maybe.",
        "I want to know whether perhaps means no in this company.",
        "My boss said, maybe you want to lead a team.",
        "Hopefully is not a word for me, I want a plan.",
        "I want it computed, and possibly is not enough for me.",
        "I want to win, so I guess people's weight at the fair.",
        "My plan is to move to Hull, I guess they know it.",
        "I want to be a bit player no longer.",
        "I want to find out what sort of nurse I am.",
        "My dream is a kind of school nobody has seen.",
    ],
)
def test_a_word_that_is_spoken_of_or_somebody_elses_doubt_is_no_hedge(text: str) -> None:
    assert found(text, "hedges") == []


@pytest.mark.parametrize(
    "text",
    [
        "I would like to know if that is probably the last round.",
        "I want to say that perhaps I was too quick there.",
        "I would love to hear what you maybe have in mind.",
    ],
)
def test_what_is_wanted_of_this_conversation_is_no_ambition(text: str) -> None:
    assert not any(IN_AMBITION in moment.rule for moment in found(text, "hedges"))


def test_what_is_looked_for_in_german_is_no_ambition() -> None:
    text = "Ich suche vielleicht noch das richtige Wort, das mir gerade nicht einfällt."
    hedges = delivery_of_text(text, "de").of("hedges")
    assert hedges
    assert [(each.phrase, IN_AMBITION in each.rule) for each in hedges.moments] == [
        ("vielleicht", False)
    ]


def test_one_of_a_kind_that_is_counted_is_a_number() -> None:
    text = "I keep one hour a day free, and one person on my team knows why."
    assert [each.phrase for each in found(text, "specifics")] == ["one", "one"]


def test_what_is_wanted_in_the_long_term_is_an_ambition() -> None:
    [hedge] = found("Long term, I could maybe run a ward.", "hedges")
    assert IN_AMBITION in hedge.rule
    [hedge] = found("It was a long term contract, maybe two years.", "hedges")
    assert IN_AMBITION not in hedge.rule


@pytest.mark.parametrize(
    "text",
    [
        "He said I built nothing there.",
        "My old chef claims that I broke the oven.",
        "I never finished anything.",
        "I hardly touched the files.",
        "I changed nothing.",
        "I helped nobody.",
        "I got tired.",
        "I got up and it was dark.",
        "I took it badly.",
        "Did I build it? No.",
        "I wish I sold it.",
        "If I led the team it would be another one.",
        "My brother built the shop and sold it.",
        "I didn't sell a single car.",
        "There was a nurse, and I won't say her name.",
        "I won\u2019t name him here.",
    ],
)
def test_what_was_not_done_or_is_somebody_elses_word_is_no_deed_of_the_speaker(text: str) -> None:
    assert [m.phrase for m in found(text, "specifics") if m.rule.startswith("first person")] == []


@pytest.mark.parametrize(
    "text",
    [
        "I would have cut the costs by ten percent.",
        "We saved nothing in the end.",
        "The result was unclear, nobody knew.",
        "As a result of the weather the bus was late.",
        "I wish the numbers went up.",
        "If we finished early, the costs dropped.",
        "In the end, what did you say?",
        "In charge of what, did you say?",
        "I had to laugh.",
        "You asked me to describe a time, and I had to think.",
        "I was told that I was responsible for the fire.",
        "I wanted to grow, and nothing came of it in the end.",
        "I think I could possibly be quite good at it.",
        "Nobody asked me to do it.",
        "No one told me to go there.",
        "We were able to open on time.",
    ],
)
def test_what_was_not_so_is_no_part_of_a_story(text: str) -> None:
    quotes = [(m.rule, m.quote) for m in found(text, "structure")]
    assert [each for each in quotes if each[1] not in MORE] == []


def test_german_tells_no_part_of_a_story_of_what_was_not_so() -> None:
    text = "Ich hätte das Lager geräumt, und am Ende war nichts geändert. Ich musste lachen, ja."
    finding = delivery_of_text(text, "de").of("structure")
    assert finding
    assert finding.moments == ()
