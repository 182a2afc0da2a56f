"""Days as a person types them."""

from __future__ import annotations

from datetime import date

import pytest

from coach.errors import WrongUse
from coach.plan.dates import coming, day_to_plan_for, long_day, past_day, short_day

SUNDAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-03", "2026-12-03"),
        ("today", "2026-11-29"),
        ("Tomorrow", "2026-11-30"),
        ("thursday", "2026-12-03"),
        ("on Thursday", "2026-12-03"),
        ("thu", "2026-12-03"),
        ("sunday", "2026-12-06"),
        ("next sunday", "2026-12-06"),
        ("in 5 days", "2026-12-04"),
        ("in a week", "2026-12-06"),
        ("in two weeks", "2026-12-13"),
        ("in 0 days", "2026-11-29"),
        ("3 December", "2026-12-03"),
        ("3rd of dec", "2026-12-03"),
        ("december 3", "2026-12-03"),
        ("Dec. 3, 2026", "2026-12-03"),
        ("28 november", "2027-11-28"),
        ("1 january", "2027-01-01"),
        ("in 366 days", "2027-11-30"),
        ("Thursday 3 December", "2026-12-03"),
        ("Thu 3 Dec", "2026-12-03"),
        ("on Thursday, December 3rd", "2026-12-03"),
        ("Sunday 3 January 2027", "2027-01-03"),
        ("thursday 2026-12-03", "2026-12-03"),
        ("Thursday next week", "2026-12-03"),
        ("next week on thursday", "2026-12-03"),
        ("a week on thursday", "2026-12-10"),
        ("thursday week", "2026-12-10"),
        ("3.12.", "2026-12-03"),
        ("28. 11. 2027", "2027-11-28"),
    ],
)
def test_a_day_is_understood(typed: str, day: str) -> None:
    assert day_to_plan_for(typed, SUNDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2026-11-28", "Saturday 28 November is over."),
        ("28 november 2025", "Friday 28 November 2025 is over."),
        ("2028-01-03", "400 days away, and a plan spans a year at most"),
        ("in 9999 days", "a plan spans a year at most"),
        ("friday 3 december", "3 December 2026 is a Thursday. Which day is it?"),
        ("someday next week", "is not a day"),
        ("32.12.", "is not a day"),
        ("soon", "“soon” is not a day that I understand."),
        ("in 5 months", "is not a day"),
        ("t", "is not a day"),
        ("tuesdayish", "is not a day"),
        ("31 february", "is not a day"),
        ("3 ju", "is not a day"),
        ("4 foo", "is not a day"),
        ("2026-13-01", "is not a day"),
        ("", "is not a day"),
    ],
)
def test_what_no_plan_can_be_for_is_told(typed: str, told: str) -> None:
    with pytest.raises(WrongUse) as refused:
        day_to_plan_for(typed, SUNDAY)
    assert told in refused.value.message
    assert refused.value.hint


def test_a_day_is_understood_as_the_plan_writes_it() -> None:
    thursday = date(2026, 12, 10)
    for written in (long_day(thursday, SUNDAY), short_day(thursday)):
        assert day_to_plan_for(written, SUNDAY) == thursday


def test_next_week_begins_on_monday() -> None:
    monday = date(2026, 11, 30)
    assert day_to_plan_for("thursday next week", monday) == date(2026, 12, 10)


def test_days_are_told_as_people_say_them() -> None:
    assert long_day(date(2026, 12, 3), SUNDAY) == "Thursday 3 December"
    assert long_day(date(2027, 1, 3), SUNDAY) == "Sunday 3 January 2027"
    assert [past_day(date(2026, 11, day), SUNDAY) for day in (29, 28, 27, 23, 22)] == [
        "today",
        "yesterday",
        "on Friday",
        "on Monday",
        "on 22 November",
    ]
    assert past_day(date(2025, 11, 29), SUNDAY) == "on 29 November 2025"
    days = (date(2026, 11, 29), date(2026, 11, 30), date(2026, 12, 3))
    assert [coming(day, SUNDAY) for day in days] == ["today", "tomorrow", "in 4 days"]
