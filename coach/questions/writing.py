"""A set of questions → the YAML text that `reading` takes back."""

from __future__ import annotations

import yaml

from coach.questions.sets import SetContents


def as_yaml(contents: SetContents) -> str:
    """`contents` as a person would write it: block style, text as it is, a line per text."""
    plain = contents.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=float("inf"))
