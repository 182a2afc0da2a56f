"""Nothing that is typed on a page is lost: a stopped coach, a page that is left, two tabs."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from coach.debrief.keeping import read_debrief
from coach.library.library import Library
from coach.library.reading import transcript_of
from coach.web.page_key import forget_key
from tests.helpers.coach_program import PATIENCE_S
from tests.helpers.kept_sessions import HEDGED, keep, recordings
from tests.helpers.reviewing import Reviewing, ReviewingProgram, reviewing

SAID = "I lead a teem of forty. We are in Leads. It goes well."
STOPPED = "Not saved yet: the coach is not running."


@pytest.fixture
def program(home: object) -> Iterator[ReviewingProgram]:
    """The page of a program that a test can stop."""
    with reviewing() as running:
        yield running


@pytest.fixture
def context(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    has_program = "program" in request.fixturenames
    request.getfixturevalue("program" if has_program else "server").let_in(context)
    yield context
    context.close()


def reads(name: str) -> str:
    """How the first take reads now."""
    take = Library(recordings()).session(name).turns[0].takes[0]
    transcript = transcript_of(recordings() / name, take)
    assert transcript
    return transcript.text


def wait_until_reads(page: Page, name: str, text: str) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while text not in reads(name):
        assert time.monotonic() < deadline_s, reads(name)
        page.wait_for_timeout(20)


def correcting(context: BrowserContext, server: Reviewing, name: str) -> Page:
    page = context.new_page()
    page.goto(server.at(f"/session/{name}/1/1/correct"))
    return page


def held(page: Page) -> Iterator[Route]:
    """What the page sends, in order, each of which waits until it is to go on."""
    sent: list[Route] = []

    def hold(route: Route) -> None:
        sent.append(route)

    page.route("**/correct", hold)

    def next_of() -> Iterator[Route]:
        deadline_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline_s:
            if sent:
                yield sent.pop(0)
            page.wait_for_timeout(20)

    return next_of()


def test_a_line_is_saved_while_it_is_typed(context: BrowserContext, server: Reviewing) -> None:
    name = keep([SAID])
    page = correcting(context, server, name)
    page.get_by_label("Line 1").fill("I lead a team of forty.")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    assert reads(name) == "I lead a team of forty. We are in Leads. It goes well."
    page.get_by_label("Line 2").fill("")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    wait_until_reads(page, name, "forty. It goes")
    page.get_by_label("Line 2").fill("We are in Leeds.")
    page.get_by_role("link", name="Library").click()  # saves it first
    expect(page.locator("h1")).to_have_text("Library")
    assert reads(name) == "I lead a team of forty. We are in Leeds. It goes well."
    expect(page.get_by_text("may not be saved yet")).to_be_hidden()


def test_the_button_saves_and_leads_back_to_the_answer(
    context: BrowserContext, server: Reviewing
) -> None:
    name = keep([SAID])
    page = correcting(context, server, name)
    page.get_by_label("Line 1").fill("I lead a team of forty.")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(server.at(f"/session/{name}#q1t1"))
    expect(page.locator(".lines")).to_contain_text("I lead a team of forty.")


def test_what_is_typed_on_while_it_is_sent_is_not_called_saved(
    context: BrowserContext, server: Reviewing
) -> None:
    name = keep([SAID])
    page = correcting(context, server, name)
    sent = held(page)
    page.get_by_label("Line 1").fill("I lead a team")
    first = next(sent)
    page.get_by_label("Line 1").fill("I lead a team of forty.")
    first.continue_()
    second = next(sent)
    expect(page.get_by_role("status")).to_have_text("")
    second.continue_()
    expect(page.get_by_role("status")).to_have_text("Saved.", timeout=PATIENCE_S * 1000)
    assert reads(name).startswith("I lead a team of forty. We")


def test_the_button_goes_on_with_what_is_typed_while_it_saves(
    context: BrowserContext, server: Reviewing
) -> None:
    name = keep([SAID])
    page = correcting(context, server, name)
    sent = held(page)
    page.get_by_label("Line 1").fill("I lead a team")
    page.get_by_role("button", name="Save").click()
    first = next(sent)
    page.get_by_label("Line 1").fill("I lead a team of forty.")
    first.continue_()
    next(sent).continue_()
    page.unroute("**/correct")
    expect(page).to_have_url(server.at(f"/session/{name}#q1t1"), timeout=PATIENCE_S * 1000)
    assert reads(name).startswith("I lead a team of forty. We")


def test_what_is_pasted_with_signs_that_nobody_sees_is_saved(
    context: BrowserContext, server: Reviewing
) -> None:
    name = keep([SAID])
    page = correcting(context, server, name)
    for pasted, kept in (
        ("I lead\x02 a team.", "I lead a team."),
        ("\ufeffI lead a big team.", "\ufeffI lead a big team."),
        ("I lead a large team.", "I lead a large team."),
    ):
        page.get_by_label("Line 1").fill(pasted)
        expect(page.get_by_role("status")).to_have_text("Saved.", timeout=PATIENCE_S * 1000)
        wait_until_reads(page, name, f"{kept} We")
    expect(page.locator(".clash")).to_have_count(0)


def test_a_coach_that_was_stopped_loses_nothing(
    context: BrowserContext, program: ReviewingProgram
) -> None:
    name = keep([SAID])
    page = correcting(context, program, name)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    program.stop(signal.SIGINT)
    page.get_by_label("Line 1").fill("I lead a team of forty.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text(STOPPED)
    page.get_by_role("link", name="Library").click()
    expect(page.get_by_role("status")).to_contain_text(STOPPED)
    expect(page.get_by_label("Line 1")).to_have_value("I lead a team of forty.")
    page.wait_for_timeout(50)
    assert asked == ["beforeunload"]
    forget_key()  # as erasing everything does
    with reviewing() as again:
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status")).to_contain_text("Open the address that it tells")
        again.let_in(context)
        other = context.new_page()
        other.goto(again.at("/library"))
        other.get_by_role("link", name=name).click()
        expect(other.get_by_label("Line 1")).to_have_value("I lead a team of forty.")
        expect(other.get_by_role("status")).to_have_text("Saved.")
        assert reads(name) == "I lead a team of forty. We are in Leads. It goes well."
        other.goto(again.at("/library"))
        expect(other.get_by_role("link", name=name)).to_have_count(0)


def test_a_coach_that_was_started_again_saves_what_was_typed_meanwhile(
    context: BrowserContext, program: ReviewingProgram
) -> None:
    name = keep([SAID])
    page = correcting(context, program, name)
    program.stop(signal.SIGINT)
    page.get_by_label("Line 1").fill("I lead a team of forty.")
    expect(page.get_by_role("status")).to_contain_text(STOPPED)
    with reviewing():
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".lines")).to_contain_text("I lead a team of forty.")
        assert reads(name) == "I lead a team of forty. We are in Leads. It goes well."


def test_what_is_typed_while_the_page_closes_is_saved(
    context: BrowserContext, server: Reviewing
) -> None:
    name = keep([SAID])
    page, other = correcting(context, server, name), context.new_page()
    page.get_by_label("Line 3").press("End")
    page.get_by_label("Line 3").press_sequentially(" Really.")
    page.close()
    wait_until_reads(other, name, "It goes well. Really.")


def test_two_tabs_are_put_together_and_the_same_line_shows_both(
    context: BrowserContext, server: Reviewing
) -> None:
    name = keep([SAID])
    one, two = (correcting(context, server, name) for _ in range(2))
    one.get_by_label("Line 1").fill("I lead forty.")
    expect(one.get_by_role("status")).to_have_text("Saved.")
    two.get_by_label("Line 3").fill("It goes on.")
    expect(two.get_by_role("status")).to_have_text("Saved.")
    assert reads(name) == "I lead forty. We are in Leads. It goes on."
    expect(two.get_by_label("Line 1")).to_have_value("I lead forty.")
    one.get_by_label("Line 2").fill("We are in Leeds.")
    expect(one.get_by_role("status")).to_have_text("Saved.")
    two.get_by_label("Line 2").fill("We are in York.")
    expect(two.get_by_role("status")).to_contain_text("Pick the one to keep")
    assert "Leeds" in reads(name)
    expect(two.locator(".line .clash q")).to_have_text("We are in Leeds.")
    expect(two.get_by_label("Line 2")).to_have_value("We are in York.")
    two.get_by_role("button", name="Keep mine").click()
    expect(two.get_by_label("Line 2")).to_be_focused()
    expect(two.get_by_role("status")).to_have_text("Saved.")
    wait_until_reads(two, name, "We are in York.")
    one.get_by_label("Line 2").fill("We are in Hull.")
    one.get_by_role("button", name="Take that one").click()
    expect(one.get_by_label("Line 2")).to_have_value("We are in York.")
    assert reads(name) == "I lead forty. We are in York. It goes on."
    one.get_by_role("button", name="Put it back").click()
    expect(one.get_by_label("Line 2")).to_be_focused()
    expect(one.get_by_label("Line 2")).to_have_value("We are in Hull.")
    wait_until_reads(one, name, "We are in Hull.")


@pytest.mark.long
def test_a_note_survives_a_coach_that_was_stopped(
    context: BrowserContext, program: ReviewingProgram
) -> None:
    name = keep([HEDGED])
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(program.at(f"/session/{name}/debrief"))
    program.stop(signal.SIGINT)
    page.get_by_label("fine-tune").fill("Plainer.")
    page.get_by_role("group", name="ambition").get_by_label("yes").check()
    expect(page.get_by_role("status")).to_contain_text(STOPPED)
    page.close()
    with reviewing() as again:
        again.let_in(context)
        other = context.new_page()
        other.goto(again.at(f"/session/{name}/debrief"))
        expect(other.get_by_label("fine-tune")).to_have_value("Plainer.")
        expect(other.get_by_role("status")).to_have_text("Saved.")
        (rated,) = read_debrief(recordings() / name).rated
        assert (rated.note, len(rated.ratings)) == ("Plainer.", 1)


def test_two_tabs_with_a_note_show_both(context: BrowserContext, server: Reviewing) -> None:
    name = keep([HEDGED])
    one, two = context.new_page(), context.new_page()
    for page in (one, two):
        page.goto(server.at(f"/session/{name}/debrief"))
    one.get_by_label("fine-tune").fill("Plainer.")
    expect(one.get_by_role("status")).to_have_text("Saved.")
    two.get_by_role("group", name="skills").get_by_label("no", exact=True).check()
    expect(two.get_by_role("status")).to_have_text("Saved.")
    two.get_by_label("fine-tune").fill("Shorter.")
    expect(two.locator(".clash q")).to_have_text("Plainer.")
    assert read_debrief(recordings() / name).rated[0].note == "Plainer."
    two.get_by_role("button", name="Keep mine").click()
    expect(two.get_by_role("status")).to_have_text("Saved.")
    assert read_debrief(recordings() / name).rated[0].note == "Shorter."


def test_a_note_that_is_typed_on_is_no_change_made_elsewhere(
    context: BrowserContext, server: Reviewing
) -> None:
    name = keep([HEDGED])
    page = context.new_page()
    page.goto(server.at(f"/session/{name}/debrief"))
    note, status = page.get_by_label("fine-tune"), page.get_by_role("status")
    for typed in ("Shorter, ", "  and\nplainer.\n", "\tAnd " + "very " * 500):  # a pause after each
        note.press_sequentially(typed) if len(typed) < 50 else note.fill(note.input_value() + typed)
        expect(status).to_have_text("Saved.")
        expect(page.locator(".clash")).to_have_count(0)
    kept = read_debrief(recordings() / name).rated[0].note
    assert kept == "Shorter, and plainer. And " + ("very " * 500).strip()


def test_what_belongs_to_an_erased_session_is_forgotten(
    context: BrowserContext, server: Reviewing
) -> None:
    name = keep([SAID])
    page = context.new_page()
    page.goto(server.at("/library"))
    library = page.locator("body").get_attribute("data-library")
    key = f"coach:typed:{library}:{name}/q1t1/text:abc"
    page.evaluate(
        "([key, page]) => localStorage.setItem(key, JSON.stringify({ page, fields: '' }))",
        [key, "session/2020-01-01_0000_gone/1/1/correct"],
    )
    page.reload()
    deadline_s = time.monotonic() + PATIENCE_S
    while page.evaluate("localStorage.length"):
        assert time.monotonic() < deadline_s
        page.wait_for_timeout(20)


@pytest.mark.long
def test_another_library_leaves_alone_what_was_typed_in_this_one(
    context: BrowserContext, program: ReviewingProgram, tmp_path: Path
) -> None:
    name = keep([SAID])
    page = correcting(context, program, name)
    page.on("dialog", lambda dialog: dialog.accept())
    program.stop(signal.SIGINT)
    page.get_by_label("Line 1").fill("I lead a team of forty.")
    expect(page.get_by_role("status")).to_contain_text(STOPPED)
    page.close()
    with reviewing("--recordings", str(tmp_path / "other")) as other:
        other.let_in(context)
        page = context.new_page()
        page.goto(other.at("/library"))
        page.wait_for_load_state("networkidle")
        expect(page.get_by_text("may not be saved yet")).to_be_hidden()
    with reviewing() as again:
        again.let_in(context)
        expect(correcting(context, again, name).get_by_role("status")).to_have_text("Saved.")
    assert "I lead a team of forty." in reads(name)


def test_more_than_the_page_can_take_is_told_as_such(
    context: BrowserContext, server: Reviewing
) -> None:
    page = correcting(context, server, keep([SAID]))
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_label("Line 1").fill("word " * 250_000)
    expect(page.get_by_role("status")).to_contain_text("This is more than the page can take")
