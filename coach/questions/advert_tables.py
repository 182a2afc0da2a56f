"""Reads the rows of tables in an advert: person specifications, and what became of them as text.

A row has what is asked for, beside it perhaps a heading of its own, and how it is to be shown, such
as "E", "A/I" or "Interview". Copied out of a page, the cells stand in lines of their own.
"""

from __future__ import annotations

import re
from collections import Counter

from coach.questions.advert_headings import is_only_heading, section_of
from coach.questions.advert_rules import advert_rules

_GAP = re.compile(r"\t+|(?<=\S) {2,}(?=\S)")  # between two columns
_SIGNS = re.compile(r"[\s/,&+;()]+")
_SMALL = frozenset(["", "and", "or"])
_FEWEST_IN_A_COLUMN = 3
_MOST_LETTERS = 2  # of a code, such as "A" for application


def cells_of(line: str) -> list[str]:
    """The cells of a row, without those that say how it is shown; the line where it is no row."""
    has_lines = " | " in line or "||" in line or "|\t" in line
    cells = [each.strip() for each in (line.split("|") if has_lines else _GAP.split(line))]
    if len(cells) == 1:
        return cells
    cells = [each for each in cells if any(map(str.isalnum, each))]
    told = [cell for at, cell in enumerate(cells) if not at or not is_how_shown(cell)]
    is_row = has_lines or (len(told) > 1 and is_only_heading(told[0]))
    return told if is_row or is_head(cells) else [" ".join(told)]


def is_head(cells: list[str]) -> bool:
    """Whether the cells are the heads of columns."""
    words = [word for cell in cells for word in cell.lower().split()]
    return len(cells) > 1 and set(words) <= advert_rules().tables["column"]


def is_how_shown(cell: str) -> bool:
    """Whether it says only how much something is asked for, and how it is to be shown."""
    words = set(_SIGNS.split(cell)) - _SMALL
    return bool(words) and all(
        (word.isupper() and len(word) <= _MOST_LETTERS)
        or word.lower() in advert_rules().tables["how_shown"]
        for word in words
    )


def without_columns(text: str) -> str:
    """The text without what stands at the end of several lines and says how each is shown."""
    lines = text.splitlines()
    cut = [_without_last_columns(line) for line in lines]
    is_table = sum(line != short for line, short in zip(lines, cut, strict=True))
    return "\n".join(cut if is_table >= _FEWEST_IN_A_COLUMN else lines)


def _without_last_columns(line: str) -> str:
    words = line.split(" ")
    while len(words) > _FEWEST_IN_A_COLUMN and _is_code(words[-1]):
        words.pop()
    return " ".join(words)


def _is_code(word: str) -> bool:
    """Whether it is such as "E" or "A/I", and cannot be the end of a sentence."""
    return word[:1].isupper() and is_how_shown(word) and not word.endswith(".")


def lone_cells(text: str) -> frozenset[str]:
    """The lines that are cells of a table which say how something is shown."""
    counts = Counter(line.strip() for line in text.splitlines())
    return frozenset(
        line
        for line, count in counts.items()
        if count >= _FEWEST_IN_A_COLUMN and is_how_shown(line) and not section_of(line)
    )
