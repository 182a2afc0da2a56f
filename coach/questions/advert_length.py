"""Ends phrases of an advert early that are too long to be heard inside a question."""

from __future__ import annotations

import re

from coach.questions.advert_duties import FEWEST_DUTY_WORDS
from coach.questions.advert_rules import advert_rules

MOST_WORDS = 13
"""Of a phrase inside a question: with more, nobody hears the question."""

_FEWEST_OF_LONG = 5  # words that are left of a phrase that is too long
_CUT = re.compile(
    r"\b(?:and|or|of|the|an?|to|in|on|at|for|with|by|both|can|will|could|who|that|our|their|as)$",
    re.I,
)


def shortened(text: str) -> str:
    """`text`, ended early where it is too long to hear."""
    for tail in advert_rules().tails:
        shorter = tail.sub("", text).strip(" ,.;:-\u2013")
        is_whole = len(shorter.split()) >= FEWEST_DUTY_WORDS + 1 and not _CUT.search(shorter)
        if len(text.split()) > MOST_WORDS and is_whole:
            text = shorter
    if len(text.split()) > MOST_WORDS:
        text = _cut_short(text)
    return text.strip(" ,.;:-\u2013")


def _cut_short(text: str) -> str:
    """`text` up to the last place where it is short enough and may end; itself without one."""
    ends = [match.start() for match in advert_rules().breaks.finditer(text)]
    shorter = [text[:end].rstrip(" ,;") for end in ends]
    whole = [
        each
        for each in shorter
        if _FEWEST_OF_LONG <= len(each.split()) <= MOST_WORDS
        and not _CUT.search(each)
        and not advert_rules().clause.search(each)
    ]
    return whole[-1] if whole else text
