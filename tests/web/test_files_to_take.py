"""A session as a file that the browser saves."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from tests.helpers.kept_sessions import PLAIN, keep, recordings
from tests.helpers.ordinary_user import make_unreadable
from tests.helpers.reviewing import client, read, send, text_of
from tests.helpers.told_interview import keep_told

NOTE = "Say the number first."
ALL = dict.fromkeys(("vision", "ambition", "skills", "achievements"), "yes")


def rated() -> str:
    """A session that was looked back at; its id."""
    name = keep([PLAIN])
    send(client(), f"/session/{name}/1/1/rating", **ALL, note=NOTE, finish="1")
    return name


@pytest.mark.parametrize("format_", ["html", "md", "json"])
def test_a_session_is_saved_as_a_text_with_ratings_only_where_they_are_wanted(
    format_: str,
) -> None:
    name, browser = rated(), client()
    plain = browser.get(f"/session/{name}/along/{format_}")
    saved_as = plain.headers["Content-Disposition"]
    assert saved_as == f"attachment; filename*=UTF-8''{name}.{format_}"
    assert "forty" in plain.text
    assert NOTE not in plain.text
    assert NOTE in browser.get(f"/session/{name}/along/{format_}?notes=1").text
    if format_ == "json":
        assert json.loads(plain.data)["id"] == name


def test_a_session_is_saved_whole() -> None:
    name, browser = rated(), client()
    before = set(recordings().rglob("*"))
    answer = browser.get(f"/session/{name}/along/zip?notes=1")
    assert len(answer.data) == int(answer.headers["Content-Length"])
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert {f"{name}/session.json", f"{name}/debrief.json"} < set(names)
    bare = zipfile.ZipFile(io.BytesIO(browser.get(f"/session/{name}/along/zip").data))
    assert f"{name}/debrief.json" not in bare.namelist()
    assert set(recordings().rglob("*")) == before  # nothing of it is left on this machine


def test_a_session_of_which_something_may_not_be_read_is_not_saved_without_it() -> None:
    name, browser = keep([PLAIN]), client()
    (path,) = (recordings() / name).glob("01-*/take-1.flac")
    make_unreadable(path)
    answer = browser.get(f"/session/{name}/along/zip")
    path.chmod(0o600)
    assert answer.status_code == 500
    assert f"{path} cannot be read: Permission denied." in text_of(answer.text)


def test_the_page_offers_the_files_and_no_other_kind_is_there() -> None:
    name, browser = keep([PLAIN]), client()
    page = read(browser, f"/session/{name}")
    assert f'href="/session/{name}/along/html" download' in page
    assert "along/html?notes=1" not in page
    assert "along/html?notes=1" in read(browser, f"/session/{rated()}")
    read(browser, f"/session/{name}/along/exe", 404)
    assert Path(recordings() / name).exists()


@pytest.mark.parametrize("format_", ["html", "md"])
def test_what_was_told_of_a_real_interview_goes_along(format_: str) -> None:
    name, browser = keep_told(), client()
    (address,) = re.findall(
        rf'"(/session/[^"]+/along/{format_}[^"]*)"', read(browser, f"/session/{name}")
    )
    assert "They asked why I left" in browser.get(address).text
