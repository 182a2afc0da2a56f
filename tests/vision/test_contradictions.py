"""Wishes that pull apart: against labels made before the rules, and over a library.

Held out (`held_out_contradictions.txt`): of 21 pairs that pull apart 16 are found, and none of 34
that do not is taken for one. In German, of 7 pairs 7, and of 7 none. Of 40 pairs by another author
who did not know the rules (`authored_contradictions.txt`), 26 were tuned on. Most of those that
pull apart are about what no rule knows, and are never told.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind
from coach.vision.building import each_candidate, pick
from coach.vision.contradictions import Contradiction, apart_on, contradicted_by, contradictions
from coach.vision.keeping import VisionFolder
from coach.vision.records import Section
from tests.helpers.kept_sessions import keep, recordings
from tests.helpers.labels import as_transcript

TUNED_ON = Path(__file__).parent / "contradictions.txt"
HELD_OUT = Path(__file__).parent / "held_out_contradictions.txt"
NARROWER = Path(__file__).parent / "narrower_wishes.txt"
NARROWER_IN_GERMAN = Path(__file__).parent / "narrower_wishes_de.txt"
AUTHORED = Path(__file__).parent / "authored_contradictions.txt"
IN_GERMAN = Path(__file__).parent / "contradictions_de.txt"
HELD_OUT_IN_GERMAN = Path(__file__).parent / "held_out_contradictions_de.txt"

WANT = AskedQuestion(id="ten-years", theme="ambition", text="What do you want to have built?")
LEAD = "I want to lead a small team."
HANDS_ON = "I'd rather stay hands-on and fix the machines myself."


def labelled(path: Path) -> list[tuple[bool, str, str]]:
    """Whether they pull apart, and the two sentences."""
    lines = path.read_text(encoding="utf-8").splitlines()
    parts = [line.split("|") for line in lines if "|" in line and not line.startswith("#")]
    return [(label.strip() == "apart", one.strip(), other.strip()) for label, one, other in parts]


@pytest.mark.parametrize(
    ("path", "language", "least"),
    [
        (TUNED_ON, "en", 95),
        (HELD_OUT, "en", 75),
        (NARROWER, "en", 100),
        (NARROWER_IN_GERMAN, "de", 100),
        (IN_GERMAN, "de", 100),
        (HELD_OUT_IN_GERMAN, "de", 100),
    ],
)
def test_rules_find_what_a_reader_finds_and_never_more(
    path: Path, language: str, least: int
) -> None:
    counts: Counter[tuple[bool, bool]] = Counter()
    for is_apart, one, other in labelled(path):
        found = bool(apart_on(one, other, language))
        assert found == bool(apart_on(other, one, language))
        assert is_apart or not found, (one, other)
        counts[is_apart, found] += 1
    recall = 100 * counts[True, True] / (counts[True, True] + counts[True, False])
    assert recall >= least


def test_what_another_author_wrote_is_never_taken_for_more() -> None:
    pairs = labelled(AUTHORED)
    assert len(pairs) == 40
    told = [is_apart for is_apart, one, other in pairs if apart_on(one, other, "en")]
    assert all(told)
    assert len(told) >= 5  # of 20


def test_there_are_enough_and_a_third_is_held_out() -> None:
    tuned_on, held_out = labelled(TUNED_ON), labelled(HELD_OUT)
    assert len(tuned_on) + len(held_out) >= 60
    assert 2 * len(held_out) >= len(tuned_on)
    assert not {each[1:] for each in tuned_on} & {each[1:] for each in held_out}


@pytest.mark.parametrize(
    "other",
    [LEAD, "", "I want", "?", "Ich will kein Team leiten.", "I don't want to stop leading people."],
)
def test_what_says_nothing_else_pulls_nothing_apart(other: str) -> None:
    assert apart_on(LEAD, other, "en") == []


def test_a_language_without_rules_has_none() -> None:
    assert apart_on(LEAD, HANDS_ON, "xx") == []


def begun(line: str = LEAD) -> Library:
    """A library with a vision of one line, said ten days ago."""
    library = Library(recordings())
    keep([line], question=WANT, days_ago=10)
    pick(library, Section.AMBITION, next(each_candidate(library, Section.AMBITION)))
    return library


def found(library: Library) -> list[Contradiction]:
    return contradictions(library, VisionFolder(library.folder).read())


def test_a_later_answer_is_laid_beside_the_line() -> None:
    library = begun()
    session = keep([f"I was in Leeds. {HANDS_ON}"], days_ago=2)
    (apart,) = found(library)
    assert (apart.line.text, apart.said.sentence.text) == (LEAD, HANDS_ON)
    assert (apart.said.session, apart.said.sentence.first_word) == (session, 4)


def test_only_what_was_said_later_counts() -> None:
    library = begun()
    keep([HANDS_ON], days_ago=20)
    keep([HANDS_ON], kind=Kind.DEMO)
    assert found(library) == []


def test_of_a_recording_taken_in_nobody_knows_whether_it_was_said_later() -> None:
    library = begun()
    taken_in = keep([HANDS_ON], kind=Kind.IMPORT)
    assert found(library) == []
    session = library.session(taken_in)
    turn = session.turns[0]
    vision = VisionFolder(library.folder).read()
    words = as_transcript(HANDS_ON)
    assert contradicted_by(vision, session, turn, turn.takes[0], words) == []


def test_the_newest_word_is_the_one_that_counts() -> None:
    library = begun()
    keep([HANDS_ON], days_ago=5)
    newer = keep(["I don't want to lead a team."], days_ago=3)
    assert [each.said.session for each in found(library)] == [newer]
    keep(["I want to lead a team, I'm sure of it now."], days_ago=1)
    assert found(library) == []


def test_a_damaged_transcript_does_not_hide_the_others() -> None:
    library = begun()
    keep([HANDS_ON], days_ago=5)
    damaged = keep([HANDS_ON], days_ago=3)
    next((recordings() / damaged).glob("01-*/take-1.transcript-1.json")).write_text("{")
    assert len(found(library)) == 1
