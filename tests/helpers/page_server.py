"""The page's real server, in this process, for pages that a test pretends to be."""

from __future__ import annotations

import socket as sockets
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from coach.audio.clips import LISTENING_RATE_HZ
from coach.library.library import Library
from coach.testing import CannedTranscriber
from coach.transcription.ports import Transcriber
from coach.web.app import create_app
from coach.web.door import Door
from coach.web.practice.room import PracticeRoom
from coach.web.practice.routes import sitting_routes
from coach.web.serving import server_of
from coach.wiring import ChooseTranscriber
from tests.helpers.coach_program import PATIENCE_S
from tests.helpers.kept_sessions import recordings
from tests.helpers.practising import PretendPage, practising
from tests.helpers.spoken import TEAM


class Served:
    """A server in which can be practised."""

    def __init__(self, grace_s: float, choose: ChooseTranscriber) -> None:
        self._stack = ExitStack()
        self.bound = self._stack.enter_context(sockets.create_server(("127.0.0.1", 0)))
        self.port = self.bound.getsockname()[1]
        self.door = Door(self.port)
        self.library = Library(recordings())
        self.room = PracticeRoom(self.library, grace_s, choose)
        self.app = create_app(self.library, self.door, sitting_routes(self.room, self.library))
        self._server = server_of(self.app, self.bound)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self.bound]})
        self._thread.start()

    def stop(self) -> None:
        """End the server, as Ctrl-C does."""
        self._server.should_exit = True
        self._thread.join(PATIENCE_S)
        self.room.__exit__()
        self._stack.close()

    @property
    def cookie(self) -> str:
        return f"{self.door.cookie_name}={self.door.cookie}"

    def tab(
        self, name: str = "tab", rate_hz: int = LISTENING_RATE_HZ
    ) -> AbstractContextManager[PretendPage]:
        """A tab of a browser that was let in."""
        return practising(self.port, self.door.root, self.cookie, name, rate_hz)


def always_the_same(*_: object) -> Transcriber:
    """Every answer is written down as the same sentence."""
    return CannedTranscriber([TEAM])


@contextmanager
def served(grace_s: float = 60.0, choose: ChooseTranscriber = always_the_same) -> Iterator[Served]:
    server = Served(grace_s, choose)
    try:
        yield server
    finally:
        server.stop()
