"""Parses YAML text into plain data, and notes the line of every piece.

Anchors, aliases and tags are refused, so that a small file cannot become a large structure or an
object. Scalars other than text and plain whole numbers become `Unquoted`: what YAML makes of `no`,
`1:30` or `2026-01-01` is rarely what the writer meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import yaml

from coach.questions.yaml_nodes import PlainComposer, PlainYamlError, quickly_composed, refuse

KeyPath = tuple[str | int, ...]
Plain: TypeAlias = "str | int | tuple[Plain, ...] | dict[str, Plain] | Unquoted"

_LINE_ENDS = {
    "\u2028": "a line separator",
    "\u2029": "a paragraph separator",
    "\x85": "a next line",
}
"""Ends of a line to YAML, and to no editor: what is pasted from the web or a document has them."""

UNSEEN = re.compile("[\u200b\u2060\ufeff\u00ad]")  # zero-width spaces, soft hyphens
_OTHER_SPACES = re.compile(r"[^\S\t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]")  # no-break spaces and such
_NO_SPACE = re.compile(r"[\s-]*[a-z_]+:[^\s/]")
_COMMENT = re.compile(r"[ \t]*#")
CURLY_QUOTED = re.compile("[“„‘‚«»][^“”„‘‚«»]*[”“’‘«»]")  # noqa: RUF001
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
    "mapping values are not allowed here": "a text with a colon in it needs quotes (straight ones)",
    "found character '\\t' that cannot start any token": "indent with spaces, not tabs",
    "found character '": "a text that begins with this sign needs quotes around it",
    "expected chomping or indentation indicators": "a text that begins with > or | needs quotes",
    "expected a comment or a line break": "a text that begins with > or | needs quotes",
    "expected the node content": "a text that begins with this sign needs quotes around it",
    "sequence entries are not allowed here": "a text that begins with - needs quotes around it",
    "mapping keys are not allowed here": "a text that begins with ? needs quotes around it",
    "expected <block end>, but found '<scalar>'": "put quotes around the whole text",
    "but found another document": "expected one document, found a second one after ---",
    "found unexpected end of stream": "a quote that was opened is never closed",
    "expected ',' or ']'": "a list opened with [ is not closed, or a comma is missing",
    "expected ',' or '}'": "a mapping opened with { is not closed, or a comma is missing",
    "could not find expected ':'": "expected a colon after the key above",
    "expected <block end>": "this does not line up with what stands above it",
}
"""How PyYAML's complaints begin, and what they mean to somebody who never read its parser."""


@dataclass(frozen=True)
class Unquoted:
    """A scalar that YAML does not read as text: what was written and what YAML makes of it."""

    text: str
    kind: str


@dataclass
class Document:
    """Plain data, the line (from 1) of every piece, and what looks unlike what YAML reads.

    `repeated` keys came twice, `commented` texts without quotes end where a comment begins,
    `curly` ones stand in quotes that are none to YAML. `separators` are the lines with a character
    that ends a line for YAML alone, and what it is called.
    """

    data: Plain
    lines: dict[KeyPath, int] = field(default_factory=dict)
    repeated: dict[KeyPath, int] = field(default_factory=dict)
    commented: dict[KeyPath, int] = field(default_factory=dict)
    curly: dict[KeyPath, int] = field(default_factory=dict)
    separators: tuple[tuple[int, str], ...] = ()


def parse(text: str) -> Document | None:
    """Take the one document in `text`; None when there is nothing in it but comments.

    Spaces of other kinds count as spaces, characters of no width as nothing. Raises PlainYamlError.
    """
    separators = tuple(_separators(text))
    text = _plain_spaced(text)
    node = _composed(text)
    if node is None:
        return None
    document = Document(data="", separators=separators)
    document.data = _DocumentBuilder(text, document).plain(node, ())
    return document


class ListLines(NamedTuple):
    """The lines (from 0) of a list with an item a line: the first, and the one after its end."""

    first: int
    end: int
    indentation: int


def lines_of_list(text: str, key: str) -> ListLines | None:
    """Where the list at `key` stands, or else the list that the document is.

    None where there is no such list, or it stands in brackets. Raises PlainYamlError.
    """
    node = _composed_with_reasons(_plain_spaced(text))  # libyaml's ends are others
    if isinstance(node, yaml.MappingNode):
        node = next((value for name, value in node.value if name.value == key), None)
    if not isinstance(node, yaml.SequenceNode) or node.flow_style:
        return None
    return _lines(node, node)


def lines_of_pair(
    text: str, key: str, number: int, name: str
) -> tuple[ListLines, ListLines | None] | None:
    """Where item `number` (from 0) of the list at `key` stands, without what precedes its first
    key, and where within it `name` does, if it does.

    None where that item has no keys on lines of their own. Raises PlainYamlError.
    """
    node = _composed_with_reasons(_plain_spaced(text))
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    items = next((value.value for found, value in pairs if found.value == key), ())
    item = items[number] if number < len(items) else None
    if not isinstance(item, yaml.MappingNode) or item.flow_style:
        return None
    found = next((_lines(*pair) for pair in item.value if pair[0].value == name), None)
    return _lines(item, item), found


def _lines(first: yaml.Node, last: yaml.Node) -> ListLines:
    start, end = first.start_mark, _last_piece(last).end_mark
    return ListLines(start.line, end.line + (end.column > 0), start.column)


def _last_piece(node: yaml.Node) -> yaml.Node:
    """What ends last: the end of a list or a mapping is only known where something else begins."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    return node


def _plain_spaced(text: str) -> str:
    for character in _LINE_ENDS:
        text = text.replace(character, " ")
    return _OTHER_SPACES.sub(" ", UNSEEN.sub("", text))


def _separators(text: str) -> Iterator[tuple[int, str]]:
    """The line of each character that ends a line for YAML alone, as an editor counts, its name."""
    if _LINE_ENDS.keys().isdisjoint(text):  # nearly always, and this is quick
        return
    for number, line in enumerate(re.split("\r\n|\r|\n", text), 1):
        for character in line:
            if character in _LINE_ENDS:
                yield number, f"U+{ord(character):04X}, {_LINE_ENDS[character]}"


class _PlainLoader(PlainComposer, yaml.SafeLoader):
    """Reads with PyYAML's own parser, whose complaints are known."""


def _composed(text: str) -> yaml.Node | None:
    """The tree of nodes; every way in which PyYAML fails becomes PlainYamlError."""
    if (node := quickly_composed(text)) is not None:
        return node
    return _composed_with_reasons(text)


def _composed_with_reasons(text: str) -> yaml.Node | None:
    try:
        loader = _PlainLoader(text)
    except yaml.reader.ReaderError as error:
        raise _unreadable(error, text) from error
    try:
        node: yaml.Node | None = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line, mark.column) if mark else (loader.line, loader.column)
        if line and _NO_SPACE.match(text.splitlines()[line - 1]):
            raise PlainYamlError("a space is missing after the colon", line, 1) from error
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


class _DocumentBuilder:
    """Turns nodes of `text` into the plain data of `document`, noting where they stand."""

    def __init__(self, text: str, document: Document) -> None:
        self._text = text
        self._document = document

    def plain(self, node: yaml.Node, path: KeyPath) -> Plain:
        """The data of a node and of all below it. Raises PlainYamlError."""
        self._document.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return {
                key: self.plain(value, (*path, key)) for key, value in self._entries(node, path)
            }
        if isinstance(node, yaml.SequenceNode):
            items = enumerate(node.value)
            return tuple(self.plain(item, (*path, number)) for number, item in items)
        if isinstance(node, yaml.ScalarNode) and not node.style:
            self._note_what_is_unlike_its_looks(node, path)
        return _scalar(node)

    def _entries(self, node: yaml.MappingNode, path: KeyPath) -> Iterator[tuple[str, yaml.Node]]:
        """Keys with their values. A value may begin further down: its key's line counts for it."""
        lines = self._document.lines
        for key_node, value in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                refuse("a key must be a word", key_node.start_mark)
            key_path = (*path, key_node.value)
            line = key_node.start_mark.line + 1
            if key_path in lines:
                self._document.repeated.setdefault(key_path, line)
            else:
                lines[key_path] = line
                yield key_node.value, value

    def _note_what_is_unlike_its_looks(self, node: yaml.ScalarNode, path: KeyPath) -> None:
        if _COMMENT.match(self._text, node.end_mark.index):
            self._document.commented[path] = node.end_mark.line + 1
        if CURLY_QUOTED.fullmatch(node.value):
            self._document.curly[path] = node.start_mark.line + 1


def _scalar(node: yaml.Node) -> str | int | Unquoted:
    kind = node.tag.removeprefix(_TAG)
    text: str = node.value
    if kind == "str":
        return text
    if kind == "int" and _WHOLE_NUMBER.fullmatch(text):
        return int(text)
    return Unquoted(text, _KINDS.get(kind, "a sign of its own"))
