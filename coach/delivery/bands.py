"""The bands of most speakers in a language. To show them, neither its phrases need be compiled nor
pydantic loaded, which takes longer than all else that draws figures.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.delivery.rules import last_change, rules_file
from coach.parsing import toml_in


@dataclass(frozen=True)
class Band:
    """The range of most speakers, and its source.

    None means that there is no limit on that side.
    """

    __pydantic_config__ = {"allow_inf_nan": False}  # noqa: RUF012  where a record holds one

    source: str
    low: float | None = None
    high: float | None = None


def bands_of(code: str) -> dict[str, Band]:
    """The bands of a language by figure; none without rules. Raises InvalidSetting."""
    path = rules_file(code)
    return _bands(path, code, last_change(path)) if path else {}


@functools.cache
def _bands(path: Path, code: str, _last_change: tuple[int, int]) -> dict[str, Band]:
    try:
        document = toml_in(path.read_text(encoding="utf-8-sig"))
        kept = document.get("bands", {})
        return {name: _band(band) for name, band in kept.items()}
    except (OSError, ValueError, AttributeError):
        from coach.delivery.language import language_of

        return language_of(code).bands  # which says what is wrong


def _band(kept: Mapping[str, Any]) -> Band:
    """Raises ValueError, AttributeError where it is none."""
    source, limits = kept.get("source"), (kept.get("low"), kept.get("high"))
    if not isinstance(source, str) or not all(map(_may_limit, limits)):
        raise ValueError("no band")
    return Band(source, *limits)


def _may_limit(limit: object) -> bool:
    return limit is None or (isinstance(limit, int | float) and math.isfinite(limit))
