"""The base of everything that is written to disk as JSON."""

from __future__ import annotations

import functools
import re
from datetime import date, datetime
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from coach.language_tags import canonical_tag

_DayT = TypeVar("_DayT", bound=date)


class Record(BaseModel):
    """Frozen, typed, and tolerant of keys that a later version may add."""

    # Without NaN and infinity: nothing that is kept is either, so a file with one is damaged.
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class RewrittenRecord(Record):
    """A record whose file is read, changed and written again: keys it does not know stay in it."""

    model_config = ConfigDict(extra="allow")


_LONGEST_S = 1e8  # three years: no sound is longer, and no clock of a session
_LARGEST = 10**9
_FIRST_YEAR, _LAST_YEAR = 1900, 9000  # one can go days and weeks away from them, in any time zone


def _reckonable(day: _DayT) -> _DayT:
    """`day`; ValueError where nobody can go a week back or forth from it."""
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"is in the year {day.year}")
    return day


def _in_a_zone(moment: datetime) -> datetime:
    """`moment`, in the time zone of this machine where it names none: it must be comparable."""
    return moment if moment.tzinfo else moment.astimezone()


# Seconds since some beginning, or between two. Whoever multiplies them meets no infinity.
Seconds = Annotated[float, Field(ge=-_LONGEST_S, le=_LONGEST_S)]
# Of a question, a take, a word: no digits without end, which neither SQLite nor a page can take.
Number = Annotated[int, Field(ge=-_LARGEST, le=_LARGEST)]
Day = Annotated[date, AfterValidator(_reckonable)]
ZonedMoment = Annotated[AwareDatetime, AfterValidator(_reckonable)]
Moment = Annotated[datetime, AfterValidator(_reckonable), AfterValidator(_in_a_zone)]

# A tag that a person typed, as `canonical_tag` has it.
LanguageTag = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$"),
    AfterValidator(canonical_tag),
]

_LONGEST_PLACE = 100  # characters of where in a file something is wrong
_LEADS_OUT = re.compile(r"[/\\]|[A-Za-z]:|(?:.*[/\\])?\.\.(?:[/\\]|$)", re.DOTALL)


@functools.lru_cache(maxsize=4096)  # thousands of sessions name the same few
def _stays_within(path: str) -> str:
    """`path`; ValueError where it leads out of its folder.

    What is kept may come from somebody else, and files it names are written to and deleted.
    """
    if _LEADS_OUT.match(path):
        raise ValueError("leads out of its folder")
    return path


PathWithin = Annotated[str, AfterValidator(_stays_within)]  # relative to the folder it is kept in


def what_is_wrong(error: ValidationError, name: str) -> str:
    """Why the file `name` is no record, for a person: part of a sentence, without its full stop."""
    first = error.errors(include_url=False)[0]
    if first["type"] == "json_invalid":
        return f"{name} is cut off, or something else has written to it"
    # A key may be anybody's, of any length, with signs that steer a terminal.
    named = ".".join(str(part) for part in first["loc"])[:_LONGEST_PLACE]
    where = "".join(sign for sign in named if sign.isprintable())
    if not where:
        return f"{name} holds something else than it should"
    if first["type"] == "value_error":  # by a check of ours
        return f"in {name}, “{where}”: {first['ctx']['error']}"
    wrong = "is missing" if first["type"] == "missing" else "is not what it should be"
    return f"in {name}, “{where}” {wrong}"
