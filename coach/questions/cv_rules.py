"""The words by which CVs are read: `cv_en.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coach.questions.advert_rules import pattern_of

_FILE = Path(__file__).parent / "cv_en.toml"


@dataclass(frozen=True)
class CvRules:
    """Patterns for any case, and words in small letters."""

    sections: Mapping[str, re.Pattern[str]]
    degree: re.Pattern[str]
    school: re.Pattern[str]
    label: re.Pattern[str]
    """What stands before a colon and says what the rest of the line is: "Job title:"."""

    pause: re.Pattern[str]
    """A time without work that may be asked about."""

    leave: re.Pattern[str]
    """A time without work that nobody asks about."""

    roles: re.Pattern[str]
    """What a title ends with."""
    levels: frozenset[str]
    fields: tuple[frozenset[str], ...]
    result: re.Pattern[str]
    count: re.Pattern[str]
    done: re.Pattern[str]
    no_claim: re.Pattern[str]
    begins: frozenset[str]
    compared: re.Pattern[str]
    """What only says what others have."""

    happened: re.Pattern[str]
    tells: re.Pattern[str]
    not_at_head: frozenset[str]
    at_home: re.Pattern[str]
    """A language that somebody grew up with or speaks well."""


@functools.cache
def cv_rules() -> CvRules:
    """The rules for English."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    entries, titles, claims, skills = (
        read[each] for each in ("entries", "titles", "claims", "skills")
    )
    return CvRules(
        sections={name: pattern_of([found]) for name, found in read["sections"].items()},
        degree=pattern_of([entries["degree"]]),
        school=pattern_of([entries["school"]]),
        roles=pattern_of([titles["roles"]]),
        levels=frozenset(titles["levels"].split()),
        fields=tuple(frozenset(each.split()) for each in titles["fields"]),
        label=pattern_of([entries["label"]], anchored=True),
        pause=pattern_of([entries["pause"]]),
        leave=pattern_of([entries["leave"]]),
        compared=pattern_of([claims["compared"]]),
        at_home=pattern_of([skills["at_home"]]),
        result=pattern_of([claims["result"]]),
        count=pattern_of([claims["count"]]),
        done=pattern_of([claims["done"]]),
        no_claim=pattern_of([claims["none"]]),
        begins=frozenset(claims["begins"].split()),
        happened=pattern_of([claims["happened"]]),
        tells=pattern_of([skills["tells"]]),
        not_at_head=frozenset(skills["not_at_head"].split()),
    )
