"""What the plan has for today is held as the person chose on home before."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browser import faultless
from tests.helpers.coach_program import PATIENCE_S
from tests.helpers.fake_coach import practising
from tests.helpers.plans import plan

CHOSEN = ("Ask me no follow-up", "Run it by voice", "Show my words only when")


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("path", "away", "link", "kind"),
    [
        ("/", 4, "Practise these", "practice"),
        ("/plan", 4, "Practise these", "practice"),
        ("/", 2, "Begin the mock interview", "mock"),
    ],
)
def test_a_planned_session_is_held_as_others_are(
    listening_chromium: Browser, path: str, away: int, link: str, kind: str
) -> None:
    plan(away)
    with practising() as served:
        context = listening_chromium.new_context(permissions=["microphone"])
        served.let_in(context)
        with faultless(context.new_page()) as page:
            page.goto(served.at("/"))
            page.get_by_text("How you are asked").click()
            page.get_by_label("Asked as").select_option("chat")
            for choice in CHOSEN:
                page.get_by_label(choice).check()
            page.get_by_role("button", name="Practise", exact=True).first.click()
            expect(page).to_have_url(re.compile("set="))
            page.goto(served.at(path))
            page.get_by_role("link", name=link).click()
            heard = page.get_by_text("I hear you well.")
            expect(heard).to_be_visible(timeout=PATIENCE_S * 1000)
            expect(page.get_by_text("asked as over coffee · by voice")).to_be_visible()
            page.get_by_role("button", name="Begin", exact=True).click()
            begun = served.coach.expect("begin")
        context.close()
    assert (begun["kind"], begun["planned"]) == (kind, True)
    chosen = {"coat": "chat", "follow_ups": False, "hands_free": True, "captions": False}
    assert begun["options"] == chosen
