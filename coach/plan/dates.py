"""Days as a person types and reads them."""

from __future__ import annotations

import re
from calendar import day_name, month_name
from datetime import date, timedelta

from coach.errors import WrongUse

_MOST_DAYS = 366
_SUCH_AS = 'Such as: --on 2026-12-03   --on thursday   --on "3 december"   --on "in 5 days"'
_NEAR = {"today": 0, "tomorrow": 1}
_IN = re.compile(r"in (\d{1,4}|an?|one|two|three) (day|week)s?")
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_WEEKDAY = re.compile(r"(?:on |next |this )?([a-z]{3,9})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?,?(?: (\d{4}))?")
# "Thursday 10 December", as the plan itself writes it.
_NAMED_DAY = re.compile(r"(?:on )?([a-z]{3,9})\.?,? ((?=.*\d).+)")
_DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})\.?(?: ?(\d{4}))?")
_OF_NEXT_WEEK = re.compile(
    r"(?:on )?([a-z]{3,9}),? (?:of )?next week|next week,? (?:on )?([a-z]{3,9})"
)
_WEEK_AFTER = re.compile(r"(?:on )?([a-z]{3,9}) week|a week on ([a-z]{3,9})")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?")


def day_to_plan_for(text: str, today: date) -> date:
    """The day that `text` means. Raises WrongUse where it means none, or one that no plan is for.

    A weekday is the next one after today, "thursday next week" that of the week that begins next
    Monday, and "a week on thursday" seven days after the next one. A date without a year is the
    next one from today on.
    """
    day = _meant(" ".join(text.lower().split()), today)
    if day is None:
        raise WrongUse(f"“{text}” is not a day that I understand.", _SUCH_AS)
    if day < today:
        raise WrongUse(
            f"{long_day(day, today)} is over.", "Coming from that interview? coach debrief --real"
        )
    if (day - today).days > _MOST_DAYS:
        raise WrongUse(
            f"{long_day(day, today)} is {(day - today).days} days away, and a plan spans a year at "
            "most. Is the year right?",
            _SUCH_AS,
        )
    return day


def long_day(day: date, today: date) -> str:
    """Such as: Thursday 3 December; with the year where that is not today's."""
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day:%A} {day.day} {day:%B}{year}"


def short_day(day: date) -> str:
    """Such as: Thu 3 Dec."""
    return f"{day:%a} {day.day} {day:%b}"


def past_day(day: date, today: date) -> str:
    """When it was, as part of a sentence: today, yesterday, on Tuesday, on 3 November."""
    days = (today - day).days
    if days <= 1:
        return "yesterday" if days == 1 else "today"
    year = f" {day.year}" if day.year != today.year else ""
    return f"on {day:%A}" if days < 7 else f"on {day.day} {day:%B}{year}"


def coming(day: date, today: date) -> str:
    """How far away it is: today, tomorrow, in 5 days."""
    days = (day - today).days
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def _meant(typed: str, today: date) -> date | None:
    plain = _iso(typed) or _near(typed, today) or _weekday(typed, today) or _dated(typed, today)
    return plain or _weekday_of_later(typed, today) or _named_and_dated(typed, today)


def _iso(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _near(typed: str, today: date) -> date | None:
    if typed in _NEAR:
        return today + timedelta(days=_NEAR[typed])
    found = _IN.fullmatch(typed)
    if not found:
        return None
    number = _NUMBERS.get(found[1]) or int(found[1])
    return today + timedelta(days=number * (7 if found[2] == "week" else 1))


def _weekday(typed: str, today: date) -> date | None:
    found = _WEEKDAY.fullmatch(typed)
    number = _place(found[1], list(day_name)) if found else None
    if number is None:
        return None
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def _weekday_of_later(typed: str, today: date) -> date | None:
    """ "thursday next week", and "a week on thursday"."""
    if found := _OF_NEXT_WEEK.fullmatch(typed):
        monday = today + timedelta(days=7 - today.weekday())
        number = _place(found[1] or found[2], list(day_name))
        return None if number is None else monday + timedelta(days=number)
    found = _WEEK_AFTER.fullmatch(typed)
    day = _weekday(found[1] or found[2], today) if found else None
    return day + timedelta(days=7) if day else None


def _named_and_dated(typed: str, today: date) -> date | None:
    """A date with its weekday. Raises WrongUse where it is another one's."""
    found = _NAMED_DAY.fullmatch(typed)
    number = _place(found[1], list(day_name)) if found else None
    day = (_iso(found[2]) or _dated(found[2], today)) if found and number is not None else None
    if day and day.weekday() != number:
        raise WrongUse(f"{day.day} {day:%B} {day.year} is a {day:%A}. Which day is it?", _SUCH_AS)
    return day


def _dated(typed: str, today: date) -> date | None:
    """A day and a month, in either order, with or without the year."""
    if found := _DOTTED.fullmatch(typed):
        return _next_of(int(found[1]), int(found[2]), found[3], today)
    if found := _DAY_FIRST.fullmatch(typed):
        day, name, year = found.groups()
    elif found := _MONTH_FIRST.fullmatch(typed):
        name, day, year = found.groups()
    else:
        return None
    month = _place(name, list(month_name)[1:])
    return None if month is None else _next_of(int(day), month + 1, year, today)


def _next_of(day: int, month: int, year: str | None, today: date) -> date | None:
    """That day of that year; without a year the next one from today on."""
    years = [int(year)] if year else [today.year, today.year + 1]
    days = [each for one in years if (each := _existing(one, month, day))]
    return next((each for each in days if each >= today), days[0] if days else None)


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _place(name: str, names: list[str]) -> int | None:
    """Which of `names` it is, or begins; None where it is none of them."""
    found = [number for number, each in enumerate(names) if each.lower().startswith(name)]
    return found[0] if len(found) == 1 else None
