"""Tells two columns of a page apart where a PDF has their lines row by row."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence

_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")
_FEWEST_ROWS = 4  # of two columns side by side
_SPREAD = 20  # characters between which the second column begins: widths are estimated
_FEWEST_WORDS = 2.0  # of the median line of a column; dates or marks beside a text are none
_YEARS = re.compile(r"\b(?:19|20)\d\d\b")


def columns_apart(text: str, layout: str) -> str:
    """The left column and then the right one; `text` where its order is right as it is.

    `text` is in the order of the file, and `layout` has spaces where there is room on the page. A
    column of dates beside what was done then is none: what stands in a row belongs together.
    """
    lines = layout.splitlines()
    rows = [(gaps[0].start(), gaps[0].end()) for line in lines if len(gaps := _gaps(line)) == 1]
    if len(rows) < _FEWEST_ROWS or not _are_mixed(text, lines):
        return text
    begin = min(end for _, end in rows)
    if max(end for _, end in rows) - begin > _SPREAD:
        return text
    left, right = _sides(lines, begin)
    return "\n".join([*left, "", *right]) if _is_text(left) and _is_text(right) else text


def _gaps(line: str) -> list[re.Match[str]]:
    return list(_GAP.finditer(line.strip()))


def _are_mixed(text: str, lines: Sequence[str]) -> bool:
    """Whether the file has lines of two columns as one."""
    plain = {" ".join(each.split()) for each in text.splitlines()}
    rows = [" ".join(each.split()) for each in lines if _gaps(each)]
    return sum(each in plain for each in rows) >= _FEWEST_ROWS


def _sides(lines: Sequence[str], begin: int) -> tuple[list[str], list[str]]:
    left: list[str] = []
    right: list[str] = []
    for line in lines:
        indent, gaps = len(line) - len(line.lstrip()), _gaps(line)
        stripped = line.strip()
        if gaps:
            left.append(stripped[: gaps[0].start()])
            right.append(stripped[gaps[0].end() :])
        elif stripped:
            (right if indent >= begin else left).append(stripped)
        else:
            left.append("")
            right.append("")
    return left, right


def _is_text(column: Sequence[str]) -> bool:
    said = [each for each in column if each]
    words = statistics.median(len(each.split()) for each in said) if said else 0
    dated = sum(bool(_YEARS.search(each)) for each in said)
    return words >= _FEWEST_WORDS and dated < max(2, len(said) / 3)
