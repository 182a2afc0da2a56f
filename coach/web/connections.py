"""A connection of uvicorn, with time limits, and with the user of the machine who made it.

uvicorn would wait for ever. Here a client that does not send the headers of a request, or does not
read the answer, is disconnected after a while. Bytes that are no request are answered by a
sentence.
"""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from dataclasses import dataclass
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol

from coach.web.guard import HEADERS, OF_STRANGER, TOLD
from coach.web.neighbours import Neighbours

_LONGEST_HANDSHAKE_BYTES = 8000  # websockets takes no longer lines
_KEY = re.compile(rb"[A-Za-z0-9+/]{22}==")


@dataclass(frozen=True)
class Patience:
    """How long a client may take to send the headers of a request, or to ask for something else;
    and to take in what is sent: longer, for what plays sound reads some of it ahead.
    """

    headers_s: float
    reading_s: float


PATIENCE = Patience(headers_s=30.0, reading_s=120.0)


class Connection(H11Protocol):
    """One of the server's connections, in its event loop."""

    def __init__(self, neighbours: Neighbours, patience: Patience, **given: Any) -> None:
        super().__init__(**given)
        self._neighbours = neighbours
        self._patience = patience
        self._waiting_s = 0.0
        self._clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Find out whose it is: later its other end may be gone."""
        super().connection_made(transport)
        # No part of an answer waits until the other end has acknowledged the one before (40 ms).
        # asyncio sees to that only where a socket names its protocol.
        if connected := transport.get_extra_info("socket"):
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.client and self.server:
            looked = self._neighbours.ask(self.client, (self.server[0], self.server[1] or 0))
        else:  # it is gone already
            looked = self.loop.create_future()
            looked.set_result(True)
        self.app_state = self.app_state | {OF_STRANGER: lambda: asyncio.shield(looked)}
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take in `data`."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Go on to the next request."""
        super().on_response_complete()
        self._watch()

    def pause_writing(self) -> None:
        """Send no more until some of it was read."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """Send on."""
        super().resume_writing()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody waits any more."""
        super().connection_lost(exc)
        self._wait(0.0)

    def _watch(self) -> None:
        """Set the clock by what is to come from the other end."""
        closing = self.transport.is_closing()
        awaited = self.conn.their_state is h11.IDLE and not closing
        unread = self.transport.get_write_buffer_size() > 0
        if self.flow.write_paused or (unread and (awaited or closing)):
            self._wait(self._patience.reading_s)
        else:
            self._wait(self._patience.headers_s if awaited else 0.0)

    def _wait(self, patience_s: float) -> None:
        """Let so much time pass from now on, unless that is what passes already; 0: any."""
        if patience_s == self._waiting_s:
            return
        if self._clock:
            self._clock.cancel()
        self._waiting_s = patience_s
        self._clock = self.loop.call_later(patience_s, self.transport.abort) if patience_s else None

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand the connection over to websockets, unless that would fail without our headers."""
        self._wait(0.0)
        found = dict(self.headers)
        fits = found.get(b"sec-websocket-version") == b"13" and event.method == b"GET"
        fits = fits and bool(_KEY.fullmatch(found.get(b"sec-websocket-key", b"")))
        length = sum(len(name) + len(value) for name, value in self.headers) + len(event.target)
        if fits and length <= _LONGEST_HANDSHAKE_BYTES:
            super().handle_websocket_upgrade(event)
        else:
            self._refuse(400 if length <= _LONGEST_HANDSHAKE_BYTES else 431)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """Tell what h11 does not take, or what came of it while the answer is on its way."""
        error = sys.exception()
        status = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        self._refuse(status)

    def _refuse(self, status: int) -> None:
        if self.cycle:  # whose answer ends here
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            for event in _answer_for(status):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def _answer_for(status: int) -> tuple[Any, ...]:
    """A whole answer, as strict as those of the app."""
    body = f"{TOLD.get(status, TOLD[400])}\n".encode()
    headers = HEADERS | {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    start = h11.Response(
        status_code=status, headers=list(headers.items()), reason=STATUS_PHRASES[status]
    )
    return start, h11.Data(data=body), h11.EndOfMessage()
