"""The templates, the same for the local page and for a file that is handed on."""

from __future__ import annotations

import functools
from datetime import date, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from coach.audio.clips import clock


def rendered(template: str, **values: Any) -> str:
    """A page. Every text in it is escaped unless it is Markup of ours."""
    return _environment().get_template(template).render(**values)


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("coach.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"clock": clock, "day": _day, "day_and_time": _day_and_time}
    return environment


def _day(moment: date) -> str:
    """Such as: Mon 23 Nov 2026."""
    return f"{moment:%a} {moment.day} {moment:%b %Y}"


def _day_and_time(moment: datetime) -> str:
    """Such as: Mon 23 Nov 2026, 09:02."""
    return f"{_day(moment)}, {moment:%H:%M}"
