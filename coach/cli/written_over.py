"""What is made for the person is written over something only where they say so."""

from __future__ import annotations

from pathlib import Path

import click

from coach.errors import WrongUse

force_option = click.option("--force", is_flag=True, help="Write over what is there.")


def check_free(path: Path, *, force: bool) -> None:
    """Raise WrongUse where there is something at `path` already, unless with `force`."""
    if path.exists() and not force:
        raise WrongUse(f"{path} is there already.", "Write over it: --force   Elsewhere: -o PATH")
