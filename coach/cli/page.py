"""Serving the page until Ctrl-C, and opening it in the browser: what open and review share."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass

from coach.cli.keys import at_terminal
from coach.cli.output import as_json, talk, whole
from coach.library.library import Library
from coach.web.serving import listening

_LOOK_AGAIN_S = 1.0  # between two attempts to read Enter while in the background


@dataclass(frozen=True)
class Showing:
    """How addresses of the page are shown: as JSON, and without opening a browser."""

    as_json: bool
    no_browser: bool

    def show(self, address: Callable[[], str]) -> None:
        """Print an address, and open the browser with another one, where it has a screen."""
        whole(as_json({"address": address()}) if self.as_json else address())
        sys.stdout.flush()
        if not self.no_browser and _has_screen():
            webbrowser.open(address())


def serve(library: Library, port: int, path: str, showing: Showing) -> None:
    """Serve the page of `library` until Ctrl-C; its addresses lead to `path`. Raises WrongUse."""
    with listening(library, port, path) as server:
        showing.show(server.address)
        if not showing.as_json:
            talk("The address works once, for you alone. Enter: a new one. Ctrl-C stops the page.")
            _at_enter(lambda: whole(server.address()))
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
    if not at_terminal():
        return
    if hasattr(signal, "SIGTTIN"):  # it would stop the program if that reads in the background
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)
    threading.Thread(target=_read_enters, args=(show_address,), daemon=True).start()


def _read_enters(show_address: Callable[[], None]) -> None:
    while True:
        try:  # not `sys.stdin`: a thread that waits in it would keep it from closing
            typed = os.read(0, 1024)
        except OSError:  # the program is in the background
            time.sleep(_LOOK_AGAIN_S)
            continue
        if not typed:  # Ctrl-D
            return
        with contextlib.suppress(OSError):  # stdout is gone
            show_address()
            sys.stdout.flush()
