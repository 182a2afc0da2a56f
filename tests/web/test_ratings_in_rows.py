"""Ratings as they stand below and beside one another: in a real browser, at several widths."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from coach.debrief.keeping import write_debrief
from coach.debrief.records import Aspect, Debrief, Rated, Rating
from coach.library.library import Library
from coach.library.records import Kind
from tests.helpers.kept_sessions import HEDGED, SET, keep, keep_take, recordings
from tests.helpers.labels import as_transcript, facts_for
from tests.helpers.ratings import rate
from tests.helpers.replies import LISTENED
from tests.helpers.reviewing import Reviewing
from tests.web.test_listening import keep_reply, opened, page_for_anna
from tests.web.test_told_in_a_browser import context

__all__ = ["context"]

UNLIKE = {  # so that what is counted of them is of very different lengths
    Aspect.VISION: (Rating.YES, Rating.YES, Rating.YES),
    Aspect.AMBITION: (Rating.YES, Rating.PARTLY, Rating.NOT_ASKED),
    Aspect.SKILLS: (Rating.NO, Rating.NOT_ASKED, Rating.PARTLY),
    Aspect.ACHIEVEMENTS: (Rating.YES, Rating.YES, Rating.YES),
}
ROWS = """list => {
  let row = 0, before = -1;
  return [...list.children].map(each => {
    const box = tag => each.querySelector(tag).getBoundingClientRect();
    const { left } = each.getBoundingClientRect();
    if (left <= before) row += 1;
    before = left;
    return [row, Math.round(box("dt").bottom), Math.round(box("dd").top)];
  });
}"""
BROKEN = """table => [...table.querySelectorAll("th, td:not(:last-child)")].flatMap(cell => {
  const text = cell.firstChild, found = [...text.textContent.matchAll(/\\S+/g)];
  return found.filter(({ 0: word, index }) => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
  }).map(([word]) => word);
})"""
OFF_PX = """label => {
  const [box, text] = ["input", "span"].map(tag => {
    const { top, height } = label.querySelector(tag).getBoundingClientRect();
    return top + height / 2;
  });
  return Math.abs(box - text);
}"""


def three_rated() -> str:
    """A session of three answers that were rated differently; its id."""
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [LISTENED] * 3) as opened_session:
        for number in (1, 2, 3):
            transcript = as_transcript(HEDGED)
            keep_take(opened_session, transcript, facts_for(transcript), number)
        opened_session.finish()
        session = opened_session.session
    debrief = Debrief()
    for number in (1, 2, 3):
        ratings = {aspect: each[number - 1] for aspect, each in UNLIKE.items()}
        now = datetime.now().astimezone()
        debrief = debrief.having(
            Rated(question=number, take=1, ratings=ratings, note="", rated_at=now)
        )
    write_debrief(recordings() / session.id, session, debrief)
    return session.id


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_what_was_rated_stands_in_rows(
    context: BrowserContext, server: Reviewing, width: int
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(server.at(f"/session/{three_rated()}/debrief/summary"))
    lists = page.locator("dl.ratings")
    expect(lists.first).to_contain_text("1 partly")
    for each in lists.all():
        cells = [tuple(cell) for cell in each.evaluate(ROWS)]
        assert len(set(cells)) == len({row for row, *_ in cells}), cells


def test_no_word_of_the_columns_is_broken_on_a_phone(
    context: BrowserContext, server: Reviewing
) -> None:
    session = keep([HEDGED], question=LISTENED)
    keep_reply(session, "Anna")
    rate(session, Rating.NOT_ASKED)
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(server.at(f"/session/{session}/debrief?question=1"))
    expect(page.locator(".columns")).to_contain_text("specific")
    assert page.locator(".columns").evaluate(BROKEN) == []


def test_a_box_to_tick_stands_in_the_middle_of_its_line(chromium: Browser, tmp_path: Path) -> None:
    file = page_for_anna(keep([HEDGED], question=LISTENED), tmp_path)
    with opened(chromium, file, (390, 844)) as page:
        assert page.locator(".points label").first.evaluate(OFF_PX) < 2
