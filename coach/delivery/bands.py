"""The bands of most speakers in a language. To show figures, its phrases need not be compiled."""

from __future__ import annotations

import functools
from pathlib import Path

from coach.delivery.findings import Band
from coach.delivery.rules import last_change, rules_file
from coach.parsing import toml_in


def bands_of(code: str) -> dict[str, Band]:
    """The bands of a language by figure; none without rules. Raises InvalidSetting."""
    path = rules_file(code)
    return _bands(path, code, last_change(path)) if path else {}


@functools.cache
def _bands(path: Path, code: str, _last_change: tuple[int, int]) -> dict[str, Band]:
    try:
        document = toml_in(path.read_text(encoding="utf-8-sig"))
        kept = document.get("bands", {})
        return {name: Band.model_validate(band) for name, band in kept.items()}
    except (OSError, ValueError, AttributeError):
        from coach.delivery.language import language_of

        return language_of(code).bands  # which says what is wrong
