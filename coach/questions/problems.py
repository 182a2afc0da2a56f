"""Lists the mistakes in a question set: for each the line, what was expected, what was found."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from coach.questions.quoting import shown
from coach.questions.sets import (
    COATS,
    LONGEST_S,
    LONGEST_SLUG,
    LONGEST_TEXT,
    SHORTEST_S,
    Question,
    SetContents,
)
from coach.questions.yaml_text import Document, KeyPath, Plain, Unquoted

_SLUG = f"a short name of a-z, 0-9 and hyphens (at most {LONGEST_SLUG} characters)"
_TEXT = f"a text (at most {LONGEST_TEXT} characters)"
_KEYS: dict[str, tuple[str, ...]] = {
    "": tuple(SetContents.model_fields),
    "questions[]": tuple(Question.model_fields),
    "wordings": COATS,
}
_EXPECTED = {
    "": "title and questions",
    "title": _TEXT,
    "purpose": _TEXT,
    "language": "a language code such as en or pt-BR",
    "vocabulary": "a list of names and jargon",
    "vocabulary[]": _TEXT,
    "questions": "a list of at least one question",
    "questions[]": f"a question with {', '.join(Question.model_fields)}",
    "id": _SLUG,
    "theme": _SLUG,
    "wordings": f"the coats {', '.join(COATS)}, each with a text",
    **{str(coat): _TEXT for coat in COATS},
    "seconds": f"a whole number from {SHORTEST_S} to {LONGEST_S}",
    "listen_for": "a list of at least one text",
    "listen_for[]": _TEXT,
    "follow_ups": "a list of at least one text",
    "follow_ups[]": _TEXT,
    "wished": _TEXT,
}
_TEXTUAL = {key for key, expected in _EXPECTED.items() if expected in (_TEXT, _SLUG)} | {"language"}


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend; `line` counts from 1."""

    line: int
    sentence: str


def shown_path(path: KeyPath) -> str:
    """`("questions", 2, "seconds")` → `questions[3].seconds`: items count from 1, as people do."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{shown(part)}" for part in path)
    return "".join(parts).removeprefix(".")


def of_structure(document: Document) -> Iterator[Problem]:
    """Problems that the schema cannot find: repeated keys, and text that YAML misreads."""
    for path, line in document.repeated.items():
        first = document.lines[path]
        yield Problem(line, f"{shown_path(path)}: this key is already on line {first}")
    for line, name in document.separators:
        yield Problem(line, f"found the character {name}: delete it, or type a space for it")
    yield from _unlike_their_looks(document)
    first_lines: dict[str, int] = {}
    for path, question_id in _ids(document.data):
        if path not in document.lines:  # it was left out, and made up
            continue
        line = document.lines[path]
        if question_id in first_lines:
            again = f'"{shown(question_id)}" again, already on line {first_lines[question_id]}'
            yield Problem(line, f"{shown_path(path)}: expected an id of its own, found {again}")
        first_lines.setdefault(question_id, line)


def _unlike_their_looks(document: Document) -> Iterator[Problem]:
    """Texts that are cut off at a comment, or stand in quotes that YAML takes for text."""
    for path, line in document.commented.items():
        if _is_text(path):
            cut = "the text ends before the #, which begins a comment"
            yield Problem(line, f"{shown_path(path)}: {cut}: quote it")
    for path, line in document.curly.items():
        if _is_text(path):
            yield Problem(line, f"{shown_path(path)}: found curly quotes, expected straight ones")


def _is_text(path: KeyPath) -> bool:
    return _EXPECTED.get(_pattern(path)) == _TEXT


def of_schema(error: ValidationError, document: Document) -> Iterator[Problem]:
    """Each error of pydantic as a problem in terms of the file."""
    for detail in error.errors(include_url=False, include_context=False):
        # pydantic calls a list too short when none of its items is valid: those are told already.
        if not (detail["type"] == "too_short" and detail["input"]):
            yield _problem(detail, document)


def _problem(detail: ErrorDetails, document: Document) -> Problem:
    path: KeyPath = detail["loc"]
    if detail["type"] == "missing":
        line, sentence = document.lines[path[:-1]], f"missing, expected {_expected(path)}"
    elif detail["type"] == "extra_forbidden":
        line, sentence = document.lines[path], _unknown_key(path)
    else:
        line = document.lines[path]
        sentence = f"expected {_expected(path)}, found {_found(detail['input'], path)}"
    return Problem(line, f"{shown_path(path)}: {sentence}" if path else sentence)


def _ids(data: Plain) -> Iterator[tuple[KeyPath, str]]:
    questions = data.get("questions") if isinstance(data, dict) else None
    for number, question in enumerate(questions if isinstance(questions, tuple) else ()):
        question_id = question.get("id") if isinstance(question, dict) else None
        if isinstance(question_id, str):
            yield ("questions", number, "id"), question_id


def _pattern(path: KeyPath) -> str:
    """The key `path` ends in, `[]` standing for any item of a list."""
    if not path:
        return ""
    last = path[-1]
    return f"{path[-2]}[]" if isinstance(last, int) else last


def _expected(path: KeyPath) -> str:
    return _EXPECTED[_pattern(path)]


def _unknown_key(path: KeyPath) -> str:
    known = _KEYS[_pattern(path[:-1])]
    key = str(path[-1])
    what = "coat" if known == COATS else "key"
    near = difflib.get_close_matches(key.lower(), known, n=1)
    question = f'did you mean "{near[0]}"? ' if near else ""
    if " " in key:
        question = "a text with a colon in it needs quotes; "
    return f'found the unknown {what} "{shown(key)}"; {question}expected {", ".join(known)}'


def _found(value: object, path: KeyPath) -> str:
    """What stands there, and what to do about it where YAML itself is the trap."""
    textual = _pattern(path) in _TEXTUAL
    if isinstance(value, dict):
        return "a mapping" + (": a text with a colon in it needs quotes" if textual else "")
    if isinstance(value, tuple):
        return "a list" if value else "an empty list"
    if isinstance(value, str):
        quoted = f'"{shown(value)}"'
        number = not textual and value.strip().isdecimal()
        return f"the text {quoted}: a number stands without quotes" if number else quoted
    if isinstance(value, Unquoted) and not value.text:
        return "nothing"
    written = value.text if isinstance(value, Unquoted) else str(value)
    if not textual:
        return shown(written)
    kind = value.kind if isinstance(value, Unquoted) else "a number"
    return f"{shown(written)}, which YAML reads as {kind}: put it in quotes"
