"""The browser's half of a session on the page, as a test plays it: a microphone, ears and hands."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from coach.web.practice.messages import frame_of
from tests.helpers.coach_program import PATIENCE_S

Pcm = npt.NDArray[np.int16]

LABEL = "a pretended microphone"
BLOCK_S = 0.05


class PretendPage:
    """A tab in which somebody practises.

    Its microphone gives soft noise, in real time, from the moment it is opened; `say` puts sound
    into that. Blocks are kept until they are acknowledged, and sent again by `reconnect`.
    """

    def __init__(
        self, address: str, headers: dict[str, str], tab: str = "tab", rate_hz: int = 16_000
    ) -> None:
        self._address, self._headers, self.tab = address, headers, tab
        self.rate_hz = rate_hz
        self.messages: list[dict[str, Any]] = []
        self.recorded: list[Pcm] = []  # everything that the microphone ever gave
        self.unkept: dict[int, bytes] = {}
        self.last_kept: dict[str, Any] = {}
        self.plays = True  # whether it reports what it plays
        self._said = np.zeros(0, np.int16)
        self._changed = threading.Condition()
        self._looked = 0
        self._socket: ClientConnection | None = None
        self._connection = ExitStack()
        self._closing = threading.Event()
        self._listens = False
        self._position = 0
        self._began_ms = 0
        self._noise = np.random.default_rng(7)
        self._microphone = threading.Thread(target=self._record)

    def __enter__(self) -> PretendPage:
        self.reconnect()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self.cut()
        if self._microphone.is_alive():
            self._microphone.join()

    def reconnect(self) -> None:
        """Open the connection (again), and send again what was not acknowledged."""
        connection = ExitStack()
        socket = connection.enter_context(
            connect(self._address, additional_headers=self._headers, close_timeout=1.0)
        )
        seen = max((message.get("seq", 0) for message in self.messages), default=0)
        with self._changed:
            self._socket, self._connection = socket, connection
            self.send(type="hello", page=self.tab, seen=seen)
            if self._microphone.is_alive():
                self._send_stream()
                for position, payload in self.unkept.items():
                    socket.send(frame_of(1, position, payload))
        threading.Thread(target=self._read, args=(socket,), daemon=True).start()

    def cut(self) -> None:
        """Lose the connection."""
        with self._changed:
            self._socket = None
            connection, self._connection = self._connection, ExitStack()
        connection.close()

    def hand_over(self, session: str, question: int = 1, take: int = 1) -> None:
        """Hand over what is left of an answer, whose coach died."""
        with self._changed:
            self._listens = False
            anchor = {name: self.last_kept[name] or 0 for name in ("stream", "position", "written")}
            self.send(
                type="left_over",
                session=session,
                question=question,
                take=take,
                streams=[self._stream()],
                blocks=len(self.unkept),
                **anchor,
            )
            for position, payload in self.unkept.items():
                self.send_raw(frame_of(1, position, payload))

    def open_microphone(self) -> None:
        """Open the microphone."""
        self._began_ms = round(time.time() * 1000)
        self._send_stream()
        self._microphone.start()

    def begin(self, **options: Any) -> None:
        """Press Begin."""
        options = {"voice": "none", "questions": 1} | options
        kind = options.pop("kind", "practice")
        which = options.pop("set", "career-vision")
        self.send(type="begin", kind=kind, set=which, options=options)

    def say(self, samples: Pcm) -> None:
        """Say something, and wait until it is said."""
        with self._changed:
            self._said = np.concatenate([self._said, samples])
        time.sleep(len(samples) / self.rate_hz + 2 * BLOCK_S)

    def press(self, choice: str) -> None:
        """Wait until a choice is offered, and make it."""
        deadline_s = time.monotonic() + PATIENCE_S
        with self._changed:
            while choice not in self._offered():
                left_s = deadline_s - time.monotonic()
                assert left_s > 0, f"{choice} was never offered; {self._told()}"
                self._changed.wait(left_s)
        self.send(type="choice", choice=choice)

    def _offered(self) -> list[str]:
        offers = [
            each for each in self.messages if "choices" in each or each.get("state") == "idle"
        ]
        return offers[-1].get("choices", []) if offers else []

    def _told(self) -> list[dict[str, Any]]:
        """The messages that matter."""
        fleeting = ("kept", "level_heard")
        return [
            message
            for message in self.messages
            if message["type"] not in fleeting
            and message.get("document", {}).get("event") not in fleeting
        ]

    def send(self, **message: Any) -> None:
        """Send a message."""
        with self._changed:
            assert self._socket is not None
            self._socket.send(json.dumps(message))

    def send_raw(self, data: str | bytes) -> None:
        """Send whatever."""
        assert self._socket is not None
        self._socket.send(data)

    def wait_for(self, fits: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """The next message that fits; those before it are passed over."""
        deadline_s = time.monotonic() + PATIENCE_S
        with self._changed:
            while True:
                while self._looked < len(self.messages):
                    message = self.messages[self._looked]
                    self._looked += 1
                    if fits(message):
                        return message
                left_s = deadline_s - time.monotonic()
                assert left_s > 0, f"it never came; {self._told()}"
                self._changed.wait(left_s)

    def wait_for_type(self, *names: str) -> dict[str, Any]:
        """The next message of one of these types."""
        return self.wait_for(lambda message: message["type"] in names)

    def wait_for_event(self, name: str) -> dict[str, Any]:
        """The document of the next event of that name."""
        message = self.wait_for(
            lambda message: message["type"] == "event" and message["document"]["event"] == name
        )
        document: dict[str, Any] = message["document"]
        return document

    @property
    def sound(self) -> Pcm:
        """Everything that the microphone ever gave."""
        with self._changed:
            return np.concatenate(self.recorded)

    def _send_stream(self) -> None:
        self.send(**self._stream())

    def _stream(self) -> dict[str, Any]:
        made = {"type": "stream", "stream": 1, "rate_hz": self.rate_hz, "label": LABEL}
        return made | {"began_ms": self._began_ms}

    def _record(self) -> None:
        size = round(BLOCK_S * self.rate_hz)
        began_s = time.monotonic()
        while not self._closing.is_set():
            due_s = began_s + (self._position + size) / self.rate_hz
            time.sleep(max(0.0, due_s - time.monotonic()))
            with self._changed:
                block = self._noise.integers(-30, 30, size, np.int16)
                said, self._said = self._said[:size], self._said[size:]
                block[: len(said)] += said // 2
                self.recorded.append(block)
                self._send_block(block)
                self._position += size

    def _send_block(self, block: Pcm) -> None:
        if not self._listens:
            return
        payload = block.astype("<i2").tobytes()
        self.unkept[self._position] = payload
        try:
            if self._socket:
                self._socket.send(frame_of(1, self._position, payload))
        except ConnectionClosed:
            pass

    def _read(self, socket: ClientConnection) -> None:
        try:
            for text in socket:
                message = json.loads(text)
                with self._changed:
                    self.messages.append(message)
                    self._changed.notify_all()
                self._obey(message)
        except ConnectionClosed:
            pass

    def _obey(self, message: dict[str, Any]) -> None:
        match message:
            case {"type": "listen", "on": on}:
                self._listens = on
            case {"type": "kept", "stream": 1, "position": position}:
                with self._changed:
                    self.last_kept = message
                    for first in [each for each in self.unkept if each < position]:
                        if first + len(self.unkept[first]) // 2 <= position:
                            del self.unkept[first]
            case {"type": "play", "clip": clip, "duration_s": duration_s} if self.plays:
                with self._changed:
                    position = self._position
                self.send(type="sound_started", clip=clip, stream=1, position=position)
                ended = threading.Timer(duration_s, self._ended, (clip,))
                ended.daemon = True
                ended.start()

    def _ended(self, clip: int) -> None:
        with self._changed:
            if self._socket:
                self.send(type="sound_ended", clip=clip)


@contextmanager
def practising(
    port: int, root: str, cookie: str, tab: str = "tab", rate_hz: int = 16_000
) -> Iterator[PretendPage]:
    """A tab on the page that is served there, by a browser that was let in."""
    headers = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{port}"}
    address = f"ws://127.0.0.1:{port}{root}/practice/socket"
    with PretendPage(address, headers, tab, rate_hz) as page:
        yield page
