"""Takes the text of an advert apart: what stands under which heading, item by item.

Headings are lines on their own, or what stands before a colon. Items are those of lists, and the
sentences of paragraphs. Lines that were broken to fit a page are joined again.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from coach.questions.advert_rules import Section, advert_rules

_NUMBERED = re.compile(
    r"^[ED]\d{1,2}[.:)]?\s+|^\(?(?:\d{1,2}|[a-hA-H]|i{1,3}|i?[vx]|vi{1,3})[.)]\s+"
)
_BULLET = re.compile(r"^[-*•▪●◦‣·>\u2013—➢➤✓✔✅☑]\ufe0f?\s+(?=\S)")
_ORNAMENT = re.compile(r"^[^\w\s#\"'“\u2018(\[£$€₹&]+\s*(?=\w)")
_COLUMN = re.compile(r"(?<!\s)(?:\s{2,}|\t)(?:[ED]|E/D|essential|desirable)$", re.I)
_HEADING_MARK = re.compile(r"^#{1,6}\s+")
_BOLD = re.compile(r"\*\*|__")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”\u2019)]?\s+(?=[A-Z\"“(*])")
_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|etc|approx|ca?|incl|no|Mr|Mrs|Ms|Dr|Prof|St|vs|[A-Z])\.$"
)
_GOES_ON = re.compile(
    r"(?:,|\b(?:and|or|of|the|in|a|an|to|with|for|on|by|from|at|our|your|their|that|which|as|is|are|will|be))$"
)
_LABEL = re.compile(r"^([A-Z][\w '&/()-]{2,38}):\s+(?=\S)")
# "Experience of SQL" is no heading, and "Skills and experience" is one.
_GOES_ON_WITH = re.compile(
    r"\w* (?:of|in|with|to|as|on|for) (?!(?:the|this) (?:role|job|post)\b|you\b|us\b)"
)
# Bullets as they come out of a copied page or a word processor: "-Clean", "o Clean".
_TOUCHING = re.compile(r"^(\s*)([-*•▪●◦·>➢➤✓✔+\u2013\u2014])(?=[^\W\d_])(?!.*\2\s*$)", re.M)
_LETTER_BULLET = re.compile(r"^(\s*)[oØ§ü\uf0a7\uf0b7](?=\s+[A-Z0-9])", re.M)
_TWO_WORD_VERB = re.compile(r"\b([Ll]ine|[Ff]ault)[ ](manag|find)")  # one verb, as it is heard
# A sentence that lists what is to be done, or what somebody is to have.
_DUTIES_IN_ROW = re.compile(
    r"(?:the |your |main |key |typical )*(?:duties|responsibilities|tasks)"
    r"(?: will| would| may| also)* (?:includ|involv|compris|cover)(?:es?|ing)?:? ",
    re.I,
)
_HAVING_IN_ROW = re.compile(
    r"(?:you|(?:the |an? )?(?:ideal|successful|right) (?:candidate|applicant|person))"
    r"(?:['\u2019]ll| will| should| must| would)(?: also| need to)* (?:bring|have|possess|offer) ",
    re.I,
)
_CODES = re.compile(r"[A-Z]{2,5}: (?=.*[A-Za-z]\d)(?:\w{2,7}(?:, | and )?)+")  # of certificates
_FEWEST_COMMAS = 1  # of a row
_FEWEST_IN_A_ROW = 3
_LONGEST_ABBREVIATION = 4  # letters
_SHORT_WORDS = frozenset(
    [
        "A",
        "ALL",
        "AN",
        "AND",
        "AS",
        "AT",
        "AWAY",
        "BE",
        "BY",
        "FOR",
        "FROM",
        "HAVE",
        "IN",
        "NO",
        "OF",
        "ON",
        "OR",
        "OUR",
        "OUT",
        "PUT",
        "TO",
        "UP",
        "USE",
    ]
)
_MOST_HEADING_WORDS = 8
_LONG_LINE = 55  # characters: a shorter line was not broken to fit a page


@dataclass(frozen=True)
class Item:
    """One thing that an advert says. `listed` where it stands in a list."""

    text: str
    section: Section
    listed: bool
    in_past: bool = False
    """Whether it stands under a line such as "you will have:", and may tell what was done."""


@dataclass(frozen=True)
class _Line:
    text: str
    listed: bool
    heading: bool
    parted: bool = False
    """Whether it stands apart from the line before."""


def items_of(text: str) -> list[Item]:
    """What an advert says, in its order, without what is known to be no requirement."""
    asked = (item for item in _items(text) if item.section != "skip")
    return [_in_row(item) for item in asked if not _CODES.fullmatch(item.text)]


def _in_row(item: Item) -> Item:
    """A sentence that is a list, as a list."""
    if item.listed or item.text.count(",") < _FEWEST_COMMAS:
        return item
    if duties := _DUTIES_IN_ROW.match(item.text):
        return Item(item.text[duties.end() :], "duties", True)
    if having := _HAVING_IN_ROW.match(item.text):
        return Item(item.text[having.end() :], "requirements", True)
    return item


def _items(text: str) -> Iterator[Item]:
    section: Section = "none"
    was_list = in_row = says_have = False
    for line in _lines(text):
        named = _section_of(line.text)
        if line.heading or (named and not line.listed and _is_short(line.text)):
            section, was_list = named or "none", bool(_LABEL.match(line.text))
            in_row, says_have = line.text.endswith(":"), _says_have(line)
            continue
        if was_list and line.parted and not line.listed:
            section, was_list = "none", False  # a paragraph after a list is on something else
        in_row = in_row and not line.parted and not _is_sentence(line.text)
        says_have = says_have if line.listed or in_row else _says_have(line)
        was_list = line.listed or (was_list and not line.parted) or not _is_sentence(line.text)
        inner: Section | None = None
        for sentence in _sentences(line.text):
            inner, said = _labelled(sentence, inner)
            if said.endswith("?"):  # some adverts ask their headings: "What will you do?"
                section = _section_of(said) or section
            else:
                yield Item(said, inner or section, line.listed or in_row, says_have)


def _says_have(line: _Line) -> bool:
    return line.text.rstrip(" :").endswith(" have")


def _is_sentence(text: str) -> bool:
    return text.endswith((".", "!", "?"))


def _labelled(sentence: str, before: Section | None) -> tuple[Section | None, str]:
    """The section that a label at the head of a sentence begins in its paragraph, and the rest."""
    label = _LABEL.match(sentence)
    inner = _section_of(label[1]) if label else None
    return (inner, sentence[label.end() :]) if label and inner else (before, sentence)


def _lines(text: str) -> Iterator[_Line]:
    waiting: _Line | None = None
    parted = False
    text = _tidied(text)
    marks = _list_marks(text)
    for raw in text.splitlines():
        for line in _read(raw, marks):
            if waiting and line and _continues(waiting, line):
                waiting = _Line(f"{waiting.text} {line.text}", waiting.listed, False)
                continue
            if waiting:
                yield replace(waiting, parted=parted)
                parted = False
            parted = parted or line is None
            waiting = line
    if waiting:
        yield replace(waiting, parted=parted)


def _tidied(text: str) -> str:
    """The text with the usual bullets in place of those that touch their words or are a letter."""
    text = _TWO_WORD_VERB.sub(r"\1-\2", text)
    for found in (_TOUCHING, _LETTER_BULLET):
        if len(found.findall(text)) >= _FEWEST_IN_A_ROW:
            text = found.sub(r"\1• ", text)
    return text


def _list_marks(text: str) -> frozenset[str]:
    """The signs that begin several lines in a row: those of a list, whatever they are."""
    firsts = [(line.split(maxsplit=1) or [""])[0] for line in text.splitlines()]
    rows = itertools.groupby(firsts)
    return frozenset(
        sign
        for sign, row in rows
        if sign and not any(map(str.isalnum, sign)) and len(list(row)) >= _FEWEST_IN_A_ROW
    )


def _read(raw: str, marks: frozenset[str]) -> list[_Line | None]:
    """What stands in a line: that of each cell where it is of a table.

    [None] where it only parts what is above from what is below.
    """
    text = _COLUMN.sub("", _BOLD.sub("", raw).strip())
    cells = [each.strip() for each in text.split("|")] if " | " in text or "||" in text else [text]
    if len(cells) > 1:
        return [_Line(each, True, False) for each in cells if any(map(str.isalnum, each))] or [None]
    first, _, rest = text.partition(" ")
    if first in marks and rest.strip():
        return [_Line(_quiet(rest.strip()), True, False)]
    headed = bool(_HEADING_MARK.match(text))
    text = _HEADING_MARK.sub("", text)
    plain = _NUMBERED.sub("", _BULLET.sub("", text, count=1), count=1)
    listed = plain != text and not headed
    plain = _ORNAMENT.sub("", plain).strip()
    plain = _quiet(plain) if listed else plain
    if not any(each.isalnum() for each in plain):
        return [None]
    return [_Line(plain, listed, headed or (not listed and _looks_headed(plain)))]


def _quiet(text: str) -> str:
    """A line in capitals as it is written otherwise; short words of it may be abbreviations."""
    if not text.isupper() or " " not in text:
        return text
    return " ".join(
        each.lower() if len(each) > _LONGEST_ABBREVIATION or each in _SHORT_WORDS else each
        for each in text.split()
    )


def _looks_headed(text: str) -> bool:
    """Whether a line that is in no list is a heading by its looks."""
    if not _is_short(text):
        return False
    return text.endswith((":", "?")) or (text.isupper() and len(text) > 3)


def _is_short(text: str) -> bool:
    return len(text.split()) <= _MOST_HEADING_WORDS and not text.endswith((".", ";", ",", "!"))


def _continues(before: _Line, line: _Line) -> bool:
    """Whether `line` is the rest of the one before, which was broken to fit a page."""
    if line.listed or line.heading or before.heading:
        return False
    return line.text[0].islower() or bool(_GOES_ON.search(before.text))


def _section_of(heading: str) -> Section | None:
    """What stands under a heading of those words; None where it says nothing of it."""
    plain = _plain(heading).strip(" :?!.-")
    for name, found in advert_rules().headings.items():
        match = found.match(plain)
        if match and not _GOES_ON_WITH.match(plain, match.end()):
            return name
    return None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s'&/().:?-]", " ", text.replace("\u2019", "'")).lower().split())


def _sentences(text: str) -> Iterator[str]:
    begun = ""
    for piece in _SENTENCE_END.split(text):
        begun = f"{begun} {piece}".strip()
        if not _ABBREVIATION.search(begun):
            yield begun
            begun = ""
    if begun:
        yield begun
