"""Tells what the items of a list are whose heading says nothing of it, by what most of them are."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace

from coach.questions.advert_layout import Item
from coach.questions.advert_parts import AMOUNT, first_word, lower, without_leads
from coach.questions.advert_rules import Section, advert_rules

_FEWEST = 3  # items of a list, or sentences in a row, by which it is known
_MOST_OF_IT = 0.5


def settled(items: Iterable[Item]) -> Iterator[Item]:
    """The items, those of lists below unknown headings in the section that they look like.

    Sentences in a row that say what somebody does are a list: "Checks the stock. Orders more."
    """
    items = _listed(items)
    for is_open, run in itertools.groupby(items, _is_open):
        together = [*run]
        section = _section_of(together) if is_open else "none"
        yield from together if section == "none" else (_in(section, each) for each in together)


def _listed(items: Iterable[Item]) -> Iterator[Item]:
    for says_done, run in itertools.groupby(items, _says_what_is_done):
        together = [*run]
        is_list = says_done and len(together) >= _FEWEST
        yield from (replace(each, listed=True) for each in together) if is_list else together


def _says_what_is_done(item: Item) -> bool:
    first = first_word(item.text)
    is_third_person = first.endswith("s") and advert_rules().verbs.get(first, first) != first
    return item.section == "none" and not item.listed and is_third_person


def _is_open(item: Item) -> bool:
    return item.listed and item.section == "none"


def _in(section: Section, item: Item) -> Item:
    return replace(item, section=section)


def _section_of(items: list[Item]) -> Section:
    if len(items) < _FEWEST:
        return "none"
    duties = sum(first_word(each.text) in advert_rules().verbs for each in items)
    wishes = sum(_is_wish(each.text) for each in items)
    if max(duties, wishes) < _MOST_OF_IT * len(items):
        return "none"
    return "duties" if duties > wishes else "requirements"


def _is_wish(text: str) -> bool:
    """Whether it says that it is something to have, to know or to be."""
    rules, plain = advert_rules(), lower(text)
    is_named = any(found.match(plain) for found in (rules.trait, rules.quality, rules.trait_noun))
    return bool(without_leads(text)[0]) or is_named or bool(AMOUNT.match(plain))
