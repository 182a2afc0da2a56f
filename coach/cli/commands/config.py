"""`coach config`."""

from __future__ import annotations

import json
from typing import Any

import click

from coach.cli.options import json_option
from coach.cli.output import print_json, result
from coach.config import FIELD_OF, resolve
from coach.errors import InvalidSetting
from coach.paths import config_file, user_question_sets


@click.command("config")
@json_option
def command(**options: Any) -> None:
    """Show every setting, its value and where it comes from.

    The config file is TOML, with one line per setting, such as  voice = "pyttsx3"
    """
    typed = {name: value for name, value in options.items() if value is not None}
    shared = click.get_current_context().obj or {}
    try:
        settings, sources = resolve({**shared, **typed})
    except InvalidSetting as mistake:
        _show_places(bool(options["json"]), mistake)
        raise
    values = {name: getattr(settings, field) for name, field in FIELD_OF.items()}
    if settings.json_:
        print_json(
            {
                "file": str(config_file()),
                "question_sets": str(user_question_sets()),
                "settings": {
                    name: {"value": value, "source": sources[name]}
                    for name, value in values.items()
                },
            }
        )
        return
    _show_places(as_json=False)
    result()
    width = max(map(len, values))
    for name, value in values.items():
        shown = "-" if value in (None, "", ()) else json.dumps(value, default=str)
        result(f"  {name:<{width}} {shown:<28} {sources[name]}")


def _show_places(as_json: bool, mistake: InvalidSetting | None = None) -> None:
    """Show where settings can be changed. With a `mistake` in them, nothing else can be shown."""
    if as_json:
        places = {"file": str(config_file()), "question_sets": str(user_question_sets())}
        print_json(places | {"settings": None, "error": mistake.message if mistake else None})
        return
    result(f"File: {config_file()}{'' if config_file().exists() else ' (not there yet)'}")
    result(f"Your question sets: {user_question_sets()}")
