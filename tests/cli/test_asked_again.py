"""What was asked in a real interview comes back in practice, with what one wished to have said."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from coach.debrief.asked_set import AskedOnce, free_name, write_asked_set
from coach.paths import user_question_sets
from coach.testing import CannedTranscriber
from tests.helpers.asked import WISH, asked
from tests.helpers.coach_fixture import Coach, Hire, Terminal
from tests.helpers.coach_program import coach_here, succeeded
from tests.helpers.sound_card import no_sound_card
from tests.helpers.spoken import TEAM, WAREHOUSE


@pytest.fixture(autouse=True)
def canned(hire: Hire) -> None:
    """What is heard matters to none of the tests."""
    hire(CannedTranscriber(["I worked in a warehouse."]))


def test_it_is_asked_again_and_the_wish_shown_after_the_answer(
    tmp_path: Path, spoken: dict[str, Path]
) -> None:
    name = asked(1)
    answers = tmp_path / "answers"
    answers.mkdir()
    for number, text in enumerate((WAREHOUSE, TEAM)):
        (answers / f"{number}.wav").write_bytes(spoken[text].read_bytes())
    options = ("--answers", answers, "--voice", "none")
    env = no_sound_card(tmp_path)
    done = succeeded(coach_here("practice", name, *options, env=env))
    before, after = done.stdout.split(f'You wished you had said: "{WISH}"')
    assert "warehouse" in before
    assert "Have you ever led a team?" in after
    assert "You wished" not in after
    lines = succeeded(coach_here("practice", name, *options, "--json", env=env)).stdout.splitlines()
    told = [json.loads(line) for line in lines]
    (wish,) = [each for each in told if each["event"] == "wish_recalled"]
    # What was asked first is asked last now: no order comes twice.
    assert (wish["text"], wish["question"]["number"]) == (WISH, 2)


@pytest.mark.parametrize(
    ("days_ago", "when"), [(0, "Today"), (1, "Yesterday"), (5, "5 days ago"), (20, None)]
)
def test_where_nobody_can_be_asked_it_is_named(
    coach: Coach, tmp_path: Path, spoken: dict[str, Path], days_ago: int, when: str | None
) -> None:
    name = asked(days_ago)
    err = coach("practice", "--answers", spoken[TEAM], "--voice", "none", "--questions", "1")[2]
    assert (f"coach practice {name}" in err) is (when is not None)
    if when:
        assert f'{when} you were asked "Why did you leave so early?", and 1 more.' in err


def test_the_offer_is_seen_where_the_results_go_elsewhere(tmp_path: Path) -> None:
    asked(1)
    offered = Terminal("n\n")
    done = coach_here("practice", "--voice", "none", stdin=offered, env=no_sound_card(tmp_path))
    assert "Shall we take those 2 again?" in done.stderr
    assert "Shall we" not in done.stdout


def test_who_asks_for_a_question_is_offered_no_other(coach: Coach, spoken: dict[str, Path]) -> None:
    asked(1)
    options = ("--answers", spoken[TEAM], "--voice", "none", "--only", "ten-years")
    code, out, err = coach("practice", *options)
    assert (code, "ten years" in out, "you were asked" in err) == (0, True, False)


def test_what_was_practised_or_cannot_be_read_is_not_offered(
    coach: Coach, spoken: dict[str, Path]
) -> None:
    options = ("--answers", spoken[TEAM], "--voice", "none", "--questions", "1")
    name = asked(1)
    coach("practice", name, *options)
    assert "you were asked" not in coach("practice", *options)[2]
    other = asked(0)
    (user_question_sets() / f"{other}.yaml").write_text("{")
    assert "you were asked" not in coach("practice", *options)[2]


def test_a_question_that_ends_in_a_full_stop_reads_well_in_the_offer(
    coach: Coach, spoken: dict[str, Path]
) -> None:
    options = ("--answers", spoken[TEAM], "--voice", "none", "--questions", "1")
    write_asked_set([AskedOnce(question="Tell me why.")], date.today(), free_name(date.today()))
    assert 'Today you were asked "Tell me why".' in coach("practice", *options)[2]
