"""How often advice was taken: in `coach progress`, and on the page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from coach import delivery
from coach.library.records import Kind
from coach.paths import config_file
from tests.helpers.archive_story import ALL_OURS, MINE, STORY
from tests.helpers.coach_fixture import Coach
from tests.helpers.kept_sessions import HEDGED, keep
from tests.helpers.reviewing import client, read, text_of

SHIPPED = Path(delivery.__file__).parent / "languages"


def document(coach: Coach, *arguments: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(coach("progress", *arguments, "--json")[1])
    return told


def keep_three_tries() -> str:
    """Of three next takes, two had what was to be changed no more; the session of the third."""
    keep([ALL_OURS, MINE], question=STORY, days_ago=3)
    keep([ALL_OURS, MINE], question=STORY, days_ago=2)
    return keep([ALL_OURS, ALL_OURS], question=STORY)


def test_the_next_take_tells_whether_advice_was_taken(coach: Coach) -> None:
    keep_three_tries()
    found = document(coach)
    taken = {"finding": "no_own_part", "name": "only “we”", "gone": 2, "times": 3}
    assert found["advice_taken"] == [taken]
    assert [take["advice_before"] for take in found["takes"]] == [
        None,
        {"finding": "no_own_part", "gone": True},
        None,
        {"finding": "no_own_part", "gone": True},
        None,
        {"finding": "no_own_part", "gone": False},
    ]
    assert re.search(r"^  only “we” +gone 2 of 3 times", coach("progress")[1], re.MULTILINE)


def test_the_page_has_it_as_a_strip() -> None:
    keep_three_tries()
    page = read(client(), "/progress")
    strips = page.split('id="advice-taken"')[1].split("</section>")[0]
    assert "Only “we” gone 2 of 3 times" in text_of(strips)
    assert '<rect class="yes" x="0" y="0" width="2" height="1"/>' in strips
    assert '<rect class="not_asked" x="2" y="0" width="1" height="1"/>' in strips
    assert "advice-taken" not in read(client(), "/progress?set=other")


def test_a_take_that_is_left_out_does_not_count(coach: Coach) -> None:
    session = keep_three_tries()
    coach("progress", "--leave-out", session, 1)
    (taken,) = document(coach)["advice_taken"]
    assert (taken["gone"], taken["times"]) == (2, 2)


def test_only_the_question_that_was_asked_for_counts(coach: Coach) -> None:
    keep_three_tries()
    keep([HEDGED])
    assert document(coach, "move")["advice_taken"]
    assert document(coach, "team")["advice_taken"] == []


def test_one_take_of_a_question_tells_nothing(coach: Coach) -> None:
    keep([ALL_OURS], question=STORY)
    keep([ALL_OURS, MINE], question=STORY, kind=Kind.DEMO)
    assert document(coach)["advice_taken"] == []
    assert "to be changed" not in coach("progress")[1]


def test_a_finding_without_a_name_in_an_own_language_file_still_has_one(coach: Coach) -> None:
    keep([ALL_OURS, MINE], question=STORY)
    own = config_file().parent / "languages"
    own.mkdir(parents=True)
    shipped = (SHIPPED / "en.toml").read_text(encoding="utf-8")
    unnamed = shipped.replace('no_own_part = "only “we”"\n', "")
    (own / "en.toml").write_text(unnamed, encoding="utf-8")
    (taken,) = document(coach)["advice_taken"]
    assert taken["name"] == "no own part"
