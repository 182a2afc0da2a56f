"""Nobody but the one who was given the address, nothing but the library, and text is only text."""

from __future__ import annotations

import html
import json
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest

from coach.debrief.keeping import read_debrief
from coach.library.records import AskedQuestion
from tests.helpers.coach_program import PATIENCE_S, coach, refused
from tests.helpers.kept_sessions import HEDGED, keep, recordings
from tests.helpers.reviewing import HERE, TOKEN, client, read, reviewing, send

HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(1)> {{7*7}}'


def test_without_the_token_there_is_nothing_but_a_sentence() -> None:
    name = keep([HEDGED])
    browser = client(with_token=False)
    for path in ("/", "/progress", f"/session/{name}", f"/session/{name}/1/1/audio", "/nowhere"):
        page = read(browser, path, 403)
        assert "address that coach review told" in page
        assert name not in page
    assert send(browser, f"/session/{name}/1/1/rating", vision="yes").status_code == 403
    assert browser.get("/?token=wrong", base_url=HERE).status_code == 403
    browser.set_cookie("coach-5000", "wr\u00f6ng", domain="127.0.0.1")
    assert browser.get("/", base_url=HERE).status_code == 403


def test_the_token_is_kept_and_leaves_the_address() -> None:
    name = keep([HEDGED])
    browser = client(with_token=False)
    answer = browser.get(f"/session/{name}?token={TOKEN}&take=q1t1&at=1.5", base_url=HERE)
    assert answer.status_code == 303
    assert answer.location == f"/session/{name}?take=q1t1&at=1.5"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert TOKEN not in read(browser, f"/session/{name}")


def test_a_strange_path_leads_nowhere_else() -> None:
    answer = client(with_token=False).get(f"//evil.example/?token={TOKEN}", base_url=HERE)
    assert answer.location is None or not answer.location.startswith("//")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:5000", "127.0.0.1", "127.0.0.1:1"])
def test_another_host_is_refused(host: str) -> None:
    answer = client().get("/", base_url=HERE, headers={"Host": host})
    assert answer.status_code == 403
    assert client().get("/", base_url=HERE, headers={"Host": "localhost:5000"}).status_code == 403
    assert client().get("/", base_url=HERE).status_code == 200


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "http://127.0.0.1:80", "https://127.0.0.1:5000"]
)
def test_no_other_page_may_write(origin: str | None) -> None:
    name = keep([HEDGED])
    headers = {"Origin": origin} if origin else {}
    path = f"/session/{name}/1/1/rating"
    sent = client().post(path, data={"vision": "yes"}, base_url=HERE, headers=headers)
    assert sent.status_code == 403
    assert read_debrief(recordings() / name).rated == ()


def test_every_answer_has_a_strict_policy() -> None:
    name = keep([HEDGED])
    for path in ("/", f"/session/{name}", f"/session/{name}/1/1/audio", "/nowhere", "/static/x"):
        headers = client().get(path, base_url=HERE).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["", "/debrief", "/1/1/correct"])
def test_no_page_needs_what_the_policy_forbids(path: str) -> None:
    page = read(client(), f"/session/{keep([HEDGED])}{path}")
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick" not in page
    assert page.count("<script") == page.count('<script type="module" src="/static/')


def test_whatever_was_said_or_asked_is_only_text() -> None:
    question = AskedQuestion(id="team", text=HOSTILE)
    name = keep([HOSTILE], question=question)
    send(client(), f"/session/{name}/1/1/rating", note=HOSTILE)
    path = recordings() / name / "session.json"
    document = json.loads(path.read_text())
    document["question_set"]["title"] = HOSTILE
    path.write_text(json.dumps(document))
    search = "/?q=" + quote(HOSTILE)
    paths = ["", "/debrief", "/1/1/correct"]
    for page in (
        "/",
        search,
        "/progress",
        "/vision",
        *(f"/session/{name}{each}" for each in paths),
    ):
        text = read(client(), page)
        assert "<script>" not in text, page
        assert "<img" not in text, page
        assert ">49<" not in text, page
    assert html.escape("<script>alert(1)</script>", quote=False) in read(
        client(), f"/session/{name}"
    )


def test_a_session_of_any_name_opens() -> None:
    name = keep([HEDGED])
    strange = "2026-01-01_0900_50% off? #1 & more"
    (recordings() / name).rename(recordings() / strange)
    page = read(client(), "/")
    assert f'href="/session/{quote(strange)}"' in page
    assert 'audio controls preload="none" src="/session/2026' in read(
        client(), f"/session/{quote(strange)}"
    )


def outside(folder: Path) -> str:
    """A path that climbs out."""
    (folder.parent / "secret.flac").write_bytes(b"secret")
    return "../secret.flac"


def absolute(folder: Path) -> str:
    """A path from the root."""
    (folder.parent / "secret.flac").write_bytes(b"secret")
    return str(folder.parent / "secret.flac")


def linked(folder: Path) -> str:
    """A link that leads out."""
    (folder.parent / "secret.flac").write_bytes(b"secret")
    (folder / "link.flac").symlink_to(folder.parent / "secret.flac")
    return "link.flac"


def no_sound(folder: Path) -> str:
    """A file that is no sound."""
    return "session.json"


@pytest.mark.parametrize("way", [outside, absolute, linked, no_sound])
def test_only_the_sound_of_the_session_is_given_out(way: Callable[[Path], str]) -> None:
    name = keep([HEDGED])
    path = recordings() / name / "session.json"
    document = json.loads(path.read_text())
    document["turns"][0]["takes"][0]["audio"] = way(recordings() / name)
    path.write_text(json.dumps(document))
    answer = client().get(f"/session/{name}/1/1/audio", base_url=HERE)
    assert answer.status_code == 500
    assert b"secret\n" not in answer.data
    assert "is not there" in answer.text


@pytest.mark.parametrize(
    "name", ["..", "%2e%2e", "..%2f..%2fetc", "..%5c..", ".hidden", "%00", "vision", "x" * 300]
)
def test_a_name_that_is_no_session_finds_nothing(name: str) -> None:
    keep([HEDGED])
    (recordings() / ".hidden").mkdir()
    (recordings() / ".hidden" / "session.json").write_text("{}")
    for path in (f"/session/{name}", f"/session/{name}/1/1/audio", f"/static/{name}"):
        assert client().get(path, base_url=HERE).status_code == 404, path


def test_a_part_of_the_sound_can_be_asked_for() -> None:
    name = keep([HEDGED])
    whole = next((recordings() / name).glob("01-*/take-1.flac")).read_bytes()
    path = f"/session/{name}/1/1/audio"
    answer = client().get(path, base_url=HERE, headers={"Range": "bytes=100-199"})
    assert answer.status_code == 206
    assert answer.data == whole[100:200]
    assert answer.headers["Content-Range"] == f"bytes 100-199/{len(whole)}"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.mimetype == "audio/flac"
    beyond = client().get(path, base_url=HERE, headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416
    same = client().get(path, base_url=HERE, headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304


def test_it_listens_on_this_machine_alone_and_stops_quietly() -> None:
    name = keep([HEDGED])
    with reviewing(name) as server:
        assert server.address.startswith("http://127.0.0.1:")
        assert f"/session/{name}?token=" in server.address
        port = int(server.at("").rsplit(":", 1)[1])
        with pytest.raises(HTTPError, match="403"):
            urlopen(server.at("/"))
        others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None)}
        for other in others - {"127.0.0.1", "::1"}:
            with pytest.raises(OSError, match=r"refused|unreachable|timed out"):
                socket.create_connection((other, port), timeout=2)
        again = coach("review", "--port", str(port), "--no-browser")
        refused(again, 2, f"Port {port} is in use", "coach review")
        assert server.stop(signal.SIGINT) == (0, "")


def test_a_session_that_is_not_there_is_refused() -> None:
    keep([HEDGED])
    refused(coach("review", "nothing", "--no-browser"), 2, "There is no session")


def status_for(somebody_else: int, address: str) -> str:
    """What another user of this machine is told first at `address`."""
    host, path = address.removeprefix("http://").split("/", 1)
    name, port = host.split(":")
    os.seteuid(somebody_else)
    try:
        connection = socket.create_connection((name, int(port)))
    finally:
        os.seteuid(0)
    with connection:
        connection.sendall(f"GET /{path} HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
        return connection.recv(64).decode()


def test_the_browser_is_started_with_an_address_that_lets_in_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started = tmp_path / "started"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" >{started}.part\nmv {started}.part {started}\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    monkeypatch.setenv("DISPLAY", ":0")
    name = keep([HEDGED])
    with reviewing(name, browser=True) as server:
        deadline_s = time.monotonic() + PATIENCE_S
        while not started.exists():
            assert time.monotonic() < deadline_s
            time.sleep(0.02)
        opening = started.read_text()
        assert urlsplit(opening)._replace(query="") == urlsplit(server.address)._replace(query="")
        assert opening != server.address
        if hasattr(os, "getuid") and os.getuid() == 0:  # who can be somebody else
            assert "403" in status_for(somebody_else=65534, address=opening)
        jar = build_opener(HTTPCookieProcessor())
        assert name in jar.open(opening).read().decode()
        assert jar.open(opening).status == 200  # whoever was let in stays in
        with pytest.raises(HTTPError, match="403"):
            urlopen(opening)
