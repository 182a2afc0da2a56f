"""Renders the templates, which the local page and the exported HTML file share."""

from __future__ import annotations

import functools
from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from coach.formats import clock, day


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
    environment.filters |= {"clock": clock, "day": day, "day_and_time": _day_and_time}
    return environment


def _day_and_time(moment: datetime) -> str:
    """Such as: Mon 3 Nov 2026, 09:02."""
    return f"{day(moment)}, {moment:%H:%M}"
