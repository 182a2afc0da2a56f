"""Reads a list of questions: one a line, or a column of a table that a spreadsheet exported."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from coach.errors import UnreadableText
from coach.language_tags import ENGLISH, primary_language
from coach.questions.made import MadeQuestion, in_coats, named
from coach.questions.naming import short_name
from coach.questions.sets import LONGEST_TEXT, Question
from coach.questions.short_form import (
    DEFAULT_FOLLOW_UPS,
    DEFAULT_LISTEN_FOR,
    DEFAULT_SECONDS,
    DEFAULT_THEME,
)

_MOSTLY = 0.6  # of the lines: then it is a list of questions
_MARK = re.compile(
    r"^(?:[-*•▪●◦·>\u2013—]+\s+(?:\[[ xX]?\]\s+)?|\(?(?:Q|q|question )?\d{1,3}[.):]\s*"
    r"|\d{1,3} [-\u2013] |\(?[a-h]\)\s+|Q[:.]\s+)+"
)
_HEADING = re.compile(r"^#{1,6}\s+")
_ASKS = re.compile(
    r"(?:tell|describe|give|walk|explain|talk|name|imagine|suppose|sell|convince|introduce|share|discuss"
    r"|take (?:me|us))\b",
    re.I,
)
# Many people leave the mark away. "What you will do" is the heading of an advert.
_INVERTED = re.compile(
    r"(?:(?:what|why|how|where|when|who|whom|which)(?: (?!you\b|we\b|they\b|it\b|i\b)\w+)?"
    r" (?:is|are|was|were|do|does|did|would|will|can|could|should|have|has|had|makes?|made)"
    r"|(?:do|did|have|are|can|could|would|were)) (?:you|your|we|i)\b",
    re.I,
)
_COLUMNS = {
    "question": ("question", "questions", "interview", "text", "q", "frage", "fragen"),
    "meeting": ("meeting",),
    "chat": ("chat",),
    "theme": ("theme", "topic", "category", "section", "thema", "kategorie"),
}
_DELIMITERS = ",;\t|"
_TABLE_SUFFIXES = (".csv", ".tsv", ".tab")
_SAYS_DELIMITER = "sep="  # the first line of a table for Excel, which shows it to nobody


def is_list(text: str, name: str) -> bool:
    """Whether most of it is questions."""
    return _is_table(text, name) or _has_mostly_questions(text)


def _has_mostly_questions(text: str) -> bool:
    lines = [_bare(each) for each in text.splitlines() if each.strip()]
    lines = [each for each in lines if not _HEADING.match(each)]
    return sum(map(_is_question, lines)) >= max(1, _MOSTLY * len(lines))


def questions_from_list(text: str, name: str, language: str = ENGLISH) -> list[MadeQuestion]:
    """The questions of a list, in its order, each once. Raises UnreadableText.

    How a question looks is known in English; in another language every line is one.
    """
    is_english = primary_language(language) == ENGLISH
    asks = _is_question if is_english else _has_words
    # Somebody may call a plain list CSV: its commas part nothing.
    is_plain = not _is_table(text, name) or ('"' not in text and _has_mostly_questions(text))
    rows = _of_lines(text, asks) if is_plain else _of_table(text, name)
    once: dict[str, Mapping[str, str]] = {}
    for row in rows:
        once.setdefault(row["question"].casefold(), row)
    return named(_made(row, is_english) for row in once.values())


def _is_table(text: str, name: str) -> bool:
    return name.lower().endswith(_TABLE_SUFFIXES) or _is_marked_table(text)


def _is_marked_table(text: str) -> bool:
    """Whether it is a table of questions as Markdown has them: | Question | Theme |"""
    lines = [each.strip() for each in text.splitlines() if each.strip()]
    rows = all(len(each) > 1 and each[0] == each[-1] == "|" for each in lines)
    return rows and bool(lines and _columns(lines[0].split("|")))


def _bare(line: str) -> str:
    """A line without the mark before it, and without what sets it off: quotes, bold letters."""
    return _MARK.sub("", line.strip()).strip('*_"“” ')


def _is_question(text: str) -> bool:
    is_marked = text.rstrip("\"'”\u2019 ").endswith("?")
    return is_marked or bool(_ASKS.match(text) or _INVERTED.match(text))


def _has_words(text: str) -> bool:
    return len(text.split()) > 1 and not text.endswith(":")


def _of_lines(text: str, asks: Callable[[str], bool]) -> Iterator[Mapping[str, str]]:
    """The lines that ask something; a heading above them is their theme."""
    theme = ""
    for raw in text.splitlines():
        line = raw.strip()
        if _HEADING.match(line):
            theme = _HEADING.sub("", line)
            continue
        question = _bare(line)
        if asks(question):
            yield {"question": question, "theme": theme}
        elif question.endswith(":"):
            theme = question


def _of_table(text: str, name: str) -> Iterator[Mapping[str, str]]:
    rows = _rows(text, name)
    columns = _columns(rows[0])
    if columns:
        rows = rows[1:]
    else:
        columns = {"question": _question_column(rows)}
    for row in rows:
        cells = {key: _cell(row, at) for key, at in columns.items()}
        if len(cells["question"].split()) > 1:
            yield cells


def _rows(text: str, name: str) -> list[list[str]]:
    """The rows of the table that are not empty. Raises UnreadableText."""
    beginning, _, rest = text.partition("\n")
    if beginning.lower().startswith(_SAYS_DELIMITER):
        text = rest
    delimiter = _delimiter(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        sentence = f"{name} is no table that can be read ({error})."
        raise UnreadableText(sentence, "Save the sheet as CSV once more.") from error
    return [row for row in rows if any(cell.strip() for cell in row)]


def _delimiter(text: str) -> str:
    """What parts the cells: as the names of columns show, or else what most of the lines have. A
    question may have commas of its own.
    """
    header, *lines = text.splitlines() or [""]

    def fitting(sign: str) -> tuple[int, int, int]:
        named = _columns([each.strip(' "') for each in header.split(sign)])
        return len(named), sum(sign in line for line in (header, *lines)), header.count(sign)

    return max(_DELIMITERS, key=fitting)


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Where each column is, by its name; {} where the first row names no question."""
    names = [each.strip().lower() for each in header]
    found = {
        key: next(names.index(each) for each in known if each in names)
        for key, known in _COLUMNS.items()
        if any(each in names for each in known)
    }
    return found if "question" in found else {}


def _question_column(rows: Sequence[Sequence[str]]) -> int:
    """The column with the most questions in it, the first one where there are none."""
    width = max(len(row) for row in rows)
    return max(range(width), key=lambda at: sum(_is_question(_cell(row, at)) for row in rows))


def _cell(row: Sequence[str], at: int) -> str:
    return " ".join(row[at].split()) if at < len(row) else ""


def _made(row: Mapping[str, str], is_english: bool) -> MadeQuestion:
    text = row["question"][:LONGEST_TEXT]
    meeting, chat = (row.get(coat, "")[:LONGEST_TEXT] for coat in ("meeting", "chat"))
    question = Question(
        id=short_name(text),
        theme=short_name(row.get("theme", ""), otherwise=DEFAULT_THEME),
        wordings=in_coats(text, meeting, chat),
        seconds=DEFAULT_SECONDS,
        listen_for=DEFAULT_LISTEN_FOR,
    )
    if is_english:  # they are heard
        question = question.model_copy(update={"follow_ups": DEFAULT_FOLLOW_UPS})
    return MadeQuestion("list", question, (text,))
