"""Renders the templates, which the local page and the exported HTML file share."""

from __future__ import annotations

import contextlib
import functools
from datetime import datetime
from typing import Any

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    PackageLoader,
    StrictUndefined,
)
from jinja2.bccache import Bucket

from coach.formats import clock, day
from coach.paths import private_folder, template_cache
from coach.web.error_text import hint_here


def rendered(template: str, **values: Any) -> str:
    """A page. Every text in it is escaped unless it is Markup of ours."""
    return _environment().get_template(template).render(**values)


class _CompiledTemplates(FileSystemBytecodeCache):
    """Templates that were compiled before: that takes a tenth of a second for each page."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it where that is possible."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("coach.web"),
        bytecode_cache=_compiled_templates(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"clock": clock, "day": day, "day_and_time": _day_and_time}
    environment.filters |= {"hint_here": hint_here}
    return environment


def erase_compiled() -> None:
    """Delete the compiled templates. Raises OSError."""
    for path in template_cache().glob("__jinja2_*"):
        path.unlink(missing_ok=True)


def _compiled_templates() -> BytecodeCache | None:
    """The folder of compiled templates; None where there can be none."""
    try:
        return _CompiledTemplates(str(private_folder(template_cache())))
    except OSError:
        return None


def _day_and_time(moment: datetime) -> str:
    """Such as: Mon 3 Nov 2026, 09:02."""
    return f"{day(moment)}, {moment:%H:%M}"
