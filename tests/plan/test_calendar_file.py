"""The plan in a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar

from coach.library.library import Library
from coach.library.records import Kind
from coach.plan.agenda import Agenda
from coach.plan.calendar_file import as_calendar
from coach.plan.reading import read_agenda
from tests.helpers.kept_sessions import PLAIN, keep, recordings
from tests.helpers.plans import plan

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)
TODAY = date.today()


def agenda() -> Agenda:
    found = read_agenda(Library(recordings()), TODAY)
    assert found
    return found


def entries(written: bytes) -> list[tuple[int, str, str]]:
    """How many days away, and title and text of each entry, as a calendar reads them."""
    calendar = Calendar.from_ical(written)
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    return [
        (
            (event.decoded("DTSTART") - TODAY).days,
            str(event["SUMMARY"]),
            str(event["DESCRIPTION"]),
        )
        for event in calendar.walk("VEVENT")
    ]


def test_each_day_that_has_something_has_an_entry() -> None:
    plan(3)
    found = entries(as_calendar(agenda(), NOW))
    assert [away for away, _, _ in found] == [0, 1, 2, 3, 4]
    titles = [title for _, title, _ in found]
    assert titles[0].startswith("Practise: 4 questions, about ")
    assert titles[1] == "Practise: a mock interview, 20 minutes"
    assert titles[3:] == ["Interview", "How was the interview?"]
    assert found[1][2] == "Against the clock: coach mock screening --minutes 20"
    assert "coach practice" in found[0][2]
    assert found[4][2].endswith("coach debrief --real")


def test_entries_are_whole_days_private_and_take_the_place_of_earlier_ones() -> None:
    plan(5)
    first, second = (as_calendar(agenda(), NOW + timedelta(days=days)) for days in (0, 1))
    events = [Calendar.from_ical(each).walk("VEVENT") for each in (first, second)]
    assert [each["UID"] for each in events[0]] == [each["UID"] for each in events[1]]
    assert len({str(each["UID"]) for each in events[0]}) == len(events[0])
    for event in events[0]:
        assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(days=1)
        assert (str(event["CLASS"]), str(event["TRANSP"])) == ("PRIVATE", "TRANSPARENT")
    assert b"DTSTAMP:20261129T090000Z" in first


def test_what_is_done_has_no_entry_and_what_is_over_none_at_all() -> None:
    keep([PLAIN], kind=Kind.MOCK)
    plan(2)
    assert [away for away, _, _ in entries(as_calendar(agenda(), NOW))] == [1, 2, 3]
    plan(-1)
    assert entries(as_calendar(agenda(), NOW)) == []
