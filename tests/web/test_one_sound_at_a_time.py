"""Sounds of a page that are not heard at the same time: in a real browser."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, expect

from tests.helpers.browser import faultless
from tests.helpers.kept_sessions import HEDGED, PLAIN, keep
from tests.helpers.reviewing import Reviewing


def assert_only(playing: Locator, silent: Locator) -> None:
    expect(playing).to_have_js_property("paused", value=False)
    expect(silent).to_have_js_property("paused", value=True)


def test_the_take_before_sounds_alone(chromium: Browser, server: Reviewing) -> None:
    context = chromium.new_context()
    server.let_in(context)
    with faultless(context.new_page()) as page:
        page.goto(server.at(f"/session/{keep([HEDGED * 3, PLAIN * 3])}/debrief"))
        main = page.get_by_role("button", name="Play", exact=True)
        rated = page.locator(".sound + audio")
        before = page.get_by_label("The take before it")
        main.click()
        expect(rated).to_have_js_property("paused", value=False)
        before.evaluate("audio => audio.play()")
        assert_only(before, rated)
        expect(main).to_be_visible()  # and no longer named Pause
        main.click()
        assert_only(rated, before)
    context.close()
