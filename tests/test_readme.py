"""What the README tells people to type exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from coach.cli.main import COMMANDS, group

README = Path(__file__).parent.parent / "README.md"
CODE = re.compile(r"```\n(.*?)```|`(coach [^`\n]+)`", re.DOTALL)


def commands() -> list[str]:
    """Every `coach …` in code of the README, comments and columns taken apart."""
    found = []
    for block, inline in CODE.findall(README.read_text(encoding="utf-8")):
        for line in (block or inline).splitlines():
            typed = line.removeprefix("$ ").split("  #")[0].replace("…", "")
            found += [part.strip() for part in re.split(r"\s{2,}", typed)]
    return sorted({command for command in found if command.startswith("coach ")})


def test_the_readme_shows_commands() -> None:
    assert len(commands()) > 15


@pytest.mark.parametrize("command", commands())
def test_every_command_of_the_readme_exists_with_its_options(command: str) -> None:
    words = shlex.split(command)[1:]
    assert words[0] in COMMANDS
    click_command = group.get_command(click.Context(group), words[0])
    if isinstance(click_command, click.Group) and words[1:]:
        click_command = click_command.get_command(click.Context(click_command), words[1])
    assert click_command is not None
    known = {name for parameter in click_command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_every_command_is_in_the_readme() -> None:
    told = {shlex.split(command)[1] for command in commands()}
    assert set(COMMANDS) - told <= {"demo"}  # `make demo` stands for it
