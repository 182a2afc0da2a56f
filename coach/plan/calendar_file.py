"""The plan as an iCalendar file (RFC 5545), which a calendar takes in: one entry for each day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from coach.plan.agenda import Agenda, DayKind, PlannedDay
from coach.plan.wording import DEBRIEF_COMMAND, in_short, length_of, mock_command

if TYPE_CHECKING:
    from icalendar import Event

MEDIA_TYPE = "text/calendar"
FILE_NAME = "interview-plan.ics"


@dataclass(frozen=True)
class _Entry:
    """A whole day's entry."""

    day: date
    title: str
    text: str


def as_calendar(agenda: Agenda, now: datetime) -> bytes:
    """The sessions from today on, the interview, and its debrief on the day after.

    A day keeps its identifier, so a file that is written later takes the place of an earlier one.
    `now` has a time zone.
    """
    from icalendar import Calendar  # takes a seventh of a second to import

    calendar = Calendar()
    calendar.add("prodid", "-//spoken-coach//plan//EN")
    calendar.add("version", "2.0")
    for entry in _entries(agenda):
        calendar.add_component(_event(entry, now))
    written: bytes = calendar.to_ical()
    return written


def _entries(agenda: Agenda) -> Iterator[_Entry]:
    for planned in agenda.days:
        if planned.kind is not DayKind.REST and not _is_done(planned):
            yield _entry(agenda, planned)
    after = agenda.plan.day + timedelta(days=1)
    if agenda.days:
        text = f"Tell of it while it is fresh: {DEBRIEF_COMMAND}"
        yield _Entry(after, "How was the interview?", text)


def _is_done(planned: PlannedDay) -> bool:
    return planned.held or bool(planned.questions and not planned.left)


def _entry(agenda: Agenda, planned: PlannedDay) -> _Entry:
    if planned.kind is DayKind.INTERVIEW:
        text = "In the morning, hear your best answers and your vision: coach plan"
        return _Entry(planned.day, "Interview", text)
    if planned.kind is DayKind.MOCK:
        text = f"Against the clock: {mock_command(agenda.plan)}"
        return _Entry(planned.day, f"Practise: {in_short(planned)}", text)
    text = "What is due is known on the day: coach practice"
    return _Entry(planned.day, f"Practise: {length_of(planned)}", text)


def _event(entry: _Entry, now: datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.day.isoformat()}@plan.spoken-coach")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.title)
    event.add("description", entry.text)
    event.add("class", "PRIVATE")  # others who see the calendar see nothing of it
    event.add("transp", "TRANSPARENT")  # the day stays free
    return event
