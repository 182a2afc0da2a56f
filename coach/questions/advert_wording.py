"""Puts the words of an advert as they are said in a question."""

from __future__ import annotations

import re

from coach.questions.advert_parts import lower
from coach.questions.advert_rules import advert_rules

_SLASH = re.compile(r"(?<=\w\w)\s*/\s*(?=\w\w)")
_OWN = re.compile(
    r"\b((?:prioriti[sz]|manag|plan|organi[sz]|schedul|us|run|bring|provid)\w*|of|for|with|on)"
    r" own (?=\w)",
    re.I,
)
_THAN_THEY = re.compile(r"\bmore than they (?=\w+$)")  # "someone who listens more than they speak"
_YOU_TOO = re.compile(r" (and|but) you (?!are|will|can|have|must|may|would|should)(?=[a-z]+\b)")
_PERSON = re.compile(
    r"(?:(an? )|(?=(?:confident|fluent|skilled|gifted|persuasive) ))(?:[\w-]+,? ){0,4}"
    r"(?:leader|speaker|person|communicator|listener|planner|thinker|organi[sz]er|role model|mentor"
    r"|problem solver|negotiator|presenter|writer|learner)\b",
    re.I,
)
_ASIDE = re.compile(r"(?<! each), (?:in|at|for|with) [\w ]+$")
_NAMING = re.compile(r"^(\w[\w ]*) [-\u2013] (?=[A-Z]\w+$)")  # "monitoring - Prometheus"
_LEFT_OVER = re.compile(r" (?:is|are|would be|will be) *$")  # before what only praises
_AN, _A = re.compile(r"\ban(?= [bcdfgjklmnpqrstvwxyz])"), re.compile(r"\ba(?= [aeio])")
# What comes after a colon only says more: "Assess the site before you start: roof, access".
_IN_DETAIL = re.compile(r"(?<=\w): (?=[a-z]).*$")
_FEWEST_BEFORE_DETAIL = 3  # words: fewer are a label


def without_praise(text: str) -> str:
    """`text` with what can be said in place of signs, and without what only praises."""
    text = _OWN.sub(r"\1 your own ", _SLASH.sub(" or ", text.replace(" & ", " and ")))
    text = _NAMING.sub(r"\1 such as ", text)
    text = _YOU_TOO.sub(r" \1 ", _THAN_THEY.sub("more than you ", text))
    rules = advert_rules()
    for end in (rules.end, rules.wanted, rules.end, rules.wanted):
        text = end.sub("", text)
    text = _LEFT_OVER.sub("", _ASIDE.sub("", _without_filler(text)))
    return " ".join(text.split()).strip(" ,.;:-\u2013•")


def _without_filler(text: str) -> str:
    """`text` without words such as "excellent", its articles as fits the words that are left."""
    shorter = " ".join(advert_rules().filler.sub("", text).split())
    if len(shorter) == len(text):
        return text
    return _A.sub("an", _AN.sub("a", shorter))


def without_detail(text: str) -> str:
    """`text` without what stands behind a colon and only says more of it."""
    shorter = _IN_DETAIL.sub("", text)
    return shorter if len(shorter.split()) >= _FEWEST_BEFORE_DETAIL else text


def with_article(quality: str) -> str:
    """ "A good head for heights", but "patience"."""
    rules = advert_rules()
    found = rules.quality.match(quality)
    if not found or rules.mass.search(found[0]) or re.match(r"(?:an?|the) ", quality):
        return quality
    return f"{'an' if quality[0] in 'aeio' else 'a'} {quality}"


def person_in(text: str) -> str:
    """What kind of person somebody is to be: "a confident speaker"; "" where it says none."""
    found = _PERSON.match(text)
    said = lowered(text) if found else ""
    return said if not found or found[1] else f"a {said}"


def lowered(text: str) -> str:
    """Without the capital of a sentence. A name, or letters such as SQL, keeps its own."""
    first, space, rest = text.partition(" ")
    is_word = first[:1].isupper() and (first[1:].islower() or len(first) == 1)
    is_verb = lower(first.strip(",")) in advert_rules().verbs
    is_name = re.match(r"(?:(?:or|and) )?[A-Z0-9]", rest) or not rest or first.endswith(",")
    if is_word and (not is_name or is_verb):
        first = first.lower()
    return f"{first}{space}{rest}"
