"""When rare words make it sure that two answers tell one story."""

from __future__ import annotations

import pytest

from coach.stories.sameness import rare_words, surely_same
from tests.helpers.story_answers import AUDIT, TRUCKS, TRUCKS_AGAIN

ONBOARDING = (
    "When I joined the team, new nurses needed six weeks before they could work alone. I wrote a "
    "short handbook and paired each of them with somebody experienced. As a result it took three."
)
ONBOARDING_AGAIN = (
    "New nurses could not work alone for six weeks. So I paired them with experienced colleagues, "
    "wrote a handbook for the ward, and after that three weeks were enough."
)
ANOTHER_WARD = (
    "When I joined the ward, we had no handbook for emergencies. I wrote one with the nurses, and "
    "as a result nobody had to call the doctor at night for months."
)
OTHER_TRUCKS = (
    "In my last job one of the trucks broke down before Christmas. I called three garages, found "
    "a spare part, and as a result the parcels arrived in time."
)


def test_one_story_told_twice() -> None:
    assert surely_same(TRUCKS, TRUCKS_AGAIN, "en")
    assert surely_same(TRUCKS_AGAIN, TRUCKS, "en-GB")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TRUCKS, AUDIT),
        (TRUCKS, ONBOARDING),
        (TRUCKS, OTHER_TRUCKS),
        (ONBOARDING, ANOTHER_WARD),
        (AUDIT, ONBOARDING_AGAIN),
        (ONBOARDING, ONBOARDING_AGAIN),  # which is one, but four words are not enough to be sure
        ("", ""),
    ],
)
def test_in_doubt_there_are_two(one: str, other: str) -> None:
    assert not surely_same(one, other, "en")


def test_the_words_of_the_questions_do_not_count() -> None:
    asked = "In the warehouse in Leeds, why was every third truck late before Christmas, drivers?"
    assert not surely_same(TRUCKS, TRUCKS_AGAIN, "en", asked + " A route plan, four percent?")


def test_in_a_language_without_lists_it_is_never_sure() -> None:
    assert not surely_same(TRUCKS, TRUCKS, "fr")


def test_numbers_are_rare() -> None:
    assert rare_words("In 2021 we had 40 of them, and 3 left", "en") == {"2021", "40"}
