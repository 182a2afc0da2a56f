"""The pictures of the page in README and docs, of a made-up session: `make screenshots`.

Needs Chromium. The coach behind the page is the fake one of the tests; what is seen is the page.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.helpers.browser import running_chromium
from tests.helpers.fake_coach import QUESTIONS, SAID, Practising, practising

IMAGES = Path(__file__).parents[1] / "docs" / "images"
SIZE = (1000, 700)
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["COACH_RECORDINGS"] = f"{scratch}/recordings"
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{kind}_HOME"] = f"{scratch}/{kind}"
        with (
            practising() as served,
            sync_playwright() as driver,
            running_chromium(driver, *MICROPHONE) as browser,
        ):
            context = browser.new_context(
                permissions=["microphone"],
                viewport={"width": SIZE[0], "height": SIZE[1]},
                color_scheme="light",
                reduced_motion="reduce",
            )
            served.let_in(context)
            page = context.new_page()
            take_home(page, served)
            take_answer(page, served)
            context.close()


def take_home(page: Page, served: Practising) -> None:
    """Home, as somebody sees it who is new."""
    page.goto(served.at("/"))
    page.screenshot(path=IMAGES / "home.png")


def take_answer(page: Page, served: Practising) -> None:
    """A question that is being answered."""
    page.goto(served.at("/practice?set=career-vision"))
    page.get_by_role("button", name="Begin", exact=True).click()
    coach = served.coach
    coach.expect("begin")
    coach.start()
    coach.ask(1)
    coach.listen(1)
    coach.level(42)
    coach.caption(SAID, 12)
    page.get_by_text("0:42").wait_for()
    assert page.get_by_role("heading", name=QUESTIONS[0]).is_visible()
    page.screenshot(path=IMAGES / "answering.png")


if __name__ == "__main__":
    main()
