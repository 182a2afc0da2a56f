"""`coach open`."""

from __future__ import annotations

from typing import Any

import click

from coach.cli.kept import library_of
from coach.cli.options import json_option, settings_from
from coach.cli.output import print_json, result, talk
from coach.cli.page import Showing, serve
from coach.cli.shortcut import make_starter
from coach.config import Settings
from coach.paths import default_recordings
from coach.web.page_key import kept_key
from coach.web.running import running_address

_HOME = "/"


@click.command("open")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="The port; 0 takes the usual one."
)
@click.option("--no-browser", is_flag=True, help="Print the address, but open no browser.")
@click.option(
    "--shortcut", is_flag=True, help="Put a starter on your desktop, to double-click from now on."
)
@json_option
def command(port: int, no_browser: bool, shortcut: bool, **options: Any) -> None:
    """Practise, look back and read on a page in your browser.

    Only you can see the page, and only on this machine. The printed address works once. Ctrl-C
    stops the page; a session that is running then is kept, and can be gone on with. If the page is
    open already, a new address of it is printed. --json prints one line with the address.
    """
    settings = settings_from(options)
    showing = Showing(settings.json_, no_browser)
    folder = settings.recordings
    if shortcut:
        _make_starter(settings, port)
        return

    def running() -> str:
        return running_address(folder, kept_key(), _HOME)

    if port == 0 and (address := running()):
        addresses = iter([address])
        talk("The page is open already. Its coach goes on.")
        showing.show(lambda: next(addresses, "") or running())
    else:
        serve(library_of(settings), port, _HOME, showing)


def _make_starter(settings: Settings, port: int) -> None:
    arguments = ["open"]
    if settings.recordings.absolute() != default_recordings():
        arguments = ["--recordings", str(settings.recordings.absolute()), *arguments]
    if port:
        arguments += ["--port", str(port)]
    path = make_starter(arguments)
    if settings.json_:
        print_json({"shortcut": str(path)})
        return
    result(str(path))
    talk("Double-click it to open the page. A button at the end of the page's home ends the coach.")
