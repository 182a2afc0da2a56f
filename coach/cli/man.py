"""The manual page of `coach`, made from the help of every command: `make man`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from coach import __version__
from coach.cli.main import group

_EXIT_CODES = (
    ("0", "done"),
    ("1", "failed; a sentence says why, and what to type next"),
    ("2", "wrong use"),
    ("3", "no answer had any speech"),
    ("4", "a device, a voice or an engine is missing"),
    ("130", "interrupted; everything is kept"),
)


def manual() -> str:
    """The page, in the macros of man(7)."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield f'.TH COACH 1 "" "spoken-coach {__version__}" "User Commands"'
    yield from (".SH NAME", r"coach \- practise interviews aloud, on this machine only")
    yield from (".SH SYNOPSIS", ".B coach", r"[\fIOPTIONS\fR] \fICOMMAND\fR [\fIARGUMENTS\fR]")
    yield ".SH DESCRIPTION"
    yield from _paragraphs(group.help or "")
    yield ".SH OPTIONS"
    yield from _options(group, click.Context(group, info_name="coach", **group.context_settings))
    yield from (".TP", r"\fB\-h, \-\-help\fR", _plain("Show the help, of any command, and exit."))
    yield ".SH COMMANDS"
    yield from _commands(group, click.Context(group, info_name="coach", **group.context_settings))
    yield ".SH EXIT STATUS"
    for code, meaning in _EXIT_CODES:
        yield from (".TP", rf"\fB{code}\fR", _plain(meaning))
    yield ".SH ENVIRONMENT"
    yield _plain("Every setting that `coach config` shows can be given as COACH_ and its name.")
    yield _plain("NO_COLOR, where it is set, keeps colour from the terminal.")


def _commands(parent: click.Group, above: click.Context) -> Iterator[str]:
    """Each command below `parent`, and those below it."""
    for name in parent.list_commands(above):
        command = parent.get_command(above, name)
        if command is None:
            continue
        context = click.Context(command, info_name=name, parent=above)
        pieces = " ".join(command.collect_usage_pieces(context))
        yield from (f".SS {_plain(context.command_path)}", rf"\fB{_plain(context.command_path)}\fR")
        yield from (_plain(pieces), ".PP")
        yield from _paragraphs(command.help or "")
        yield from _options(command, context)
        if isinstance(command, click.Group):
            yield from _commands(command, context)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record:
            yield from (".TP", rf"\fB{_plain(record[0])}\fR", _plain(record[1]))


def _paragraphs(text: str) -> Iterator[str]:
    for number, paragraph in enumerate(text.split("\n\n")):
        if number:
            yield ".PP"
        yield _plain(" ".join(paragraph.split()))


def _plain(text: str) -> str:
    """`text` as man shows it: nothing in it is a macro, and a hyphen can be copied as typed."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(manual())
