"""YAML text → plain data, and where in the text every piece of it stands.

Only the plain part of YAML is taken: no anchors, aliases or tags, so a small file cannot become a
big structure or an object. Scalars other than text and plain whole numbers come out as `Unquoted`,
because `no`, `1:30` or `2026-01-01` are rarely what the writer meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeAlias

import yaml

DEEPEST = 8
"""Levels of nesting taken; a set needs five."""

MOST_NODES = 30_000
"""Keys, values and lists taken: more than a thousand questions, and read within seconds."""

KeyPath = tuple[str | int, ...]
Plain: TypeAlias = "str | int | tuple[Plain, ...] | dict[str, Plain] | Unquoted"

_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,8})")
_TAG = "tag:yaml.org,2002:"
_KINDS = {
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
    "timestamp": "a date",
    "null": "nothing",
}
_PLAINER = {
    "mapping values are not allowed here": "a text with a colon in it needs quotes around it",
    "found character '\\t' that cannot start any token": "indent with spaces, not tabs",
    "but found another document": "expected one document, found a second one after ---",
    "found unexpected end of stream": "a quote that was opened is never closed",
    "expected ',' or ']'": "a list opened with [ is not closed, or a comma is missing",
    "expected ',' or '}'": "a mapping opened with { is not closed, or a comma is missing",
    "could not find expected ':'": "expected a colon after the key above",
    "expected <block end>": "this does not line up with what stands above it",
}
"""How PyYAML's complaints begin, and what they mean to somebody who never read its parser."""


class PlainYamlError(Exception):
    """The text cannot be taken; `line` and `column` count from 1."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.column = column


@dataclass(frozen=True)
class Unquoted:
    """A scalar that YAML does not read as text: what was written and what YAML makes of it."""

    text: str
    kind: str


@dataclass
class Document:
    """Plain data, the line (from 1) of every piece, and the keys that came twice."""

    data: Plain
    lines: dict[KeyPath, int] = field(default_factory=dict)
    repeated: dict[KeyPath, int] = field(default_factory=dict)


def parse(text: str) -> Document | None:
    """Take the one document in `text`; None when there is nothing in it but comments.

    Raises PlainYamlError.
    """
    node = _composed(text)
    if node is None:
        return None
    document = Document(data="")
    document.data = _plain(node, (), document)
    return document


class _PlainLoader(yaml.SafeLoader):
    """Builds nodes only, and refuses the parts of YAML a question set does without."""

    depth = 0
    nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse before the node, and all that hangs on it, is made."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if event.anchor:  # an alias carries one too
            _refuse(
                "anchors (&) and aliases (*) are not taken: quote it or write it out",
                event.start_mark,
            )
        if event.tag:
            _refuse("tags (!) are not taken: quote it or write plain text", event.start_mark)
        if self.depth > DEEPEST:
            _refuse(f"nested more than {DEEPEST} levels deep", event.start_mark)
        if self.nodes > MOST_NODES:
            _refuse(f"more than {MOST_NODES} keys and values", event.start_mark)
        self.nodes += 1
        self.depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _refuse(reason: str, mark: yaml.Mark) -> NoReturn:
    raise PlainYamlError(reason, mark.line + 1, mark.column + 1)


def _composed(text: str) -> yaml.Node | None:
    """The tree of nodes; every way in which PyYAML fails becomes PlainYamlError."""
    try:
        loader = _PlainLoader(text)
    except yaml.reader.ReaderError as error:
        raise _unreadable(error, text) from error
    try:
        node: yaml.Node | None = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line, mark.column) if mark else (loader.line, loader.column)
        reason = _plainer(error.problem or "this is not YAML")
        raise PlainYamlError(reason, line + 1, column + 1) from error
    except (ValueError, OverflowError) as error:
        # PyYAML hands "\UFFFFFFFF" to chr() and a %YAML version of any length to int() unchecked.
        reason = "an escape or a number here is out of range"
        raise PlainYamlError(reason, loader.line + 1, loader.column + 1) from error
    finally:
        loader.dispose()
    return node


def _plainer(problem: str) -> str:
    return next((mine for theirs, mine in _PLAINER.items() if problem.startswith(theirs)), problem)


def _unreadable(error: yaml.reader.ReaderError, text: str) -> PlainYamlError:
    before = text[: error.position]
    line = before.count("\n") + 1
    column = error.position - (before.rfind("\n") + 1) + 1
    code = f"U+{ord(text[error.position]):04X}"
    return PlainYamlError(f"the character {code} has no place in a text file", line, column)


def _plain(node: yaml.Node, path: KeyPath, document: Document) -> Plain:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return {
            key: _plain(value, (*path, key), document)
            for key, value in _entries(node, path, document)
        }
    if isinstance(node, yaml.SequenceNode):
        items = enumerate(node.value)
        return tuple(_plain(item, (*path, number), document) for number, item in items)
    return _scalar(node)


def _entries(
    node: yaml.MappingNode, path: KeyPath, document: Document
) -> Iterator[tuple[str, yaml.Node]]:
    """Keys with their values; a key's line counts for its value, which may begin further down."""
    for key_node, value in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            _refuse("a key must be a word", key_node.start_mark)
        key_path = (*path, key_node.value)
        line = key_node.start_mark.line + 1
        if key_path in document.lines:
            document.repeated.setdefault(key_path, line)
        else:
            document.lines[key_path] = line
            yield key_node.value, value


def _scalar(node: yaml.Node) -> str | int | Unquoted:
    kind = node.tag.removeprefix(_TAG)
    text: str = node.value
    if kind == "str":
        return text
    if kind == "int" and _WHOLE_NUMBER.fullmatch(text):
        return int(text)
    return Unquoted(text, _KINDS.get(kind, "a sign of its own"))
