"""`coach review`."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from typing import Any

import click

from coach.cli.kept import library_of
from coach.cli.options import json_option, settings_from
from coach.cli.output import as_json, result, talk
from coach.web.serving import listening

_LOOK_AGAIN_S = 1.0  # between two attempts to read Enter while in the background


@click.command("review")
@click.argument("session", default="")
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
    session_id = library.find(session) if session else ""
    with listening(library, port, session_id) as server:
        if settings.json_:
            result(as_json({"address": server.address()}))
        else:
            result(server.address())
            talk("The address works once, for you alone. Enter: a new one. Ctrl-C stops the page.")
            _at_enter(lambda: result(server.address()))
        sys.stdout.flush()
        if not no_browser and _has_screen():
            webbrowser.open(server.address())
        server.run()


def _has_screen() -> bool:
    """Whether a browser can open a window.

    A browser in the terminal would take the terminal over.
    """
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _at_enter(show_address: Callable[[], None]) -> None:
    """Call `show_address`, on a thread of its own, whenever Enter is pressed at the terminal."""
    if sys.stdin is None or not sys.stdin.isatty():
        return
    if hasattr(signal, "SIGTTIN"):  # it would stop the program if that reads in the background
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)
    threading.Thread(target=_read_enters, args=(show_address,), daemon=True).start()


def _read_enters(show_address: Callable[[], None]) -> None:
    while True:
        try:
            typed = os.read(
                0, 1024
            )  # a thread that waits in `sys.stdin` would keep it from closing
        except OSError:  # the program is in the background
            time.sleep(_LOOK_AGAIN_S)
            continue
        if not typed:  # Ctrl-D
            return
        with contextlib.suppress(OSError):  # stdout is gone
            show_address()
            sys.stdout.flush()
