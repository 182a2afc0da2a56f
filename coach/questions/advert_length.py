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
_ONE = r"((?:(?!\band\b|\bor\b)[^,])+)"
# What comes after a comma, and is no other thing of the kind.
_NO_OTHER = (
    r"(?:including|such|with|for|from|as|so|because|since|when|while|but|not|if|who|which|where|or"
    r"|whatever|at|in|on|under|through|across|within|by|via|without|against|between|throughout"
    r"|using|based|\w+ly$|(?:you|it|they|that|this|there)\b)\b"
)
_ROW = re.compile(
    rf"^{_ONE}(?<!database)(?<!system)(?<!software)"  # whose name may come next
    rf", (?!{_NO_OTHER}){_ONE}$"
)
_LAST_LEFT = re.compile(rf", (?!{_NO_OTHER}|\w+ing\b)((?:[^\s,]+ ?){{1,3}})$")


def as_heard(said: str) -> str:
    """`said`, short enough to hear; "and" stands before the last of several things."""
    said = _ROW.sub(r"\1 and \2", said)
    short = _shortened(said)
    goes_on = re.match(r",? (?:and|or) ", said[len(short) :])
    return _LAST_LEFT.sub(r" and \1", short) if goes_on else short


def _shortened(text: str) -> str:
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
