"""`coach review`."""

from __future__ import annotations

import os
import sys
import webbrowser
from typing import Any

import click

from coach.cli.kept import library_of
from coach.cli.options import json_option, settings_from
from coach.cli.output import as_json, result, talk
from coach.review.serving import listening


@click.command("review")
@click.argument("session", default="")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="This port; 0: a free one.")
@click.option("--no-browser", is_flag=True, help="Only tell the address, open nothing.")
@json_option
def command(session: str, port: int, no_browser: bool, **options: Any) -> None:
    """Hear and read what is kept on a page in your browser: pick a word, hear it.

    With SESSION it opens that one. Only this machine can see the page, and only with the address
    that is told. It stops on Ctrl-C. --json prints one line with the address once it listens.
    """
    settings = settings_from(options)
    library = library_of(settings)
    session_id = library.find(session) if session else ""
    with listening(library, port, session_id) as server:
        if settings.json_:
            result(as_json({"address": server.address}))
        else:
            result(server.address)
            talk("Only this machine can open it. Ctrl-C stops it.")
        sys.stdout.flush()
        if not no_browser and _has_screen():
            webbrowser.open(server.opening)
        server.run()


def _has_screen() -> bool:
    """Whether there is a window for a browser; one in the terminal would take it over."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
