"""Groups of commands: a command is found by its other spelling, too, and the nearest is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

_ALSO_SPELLED = {"practise": "practice", "practice": "practise"}  # the noun, and the British verb
_SHOWN_WITHOUT = ("list", "show")  # what a group does that is called without a subcommand
# What is typed, and the commands that may be meant.
_MEANT = {
    "delete": ("erase", "remove", "drop"),
    "help": ("--help",),
    "list": ("sessions",),
    "play": ("replay",),
    "remove": ("erase", "drop"),
    "rename": ("name",),
}


class CommandGroup(click.Group):
    """A group that finds the command that was meant, or says which it could be."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options; a group that lists or shows by itself need not be told to."""
        named = args[0] if args else ""
        if self.invoke_without_command and named in _SHOWN_WITHOUT:
            args = args[named not in self.list_commands(ctx) :]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed, also as it may be spelled elsewhere."""
        typed, names = args[0], self.list_commands(ctx)
        name = typed if typed in names else _ALSO_SPELLED.get(typed, typed)
        if name not in names and not typed.startswith("-"):
            near = _nearest(typed, names)
            meant = f" Did you mean: {ctx.command_path} {near}" if near else ""
            ctx.fail(f'There is no command "{ctx.command_path} {typed}".{meant}')
        return super().resolve_command(ctx, [name, *args[1:]])


def pass_on(ctx: click.Context, options: Mapping[str, Any]) -> None:
    """Have the subcommand know the `options` that were typed before it."""
    typed = {name: value for name, value in options.items() if value is not None}
    ctx.obj = {**(ctx.obj or {}), **typed}


def _nearest(typed: str, names: list[str]) -> str:
    from difflib import get_close_matches

    meant = [name for name in _MEANT.get(typed, ()) if name in (*names, "--help")]
    return next(iter(meant or get_close_matches(typed, names, 1)), "")
