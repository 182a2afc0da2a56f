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

_LOOK_AGAIN_S = 1.0


@click.command("review")
@click.argument("session", default="")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="This port; 0: a free one.")
@click.option("--no-browser", is_flag=True, help="Only tell the address, open nothing.")
@json_option
def command(session: str, port: int, no_browser: bool, **options: Any) -> None:
    """Hear and read what is kept on a page in your browser: pick a word, hear it.

    With SESSION it opens that one. Only you and only this machine can see the page. The address
    that is told works once; Enter tells a new one. It stops on Ctrl-C. --json prints one line with
    the address once it listens.
    """
    settings = settings_from(options)
    library = library_of(settings)
    session_id = library.find(session) if session else ""
    with listening(library, port, session_id) as server:
        if settings.json_:
            result(as_json({"address": server.address()}))
        else:
            result(server.address())
            talk("Only you can open it, and once. Enter: a new address. Ctrl-C stops it.")
            _at_enter(lambda: result(server.address()))
        sys.stdout.flush()
        if not no_browser and _has_screen():
            webbrowser.open(server.address())
        server.run()


def _has_screen() -> bool:
    """Whether there is a window for a browser; one in the terminal would take it over."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _at_enter(tell: Callable[[], None]) -> None:
    """Whenever Enter is pressed at the terminal, `tell`, from another thread."""
    if sys.stdin is None or not sys.stdin.isatty():
        return
    if hasattr(signal, "SIGTTIN"):  # it would stop a coach in the background that reads
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)
    threading.Thread(target=_read_enters, args=(tell,), daemon=True).start()


def _read_enters(tell: Callable[[], None]) -> None:
    while True:
        try:
            typed = os.read(0, 1024)  # not `sys.stdin`, which could not be closed meanwhile
        except OSError:  # in the background
            time.sleep(_LOOK_AGAIN_S)
            continue
        if not typed:  # Ctrl-D
            return
        with contextlib.suppress(OSError):  # nobody reads the addresses
            tell()
            sys.stdout.flush()
