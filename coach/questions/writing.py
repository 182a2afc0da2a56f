"""Writes question sets as YAML, which `reading` can read, and adds questions to the text of one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import yaml

from coach.questions.sets import SetContents
from coach.questions.short_form import plain_list
from coach.questions.yaml_text import CURLY_QUOTED, lines_of_list, lines_of_pair

_HEAD = """\
# A set of your own. A question may also have: id, theme, seconds, listen_for, follow_ups, wished.
# To see them in use: coach questions show screening
"""


@dataclass(frozen=True)
class NewQuestion:
    """A question as a person adds it: what they leave out gets a default."""

    interview: str
    meeting: str = ""
    chat: str = ""
    theme: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether it is one line of text."""
        return not (self.meeting or self.chat or self.theme)


def as_yaml(contents: SetContents) -> str:
    """`contents` as a person would write it: block style, text as it is, a line per text."""
    return _dumped(contents.model_dump(mode="json", exclude_defaults=True))


def first_text(title: str, question: NewQuestion) -> str:
    """The YAML of a new set with one question."""
    return f"{_HEAD}{_dumped({'title': title})}questions:\n{_item(question, 2)}"


def with_line(text: str, question: NewQuestion) -> str:
    """The text of a plain list, with a question added at its end."""
    end = "" if not text or text.endswith(("\n", "\r")) else _line_end(text)
    return f"{text}{end}{_line(question.interview)}{_line_end(text)}"


def _line(asked: str) -> str:
    """The line of a plain list that is read as `asked`, even if that begins like a comment ("#1
    priority") or with a number: then a hyphen stands before it.
    """
    read = plain_list(asked)
    return asked if read and read.data == (asked,) else f"- {asked}"


def with_item(text: str, question: NewQuestion) -> str | None:
    """The YAML of a set with a question added after the last one, and nothing else changed.

    None where the questions are no list with a line for each. Raises PlainYamlError.
    """
    found = lines_of_list(text, "questions")
    if found is None:
        return None
    end = _line_end(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    apart = [""] if any(not line.strip() for line in lines[found.first : found.end]) else []
    lines[found.end : found.end] = [*apart, *_item(question, found.indentation).splitlines()]
    return end.join(lines if lines[-1] == "" else [*lines, ""])


def with_wish(text: str, number: int, wish: str) -> str | None:
    """The YAML of a set whose question `number` (from 0) has that `wished` ("" for none), and
    nothing else changed.

    None where the question has no keys on lines of their own. Raises PlainYamlError.
    """
    found = lines_of_pair(text, "questions", number, "wished")
    if found is None:
        return None
    item, pair = found
    first, end = (pair.first, pair.end) if pair else (item.end, item.end)
    if first == item.first:  # it stands behind the hyphen
        return None
    told = _dumped({"wished": wish}).splitlines() if wish else []
    line_end = _line_end(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines[first:end] = [f"{' ' * item.indentation}{line}" for line in told]
    return line_end.join(lines if lines[-1] == "" else [*lines, ""])


def _item(question: NewQuestion, indentation: int) -> str:
    """A question as an item of a list."""
    given = {key: value for key, value in asdict(question).items() if value}
    lines = _dumped([given]).splitlines()
    return "".join(f"{' ' * indentation}{line}\n" for line in lines)


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _dumped(plain: Any) -> str:
    return yaml.dump(plain, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf"))


class _Dumper(yaml.SafeDumper):
    """Puts straight quotes around what stands in curly ones."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if CURLY_QUOTED.fullmatch(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)
