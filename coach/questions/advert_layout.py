"""Takes the text of an advert apart: what stands under which heading, item by item.

Headings are lines on their own, or what stands before a colon. Items are those of lists, and the
sentences of paragraphs.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from coach.questions.advert_headings import asked_below, is_only_heading, section_of
from coach.questions.advert_lines import Line, is_short, lines_of
from coach.questions.advert_rules import Form, Section, advert_rules
from coach.sentences import with_held_stops, with_plain_stops

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”\u2019)]?\s+(?=[A-Z\"“(*])")
_LABEL = re.compile(r"^([A-Z][\w '&/()-]{2,38}):\s+(?=\S)")
_CODES = re.compile(r"[A-Z]{2,5}: (?=.*[A-Za-z]\d)(?:\w{2,7}(?:, | and )?)+")  # of certificates
_TITLE = re.compile(r"[A-Z][^.!?:;,£$€₹\d@|]*[\w)\u2019']")
_MOST_TITLE_WORDS = 7
_MOST_SUBHEADING_WORDS = 4
_FEWEST_COMMAS = 1  # of a row
_FEWEST_ITEMS = 3
_MOST_ITEM_WORDS = 5


@dataclass(frozen=True)
class Item:
    """One thing that an advert says. `listed` where it stands in a list."""

    text: str
    section: Section
    listed: bool
    in_past: bool = False
    """Whether it stands under a line such as "you will have:", and may tell what was done."""

    asks: Form = ""
    """What the heading above says that it is, where that says it."""


@dataclass
class _Place:
    """Where in an advert the reading is."""

    section: Section = "none"
    asks: Form = ""
    lead: str = ""
    """What the line above the list says for each item of it: "Ability to"."""

    was_list: bool = False
    in_row: bool = False
    says_have: bool = False
    below_heading: bool = False
    ends_at_gap: bool = False
    """Whether what is said here has said its all in a line: "Benefits: a canteen"."""

    def enter(self, line: Line, named: Section | None) -> None:
        """Go below a heading. One with a colon may be a part of that right above it."""
        is_part = self.below_heading and line.text.endswith(":") and self.section != "skip"
        has_value = bool(_LABEL.match(line.text))
        self.section = named or (self.section if is_part else "none")
        if named == "meta":
            self.section = "none" if has_value else "skip"
        self.ends_at_gap = has_value or named == "meta"
        self.asks = asked_below(line.text, self.asks)
        self.lead = _carried(line.text)
        self.was_list = has_value
        self.in_row, self.says_have = line.text.endswith(":"), _says_have(line)
        self.below_heading = True

    def _is_past_list(self, line: Line) -> bool:
        return self.was_list and not line.listed and _is_sentence(line.text)

    def go_on(self, line: Line) -> None:
        """Go to a line that is no heading."""
        if line.parted and (self.ends_at_gap or self._is_past_list(line)):
            # a paragraph after a list is on something else
            self.section, self.asks, self.lead = "none", "", ""
            self.was_list = self.ends_at_gap = False
        self.in_row = self.in_row and not line.parted and not _is_sentence(line.text)
        if not (line.listed or self.in_row):
            self.says_have = _says_have(line)
        is_list = line.listed or (self.was_list and not line.parted)
        self.was_list = is_list or not _is_sentence(line.text)
        self.below_heading = False


def items_of(text: str) -> list[Item]:
    """What an advert says, in its order, without what is known to be no requirement."""
    asked = (item for item in _items(text) if item.section != "skip")
    return [_in_row(item) for item in asked if not _CODES.fullmatch(item.text)]


def _in_row(item: Item) -> Item:
    """A sentence that is a list, as a list."""
    if item.listed or item.text.count(",") < _FEWEST_COMMAS:
        return item
    for section, found in advert_rules().in_row.items():
        if begun := found.match(item.text):
            return Item(item.text[begun.end() :], section, True)
    return item


def _items(text: str) -> Iterator[Item]:
    place = _Place()
    lines = [*lines_of(text)]
    for line, following in itertools.zip_longest(lines, lines[1:]):
        if _is_subheading(line, following, place):
            continue
        named = section_of(line.text)
        is_titled = _is_titled(line, following, place)
        is_only = is_only_heading(line.text) and (line.numbered or not line.listed)
        is_asked = not named and advert_rules().own_question.match(line.text)
        if (
            (line.heading and not is_asked)
            or is_titled
            or is_only
            or _is_named_heading(line, named)
        ):
            place.enter(line, named or (place.section if is_only else None))
            continue
        place.go_on(line)
        yield from _items_in(line, place)


def _items_in(line: Line, place: _Place) -> Iterator[Item]:
    inner: Section | None = None
    for sentence in _sentences(line.text):
        inner, said = _labelled(sentence, inner)
        if said.endswith("?"):
            yield from _asked(said, place)
            continue
        is_listed = line.listed or place.in_row
        item = Item(said, inner or place.section, is_listed, place.says_have, place.asks)
        row = _row(said) if inner and not line.listed else []
        for each in row or _led(said, place.lead if is_listed else ""):
            yield replace(item, text=each, listed=is_listed or bool(row))


def _asked(question: str, place: _Place) -> Iterator[Item]:
    """A question of the advert's own: on what it asks for, or a heading ("What will you do?")."""
    if begun := advert_rules().own_question.match(question):
        if place.section != "skip":
            yield Item(question[begun.end() :].rstrip("?"), "requirements", True, in_past=True)
        return
    place.section = section_of(question) or place.section


def _row(said: str) -> list[str]:
    """The items of a list behind a label, where each is short; else none."""
    items = [each.strip() for each in re.split(r"[,;] (?:and )?", said.strip(" ."))]
    is_row = len(items) >= _FEWEST_ITEMS and all(len(e.split()) <= _MOST_ITEM_WORDS for e in items)
    return items if is_row else []


def _is_named_heading(line: Line, named: Section | None) -> bool:
    return bool(named) and is_short(line.text) and not line.listed


def _is_subheading(line: Line, following: Line | None, place: _Place) -> bool:
    """Whether a line between two lists only names what the next is on: "Trusts and statutory"."""
    is_between = place.was_list and following is not None and following.listed and not line.listed
    first = line.text.split(maxsplit=1)[0].lower()
    is_verb = first.endswith("ing") or advert_rules().verbs.get(first) == first
    is_short_name = len(line.text.split()) <= _MOST_SUBHEADING_WORDS and not is_verb
    is_known = bool(section_of(line.text)) or is_only_heading(line.text)
    return bool(is_between and is_short_name and _TITLE.fullmatch(line.text) and not is_known)


def _is_titled(line: Line, following: Line | None, place: _Place) -> bool:
    """Whether a line stands above others as a title does, whatever its words are."""
    is_title = _TITLE.fullmatch(line.text) and len(line.text.split()) <= _MOST_TITLE_WORDS
    if line.listed or not is_title or not line.parted or following is None:
        return False
    if following.parted:
        return place.section == "skip" and _is_sentence(following.text)
    if place.section in ("skip", "none"):
        return following.listed or _is_sentence(following.text)
    return place.was_list and not place.below_heading


def _led(said: str, lead: str) -> list[str]:
    """What is said, with what a line above or the label before it says for each part of it."""
    label, colon, rest = said.partition(":")
    own = _carried(f"{label}:") if colon else ""
    if own:
        return [f"{own} {each.strip()}" for each in rest.strip(" .").split(";")]
    return [f"{lead} {said}" if lead else said]


def _carried(line: str) -> str:
    """What a line such as "Ability to:" says for each of the items below it; else ""."""
    label = line.rstrip(" :")
    is_lead = line.endswith(":") and advert_rules().carried.fullmatch(label)
    return label if is_lead else ""


def _says_have(line: Line) -> bool:
    return line.text.rstrip(" :").endswith(" have")


def _is_sentence(text: str) -> bool:
    return text.endswith((".", "!", "?"))


def _labelled(sentence: str, before: Section | None) -> tuple[Section | None, str]:
    """The section that a label at the head of a sentence begins in its paragraph, and the rest."""
    label = _LABEL.match(sentence)
    inner = section_of(label[1]) if label else None
    return (inner, sentence[label.end() :]) if label and inner else (before, sentence)


def _sentences(text: str) -> Iterator[str]:
    for piece in _SENTENCE_END.split(with_held_stops(text)):
        yield with_plain_stops(piece).strip()
