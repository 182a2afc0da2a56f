"""The record in `plan.json`: when the interview is, and what for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from pydantic import Field, model_validator

from coach.records import Day, RewrittenRecord

SCHEMA_VERSION = 1
QUESTIONS_A_DAY = 4  # with about three minutes for each, a session is short
MOST_QUESTIONS_A_DAY = 20
_LONGEST = timedelta(days=3 * 366)  # a plan spans a year, and can be put off
MOCK_BEFORE = timedelta(days=2)  # early enough to mend what it shows


class Plan(RewrittenRecord):
    """The way to an interview. What is practised when is worked out from it and from what is kept.

    `sets` are the names of question sets, or their files.
    """

    schema_version: int = SCHEMA_VERSION
    day: Day
    sets: tuple[str, ...] = Field(min_length=1)
    questions_a_day: int = Field(default=QUESTIONS_A_DAY, ge=1, le=MOST_QUESTIONS_A_DAY)
    begun_on: Day

    @model_validator(mode="after")
    def _ends(self) -> Self:
        """Refuse a mistyped year: every day until then is worked out whenever the plan is shown."""
        if self.day - self.begun_on > _LONGEST:
            raise ValueError("the interview is years after the plan was begun")
        return self

    @property
    def mock_day(self) -> date:
        """When the mock interview is; before `begun_on` where there is no time for one."""
        return self.day - MOCK_BEFORE
