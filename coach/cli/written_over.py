"""Existing files are written over only with --force."""

from __future__ import annotations

from pathlib import Path

import click

from coach.errors import WrongUse

force_option = click.option("--force", is_flag=True, help="Write over a file that is there.")


def check_free(path: Path, *, force: bool, elsewhere: str = "-o PATH") -> None:
    """Raise WrongUse if `path` exists, unless `force` is set; `elsewhere` names another one.

    Devices and pipes are never written over: a new file would take their place.
    """
    if path.exists() and not path.is_file():
        raise WrongUse(f"{path} is no file.", f"Elsewhere: {elsewhere}")
    if path.exists() and not force:
        raise WrongUse(
            f"{path} is there already.", f"Write over it: --force   Elsewhere: {elsewhere}"
        )
