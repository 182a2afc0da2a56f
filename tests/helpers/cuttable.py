"""What is between a browser and a coach, so that a test can cut it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Self


class Cuttable:
    """Hands on what a browser with `browser_options` sends to `port`, where the coach listens."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self._bound = socket.create_server(("127.0.0.1", 0))
        self._ends: set[socket.socket] = set()
        self._is_cut = False
        self._lock = threading.Lock()

    @property
    def browser_options(self) -> list[str]:
        """What has Chromium go through here."""
        here = self._bound.getsockname()[1]
        return [f"--host-resolver-rules=MAP 127.0.0.1:{self.port} 127.0.0.1:{here}"]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bound.close()
        self._close_all()

    @contextlib.contextmanager
    def being_cut(self) -> Iterator[None]:
        """Every connection is closed, and no other can be made."""
        self._is_cut = True
        self._close_all()
        try:
            yield
        finally:
            self._is_cut = False

    def _close_all(self) -> None:
        with self._lock:
            ends, self._ends = self._ends, set()
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._bound.accept()
            except OSError:  # it is over
                return
            try:
                if self._is_cut:
                    raise ConnectionRefusedError
                coach = socket.create_connection(("127.0.0.1", self.port))
            except OSError:
                browser.close()
                continue
            with self._lock:
                self._ends |= {browser, coach}
            for one, other in ((browser, coach), (coach, browser)):
                threading.Thread(target=self._hand_on, args=(one, other), daemon=True).start()

    def _hand_on(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65_536):
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
