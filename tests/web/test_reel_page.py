"""The reel on the page: heard one after the other by Space, and taken along as one file."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Browser, expect

from coach.library.library import Library
from coach.stories.building import choose
from tests.cli.test_reel import BEST, GOOD, POOR, rate
from tests.helpers.coach_fixture import Coach, coach, speaker
from tests.helpers.kept_sessions import HEDGED, PLAIN, TEAM, WHY, keep, recordings
from tests.helpers.reviewing import client, page_here, read, text_of
from tests.helpers.story_answers import keep_story
from tests.web.test_story_pages import kept as keep_as_story

__all__ = ["coach", "speaker"]

TITLES = ["Trucks", "Tell me about a team.", "Why us?"]


@pytest.fixture
def reel() -> None:
    """A story that goes along, and two answers of which one is better."""
    told = keep_story()
    keep_as_story(told)
    choose(Library(recordings()), 1, chosen=True)
    rate(keep([HEDGED], question=WHY), GOOD)
    rate(keep([PLAIN], question=TEAM), BEST)


def sounds(page: str) -> list[str]:
    return [each.replace("&amp;", "&") for each in re.findall(r'src="(/vision/reel/[^"]+)"', page)]


@pytest.mark.usefixtures("reel")
def test_it_has_what_the_terminal_writes(coach: Coach, tmp_path: Path) -> None:
    browser = client()
    assert "Your reel" in text_of(read(browser, "/vision"))
    page = read(browser, "/vision/reel")
    assert re.findall(r"<blockquote><p>(.*?)</p>", page) == TITLES
    code, out, err = coach("reel", "--json", "-o", str(tmp_path / "reel.wav"))
    assert code == 0, err
    document = json.loads(out)
    titles = [each.get("story") or each["question_text"] for each in document["chapters"]]
    assert titles == TITLES
    answer = browser.get("/vision/reel/file")
    assert re.search(r"reel-\d{4}-\d\d-\d\d\.wav", answer.headers["content-disposition"])
    whole, rate_hz = soundfile.read(io.BytesIO(answer.data), dtype="int16")
    there, _ = soundfile.read(tmp_path / "reel.wav", dtype="int16")
    np.testing.assert_array_equal(whole, there)
    for chapter, address in zip(document["chapters"], sounds(page), strict=True):
        part, _ = soundfile.read(io.BytesIO(browser.get(address).data), dtype="int16")
        first = round(chapter["start_s"] * rate_hz)
        np.testing.assert_allclose(part, whole[first : first + len(part)], atol=1)
    assert not [path for path in recordings().iterdir() if "reel" in path.name]


@pytest.mark.usefixtures("reel")
def test_a_part_of_a_sound_can_be_asked_for() -> None:
    browser = client()
    address = sounds(read(browser, "/vision/reel"))[0]
    whole = browser.get(address).data
    some = browser.get(address, headers={"Range": "bytes=10-19"})
    assert (some.status_code, some.data) == (206, whole[10:20])
    assert some.headers["content-range"] == f"bytes 10-19/{len(whole)}"
    rest = browser.get(address, headers={"Range": f"bytes={len(whole) - 3}-"})
    assert (rest.status_code, rest.data) == (206, whole[-3:])
    beyond = browser.get(address, headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416


@pytest.mark.usefixtures("reel")
def test_a_part_that_is_no_longer_there_is_not_mistaken_for_another() -> None:
    browser = client()
    first, second, _ = sounds(read(browser, "/vision/reel"))
    choose(Library(recordings()), 1, chosen=False)
    assert browser.get(first).status_code == 404
    assert browser.get(second).status_code == 404
    assert browser.get("/vision/reel/9/audio?of=x").status_code == 404


def test_where_nothing_is_rated_well_it_says_what_to_do() -> None:
    browser = client()
    page = read(browser, "/vision/reel")
    assert "No answer is rated yet" in text_of(page)
    assert '<a class="main" href="/">Practise</a>' in page
    assert browser.get("/vision/reel/file").status_code == 404
    answered = keep([PLAIN])
    way = f'<a class="main" href="/session/{answered}/debrief">Look back</a>'
    assert way in read(browser, "/vision/reel")
    rate(answered, POOR)
    assert "No rated answer reflects at least half" in text_of(read(browser, "/vision/reel"))


@pytest.mark.usefixtures("reel")
def test_space_plays_one_after_the_other(chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    with page_here() as here:
        here.let_in(context)
        page = context.new_page()
        page.goto(here.at("/vision/reel"))
        page.get_by_label("Speed").select_option("2")
        page.keyboard.press("Space")
        for number in (1, 2, 3):
            expect(page.get_by_role("status")).to_have_text(f"{number} of 3", timeout=60_000)
        page.keyboard.press("Space")
        expect(page.get_by_role("status")).to_have_text("")
        with page.expect_download() as taken:
            page.get_by_role("link", name="All of it as one file").click()
        assert taken.value.suggested_filename.endswith(".wav")
