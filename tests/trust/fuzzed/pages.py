"""Readers of what a browser sends: requests of every kind, and the messages of a session."""

from __future__ import annotations

import asyncio
import functools
import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message

from coach.errors import EngineMissing
from coach.library.library import Library
from coach.testing import CannedTranscriber
from coach.transcription.ports import Transcriber
from coach.web.app import create_app
from coach.web.door import Door
from coach.web.guard import OF_STRANGER
from coach.web.import_pages import import_pages
from coach.web.importing import Importing
from coach.web.practice.messages import BadMessage, frame_of, frames_in, message_of, sound_frame
from coach.web.practice.room import PracticeRoom
from coach.web.practice.routes import sitting_routes
from tests.helpers.kept_sessions import PLAIN, keep, recordings
from tests.trust.fuzzed.home import Broke, home, restore
from tests.trust.fuzzed.reader import Reader

_PORT = 5000
_HERE = f"127.0.0.1:{_PORT}"
_WAITS_S = 10.0
_BETWEEN = b"\n--\n"  # the messages of one conversation

PAGES = (
    *("/", "/library", "/progress", "/practice", "/vision", "/vision/build", "/stories", "/plan"),
    *("/settings", "/session/LAST", "/session/LAST/debrief", "/session/LAST/debrief/summary"),
    *("/session/LAST/1/1/audio", "/session/LAST/listeners", "/session/LAST/erase", "/drill/LAST"),
    *("/session/LAST/along/md", "/session/LAST/along/json", "/session/LAST/along/zip", "/real"),
    *("/drill/LAST/before", "/vision/1/audio", "/stories/1/1/audio", "/library?q=team", "/import"),
    *("/session/LAST/listeners/page", "/plan/plan.ics", "/questions/import"),
)
_SENT = (
    ("/session/LAST/1/1/rating", "vision=yes&ambition=no&skills=partly&note=calm&heard=1"),
    ("/session/LAST/1/1/correct", "first=0&end=2&text=We+all"),
    ("/session/LAST/1/1/count", "counts=no"),
    ("/session/LAST/place", "take=q1t1&at_s=3.5"),
    ("/session/LAST/mine", "mine=no"),
    ("/session/LAST/erase", "sure=yes"),
    ("/session/LAST/questions", "keep=1&question=Why%3F"),
    ("/session/LAST/felt", "felt=rushed"),
    ("/session/LAST/1/told", "said=It+was+time&part=said"),
    ("/session/LAST/listeners", '{"kind": "spoken-coach listener", "answers": []}'),
    ("/vision/build", "section=ambition&session=LAST&question=1&take=1&first=0"),
    ("/vision/1/drop", ""),
    ("/vision/1/reword", "text=I+lead"),
    ("/vision/undo", ""),
    ("/stories/keep", "session=LAST&question=1&take=1&name=Trucks"),
    ("/stories/1", "name=Trucks&chosen=yes&fits=screening%2Fteam"),
    ("/stories/undo", "number=1"),
    ("/plan", "day=2026-12-03&sets=screening&a_day=4"),
    ("/plan/forget", ""),
    ("/settings", "name=rate&value=170"),
    ("/real", "text=They+asked+me+why."),
    ("/questions/import", "text=Lead+a+team&kind=advert&language=en"),
    ("/questions/import/keep", "name=mine&question=Why%3F&purpose=x"),
    ("/questions/import/document?name=a.txt", "You will lead a team."),
    ("/practice/late/tab", "\x10\0\0\0"),
    ("/import", "bytes=10"),
    ("/import/file/1?name=a.wav&folder=b", "RIFF"),
    ("/import/take-in", "question=Why%3F&not_mine=on"),
    ("/import/cancel", ""),
)


@dataclass
class Page:
    """The app of a library, and its secrets."""

    app: ASGIApp
    door: Door
    importing: Importing


@functools.cache
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


def _no_engine(*_: object) -> Transcriber:
    raise EngineMissing("There is none.")


@functools.cache
def page_of(folder: Path) -> Page:
    """The page of the library in `folder`."""
    library, door = Library(folder), Door(_PORT)
    importing = Importing(library, _no_engine)
    room = PracticeRoom(library, 0.1, _no_engine)
    more = [*import_pages(importing), *sitting_routes(room, library)]
    return Page(create_app(library, door, more), door, importing)


def shown(page: Page, target: str) -> int:
    """The status of the answer to somebody who opens that page."""
    names = sorted(path.name for path in recordings().glob("[0-9]*"))
    last = names[-1] if names else "none"
    return _asked(page, "GET", target.replace("LAST", last), [], b"")


def _request(data: bytes) -> None:
    """A request line, headers, an empty line, and the body."""
    page = page_of(recordings())
    head, _, body = data.partition(b"\n\n")
    line, *given = head.decode("latin-1").split("\n")
    method, _, target = line.partition(" ")
    headers = [tuple(each.split(": ", 1)) for each in given if ": " in each]
    _restored()
    name = _named()
    body = body.replace(b"LAST", name.encode())
    _asked(page, method.strip() or "GET", target.replace("LAST", name), headers, body)
    until_s = time.monotonic() + _WAITS_S
    while page.importing.state["state"] == "working" and time.monotonic() < until_s:
        time.sleep(0.01)


def _asked(
    page: Page, method: str, target: str, headers: list[tuple[str, ...]], body: bytes
) -> int:
    path, _, query = target.partition("?")
    path = page.door.root + path
    given = {
        "host": _HERE,
        "origin": f"http://{_HERE}",
        "cookie": f"{page.door.cookie_name}={page.door.cookie}",
        "content-length": str(len(body)),
    } | {name.lower(): text for name, text, *_ in headers}
    if not given["content-length"].isdigit():  # the server refuses these itself
        given["content-length"] = str(len(body))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "path": unquote_to_bytes(path.encode("latin-1", "replace")).decode("utf-8", "replace"),
        "raw_path": path.encode("latin-1", "replace"),
        "query_string": query.encode("latin-1", "replace"),
        "headers": [
            (name.encode("latin-1", "replace"), text.encode("latin-1", "replace"))
            for name, text in given.items()
        ],
        "state": {OF_STRANGER: _nobody},
    }
    sent: list[Message] = []
    coming: list[Message] = [{"type": "http.request", "body": body}]

    async def receive() -> Message:
        if not coming:
            await asyncio.Event().wait()
        return coming.pop()

    async def send(message: Message) -> None:
        sent.append(message)

    _loop().run_until_complete(page.app(scope, receive, send))
    status = int(sent[0]["status"])
    whole = b"".join(each.get("body", b"") for each in sent[1:])
    if b"Something broke" in whole or not 200 <= status < 600:
        raise Broke(f"{method} {target}: {status} {whole!r}")
    return status


async def _nobody() -> bool:
    return False


def _conversation(data: bytes) -> None:
    """Messages over a WebSocket: those that begin with { are text."""
    library = Library(recordings())
    _restored()
    coming: list[Message] = [{"type": "websocket.connect"}]
    for each in data.replace(b"LAST", _named().encode()).split(_BETWEEN):
        if each[:1] == b"{":
            coming.append({"type": "websocket.receive", "text": each.decode("utf-8", "replace")})
        else:
            coming.append({"type": "websocket.receive", "bytes": each})
    coming.append({"type": "websocket.disconnect", "code": 1001})
    coming.reverse()

    async def receive() -> Message:
        await asyncio.sleep(0)
        return coming.pop()

    async def send(_: Message) -> None:
        pass

    door = Door(_PORT)
    with PracticeRoom(library, 0.05, lambda *_: CannedTranscriber([PLAIN])) as room:
        app = create_app(library, door, sitting_routes(room, library))
        headers = {
            "host": _HERE,
            "origin": f"http://{_HERE}",
            "cookie": f"{door.cookie_name}={door.cookie}",
        }
        scope: dict[str, Any] = {
            "type": "websocket",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "path": f"{door.root}/practice/socket",
            "query_string": b"",
            "headers": [(name.encode(), text.encode()) for name, text in headers.items()],
            "subprotocols": [],
            "state": {OF_STRANGER: _nobody},
        }
        _loop().run_until_complete(app(scope, receive, send))
    if room.is_running:
        raise Broke("the session does not end")


@functools.cache
def _kept_beside(folder: Path) -> Path:
    shutil.rmtree(recordings(), ignore_errors=True)
    keep([PLAIN])
    beside = folder / "beside"
    shutil.copytree(recordings(), beside)
    return beside


def _restored() -> None:
    restore(recordings(), _kept_beside(home()))


def _named() -> str:
    return next(path.name for path in sorted(_kept_beside(home()).glob("[0-9]*")))


def _requests() -> list[bytes]:
    read = [f"GET {target}\nAccept: text/html\nRange: bytes=0-9\n\n" for target in PAGES]
    written = [f"POST {target}\nAccept: application/json\n\n{body}" for target, body in _SENT]
    return [each.encode() for each in (*read, *written)]


def _messages() -> list[bytes]:
    hello = {"type": "hello", "page": "tab", "seen": 0}
    stream = {"type": "stream", "stream": 1, "rate_hz": 16_000, "label": "mic", "began_ms": 1}
    begin = {"type": "begin", "set": "screening", "heard": True, "options": {"voice": "none"}}
    others: tuple[dict[str, object], ...] = (
        {"type": "resume", "session": "LAST", "options": {"voice": "none"}},
        {"type": "retake", "session": "LAST", "question": 1, "options": {"voice": "none"}},
        {"type": "drill", "session": "LAST", "options": {"voice": "none"}},
        {"type": "vision", "section": "ambition", "options": {"voice": "none"}},
        {"type": "story", "story": 1, "options": {"voice": "none"}},
        {"type": "note", "session": "LAST", "question": 1, "take": 1},
        {"type": "real", "session": "", "question": 0},
        {"type": "choice", "choice": "done"},
        {"type": "ticked", "question": 1, "take": 1, "point": 1, "heard": True},
        {"type": "sound_started", "clip": 1, "stream": 1, "position": 10},
        {"type": "sound_ended", "clip": 1},
        {"type": "sound_failed", "clip": 1, "why": "gone"},
        {"type": "take_over"},
    )
    left = {"type": "left_over", "session": "LAST", "question": 1, "take": 1, "stream": 1}
    left |= {"position": 0, "written": 0, "streams": [stream], "blocks": 1}
    frame = frame_of(1, 0, b"\0\1" * 800)
    packed = [json.dumps(each).encode() for each in (hello, stream, begin, left)]
    return [
        _BETWEEN.join((packed[0], packed[1], frame, packed[2], frame_of(1, 800, b"\0" * 40))),
        _BETWEEN.join((packed[0], packed[3], frame)),
        *(_BETWEEN.join((packed[0], json.dumps(each).encode())) for each in others),
    ]


def _alone(data: bytes) -> None:
    if data[:1] == b"{":
        message_of(data.decode("utf-8", "replace"))
    for frame in frames_in(data):
        sound_frame(frame)


def _lone_messages() -> list[bytes]:
    whole = [each for made in _messages() for each in made.split(_BETWEEN)]
    frame = frame_of(1, 0, b"\0\1" * 80)
    return [*whole, len(frame).to_bytes(4, "little") + frame]


READERS = (
    Reader("requests", _requests, _request, 30, bound_s=30.0),
    Reader("messages", _lone_messages, _alone, 60, (BadMessage,)),
    Reader("conversations with the page", _messages, _conversation, 2, bound_s=60.0),
)
