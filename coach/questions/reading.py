"""Reads a file as a `QuestionSet`, or raises an error that lists what to mend."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from coach.errors import InvalidQuestionSet
from coach.formats import to_type
from coach.paths import readable_stem, shipped_question_sets
from coach.questions import problems, yaml_text
from coach.questions.naming import title_of
from coach.questions.problems import Problem
from coach.questions.quoting import printable
from coach.questions.sets import LONGEST_TEXT, QuestionSet, SetContents
from coach.questions.short_form import completed, plain_list
from coach.questions.yaml_nodes import PlainYamlError

LARGEST_BYTES = 1_000_000
"""A set of a thousand questions; anything above is another kind of file."""

_LARGEST_MB = f"{LARGEST_BYTES / 1e6:.0f} MB"

PLAIN_SUFFIX = ".txt"
"""Of a file with one question a line."""

SUFFIXES = (".yaml", ".yml", PLAIN_SUFFIX)

_SHORTEST = f"put a hyphen before each question, or save one question a line as {PLAIN_SUFFIX}"

MOST_PROBLEMS = 5
"""Problems told at once; the rest are counted, and told by `coach questions check`."""


def read_set(path: Path) -> QuestionSet:
    """Read and check the set in `path`.

    Raises InvalidQuestionSet, its message one line per problem as `FILE, line N: KEY: …`; in key
    paths the items of a list count from 1.
    """
    return set_of(path, text_of(path))


def text_of(path: Path) -> str:
    """The text in the file of a set. Raises InvalidQuestionSet."""
    return _decoded(path, _content(path))


def set_of(path: Path, text: str) -> QuestionSet:
    """The set that `text` is, as if it stood in the file `path`. See `read_set`."""
    document = _listed(path, text) if path.suffix.lower() == PLAIN_SUFFIX else _parsed(path, text)
    title = title_of(printable(readable_stem(path)))[:LONGEST_TEXT]
    document = completed(document, title)
    wrong = list(problems.of_structure(document))
    contents: SetContents | None = None
    try:
        contents = SetContents.model_validate(document.data)
    except ValidationError as error:
        wrong += problems.of_schema(error, document)
    if wrong or contents is None:
        raise _invalid(path, wrong)
    return QuestionSet(name=readable_stem(path), path=path, **dict(contents))


def _content(path: Path) -> bytes:
    """The bytes of the file, refused unread when it is no file or far too big."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise _refused(path, "this is a folder, expected a file")
        if not stat.S_ISREG(status.st_mode):
            raise _refused(path, "this is not a plain file")
        if status.st_size > LARGEST_BYTES:
            raise _refused(path, f"{status.st_size / 1e6:.1f} MB, expected at most {_LARGEST_MB}")
        with path.open("rb") as file:
            return file.read(LARGEST_BYTES)
    except FileNotFoundError as error:
        raise _refused(path, "there is no such file") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the name
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise _refused(path, f"cannot be read ({reason})") from error


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = f"0x{content[error.start]:02X}"
        sentence = f"expected UTF-8 text, found the byte {byte}: save the file as UTF-8"
        raise _invalid(path, [Problem(line, sentence)]) from error


def _parsed(path: Path, text: str) -> yaml_text.Document:
    try:
        document = yaml_text.parse(text)
    except PlainYamlError as error:
        sentence = f"column {error.column}: {error.reason}"
        raise _invalid(path, [Problem(error.line, sentence)]) from error
    if document is None:
        raise _invalid(path, [Problem(1, "expected title and questions, found an empty file")])
    if not isinstance(document.data, dict | tuple):
        sentence = f"expected keys such as title and questions, found no keys: {_SHORTEST}"
        raise _invalid(path, [Problem(document.lines[()], sentence)])
    return document


def _listed(path: Path, text: str) -> yaml_text.Document:
    document = plain_list(text)
    if document is None:
        raise _invalid(path, [Problem(1, "expected one question a line, found an empty file")])
    return document


def _invalid(path: Path, wrong: Iterable[Problem]) -> InvalidQuestionSet:
    """Everything that is wrong inside a file, the topmost first."""
    ordered = sorted(wrong)
    name = printable(str(path))
    mistakes = [f"{name}, line {each.line}: {each.sentence}" for each in ordered]
    lines = mistakes[:MOST_PROBLEMS]
    if len(ordered) > MOST_PROBLEMS:
        lines.append(f"… and {len(ordered) - MOST_PROBLEMS} more")
    example = shipped_question_sets() / "screening.yaml"
    check = to_type("questions", "check", name)
    hint = f"{check} (an example to copy: {example})"
    return InvalidQuestionSet("\n".join(lines), hint, mistakes)


def _refused(path: Path, reason: str) -> InvalidQuestionSet:
    """The file as a whole is not one to read."""
    return InvalidQuestionSet(f"{printable(str(path))}: {reason}", "coach questions list")
