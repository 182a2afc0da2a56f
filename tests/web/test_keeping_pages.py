"""What can be erased or left out of progress from the page."""

from __future__ import annotations

import pytest

from coach.library.library import Library
from coach.library.records import Kind
from tests.helpers.kept_sessions import HEDGED, PLAIN, keep, recordings
from tests.helpers.reviewing import client, leads_to, read, send, text_of


def test_a_session_without_speech_offers_to_be_erased_and_counts_nowhere() -> None:
    silent, spoken = keep([""]), keep([HEDGED])
    browser = client()
    page = read(browser, "/library")
    assert f'action="/session/{silent}/erase"' in page
    assert f'action="/session/{spoken}/erase"' not in page
    assert "Spoken on 1 day " in page
    assert "not rated yet" not in read(browser, f"/session/{silent}")
    assert send(browser, f"/session/{spoken}/erase").status_code == 400
    sent = send(browser, f"/session/{silent}/erase")
    assert leads_to(browser, sent) == "/library"
    assert not (recordings() / silent).exists()
    assert (recordings() / spoken).exists()
    assert send(browser, f"/session/{silent}/erase").status_code == 404


def test_a_session_in_use_is_not_erased() -> None:
    silent = keep([""])
    with Library(recordings()).open_session(silent):
        assert send(client(), f"/session/{silent}/erase").status_code == 409
    assert (recordings() / silent).exists()


def test_an_import_of_somebody_else_is_left_out_of_progress() -> None:
    keep([HEDGED])
    name = keep([PLAIN], kind=Kind.IMPORT)
    browser = client()
    assert text_of(read(browser, "/progress")).count("2 answers, oldest first") == 1
    send(browser, f"/session/{name}/mine", not_mine="1")
    assert "1 answer, oldest first" in text_of(read(browser, "/progress"))
    assert "not your own speech" in read(browser, "/library")
    page = text_of(read(browser, f"/session/{name}"))
    assert "It is mine" in page
    assert "not rated yet" not in page
    send(browser, f"/session/{name}/mine")
    assert text_of(read(browser, "/progress")).count("2 answers, oldest first") == 1


@pytest.mark.parametrize("what", ["erase", "mine"])
def test_nothing_is_done_by_a_link(what: str) -> None:
    name = keep([""], kind=Kind.IMPORT)
    assert client().get(f"/session/{name}/{what}").status_code == 405
    assert (recordings() / name).exists()
