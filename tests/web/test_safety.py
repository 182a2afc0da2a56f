"""Nobody but the one who was given the address, nothing but the library, and text is only text."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from coach.debrief.keeping import read_debrief
from coach.library.records import AskedQuestion
from tests.helpers.kept_sessions import HEDGED, keep, recordings
from tests.helpers.reviewing import HERE, client, leads_to, read, send

HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(1)> {{7*7}}'


def test_without_the_cookie_there_is_nothing_but_a_sentence() -> None:
    name = keep([HEDGED])
    browser = client(let_in=False)
    for path in ("/", "/progress", f"/session/{name}", f"/session/{name}/1/1/audio", "/nowhere"):
        page = read(browser, path, 403)
        assert "Press Enter in the terminal" in page
        assert name not in page
    assert send(browser, f"/session/{name}/1/1/rating", vision="yes").status_code == 403
    assert browser.get("!/?token=wrong").status_code == 403
    browser.hold(browser.door.root, "coach-5000", "wr\u00f6ng")
    assert browser.get("/").status_code == 403


def test_the_cookie_is_worth_nothing_without_the_path() -> None:
    name = keep([HEDGED])
    browser = client(let_in=False)
    browser.hold("/", browser.door.cookie_name, browser.door.cookie)
    for path in ("!/", f"!/session/{name}", "!/wrong/", f"!{browser.door.root}"):
        assert browser.get(path).status_code == 403, path
    assert browser.get("/").status_code == 200


def test_a_ticket_lets_in_once_and_leaves_the_address() -> None:
    name = keep([HEDGED])
    browser = client(let_in=False)
    address = browser.door.address(f"/session/{name}")
    assert name not in address  # everybody sees with what a browser is started
    assert browser.door.root not in address
    ticket = "!" + address.removeprefix(HERE)
    assert browser.head(ticket).status_code == 403  # spends none, as what looks ahead does
    assert browser.get(ticket, headers={"Sec-Purpose": "prefetch"}).status_code == 403
    answer = browser.get(ticket)
    assert answer.status_code == 303
    assert leads_to(browser, answer) == f"/session/{name}"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert f"Path={browser.door.root}/" in cookie
    assert ticket[-20:] not in read(browser, f"/session/{name}")
    assert client(let_in=False).get(ticket).status_code == 403
    assert browser.get(ticket).status_code == 403


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/%09/evil.example", "/%0d%0aX: y", "/%5cevil"]
)
def test_a_strange_path_leads_nowhere_else(path: str) -> None:
    browser = client()
    ticket = browser.door.address().rpartition("?")[2]
    for each in (f"!{path}", f"!{path}?{ticket}", path, f"{path}?{ticket}"):
        answer = browser.get(each)
        assert answer.status_code in (303, 403, 404), each
        assert answer.location is None or answer.location.startswith(browser.door.root)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:5000", "127.0.0.1", "127.0.0.1:1"])
def test_another_host_is_refused(host: str) -> None:
    assert client().get("/", headers={"Host": host}).status_code == 403
    assert client().get("/").status_code == 200


def test_another_user_of_the_machine_is_refused_whatever_they_know() -> None:
    name = keep([HEDGED])
    browser = client()
    for path in ("/", f"/session/{name}", "!/static/page.css", "!/?token=any"):
        answer = browser.get(path, of_stranger=True)
        assert answer.status_code == 403, path
        assert "another user" in answer.text


@pytest.mark.parametrize("site", ["same-site", "cross-site"])
def test_no_other_page_may_load_anything(site: str) -> None:
    browser = client()
    for mode, status in (("no-cors", 403), ("cors", 403), ("navigate", 200)):
        headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode}
        assert browser.get("/", headers=headers).status_code == status, mode


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "http://127.0.0.1:80", "https://127.0.0.1:5000"]
)
def test_no_other_page_may_write(origin: str | None) -> None:
    name = keep([HEDGED])
    headers = {"Origin": origin} if origin else {}
    path = f"/session/{name}/1/1/rating"
    sent = client().post(path, data={"vision": "yes"}, headers=headers)
    assert sent.status_code == 403
    assert read_debrief(recordings() / name).rated == ()


def test_every_answer_has_a_strict_policy() -> None:
    name = keep([HEDGED])
    paths = ("/", f"/session/{name}", f"/session/{name}/1/1/audio", "/nowhere", "!/", "!/static/x")
    for path in paths:
        headers = client().get(path).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == ("no-cache" if path == "!/static/x" else "no-store")
        assert "Set-Cookie" not in headers


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"])
def test_nothing_but_reading_and_sending_forms(method: str) -> None:
    path = f"/session/{keep([HEDGED])}"
    assert client().request(method, path).status_code == 403
    answer = client().request(method, path, headers={"Origin": HERE})
    assert answer.status_code in (200, 405)  # OPTIONS tells what else there is
    assert answer.headers["Cache-Control"] == "no-store"
    assert client().head(path).status_code == 200


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
    search = "/library?q=" + quote(HOSTILE)
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
    page = read(client(), "/library")
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
    answer = client().get(f"/session/{name}/1/1/audio")
    leads_out = way in (outside, absolute)  # such a session is not even opened
    assert answer.status_code == (500 if leads_out else 404)
    assert b"secret\n" not in answer.data
    assert ("is damaged" if leads_out else "is not there") in answer.text


@pytest.mark.parametrize(
    "name", ["..", "%2e%2e", "..%2f..%2fetc", "..%5c..", ".hidden", "%00", "vision", "x" * 300]
)
def test_a_name_that_is_no_session_finds_nothing(name: str) -> None:
    keep([HEDGED])
    (recordings() / ".hidden").mkdir()
    (recordings() / ".hidden" / "session.json").write_text("{}")
    for path in (f"/session/{name}", f"/session/{name}/1/1/audio", f"!/static/{name}"):
        assert client().get(path).status_code == 404, path


def test_a_part_of_the_sound_can_be_asked_for() -> None:
    name = keep([HEDGED])
    whole = next((recordings() / name).glob("01-*/take-1.flac")).read_bytes()
    path = f"/session/{name}/1/1/audio"
    answer = client().get(path, headers={"Range": "bytes=100-199"})
    assert answer.status_code == 206
    assert answer.data == whole[100:200]
    assert answer.headers["Content-Range"] == f"bytes 100-199/{len(whole)}"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.mimetype == "audio/flac"
    beyond = client().get(path, headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416
    same = client().get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304
