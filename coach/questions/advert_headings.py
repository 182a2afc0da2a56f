"""Tells what stands below a heading of an advert, by its words."""

from __future__ import annotations

import re

from coach.questions.advert_rules import Form, Section, advert_rules

# "Experience of SQL" is no heading, and "Skills and experience" is one.
_GOES_ON_WITH = re.compile(
    r"\w* (?:of|in|with|to|as|on|for) (?!(?:the|this) (?:role|job|post)\b|you\b|us\b)"
)


def section_of(heading: str) -> Section | None:
    """What stands under a heading of those words; None where it says nothing of it."""
    plain = _plain(heading) + (":" if heading.rstrip().endswith(":") else "")
    for name, found in advert_rules().headings.items():
        match = found.match(plain)
        if match and not _GOES_ON_WITH.match(plain, match.end()):
            return name
    return None


def is_only_heading(text: str) -> bool:
    """Whether it is a heading and nothing else: "Knowledge and skills", but not "Team games"."""
    words = set(re.split(r"[\s/&.]+", _plain(text))) - advert_rules().tables["beside"]
    return bool(words) and words <= advert_rules().tables["heading"]


def asked_below(heading: str, before: Form) -> Form:
    """What a heading says that the items below it are: knowledge, or work that was done.

    One such as "Essential" leaves what the heading `before` it has said.
    """
    plain = _plain(heading)
    if advert_rules().degree.match(plain):
        return before
    promised = advert_rules().promised.items()
    return next((form for form, found in promised if found.fullmatch(plain)), "")


def _plain(text: str) -> str:
    plain = re.sub(r"[^\w\s'&/().:?-]", " ", text.replace("\u2019", "'")).lower()
    return " ".join(plain.split()).strip(" :?!.-")
