"""The bands of most speakers in a language. To show figures, its phrases need not be compiled."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

from coach.delivery.findings import Band
from coach.delivery.rules import rules_file


def bands_of(code: str) -> dict[str, Band]:
    """By figure; none for a language without rules. Raises InvalidSetting."""
    path = rules_file(code)
    return _bands(path, code) if path else {}


@functools.cache
def _bands(path: Path, code: str) -> dict[str, Band]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        kept = document.get("bands", {})
        return {name: Band.model_validate(band) for name, band in kept.items()}
    except (OSError, ValueError, AttributeError):
        from coach.delivery.language import language_of

        return language_of(code).bands  # which says what is wrong
