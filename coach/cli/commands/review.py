"""`coach review`."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import click

from coach.cli.completing import session_names
from coach.cli.kept import library_of
from coach.cli.options import json_option, settings_from
from coach.cli.page import Showing, serve


@click.command("review")
@click.argument("session", default="", shell_complete=session_names)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="The port; 0 takes a free one."
)
@click.option("--no-browser", is_flag=True, help="Print the address, but open no browser.")
@json_option
def command(session: str, port: int, no_browser: bool, **options: Any) -> None:
    """Hear and read your sessions on a page in your browser: click a word to hear it.

    With SESSION the page opens that session. Only you can see the page, and only on this machine.
    The printed address works once; press Enter for a new one. Ctrl-C stops the page. --json prints
    one line with the address when the page is ready.
    """
    settings = settings_from(options)
    library = library_of(settings)
    path = f"/session/{quote(library.find(session))}" if session else "/library"
    serve(library, port, path, Showing(settings.json_, no_browser))
