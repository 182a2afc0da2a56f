"""The vision beside an answer: by stems, quoting both, preferring silence."""

from __future__ import annotations

import pytest

from coach.vision.records import Section
from coach.vision.yardstick import measure, stems
from tests.helpers.labels import as_transcript
from tests.helpers.visions import vision_of

LEAD = (Section.AMBITION, "I want to lead a small operations team that plans its own shifts.")
FACE = (Section.COLLEAGUES, "People who say it to my face.")
STEPS = (Section.AMBITION, "By March I will have asked to run the Monday planning meeting.")


def test_a_line_is_touched_by_other_forms_of_its_words() -> None:
    said = as_transcript("I was late. Leading small teams is what I planned for. It rained.")
    beside = measure(said, "ambition", vision_of(LEAD, FACE, STEPS))
    (touched,) = beside.touched
    assert touched.line.text == LEAD[1]
    assert touched.sentence == "Leading small teams is what I planned for."
    assert [line.text for line in beside.left_out] == [STEPS[1]]


@pytest.mark.parametrize("text", ["I want to go home.", "", "It was my own team, really."])
def test_common_words_and_a_single_one_touch_nothing(text: str) -> None:
    assert measure(as_transcript(text), "", vision_of(LEAD, FACE)).touched == ()


def test_only_lines_on_the_questions_own_theme_are_left_out() -> None:
    beside = measure(as_transcript("Nothing of it."), "colleagues", vision_of(LEAD, FACE))
    assert [line.text for line in beside.left_out] == [FACE[1]]


def test_without_a_vision_there_is_nothing_to_say() -> None:
    beside = measure(as_transcript("I want to lead a small team."), "ambition", vision_of())
    assert (beside.touched, beside.left_out) == ((), ())


def test_words_are_told_by_their_stems() -> None:
    assert stems("The planners planned the planning", "en") == stems("planner planning", "en")
    assert stems("Leeds", "xx") == {"leeds"}
