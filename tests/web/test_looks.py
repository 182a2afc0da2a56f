"""Every page, light and dark, at three widths: nothing for axe to find, nothing wider than the
screen, and a picture of it for people to look at, in the folder that SCREENSHOTS names, if it does.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind
from coach.stories.building import keep as keep_as_story
from coach.vision.building import each_candidate, pick
from coach.vision.records import Section
from tests.helpers.kept_sessions import HEDGED, PLAIN, keep, recordings
from tests.helpers.plans import plan
from tests.helpers.reviewing import page_here
from tests.helpers.story_answers import AUDIT, TRUCKS, TRUCKS_AGAIN, keep_story

SAID = "Um, we planned the trucks for the north and counted nine of them in the end. "
WANT = AskedQuestion(
    id="want", theme=Section.AMBITION.value, text="What do you want to have built?", seconds=60
)
WIDE, MIDDLE, NARROW = (1280, 800), (768, 1024), (360, 740)
OPTIONS = {"rules": {"target-size": {"enabled": True}}}
TYPEFACES = """new Set([...document.querySelectorAll("button")].map(
  (each) => getComputedStyle(each).fontFamily)).size"""


def library() -> str:
    """Sessions with all there is to show; the id of one with two takes."""
    for _ in range(3):
        keep([SAID * 3 + HEDGED], question=WANT)
    keep([""], question=WANT)
    keep([PLAIN], kind=Kind.IMPORT, question=WANT)
    name = keep([SAID + HEDGED, PLAIN], question=WANT)
    plan(9)
    kept = Library(recordings())
    for candidate in list(each_candidate(kept, Section.AMBITION))[:2]:
        pick(kept, Section.AMBITION, candidate)
    for text in (TRUCKS, TRUCKS_AGAIN, AUDIT):
        told = kept.session(keep_story(text))
        if text is not AUDIT:
            keep_as_story(kept, told.id, told.turn(1), told.turn(1).takes[0], "Late trucks")
    return name


def rate(page: Page) -> None:
    """Rate the answer on the page."""
    for group in ("vision", "ambition", "skills", "achievements"):
        page.get_by_role("group", name=group).get_by_label("yes").check()
    page.get_by_role("button", name="Keep, and show").click()
    page.wait_for_selector(".rated")


def play(page: Page) -> None:
    """Have a word highlighted, and every detail open."""
    page.locator(".word").nth(4).click()
    page.wait_for_selector(".word.spoken")
    page.keyboard.press("Space")
    for summary in page.locator("summary").all():
        summary.click()


def ask_for_help(page: Page) -> None:
    """Show the keys."""
    page.keyboard.press("?")


def unfold(page: Page) -> None:
    """Open every detail."""
    for summary in page.locator("summary").all():
        summary.click()


def clash(page: Page) -> None:
    """Change a line that another tab has changed, too, since this one was loaded."""
    other = page.context.new_page()
    other.goto(page.url)
    for tab, text in ((other, "Theirs."), (page, "Mine.")):
        tab.get_by_label("Line 1").fill(f"{text} {time.monotonic()}")
        tab.get_by_role("status").get_by_text("aved").or_(tab.locator(".clash")).wait_for()
    page.locator(".clash").wait_for()
    other.close()


def rate_anew(page: Page) -> None:
    """Have a rating set aside."""
    if page.get_by_role("button", name="Rate it anew").count():
        page.get_by_role("button", name="Rate it anew").click()
    page.get_by_text("Put the rating back").wait_for()
    page.get_by_role("button", name="Put the rating back").focus()


def rate_by_key(page: Page) -> None:
    """Rate half of it."""
    for key in "y-":
        page.keyboard.press(key)
    page.get_by_text("Saved.").wait_for()


def empty(page: Page) -> None:
    """Have a line emptied, with what was heard beside it."""
    page.get_by_label("Line 1").fill("")
    page.get_by_text("Saved.").wait_for()


def keep_nonsense(page: Page) -> None:
    """Have a setting refused."""
    page.get_by_label("Words a minute").fill("fast")
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("Not kept.").wait_for()


Then = Callable[[Page], None] | None
PAGES: dict[str, tuple[str, Then]] = {
    "library": ("/library", unfold),
    "search": ("/library?q=trucks", None),
    "progress": ("/progress", unfold),
    "stories": ("/stories", unfold),
    "vision": ("/vision", None),
    "vision-build": ("/vision/build?section=ambition", None),
    "home-with-a-plan": ("/", None),
    "plan": ("/plan", unfold),
    "settings": ("/settings", unfold),
    "settings-not-kept": ("/settings", keep_nonsense),
    "erase": ("/session/{}/erase", None),
    "listeners": ("/session/{}/listeners", None),
    "questions-import": ("/questions/import", None),
    "nothing-found": ("/library?q=elephants", None),
    "no-session-fits": ("/library?from=2020-01-01&to=2020-01-01", None),
    "session": ("/session/{}", play),
    "session-at-a-word": ("/session/{}?take=q1t1&at=1.2", None),
    "keys": ("/session/{}", ask_for_help),
    "correct": ("/session/{}/1/1/correct", None),
    "correct-heard": ("/session/{}/1/1/correct", empty),
    "correct-clash": ("/session/{}/1/1/correct", clash),
    "debrief": ("/session/{}/debrief", None),
    "debrief-by-key": ("/session/{}/debrief", rate_by_key),
    "debrief-rated": ("/session/{}/debrief", rate),
    "reel": ("/vision/reel", None),
    "debrief-summary": ("/session/{}/debrief", None),
    "debrief-anew": ("/session/{}/debrief?question=1", rate_anew),
    "not-found": ("/session/nothing", None),
    "not-allowed": ("/library", None),
}
EMPTY: dict[str, tuple[str, Then]] = {  # as somebody sees them who is new
    f"{name}-empty": (f"/{path}", None)
    for name, path in (
        *((each, each) for each in ("library", "progress", "stories", "vision", "plan")),
        ("vision-build", "vision/build"),
        ("reel", "vision/reel"),
    )
}


@pytest.mark.parametrize(
    ("scheme", "size"),
    [
        ("dark", WIDE),
        pytest.param("dark", MIDDLE, marks=pytest.mark.long),
        pytest.param("dark", NARROW, marks=pytest.mark.long),
        pytest.param("light", WIDE, marks=pytest.mark.long),
        pytest.param("light", MIDDLE, marks=pytest.mark.long),
        pytest.param("light", NARROW, marks=pytest.mark.long),
    ],
    ids=["dark-wide", "dark-middle", "dark-narrow", "light-wide", "light-middle", "light-narrow"],
)
def test_every_page_is_for_everybody(chromium: Browser, scheme: str, size: tuple[int, int]) -> None:
    look = Looking(scheme, size)
    with page_here() as server:
        context = chromium.new_context(color_scheme="dark" if scheme == "dark" else "light")
        page = context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(reduced_motion="reduce")
        server.let_in(page.context)
        for title, (path, _) in EMPTY.items():
            page.goto(server.at(path))
            look(page, title)
        name = library()
        for title, (path, then) in PAGES.items():
            if title == "not-allowed":
                context.clear_cookies()
            page.goto(server.at(path.format(name)))
            if then:
                then(page)
            look(page, title)
        context.close()
    assert not look.faults, "\n".join(look.faults)


@dataclass
class Looking:
    """Takes a picture of a page, and keeps what axe finds, and what is wider than the screen."""

    scheme: str
    size: tuple[int, int]
    faults: list[str] = field(default_factory=list)

    def __call__(self, page: Page, title: str) -> None:
        width, height = self.size
        if pictures := os.environ.get("SCREENSHOTS"):
            name = f"{title}-{width}-{self.scheme}.png"
            page.screenshot(path=Path(pictures) / name, full_page=True)
        found = Axe().run(page, options=OPTIONS).response["violations"]
        self.faults += [f"{title} at {width}: {told(each)}" for each in found]
        if page.evaluate(TYPEFACES) > 1:
            self.faults.append(f"{title}: buttons in two typefaces")
        for seen in (self.size, NARROW):  # narrow screens are where something is too wide
            page.set_viewport_size({"width": seen[0], "height": seen[1]})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                self.faults.append(f"{title} at {seen[0]}: wider than the screen")
        page.set_viewport_size({"width": width, "height": height})


def told(violation: dict[str, object]) -> str:
    """A violation in a line."""
    nodes = violation["nodes"]
    assert isinstance(nodes, list)
    return f"{violation['id']}: {[node['html'][:100] for node in nodes[:3]]}"
