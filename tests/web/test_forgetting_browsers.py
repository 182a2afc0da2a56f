"""What a browser keeps of the page goes with what was erased, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from coach.library.library import Library
from coach.state import remember
from coach.web.browser_storage import PORT, have_browsers_forget, library_name
from tests.helpers.kept_sessions import PLAIN, keep, recordings
from tests.helpers.reviewing import Reviewing

OF_ANOTHER = "coach:typed:0123456789abcdef:real:x"


@pytest.fixture
def page(chromium: Browser, server: Reviewing) -> Iterator[Page]:
    context = chromium.new_context()
    server.let_in(context)
    yield context.new_page()
    context.close()


def typed_of(session: str) -> str:
    return f"coach:typed:{library_name(recordings())}:{session}/q1t1/rating:x"


def keep_in_browser(page: Page, *sessions: str) -> None:
    """Leave drafts of these sessions, one of another library, and a choice."""
    keys = [*map(typed_of, sessions), OF_ANOTHER]
    for key, session in zip(keys, [*sessions, "elsewhere"], strict=True):
        draft = f'{{"page": "session/{session}", "title": "", "fields": "note=x", "had": ""}}'
        page.evaluate("([key, draft]) => localStorage.setItem(key, draft)", [key, draft])
    page.evaluate("localStorage.setItem('coach:preferred:speed', '1.5')")
    page.evaluate("localStorage.setItem('theirs', 'x')")


def kept_in_browser(page: Page) -> set[str]:
    keys: list[str] = page.evaluate("Object.keys(localStorage)")
    return set(keys)


def test_what_was_typed_about_an_erased_session_goes_on_any_page(
    page: Page, server: Reviewing
) -> None:
    stays, goes = keep([PLAIN]), keep([PLAIN])
    page.goto(server.at("/settings"))
    keep_in_browser(page, stays, goes)
    Library(recordings()).erase(goes)
    page.goto(server.at("/settings"))
    page.wait_for_function("key => localStorage.getItem(key) === null", arg=typed_of(goes))
    expected = {typed_of(stays), OF_ANOTHER, "coach:preferred:speed", "theirs"}
    assert kept_in_browser(page) >= expected


def test_all_goes_once_after_all_was_erased(page: Page, server: Reviewing) -> None:
    page.goto(server.at("/settings"))
    keep_in_browser(page, "gone")
    remember(PORT, 1)
    have_browsers_forget(recordings())
    page.goto(server.at("/vision"))
    page.wait_for_function("localStorage.getItem('coach:preferred:speed') === null")
    mark = f"coach:erased:{library_name(recordings())}"
    assert kept_in_browser(page) == {OF_ANOTHER, "theirs", mark}
    page.evaluate("localStorage.setItem('coach:preferred:speed', '2')")
    page.goto(server.at("/vision"))
    page.wait_for_load_state("networkidle")
    assert "coach:preferred:speed" in kept_in_browser(page)
