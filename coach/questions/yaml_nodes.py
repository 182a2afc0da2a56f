"""The nodes of YAML text: what a question set does without is refused before it is made."""

from __future__ import annotations

from typing import Any, NoReturn, cast

import yaml
from yaml.composer import Composer

DEEPEST = 8
"""Levels of nesting taken; a set needs five."""

MOST_NODES = 30_000
"""Keys, values and lists taken: more than a thousand questions, and read within seconds."""


class PlainYamlError(Exception):
    """The text cannot be parsed. `line` and `column` count from 1."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.column = column


class PlainComposer(Composer):
    """Builds nodes only, and refuses the parts of YAML a question set does without."""

    depth = 0
    nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse before the node, and all that hangs on it, is made."""
        event: Any = cast(Any, self).peek_event()  # of the parser it is made with
        if event.anchor:  # an alias carries one too
            refuse(
                "anchors (&) and aliases (*) are not taken: quote it or write it out",
                event.start_mark,
            )
        if event.tag:
            refuse("tags (!) are not taken: quote it or write plain text", event.start_mark)
        if self.depth > DEEPEST:
            refuse(f"nested more than {DEEPEST} levels deep", event.start_mark)
        if self.nodes > MOST_NODES:
            refuse(f"more than {MOST_NODES} keys and values", event.start_mark)
        self.nodes += 1
        self.depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


def refuse(reason: str, mark: yaml.Mark) -> NoReturn:
    """Raises PlainYamlError."""
    raise PlainYamlError(reason, mark.line + 1, mark.column + 1)


def quickly_composed(text: str) -> yaml.Node | None:
    """The tree of nodes, by libyaml's parser, which takes a fifth of the time; None where that is
    missing, or where there is anything to complain about.
    """
    if not yaml.__with_libyaml__:
        return None

    class QuickLoader(PlainComposer, yaml.CSafeLoader):
        """Composes as the other does, of the events of libyaml."""

        def __init__(self, text: str) -> None:
            yaml.CSafeLoader.__init__(self, text)
            Composer.__init__(self)

    try:
        loader = QuickLoader(text)
        node: yaml.Node | None = loader.get_single_node()
    except (yaml.YAMLError, PlainYamlError, ValueError, OverflowError):
        return None
    return node
