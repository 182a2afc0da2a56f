"""The routes of the running session: the WebSocket of the page, and the sounds that it fetches."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from coach.library.library import Library
from coach.web.practice.left_over import Collected
from coach.web.practice.messages import (
    BadMessage,
    Hello,
    LeftOver,
    frames_in,
    message_of,
    sound_frame,
)
from coach.web.practice.room import PracticeRoom
from coach.web.routing import Rejected, reading, receiving

_MOST_UNSENT = 10_000  # messages; a page that takes none of them for so long is not there


def sitting_routes(room: PracticeRoom, library: Library) -> list[BaseRoute]:
    """`/practice/socket`, `/practice/sound/N` and `/practice/late/PAGE`."""

    def sound(_: Request, number: int) -> Response:
        file = room.speaker.clip_file(number)
        if file is None:
            raise Rejected("That sound is over.", 404)
        return Response(file, media_type="audio/wav")

    def late(_: Request, body: bytes, page: str) -> Response:
        """What a page had not sent yet when it was left."""
        with contextlib.suppress(BadMessage):
            for frame in frames_in(body):
                room.take_sound(page, sound_frame(frame))
        return Response(status_code=204)

    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        async with asyncio.TaskGroup() as tasks:
            conversation = _Connection(room, library, websocket, tasks)
            sending = tasks.create_task(conversation.send())
            try:
                await conversation.receive()
            finally:
                conversation.close()
                sending.cancel()

    return [
        WebSocketRoute("/practice/socket", socket),
        reading("/practice/sound/{number:number}", sound),
        receiving("/practice/late/{page}", late),
    ]


class _Connection:
    """One connection of a page. What no page of ours sends is dropped."""

    def __init__(
        self, room: PracticeRoom, library: Library, websocket: WebSocket, tasks: asyncio.TaskGroup
    ) -> None:
        self._room = room
        self._library = library
        self._websocket = websocket
        self._tasks = tasks
        self._left_over: Collected | None = None
        self._loop = asyncio.get_running_loop()
        self._unsent: asyncio.Queue[Mapping[str, object]] = asyncio.Queue()
        self._page = ""
        self._line = self._put  # one object: a bound method is another one each time

    async def send(self) -> None:
        """Send what the room has to tell, until cancelled."""
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # it is being closed
            while True:
                message = await self._unsent.get()
                await self._websocket.send_text(json.dumps(message))

    async def receive(self) -> None:
        """Hand on what the page tells, until it is gone."""
        while (message := await self._websocket.receive())["type"] == "websocket.receive":
            with contextlib.suppress(BadMessage):
                if text := message.get("text"):
                    self._take(text)
                elif self._page:
                    self._take_sound(message.get("bytes") or b"")

    def close(self) -> None:
        """The page is gone."""
        if self._page:
            self._room.disconnect(self._page, self._line)

    def _take(self, text: str) -> None:
        message = message_of(text)
        if isinstance(message, Hello):
            if self._page and self._page != message.page:
                raise BadMessage("another page on the same connection")
            self._page = message.page
            self._room.connect(message.page, message.seen, self._line)
        elif self._page and isinstance(message, LeftOver):
            self._left_over = Collected(message)
        elif self._page:
            self._room.receive(self._page, message)

    def _take_sound(self, frame: bytes) -> None:
        """A block of the session, or of what is left over of another one."""
        if self._left_over is None:
            self._room.take_sound(self._page, sound_frame(frame))
        elif self._left_over.add(frame):
            self._tasks.create_task(self._hand_over(self._left_over))
            self._left_over = None

    async def _hand_over(self, left_over: Collected) -> None:
        self._queue(await run_in_threadpool(left_over.hand_to, self._library))

    def _put(self, message: Mapping[str, object]) -> None:
        """Any thread: send `message` as soon as the loop comes to it."""
        with contextlib.suppress(RuntimeError):  # the server has ended
            self._loop.call_soon_threadsafe(self._queue, message)

    def _queue(self, message: Mapping[str, object]) -> None:
        if self._unsent.qsize() < _MOST_UNSENT:
            self._unsent.put_nowait(message)
