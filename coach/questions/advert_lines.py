"""Takes the text of an advert apart into lines, and tells headings and items by their looks.

Lines that were broken to fit a page are joined again, and each cell of a table is a line.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from coach.questions.advert_headings import is_only_heading, section_of
from coach.questions.advert_tables import cells_of, is_head, lone_cells, without_columns
from coach.questions.advert_text import quiet, tidied

_NUMBERED = re.compile(
    r"^[ED]\d{1,2}[.:)]?\s+|^\d{1,2}(?:\.\d{1,2}){1,3}[.)]?\s+"
    r"|^\(?(?:\d{1,2}|[a-hA-H]|i{1,3}|i?[vx]|vi{1,3})[.)]\s+"
)
_BULLET = re.compile(r"^[-*•▪●◦‣·>\u2013—➢➤✓✔✅☑]\ufe0f?\s+(?=\S)")
_ORNAMENT = re.compile(r"^[^\w\s#\"'“\u2018(\[£$€₹&]+\s*(?=\w)")
_HEADING_MARK = re.compile(r"^#{1,6}\s+")
_BOLD = re.compile(r"\*\*|__")
_GOES_ON = re.compile(
    r"(?:,|\b(?:and|or|of|the|in|a|an|to|with|for|on|by|from|at|our|your|their|that|which|as|is|are|will|be))$"
)
_FEWEST_IN_A_ROW = 3
_MOST_HEADING_WORDS = 8
_LONGEST_LETTERS = 3  # in capitals that stand for a name
_WIDEST = 100  # characters: a page of plain text has no longer lines
_FULL = 0.8  # of the longest line
_FEWEST_WRAPPED = 6  # full lines by which that is known
_SHARE_WRAPPED = 0.3  # of all lines


@dataclass(frozen=True)
class Line:
    """A line of an advert, without its bullet or number."""

    text: str
    listed: bool
    heading: bool
    numbered: bool = False
    parted: bool = False
    """Whether it stands apart from the line before."""


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a text, those that were broken joined again."""
    waiting: Line | None = None
    parted = False
    text = without_columns(tidied(text))
    marks, lone, wrapped = _list_marks(text), lone_cells(text), _wrapped_at(text)
    above = ""
    for raw in text.splitlines():
        if raw.strip() in lone:
            continue
        was_broken, above = len(above) >= wrapped, raw
        for line in _read(raw, marks):
            if waiting and line and _continues(waiting, line, was_broken=was_broken):
                waiting = replace(waiting, text=f"{waiting.text} {line.text}", heading=False)
                continue
            if waiting:
                yield replace(waiting, parted=parted)
                parted = False
            parted = parted or line is None
            waiting = line
    if waiting:
        yield replace(waiting, parted=parted)


def is_short(text: str) -> bool:
    """Whether it is as short as a heading, and no sentence."""
    return len(text.split()) <= _MOST_HEADING_WORDS and not text.endswith((".", ";", ",", "!"))


def _list_marks(text: str) -> frozenset[str]:
    """The signs that begin several lines in a row: those of a list, whatever they are."""
    firsts = [(line.split(maxsplit=1) or [""])[0] for line in text.splitlines()]
    rows = itertools.groupby(firsts)
    return frozenset(
        sign
        for sign, row in rows
        if sign and not any(map(str.isalnum, sign)) and len(list(row)) >= _FEWEST_IN_A_ROW
    )


def _read(raw: str, marks: frozenset[str]) -> list[Line | None]:
    """What stands in a line: that of each cell where it is of a table.

    [None] where it only parts what is above from what is below.
    """
    cells = cells_of(_BOLD.sub("", raw).strip())
    if len(cells) > 1:
        return [*_row(cells)]
    text = cells[0] if cells else ""
    first, _, rest = text.partition(" ")
    if first in marks and rest.strip():
        return [Line(quiet(rest.strip()), True, False)]
    headed = bool(_HEADING_MARK.match(text))
    text = _HEADING_MARK.sub("", text)
    unmarked = _BULLET.sub("", text, count=1)
    plain = _NUMBERED.sub("", unmarked, count=1)
    numbered = plain != unmarked
    headed = headed or (numbered and unmarked == text and _is_loud(plain))  # "5. SALARY"
    listed = plain != text and not headed
    bare = _ORNAMENT.sub("", plain).strip()
    is_item = bare != plain and len(bare.split()) > 1 and not section_of(bare)
    listed = listed or (is_item and not headed and not bare.endswith(":"))
    plain = bare
    plain = quiet(plain) if listed else plain
    if not any(each.isalnum() for each in plain):
        return [None]
    heading = headed or (not listed and _looks_headed(plain))
    return [Line(plain, listed, heading, numbered)]


def _row(cells: list[str]) -> Iterator[Line]:
    """A row of a table: its first cell may be the heading of the others, or all say the same."""
    if is_head(cells):
        yield Line(next(filter(section_of, cells), cells[0]), False, True)
        return
    if section_of(cells[-1]) and is_short(cells[-1]) and cells[-1][:1].isupper():
        yield Line(cells[-1], False, True)  # a heading in two languages
        return
    headed = is_only_heading(cells[0])
    if headed:
        yield Line(cells[0], False, True)
    for each in cells[headed:]:
        yield Line(_NUMBERED.sub("", each), True, False)


def _looks_headed(text: str) -> bool:
    """Whether a line that is in no list is a heading by its looks."""
    if not is_short(text):
        return False
    return text.endswith((":", "?")) or _is_loud(text)


def _is_loud(text: str) -> bool:
    return text.isupper() and len(text) > _LONGEST_LETTERS and is_short(text)


def _wrapped_at(text: str) -> float:
    """How long a line is that was broken to fit a page; infinite where none was."""
    lengths = sorted(len(each) for each in text.splitlines() if each.strip())
    longest = lengths[-1] if lengths else 0
    full = [each for each in lengths if each >= _FULL * longest]
    if longest > _WIDEST or len(full) < max(_FEWEST_WRAPPED, _SHARE_WRAPPED * len(lengths)):
        return math.inf
    return _FULL * longest


def _continues(before: Line, line: Line, *, was_broken: bool) -> bool:
    """Whether `line` is the rest of the one before, which was broken to fit a page."""
    if line.listed or line.heading or before.heading:
        return False
    if was_broken and not before.text.endswith((".", "!", "?", ":", ";")):
        return True
    return line.text[0].islower() or bool(_GOES_ON.search(before.text))
