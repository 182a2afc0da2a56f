"""Writes a question set as YAML, which `reading` can read."""

from __future__ import annotations

import yaml

from coach.questions.sets import SetContents
from coach.questions.yaml_text import CURLY_QUOTED


def as_yaml(contents: SetContents) -> str:
    """`contents` as a person would write it: block style, text as it is, a line per text."""
    plain = contents.model_dump(mode="json", exclude_defaults=True)
    return yaml.dump(plain, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf"))


class _Dumper(yaml.SafeDumper):
    """Puts straight quotes around what stands in curly ones."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if CURLY_QUOTED.fullmatch(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)
