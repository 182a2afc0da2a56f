"""What says a line of the vision again, and what only has its words."""

from __future__ import annotations

import pytest

from coach.vision.saying_again import says_again

LEAD = "I want to lead a hospital pharmacy before I am fifty."
BAKERY = "I want to work for a small family bakery in Leeds."
NOT_AGAIN = "I never want to sell insurance over the telephone in Croydon."
FIXED = "I moved two hundred offices to the new network over one weekend."


@pytest.mark.parametrize(
    ("line", "passage"),
    [
        (LEAD, "Before I am fifty I want to lead a hospital pharmacy."),
        (LEAD, "So, um, leading a hospital pharmacy is what I'm after, before I'm fifty."),
        (BAKERY, "I would love to work for a really small family bakery in Leeds."),
        (BAKERY, "My goal is to work for a small bakery, a family bakery in Leeds."),
        (NOT_AGAIN, "I will not sell insurance over the telephone in Croydon."),
        (FIXED, "Over one weekend we moved two hundred offices to the new network."),
        ("My sister and I open a salon in Margate.", "I open a salon in Margate with my sister."),
    ],
)
def test_the_same_words_kept_together_say_it_again(line: str, passage: str) -> None:
    assert says_again(line, passage, "en")


@pytest.mark.parametrize(
    ("line", "passage"),
    [
        # somebody else
        (LEAD, "My boss wants to lead a hospital pharmacy before she is fifty."),
        (BAKERY, "I want my daughter to work for a small family bakery in Leeds."),
        (BAKERY, "I wrote to a woman who wants to work for a small family bakery in Leeds."),
        (BAKERY, "It is hard to work for a small family bakery in Leeds."),
        (LEAD, "Somebody told me I would lead a hospital pharmacy before I am fifty."),
        (LEAD, "I will lead a hospital pharmacy before I am fifty, says my mother."),
        # not, or no longer
        (LEAD, "I never wanted to lead a hospital pharmacy before I am fifty."),
        (LEAD, "To lead a hospital pharmacy before I am fifty is not what I want."),
        (LEAD, "I used to want to lead a hospital pharmacy before I am fifty."),
        (BAKERY, "I'd rather starve than work for a small family bakery in Leeds."),
        (BAKERY, "I turned down the chance to work for a small family bakery in Leeds."),
        (BAKERY, "I want a big firm in London, and not a small family bakery in Leeds."),
        (NOT_AGAIN, "I want to sell insurance over the telephone in Croydon."),
        # another time, or perhaps
        (BAKERY, "I worked for a small family bakery in Leeds."),
        (BAKERY, "Last year I had to work for a small family bakery in Leeds."),
        (LEAD, "If I lead a hospital pharmacy before I am fifty, my wife will leave me."),
        (LEAD, "Do I want to lead a hospital pharmacy before I am fifty?"),
        # something else
        (LEAD, "I led a hospital, and the pharmacy was closed before I was fifty."),
        (BAKERY, "I want to work for a small family bakery in Bristol."),
        (BAKERY, "Leeds is where my family lives. I work in a small office above a bakery."),
        (
            "I want to lead a good team of people.",
            "People work in my team, and I lead the way to a good lunch.",
        ),
        ("", "I want to lead."),
    ],
)
def test_what_is_somebody_elses_or_turned_around_or_strewn_about_does_not(
    line: str, passage: str
) -> None:
    assert not says_again(line, passage, "en")


def test_words_that_the_person_says_all_the_time_weigh_little() -> None:
    line = "I want to lead a hospital pharmacy with a proper laboratory."
    passage = "Yesterday I was in the hospital pharmacy with a proper queue."
    known = frozenset({"hospit", "pharmaci", "proper"})
    nearly = "I want a hospital pharmacy with a proper laboratory in it."
    assert says_again(line, nearly, "en")
    assert not says_again(line, nearly, "en", frozenset({*known, "laboratori"}) - {"lead"})
    assert not says_again(line, passage, "en", known)


@pytest.mark.parametrize(
    ("passage", "again"),
    [
        ("Ich will eine kleine Bücherei in Rostock leiten.", True),
        ("Mein Bruder will eine kleine Bücherei in Rostock leiten.", False),
        ("Ich will keine kleine Bücherei in Rostock leiten.", False),
        ("Früher wollte ich eine kleine Bücherei in Rostock leiten.", False),
        ("Wenn ich eine kleine Bücherei in Rostock leite, ziehe ich um.", False),
    ],
)
def test_in_german(passage: str, again: bool) -> None:
    assert says_again("Ich möchte eine kleine Bücherei in Rostock leiten.", passage, "de") is again


def test_a_language_without_rules_compares_words_alone() -> None:
    line = "Je dirige une petite boulangerie familiale."
    assert says_again(line, "Oui, je dirige une petite boulangerie familiale.", "fr")
    assert not says_again(line, "Une boulangerie, petite ou grande.", "fr")
