"""The page for a listener, from disk in a real browser, and the way back of what it saves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from coach.debrief import listener_keeping
from coach.debrief.listener_file import check_reply, reply_file, reply_in
from coach.debrief.records import Aspect, Rating
from coach.debrief.replies import replies_of
from coach.library.library import Library
from coach.library.records import Kind
from coach.web.listener_page import listener_page
from tests.helpers.browser import NO_STORAGE
from tests.helpers.kept_sessions import HEDGED, PLAIN, SET, keep, keep_take, recordings
from tests.helpers.labels import as_transcript, facts_for
from tests.helpers.replies import LISTENED, returned
from tests.helpers.reviewing import page_here

PHONE, DESK = (360, 740), (1280, 800)
ON_A_PHONE = pytest.mark.parametrize(
    "size", [PHONE, pytest.param(DESK, marks=pytest.mark.long)], ids=["phone", "desk"]
)
AT_A_DESK = pytest.mark.parametrize(
    "size", [pytest.param(PHONE, marks=pytest.mark.long), DESK], ids=["phone", "desk"]
)
TAGGED = "<script>window.bad=1</script> Give the <number>"
PLAYS = """audio => new Promise((done, failed) => {
  audio.ontimeupdate = () => { if (audio.currentTime > 0.1) done(); };
  audio.play().catch(failed);
})"""
OPTIONS = {"rules": {"target-size": {"enabled": True}}}


def two_answers() -> str:
    """A session of two answered questions, which nobody should run; its id."""
    hostile = LISTENED.model_copy(update={"text": TAGGED, "listen_for": (TAGGED, "a name")})
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [LISTENED, hostile]) as opened:
        for question, text in ((1, HEDGED), (2, f"{PLAIN} {TAGGED}")):
            transcript = as_transcript(text)
            keep_take(opened, transcript, facts_for(transcript), question)
        opened.finish()
        return opened.session.id


def page_for_anna(session: str, folder: Path) -> Path:
    """The page as a file, which is what she gets."""
    library = Library(recordings())
    made = listener_page(library, library.session(session), "Anna <3")
    path = folder / made.file_name
    path.write_text(made.text, encoding="utf-8")
    return path


@contextmanager
def opened(
    chromium: Browser, path: Path, size: tuple[int, int], before: str = ""
) -> Iterator[Page]:
    """The page from disk, without a network; it may say nothing wrong and ask for nothing."""
    context = chromium.new_context(**looks(size))
    context.set_offline(True)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url) if away(request.url) else None)
    if before:
        page.add_init_script(before)
    page.goto(path.as_uri())
    yield page
    assert page.evaluate("window.bad") is None
    assert not wrong, wrong
    context.close()


def looks(size: tuple[int, int]) -> Any:
    """A screen of that size: a phone by day, a desk at night."""
    scheme = "light" if size == PHONE else "dark"
    return {"viewport": {"width": size[0], "height": size[1]}, "color_scheme": scheme}


def away(url: str) -> bool:
    """Whether an address is not in the file."""
    return not url.startswith(("file:", "data:", "blob:"))


def fill(page: Page) -> None:
    """Tick and write something of everything."""
    first = page.locator("section[data-question='1']")
    first.get_by_role("group", name="skills?").get_by_label("yes").check()
    first.get_by_role("group", name="ambition").get_by_label("no", exact=True).check()
    first.get_by_label("your own part").check()
    page.get_by_label("What I heard you want").fill("To lead <a team>, 3 < 4")
    page.get_by_label("What stayed with me").fill("The trucks.\nHow calm you were.")


def picture(page: Page, name: str, tmp_path: Path) -> None:
    """A picture for people to look at, as the other pages have one."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def check_looks(page: Page) -> None:
    """Nothing for axe to find, and nothing wider than the screen."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    assert not [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@ON_A_PHONE
def test_it_is_filled_in_kept_and_saved_and_the_coach_reads_it(
    chromium: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    session = two_answers()
    path = page_for_anna(session, tmp_path)
    with opened(chromium, path, size) as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("Anna <3, please listen")
        page.locator("audio").first.evaluate(PLAYS)
        page.get_by_role("button", name="Save the file").click()
        expect(page.get_by_text("There is nothing to give back yet")).to_be_visible()
        fill(page)
        expect(page.get_by_text("Kept in this browser as you type.")).to_be_visible()
        expect(page.get_by_text("There is nothing to give back yet")).to_be_hidden()
        page.locator("summary").first.click()
        page.locator("section[data-question='2']").get_by_label("a name").check()
        picture(page, f"listener-{size[0]}", tmp_path)
        check_looks(page)
        page.reload()
        expect(page.get_by_text("What you had ticked and written is back.")).to_be_visible()
        expect(page.get_by_label("What stayed with me")).to_have_value(
            "The trucks.\nHow calm you were."
        )
        with page.expect_download() as downloading:
            page.get_by_role("button", name="Save the file").click()
        assert downloading.value.suggested_filename == f"{session}_by-anna-3.json"
        expect(page.get_by_text("Now send that file back.")).to_be_visible()
        file = tmp_path / "back.json"
        downloading.value.save_as(file)
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Delete it from this browser").click()
        expect(page.get_by_text("Deleted from this browser.")).to_be_visible()
        page.reload()
        expect(page.get_by_label("What stayed with me")).to_have_value("")
        assert not page.locator("input:checked").count()
    assert file.stat().st_size < 2000
    reply = reply_file(file)
    check_reply(reply, Library(recordings()).session(session))
    assert reply.listener == "Anna <3"
    assert reply.wanted == "To lead ‹a team>, 3 < 4"  # noqa: RUF001  no tag comes back
    assert reply.stayed == "The trucks.\nHow calm you were."
    first, second = reply.answers
    assert first.ratings == {Aspect.SKILLS: Rating.YES, Aspect.AMBITION: Rating.NO}
    assert (first.heard, second.heard, second.ratings) == ((2,), (2,), {})


def test_a_browser_that_keeps_nothing_says_so_and_saves_all_the_same(
    chromium: Browser, tmp_path: Path
) -> None:
    path = page_for_anna(keep([PLAIN], question=LISTENED), tmp_path)
    with opened(chromium, path, PHONE, before=NO_STORAGE) as page:
        said = page.get_by_text("This browser keeps nothing: save the file before you close")
        expect(said).to_be_visible()
        fill(page)
        expect(said).to_be_visible()
        page.get_by_role("button", name="Copy it as text").click()
        expect(page.get_by_text("into a message to me.")).to_be_in_viewport()
        text = page.get_by_label("All that you ticked and wrote").input_value()
        page.on("dialog", lambda dialog: dialog.dismiss())
    assert reply_in(f"Hi,\n{text}\n-- Anna".encode(), "mail").answers[0].heard == (2,)


@AT_A_DESK
def test_the_coachs_page_takes_it_in_chosen_or_dropped_and_refuses_what_is_wrong(
    chromium: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    session, other = keep([HEDGED], question=LISTENED), keep([PLAIN], question=LISTENED)
    good, foreign, tampered, large = (tmp_path / f"{name}.json" for name in "gftl")
    good.write_bytes(returned(session))
    foreign.write_bytes(returned(other))
    tampered.write_bytes(returned(session).replace(b'"no"', b'"poor"'))
    with large.open("wb") as file:
        file.truncate(50_000_000)
    with page_here() as server:
        context = chromium.new_context(**looks(size))
        server.let_in(context)
        page = context.new_page()
        page.goto(server.at(f"/session/{session}/listeners"))
        chooser = page.get_by_label("Choose the file, or drop it here")
        for path, told in (
            (large, "is larger than any listener's file: those have at most 200 KB."),
            (foreign, f"Anna listened to {other}"),
            (tampered, "is not what it should be"),
        ):
            chooser.set_input_files(path)
            expect(page.get_by_text(told)).to_be_visible()
        assert not list(recordings().glob("*/listeners"))
        chooser.set_input_files(good)
        expect(page.get_by_text("What Anna heard in 1 answer is kept.")).to_be_visible()
        drop(page, returned(session, listener="Ben").decode())
        expect(page.get_by_text("What Ben heard in 1 answer is kept.")).to_be_visible()
        check_looks(page)
        picture(page, f"listeners-{size[0]}", tmp_path)
        page.get_by_role("main").get_by_role("link", name="Look back").first.click()
        page.wait_for_url("**/debrief")
        for group in ("vision", "ambition", "skills", "achievements"):
            page.get_by_role("group", name=group).get_by_label("yes").check()
        page.get_by_role("button", name="Keep, and show").click()
        expect(page.get_by_role("row", name="skills")).to_contain_text("Anna: no, Ben: no")
        check_looks(page)
        picture(page, f"debrief-listeners-{size[0]}", tmp_path)
        page.get_by_role("link", name="Summary").click()
        expect(page.get_by_text("What Ben heard you want: To lead a small team")).to_be_visible()
        check_looks(page)
        picture(page, f"summary-listeners-{size[0]}", tmp_path)
        context.close()
    assert [each.listener for each in replies_of(recordings() / session)] == ["Anna", "Ben"]


def drop(page: Page, text: str, onto: str = "[data-drop]") -> None:
    """Drop a file with that text where files are taken in, or elsewhere."""
    page.locator(onto).evaluate(
        """(area, text) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], "ben.json"));
          for (const name of ["dragenter", "dragover", "drop"]) {
            const how = { dataTransfer, bubbles: true, cancelable: true };
            area.dispatchEvent(new DragEvent(name, how));
          }
        }""",
        text,
    )


def test_a_file_may_be_dropped_beside_the_field_and_a_text_into_it(chromium: Browser) -> None:
    session = keep([HEDGED], question=LISTENED)
    context = chromium.new_context(**looks(DESK))
    with page_here() as server:
        server.let_in(context)
        page = context.new_page()
        page.goto(server.at(f"/session/{session}/listeners"))
        is_taken = page.get_by_label("Or paste the text").evaluate(
            """(field) => {
              const dataTransfer = new DataTransfer();
              dataTransfer.setData("text/plain", "A text that was marked elsewhere.");
              const how = { dataTransfer, bubbles: true, cancelable: true };
              return !field.dispatchEvent(new DragEvent("drop", how));
            }"""
        )
        assert not is_taken  # by the page: the browser puts it where it is dropped
        drop(page, returned(session).decode(), onto="h1")
        expect(page.get_by_text("What Anna heard in 1 answer is kept.")).to_be_visible()
    context.close()


def test_long_words_are_broken_on_a_phone(chromium: Browser, tmp_path: Path) -> None:
    long = "W" * 70
    asked = LISTENED.model_copy(update={"text": long, "listen_for": (long, long)})
    session = keep([PLAIN], question=asked)
    keep_reply(session, long)
    too_wide = "document.documentElement.scrollWidth > innerWidth"
    with opened(chromium, page_for_anna(session, tmp_path), PHONE) as page:
        assert not page.evaluate(too_wide)
    context = chromium.new_context(**looks(PHONE))
    with page_here() as here:
        here.let_in(context)
        page = context.new_page()
        page.goto(here.at(f"/session/{session}/listeners"))
        page.locator("summary", has_text="Erase it").click()
        expect(page.get_by_role("button", name=f"Erase what {long} heard")).to_be_visible()
        assert not page.evaluate(too_wide)
    context.close()


def keep_reply(session: str, listener: str) -> None:
    """Have that listener's file be kept."""
    with Library(recordings()).open_session(session) as opened_session:
        listener_keeping.keep_reply(
            opened_session, reply_in(returned(session, listener=listener), "f")
        )
