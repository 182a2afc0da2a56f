"""A coach for the practising page's tests: it speaks the protocol, and holds a session by a script.

What it gets of the microphone it checks and keeps; nothing is recorded, rendered or written down.
"""

from __future__ import annotations

import asyncio
import io
import socket
import struct
import threading
import wave
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from playwright.sync_api import BrowserContext
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from coach.library.library import Library
from coach.web.app import behind_door, page_routes
from coach.web.door import Door
from coach.web.library_view import LibraryView
from coach.web.routing import receiving
from coach.web.serving import server_of
from tests.helpers.coach_program import PATIENCE_S
from tests.helpers.kept_sessions import recordings

_HEADER = struct.Struct("<IIQ")
SESSION = "2026-11-22_2103_career-vision"
QUESTIONS = (
    "What do you want to have built, ten years from now?",
    "What have you done in your career so far, and why did you choose it?",
)
SAID = "I want to have built a small operations team that runs the best warehouse in the country."


def question(number: int) -> dict[str, Any]:
    return {"number": number, "id": f"q{number}", "text": QUESTIONS[(number - 1) % 2]}


@dataclass
class FakeCoach:
    """The coach's end of the connection; a test tells it what to say."""

    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    got: list[dict[str, Any]] = field(default_factory=list)
    blocks: list[tuple[int, int, int]] = field(default_factory=list)  # stream, position, samples
    sound: bytearray = field(default_factory=bytearray)
    kept: list[dict[str, Any]] = field(default_factory=list)  # messages with a seq
    broken: list[str] = field(default_factory=list)  # what the page should not have sent
    acknowledges: bool = True
    state: str = "idle"
    refuses: bool = False
    is_deaf: bool = False  # what it is told is lost, as with a connection that is just breaking
    understood: dict[str, str] = field(default_factory=dict)  # what the microphone check is told
    checks: list[int] = field(default_factory=list)  # bytes of sound of each check
    connections: int = 0
    _socket: WebSocket | None = None
    _page: str = ""
    _page_of: dict[WebSocket, str] = field(default_factory=dict)
    _end: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def check(self, _: Request, sound: bytes) -> Response:
        """What Whisper understands at the microphone check."""
        self.checks.append(len(sound))
        return JSONResponse(self.understood if sound else {"heard": ""})

    async def serve(self, connection: WebSocket) -> None:
        """One connection of a page."""
        if self.refuses:
            await connection.close()
            return
        await connection.accept()
        self.connections += 1
        try:
            while True:
                message = await connection.receive()
                if message["type"] == "websocket.disconnect":
                    break
                if data := message.get("bytes"):
                    await self._block(connection, data)
                elif text := message.get("text"):
                    await self._told(connection, _json(text))
        except (WebSocketDisconnect, RuntimeError):
            pass

    async def _told(self, connection: WebSocket, message: dict[str, Any]) -> None:
        if self.is_deaf:
            return
        if message["type"] == "hello":
            await self._welcome(connection, message)
        elif message["type"] == "take_over":
            if self._socket:
                await self._socket.send_json({"type": "welcome", "state": "elsewhere", "seq": 0})
            self._page = ""
            await self._welcome(connection, {"page": self._page_of[connection], "seen": 0})
        with self._changed:
            self.got.append(message)
            self._changed.notify_all()

    async def _welcome(self, connection: WebSocket, hello: dict[str, Any]) -> None:
        self._page_of[connection] = hello["page"]
        state = self.state
        if self._page and hello["page"] != self._page and state == "running":
            state = "elsewhere"
        if state in ("idle", "running"):
            self._socket, self._page = connection, hello["page"]
        seq = self.kept[-1]["seq"] if self.kept else 0
        session = SESSION if state == "running" else ""
        offers = [each["seq"] for each in self.kept if each["type"] == "choices"]
        welcome = {"type": "welcome", "state": state, "seq": seq, "session": session}
        await connection.send_json(welcome | {"offered": offers[-1] if offers else 0})
        if state == "running":
            for message in self.kept:
                if message["seq"] > hello["seen"]:
                    await connection.send_json(message)

    async def _block(self, connection: WebSocket, data: bytes) -> None:
        stream, crc, position = _HEADER.unpack_from(data)
        payload = data[_HEADER.size :]
        if zlib.crc32(payload) != crc:
            self.broken.append("checksum")
        self.blocks.append((stream, position, len(payload) // 2))
        if self.acknowledges:
            if position >= self._end or len(self.blocks) == 1:
                self.sound += payload
            self._end = max(self._end, position + len(payload) // 2)
            await connection.send_json(
                {"type": "kept", "stream": stream, "position": position + len(payload) // 2}
            )

    # What a test does, from its own thread.

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message to the page; one with a seq also after it was away."""
        if message["type"] in ("event", "choices"):
            message = message | {"seq": len(self.kept) + 1}
            self.kept.append(message)
        asyncio.run_coroutine_threadsafe(self._send(message), self.loop).result(PATIENCE_S)

    async def _send(self, message: dict[str, Any]) -> None:
        if self._socket:
            await self._socket.send_json(message)

    def event(self, name: str, line: str = "", **fields: Any) -> None:
        """Send an event."""
        self.tell(
            {"type": "event", "document": {"event": name, "at_s": 0.0} | fields, "line": line}
        )

    def choices(self, *choices: str) -> None:
        """Say what can be decided now."""
        self.tell({"type": "choices", "choices": list(choices)})

    def drop(self) -> None:
        """Break the connection."""
        dropped, self._socket = self._socket, None
        if dropped:
            asyncio.run_coroutine_threadsafe(dropped.close(), self.loop).result(PATIENCE_S)

    def expect(self, kind: str, count: int = 1, **fields: Any) -> dict[str, Any]:
        """Wait until the page has sent `count` messages of that kind; the last of them."""

        def found() -> list[dict[str, Any]]:
            return [
                each for each in self.got if each["type"] == kind and fields.items() <= each.items()
            ]

        with self._changed:
            assert self._changed.wait_for(lambda: len(found()) >= count, PATIENCE_S), (
                kind,
                fields,
                self.got,
            )
            return found()[count - 1]

    # The parts of a session.

    def start(self) -> None:
        """Begin, and ask the first question."""
        self.state = "running"
        self.event(
            "session_started", session=SESSION, title="Career vision", question_count=2,
            microphone="a microphone", speaker="a loudspeaker", model="tiny.en",
        )  # fmt: skip
        self.choices("go", "stop")

    def ask(self, number: int) -> None:
        """Ask a question, its sound as clip 1."""
        self.event("question_asked", question=question(number), of=2, coat="interview", seconds=120)
        self.choices("go", "repeat", "skip", "undo", "stop")
        self.tell({"type": "play", "clip": number, "duration_s": 0.2})

    def follow_up(self, number: int, text: str) -> dict[str, Any]:
        """Ask a follow-up to a question, and record its answer as take 2."""
        about = question(number) | {"text": text, "follow_up": 1}
        self.event(
            "follow_up_asked", question=about, text=text, reason="number",
            why="you named a number", quote="", seconds=60, latency_s=0.5,
        )  # fmt: skip
        self.choices("go", "repeat", "skip", "stop")
        self.tell({"type": "listen", "on": True})
        self.event("answer_started", question=about, take=2)
        self.choices("done", "pause", "repeat", "skip", "start over", "undo", "stop")
        return about

    def think(self, left_s: float = 12.0, *, paused: bool = False) -> None:
        """Give time to think."""
        self.event("think_time_started", question=question(1), think_s=20.0)
        self.event("think_time_passed", left_s=left_s, paused=paused)
        self.choices("go", "pause", "repeat", "skip", "undo", "stop")

    def listen(self, number: int, take: int = 1) -> None:
        """Begin an answer."""
        self.tell({"type": "listen", "on": True})
        self.event("answer_started", question=question(number), take=take)
        self.choices("done", "pause", "repeat", "skip", "start over", "undo", "stop")

    def level(self, heard_s: float, *, paused: bool = False, clocked: bool = False) -> None:
        """Show how the answer goes on."""
        self.event(
            "level_heard", level_db=-25.0, heard_s=heard_s, target_s=120, paused=paused,
            clocked=clocked,
        )  # fmt: skip

    def caption(self, text: str, settled: int) -> None:
        """Show what was said so far."""
        self.event("caption_heard", question=question(1), take=1, text=text, settled_words=settled)

    def end_answer(
        self,
        number: int,
        *,
        choice: str = "done",
        take: int = 1,
        about: dict[str, Any] | None = None,
    ) -> None:
        """End an answer, before it is written down; `about` is the follow-up that it answers."""
        self.tell({"type": "listen", "on": False})
        self.choices()
        self.event(
            "answer_ended", question=about or question(number), take=take,
            duration_s=72.0, target_s=120,
            ended_by="person", choice=choice, think_s=3.5, overtime_s=0.0, discarded=False,
            restorable=False,
        )  # fmt: skip

    def transcribe(
        self, number: int, text: str, *, take: int = 1, about: dict[str, Any] | None = None
    ) -> None:
        """Write an answer down, before its figures are known."""
        self.event(
            "answer_transcribed", question=about or question(number), take=take, text=text,
            words=_words(text), latency_s=0.5, no_speech=not text, late=False, unclear=[],
        )  # fmt: skip

    def write(
        self,
        number: int,
        text: str = SAID,
        *,
        take: int = 1,
        about: dict[str, Any] | None = None,
        awaits: bool = True,
    ) -> None:
        """Write an answer down, and wait for what comes next if it `awaits` that."""
        of = {"question": about or question(number), "take": take}
        self.transcribe(number, text, take=take, about=about)
        self.event(
            "answer_measured", "151 words a minute · 2 fillers", duration_s=72.0, target_s=120,
            think_s=3.5, words_per_minute=151, fillers=2, **of,
        )  # fmt: skip
        if awaits:
            self.event("choice_awaited", may_repeat=True, is_last=number == len(QUESTIONS))
            self.choices("next", "again", "play", "stop")

    def improve(
        self, number: int, text: str, *, take: int = 1, line: str = "", unclear: Sequence[Any] = ()
    ) -> None:
        """Better words of an answer come; `line` tells of what is `unclear` in them."""
        document = {
            "event": "answer_improved", "at_s": 0.0, "question": question(number), "take": take,
            "text": text, "words": _words(text), "model": "base", "unclear": list(unclear),
        }  # fmt: skip
        figures = "148 words a minute · 1 filler"
        self.tell({"type": "event", "document": document, "line": line, "figures": figures})

    def finish(self, answered: int = 2, left: int = 0, session: str = SESSION) -> None:
        """End the session."""
        self.event(
            "session_finished", session=session, folder="x", answered=answered, left=left,
            without_speech=0,
        )  # fmt: skip
        self.choices()
        self.state = "idle"
        self.tell({"type": "ended", "session": session})


@dataclass(frozen=True)
class Practising:
    """A page that is served with a fake coach behind it."""

    coach: FakeCoach
    port: int
    door: Door

    def at(self, path: str) -> str:
        """The address of one of its pages."""
        return f"http://127.0.0.1:{self.port}{self.door.root}{path}"

    def let_in(self, context: BrowserContext) -> None:
        """Have that browser hold what is given for a ticket."""
        context.add_cookies(
            [
                {
                    "name": self.door.cookie_name,
                    "value": self.door.cookie,
                    "domain": "127.0.0.1",
                    "path": f"{self.door.root}/",
                }
            ]
        )


@contextmanager
def practising() -> Iterator[Practising]:
    """The page of the library, with a fake coach."""
    fake = FakeCoach()
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen()
        port = bound.getsockname()[1]
        door = Door(port)
        view = LibraryView(Library(recordings()), door.root)
        routes = [
            WebSocketRoute("/practice/socket", fake.serve),
            Route("/practice/sound/{clip:int}", _sound),
            receiving("/practice/check", fake.check),
            *page_routes(view),
        ]
        server = server_of(behind_door(door, view, routes), bound)

        def run() -> None:
            asyncio.set_event_loop(fake.loop)
            fake.loop.run_until_complete(server.serve([bound]))

        thread = threading.Thread(target=run, name="fake coach")
        thread.start()
        try:
            yield Practising(fake, port, door)
        finally:
            server.should_exit = server.force_exit = True
            thread.join(PATIENCE_S)


def _words(text: str) -> list[dict[str, Any]]:
    """The words of `text`, one a second."""
    words = enumerate(text.split())
    return [{"text": word, "start_s": n, "end_s": n + 1, "probability": 1.0} for n, word in words]


def _sound(request: Request) -> Response:
    """A tone of a fifth of a second, or of two minutes (clip 98); clip 99 is not there."""
    if request.path_params["clip"] == 99:
        return Response(status_code=404)
    samples = 120 * 22050 if request.path_params["clip"] == 98 else 4410
    tone = np.sin(np.arange(samples) * 0.06) * 8000
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(tone.astype("<i2").tobytes())
    return Response(made.getvalue(), media_type="audio/wav", headers={"Cache-Control": "no-store"})


def _json(text: str) -> dict[str, Any]:
    import json

    found = json.loads(text)
    assert isinstance(found, dict)
    return found
