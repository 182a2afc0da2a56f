"""The words and topics by which adverts are read: `advert_en.toml`, `advert_topics_en.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from coach.questions.sets import Wordings

Section = Literal["duties", "requirements", "values", "skip", "meta", "none"]
Form = Literal[
    "duty",
    "charge",
    "how",
    "skill",
    "knowledge",
    "doing",
    "liking",
    "interest",
    "process",
    "quality",
    "trait",
    "value",
    "",
]

_HERE = Path(__file__).parent
_WRAPPED = re.compile(r"\n\s*")
_VOWELS = "aeiou"


@dataclass(frozen=True)
class Topic:
    """Something that nearly every advert asks for, and the question on it."""

    id: str
    theme: str
    found: re.Pattern[str]
    but_not: re.Pattern[str]
    wordings: Wordings
    listen_for: tuple[str, ...]
    follow_ups: tuple[str, ...]
    can_be_shown: bool
    """Whether a CV would show it: safety it can, kindness it cannot."""

    def fits(self, phrase: str) -> bool:
        """Whether the phrase, in small letters, names it."""
        return bool(self.found.search(phrase)) and not self.but_not.search(phrase)


@dataclass(frozen=True)
class AdvertRules:
    """All patterns, for small letters with plain apostrophes."""

    headings: Mapping[Section, re.Pattern[str]]
    bids: frozenset[str]
    """Verbs with which an advert bids its readers do something: "Ring Tamsin"."""

    short_words: frozenset[str]
    """Words that are as short as abbreviations, and are none."""

    abbreviations: Mapping[str, str]
    """What is said for "incl."."""

    own_question: re.Pattern[str]
    """How an advert begins a question on what is asked for: "Can you", "Have you ever"."""

    tables: Mapping[str, frozenset[str]]
    """Words of headings and of columns in person specifications."""

    degree: re.Pattern[str]
    """A heading such as "Essential", which says nothing else of what is below it."""

    promised: Mapping[Form, re.Pattern[str]]
    """The headings that say what the items below them are."""

    carried: re.Pattern[str]
    """A heading that is the beginning of each item below it: "Ability to"."""

    in_row: Mapping[Section, re.Pattern[str]]
    """The beginning of a sentence that is a list."""

    drop: re.Pattern[str]
    aside: re.Pattern[str]
    """What is not asked about where it is only named."""

    offer: re.Pattern[str]
    """The beginning of a sentence that says what the reader gets."""

    takes: frozenset[str]
    money: re.Pattern[str]
    leads: tuple[tuple[Form, re.Pattern[str]], ...]
    wanted: re.Pattern[str]
    """The end of a phrase that says how much it is wanted."""

    end: re.Pattern[str]
    tails: tuple[re.Pattern[str], ...]
    breaks: re.Pattern[str]
    """Where a phrase may end that none of `tails` makes short enough."""

    clause: re.Pattern[str]
    """What begins a part of a phrase that must not be ended early."""

    filler: re.Pattern[str]
    verbs: Mapping[str, str]
    """The plain form of each verb in all its forms."""
    at_times: frozenset[str]
    """Verbs that are mostly nouns in the plain form."""

    also_nouns: frozenset[str]
    doing: re.Pattern[str]
    """The end of a name for doing something, before which `also_nouns` are no verbs."""
    nouns: Mapping[str, str]
    """The verb for a noun: preparation → prepare."""
    language: re.Pattern[str]
    adjective: re.Pattern[str]
    trait: re.Pattern[str]
    """A trait by its adjective, with what goes with it: "tidy and polite with customers"."""

    quality: re.Pattern[str]
    mass: re.Pattern[str]
    """The qualities that have no article: "confidence"."""

    trait_noun: re.Pattern[str]
    """A trait by its name: "patience"."""
    topics: tuple[Topic, ...]


@functools.cache
def advert_rules() -> AdvertRules:
    """The rules for English."""
    words = tomllib.loads((_HERE / "advert_en.toml").read_text(encoding="utf-8"))
    topics = tomllib.loads((_HERE / "advert_topics_en.toml").read_text(encoding="utf-8"))
    return AdvertRules(
        headings={
            name: pattern_of(patterns, anchored=True)
            for name, patterns in words["headings"].items()
        },
        bids=frozenset(words["names"]["bids"].split()),
        short_words=frozenset(words["names"]["short_words"].split()),
        abbreviations=_pairs(words["names"]["abbreviations"]),
        own_question=pattern_of([words["in_row"]["question"]], anchored=True),
        tables={
            name: frozenset(found.split())
            for name, found in words["tables"].items()
            if name != "degree"
        },
        degree=pattern_of([words["tables"]["degree"]], anchored=True),
        promised=_patterns(words["below"]["promised"]),
        carried=pattern_of([words["below"]["carried"]]),
        in_row=_patterns({each: words["in_row"][each] for each in ("duties", "requirements")}),
        drop=pattern_of(words["drop"]["sentence"]),
        aside=pattern_of(words["drop"]["aside"]),
        offer=pattern_of([words["drop"]["offer"]], anchored=True),
        takes=frozenset(words["drop"]["takes"].split()),
        money=pattern_of(words["drop"]["money"]),
        leads=tuple(
            (form, pattern_of(found, anchored=True)) for form, found in words["leads"].items()
        ),
        wanted=pattern_of([words["trim"]["wanted"]]),
        end=pattern_of([words["trim"]["end"]]),
        tails=tuple(pattern_of([each]) for each in words["trim"]["tail"]),
        breaks=pattern_of([words["trim"]["breaks"]]),
        clause=pattern_of([words["trim"]["clause"]]),
        filler=pattern_of([words["trim"]["filler"]]),
        verbs=_verbs(words["verbs"]),
        at_times=frozenset(
            each.rstrip("+-") for each in words["verbs"]["base"].split() if each.endswith("-")
        ),
        also_nouns=frozenset(words["verbs"]["also_nouns"].split()),
        doing=pattern_of([words["verbs"]["doing"]]),
        nouns=_pairs(words["verbs"]["nouns"]),
        language=pattern_of([words["names"]["language"]], anchored=True),
        adjective=pattern_of([words["traits"]["adjective"]]),
        trait=pattern_of([words["traits"]["trait"]], anchored=True),
        quality=pattern_of([words["traits"]["quality"]], anchored=True),
        mass=pattern_of([words["traits"]["mass"]]),
        trait_noun=pattern_of([words["traits"]["noun"]], anchored=True),
        topics=tuple(_topic(each) for each in topics["topic"]),
    )


def pattern_of(patterns: Sequence[str], *, anchored: bool = False) -> re.Pattern[str]:
    """One pattern for all of `patterns`, each of which may be wrapped; never for none."""
    joined = "|".join(f"(?:{_WRAPPED.sub('', each)})" for each in patterns) or "(?!)"
    return re.compile(f"^(?:{joined})" if anchored else joined, re.I)


def _patterns(read: Mapping[Any, str]) -> dict[Any, re.Pattern[str]]:
    return {name: pattern_of([found]) for name, found in read.items()}


def _topic(read: Mapping[str, Any]) -> Topic:
    return Topic(
        id=read["id"],
        theme=read["theme"],
        found=pattern_of(read["found"]),
        but_not=pattern_of(read.get("but_not", [])),
        wordings=Wordings(interview=read["interview"], meeting=read["meeting"], chat=read["chat"]),
        listen_for=tuple(read["listen_for"]),
        follow_ups=tuple(read["follow_ups"]),
        can_be_shown=read.get("can_be_shown", False),
    )


def _pairs(text: str) -> dict[str, str]:
    return dict(each.replace("~", " ").split("=") for each in text.split())


def _verbs(words: Mapping[str, str]) -> dict[str, str]:
    forms: dict[str, str] = {}
    for marked in words["base"].split():
        verb = marked.rstrip("+-").lower()
        plain = [] if marked.endswith("-") else [verb]
        for form in (*plain, *_forms(verb, doubles="+" in marked)):
            forms.setdefault(form, verb)
    return forms | _pairs(words["gerunds"]) | _pairs(words["pasts"])


def _forms(verb: str, *, doubles: bool) -> tuple[str, str, str]:
    """What a regular verb becomes with -s, -ing and -ed."""
    if doubles:
        stem = verb + verb[-1]
        return f"{verb}s", f"{stem}ing", f"{stem}ed"
    if verb.endswith("e") and not verb.endswith("ee"):
        return f"{verb}s", f"{verb[:-1]}ing", f"{verb}d"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return f"{verb[:-1]}ies", f"{verb}ing", f"{verb[:-1]}ied"
    hisses = verb.endswith(("s", "sh", "ch", "x", "z"))
    return f"{verb}{'es' if hisses else 's'}", f"{verb}ing", f"{verb}ed"
