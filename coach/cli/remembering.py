"""Offers to spell a corrected name right from now on."""

from __future__ import annotations

from coach.cli.consent import said_yes
from coach.cli.keys import at_terminal
from coach.cli.output import talk
from coach.config import Settings
from coach.paths import config_file
from coach.session.own_vocabulary import is_remembered, names_in, remember_name


def offer_to_remember(new: str, old: str, settings: Settings, offered: set[str]) -> None:
    """Ask about each name in `new` that `old` does not have, unless it is remembered already.

    `offered` has the names that were asked about; each is asked about once.
    """
    for name in names_in(new, old):
        is_known = name in offered or is_remembered(name, settings)
        if is_known or not at_terminal():
            continue
        offered.add(name)
        if said_yes(f'  Spell "{name}" right from now on?'):
            remembered(name, settings)


def remembered(name: str, settings: Settings) -> None:
    """Add `name` to the vocabulary, and say where that is. Raises InvalidSetting, CannotWrite."""
    if is_remembered(name, settings):
        return
    remember_name(name)
    talk(f'"{name}" is in the vocabulary now: {config_file()}')
