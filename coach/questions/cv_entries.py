"""Reads a CV: what was done from when to when, and which skills are listed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from coach.questions.cv_rules import cv_rules

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DAY = r"(?:\d{{1,2}}(?:st|nd|rd|th)? (?=[a-z])|\d{{1,2}}[/.](?=\d{{1,2}}[/.]))?"
_MONTH = rf"(?:(?P<{{0}}month>{_MONTHS})[a-z]*\.?,? ?|(?P<{{0}}number>\d{{{{1,2}}}}) ?[/.] ?)?"
_YEAR = (
    r"(?P<{0}year>(?:19|20)\d\d|['\u2019]\d\d|(?<=[/.])\d\d(?![\d/.]))"
    rf"(?: \((?P<{{0}}after>{_MONTHS})[a-z]*\.?\))?"
)
_NOW = r"(?P<now>present|now|(?:till |to )?date|current(?:ly)?|today|ongoing)"
_BETWEEN = r" ?(?:[-\u2013\u2014\u2192>]|->|to|until|till|up to|through|thru) ?"
RANGE = re.compile(
    r"(?<![\w/])(?:since |from )?"
    + (_DAY + _MONTH + _YEAR).format("from_")
    + rf"(?: ?[-\u2013\u2014](?P<open>)$|{_BETWEEN}(?:{_NOW}|"
    + (_DAY + _MONTH + _YEAR).format("to_")
    + r")(?![\w/]))",
    re.I,
)
"""A time from one month or year to another, as CVs have it."""

_SINCE = re.compile(
    rf"^((?:I(?:['\u2019]m| am| work)\b[^.;]*,? )?)since "
    rf"((?:(?:{_MONTHS})[a-z]*\.?,? )?(?:19|20)\d\d)(?![\w/])",
    re.I,
)
"""A time that goes on, at the beginning of a line, or behind what somebody is; elsewhere it may be
part of a claim.
"""

_MARK = re.compile(r"^(?:[^\w\s\"'“\u2018(\[£$€₹&+~]+|\d{1,2}[.)])\s+(?=\S)")
_NEWEST_OF_CENTURY = "59"  # '59 is 2059, and '60 is 1960
_MOST_HEADING_WORDS = 4
_MOST_TITLE_WORDS = 5
_AROUND = " ,|:;()\u2013\u2014-\t."
_TITLE_END = re.compile(r"\s*(?:,|\|| @ |\u2014|\u2013|\(|\.\s|;|:| at | - |\s{2,})")


@dataclass
class Entry:
    """A time in a CV: its first and last month, counted from year 0, and what is told of it."""

    first_month: int
    last_month: int
    first_said: str
    last_said: str
    line: str
    title: str
    is_study: bool
    is_leave: bool = False
    """Whether it is no work, for a reason that nobody asks about, such as parental leave."""

    employer: str = ""
    """What stands above or below the line about it, where the line names no employer."""

    told: list[str] = field(default_factory=list)


@dataclass
class Cv:
    """The entries of a CV, the newest first, and the skills that it lists."""

    entries: list[Entry]
    skills: list[str]

    @property
    def jobs(self) -> list[Entry]:
        """The entries that are no studies, and no leave."""
        return [each for each in self.entries if not each.is_study and not each.is_leave]


def read_cv(text: str, today: date) -> Cv:
    """What a CV says; no entries where it has no times that can be read."""
    cv = Cv([], [])
    section = before = above = ""
    is_untitled = False
    names_above = ["", ""]
    for line, is_listed in _lines(text):
        heading, rest = _heading(line)
        section = heading or section
        entries = list(_entries(rest, before, today, is_study=section == "study"))
        entries = [each for each in entries if not _is_pause(each)]
        if entries and not entries[0].is_study:
            _name_by_lines_above(entries[0], [before, above])
        if is_untitled and rest and not entries:
            _name(cv.entries[-1], rest)
            is_untitled = False
            continue
        is_untitled = bool(entries) and _stands_alone(rest) and not _names(before)
        if entries:
            entries[0].employer = _employer_of(entries[0], names_above, cv)
            cv.entries += entries
            section = "work" if section in ("other", "skills") else section
        elif section == "skills" and rest:
            cv.skills += _listed(rest)
        elif cv.entries and section in ("", "work") and rest:
            cv.entries[-1].told.append(rest)
        above, before = before, rest
        names_above = ["" if is_listed or heading else rest, names_above[0]]
    cv.entries.sort(key=lambda each: (-each.last_month, -each.first_month))
    return cv


def _is_pause(entry: Entry) -> bool:
    """Whether it says that nothing was done: such a time is asked about as any other gap."""
    title = entry.title
    return bool(cv_rules().pause.search(title)) and not cv_rules().roles.search(title)


def _employer_of(entry: Entry, above: list[str], cv: Cv) -> str:
    """The name above a title; where there is none, that above the job before."""
    if RANGE.sub("", entry.line.replace(entry.title, "", 1)).strip(_AROUND):
        return ""  # it stands in the line itself
    names = [
        each
        for each in above
        if each and not _is_title(each) and not each.endswith(".") and not RANGE.search(each)
    ]
    former = cv.entries[-1].employer if cv.entries else ""
    return names[0] if names else former


def _stands_alone(line: str) -> bool:
    """Whether there is nothing but a time in a line."""
    return not RANGE.sub("", line, count=1).strip(_AROUND)


def _names(before: str) -> bool:
    """Whether the line before a time may name what was done then; else the next one does."""
    return bool(before) and not before.endswith((".", "!"))


def _name(entry: Entry, line: str) -> None:
    entry.line = f"{line} {entry.line.strip()}"
    entry.title = _title(line)


def _name_by_lines_above(entry: Entry, above: list[str]) -> None:
    """Give an entry that has a firm only the title that stands in a line of its own above it."""
    if "," in above[0] and entry.line.startswith(above[0]):
        above = above[1:]  # a firm and its place
    elif _is_title(entry.title):
        return
    for line in above:
        is_short = len(line.split()) <= _MOST_TITLE_WORDS and "," not in line
        if is_short and not RANGE.search(line) and _is_title(line):
            entry.line = f"{line}, {entry.line.strip()}"
            entry.title = line
            return


def _is_title(text: str) -> bool:
    """Whether it looks like a person's title; "Builders" are a firm."""
    return bool(cv_rules().roles.search(text)) and not text.endswith("ers")


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """The lines with words in them, without bullets and labels; and whether they had a bullet."""
    for raw in text.splitlines():
        line = re.sub(r"\*\*|__", "", raw).strip()
        plain = _MARK.sub("", line).strip()
        said = _SINCE.sub(r"\1\2 to now", cv_rules().label.sub("", plain).strip())
        if any(map(str.isalnum, said)):
            yield said, plain != line


def _heading(line: str) -> tuple[str, str]:
    """What a line says of the lines below it ("" for nothing), and what else stands in it."""
    label, colon, rest = line.partition(":")
    is_short = len(label.split()) <= _MOST_HEADING_WORDS and not RANGE.search(label)
    if not is_short or (not colon and (label.endswith((".", ",")) or "," in label)):
        return "", line
    for name, pattern in cv_rules().sections.items():
        match = pattern.match(label)
        if match and len(label[match.end() :].split()) <= 1 + bool(colon):
            return name, rest.strip()
    return "", line


def _entries(line: str, before: str, today: date, *, is_study: bool) -> Iterator[Entry]:
    """The times in a line. Where it says no more, the line `before` says what was done."""
    ranges = list(RANGE.finditer(line))
    begin = 0
    for match, following in itertools.zip_longest(ranges, ranges[1:]):
        head = line[begin : match.start()].strip(_AROUND)
        tail = line[match.end() : following.start() if following else None].strip(_AROUND)
        begin = match.end()
        if head:
            named, told = head, tail
        else:
            above = before if _names(before) else ""
            named, _, told = tail.partition(". ") if tail else (above, "", "")
        yield _entry(match, named, told, today, is_study=is_study)


def _entry(match: re.Match[str], named: str, told: str, today: date, *, is_study: bool) -> Entry:
    now = today.year * 12 + today.month - 1
    rules = cv_rules()
    title = _title(named)
    return Entry(
        first_month=_month(match, "from_", 0),
        last_month=now if match["now"] or match["open"] is not None else _month(match, "to_", 11),
        first_said=_said(match, "from_"),
        last_said=_said(match, "to_"),
        line=f"{named} {match[0].strip()}",
        title=title,
        is_leave=bool(rules.leave.search(title)),
        is_study=is_study or bool(rules.degree.search(named) or rules.school.search(title)),
        told=[told] if told else [],
    )


def _title(named: str) -> str:
    """The part of it that is a title, beside a firm and a place; the first where none looks so."""
    parts = [each.strip(" ,.") for each in _TITLE_END.split(named)]
    first = re.split(r"\t", parts[0])[0]
    return next((each for each in parts if cv_rules().roles.search(each)), first)


def _month(match: re.Match[str], which: str, otherwise: int) -> int:
    """The month, counted from year 0; `otherwise` of the year where only that is told."""
    name, number = match[f"{which}month"] or match[f"{which}after"], match[f"{which}number"]
    month = (
        _MONTHS.split("|").index(name.lower()) if name else int(number) - 1 if number else otherwise
    )
    return int(_year(match, which)) * 12 + max(0, min(month, 11))


def _year(match: re.Match[str], which: str) -> str:
    """The year in four digits; "" where none is told."""
    year = (match[f"{which}year"] or "").lstrip("'\u2019")
    century = "19" if year > _NEWEST_OF_CENTURY else "20"
    return f"{century}{year}" if len(year) == len(_NEWEST_OF_CENTURY) else year


def _said(match: re.Match[str], which: str) -> str:
    """The month as it is said: "August 2021", or "2018" where there is no more; "now" has none."""
    year = _year(match, which)
    has_month = any(match[f"{which}{told}"] for told in ("month", "after", "number"))
    if not year or not has_month:
        return year
    months = _month(match, which, 0)
    return f"{date(int(year), months % 12 + 1, 1):%B %Y}"


def _listed(text: str) -> list[str]:
    plain = re.sub(r"\([^)]*\)", "", cv_rules().at_home.sub("", text))
    return [each.strip(" .") for each in re.split(r"[,;|•]", plain) if each.strip(" .")]
