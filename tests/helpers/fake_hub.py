"""A hub on the loopback with one model, as huggingface_hub asks it; and a CDN with one file."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from coach.transcription.models import DownloadOffer

COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPOSITORY = "Systran/faster-whisper-base.en"
WEIGHTS = b"pretend weights" * 5000
FILES = {"model.bin": WEIGHTS, "tokenizer.json": b"{}", "config.json": b"{}", "README.md": b"no"}


class Server(ThreadingHTTPServer):
    """A hub with one repository, and a CDN with one file; what it was asked is in `asked`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.files = dict(FILES)
        self.announced = dict(FILES)  # what checksums and lengths are made of
        self.ranges: list[str] = []  # the parts of files that were asked for
        self.knows_ranges = True
        self.tells_checksums = True
        self.may_go_on = threading.Event()  # unset, the second half of each file has to wait
        self.may_go_on.set()
        self.is_half_done = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        assert "authorization" not in self.headers
        path = self.path.split("?")[0]
        name = path.rsplit("/", 1)[-1]
        if path.startswith(f"/api/models/{REPOSITORY}/revision/"):
            siblings = [{"rfilename": file} for file in self.server.files]
            self.answer_json({"id": REPOSITORY, "sha": COMMIT, "siblings": siblings})
        elif path.startswith(f"/api/models/{REPOSITORY}/tree/"):
            self.answer_json([tree_entry(*item) for item in self.server.announced.items()])
        elif name in self.server.files and "/api/" not in path:
            announced = self.server.announced[name]
            etag = hashlib.sha256(announced).hexdigest()
            etag = etag if self.server.tells_checksums else etag[:40]
            headers = {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT}
            self.answer(self.server.files[name], len(announced), headers)
        else:
            self.send_error(404)

    def answer_json(self, document: Any) -> None:
        body = json.dumps(document).encode()
        self.answer(body, len(body), {"Content-Type": "application/json"})

    def answer(self, body: bytes, length: int, headers: dict[str, str]) -> None:
        wanted = self.headers.get("Range") if self.server.knows_ranges else None
        if wanted:
            self.server.ranges.append(wanted)
            begin = int(wanted.removeprefix("bytes=").rstrip("-"))
            if begin >= length:
                self.send_error(416)
                return
            body, length = body[begin:], length - begin
        self.send_response(206 if wanted else 200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body[: len(body) // 2])
            self.server.is_half_done.set()
            self.server.may_go_on.wait(60)
            self.wfile.write(body[len(body) // 2 :])

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        return


def tree_entry(name: str, content: bytes) -> dict[str, Any]:
    checksum = hashlib.sha256(content).hexdigest()
    entry: dict[str, Any] = {"type": "file", "path": name, "size": len(content), "oid": "0" * 40}
    if name == "model.bin":
        entry["lfs"] = {"oid": checksum, "size": len(content), "pointerSize": 100}
    return entry


class Consent:
    def __init__(self, answer: bool) -> None:
        self.answer = answer
        self.offers: list[DownloadOffer] = []

    def __call__(self, offer: DownloadOffer) -> bool:
        self.offers.append(offer)
        return self.answer


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.05,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def hub(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Server:
    from huggingface_hub import constants

    read_from_the_environment = {  # once, when it was imported
        "HF_HUB_OFFLINE": True,
        "HF_HUB_DISABLE_XET": True,
        "ENDPOINT": server.url,
        "HUGGINGFACE_CO_URL_TEMPLATE": server.url + "/{repo_id}/resolve/{revision}/{filename}",
        "AGENT_HARNESSES_PATH": str(tmp_path / "harnesses.json"),
    }
    for name, value in read_from_the_environment.items():
        monkeypatch.setattr(constants, name, value)
    return server
