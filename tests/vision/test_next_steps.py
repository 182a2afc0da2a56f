"""A next step comes back as a question, and then rests."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind
from coach.vision.keeping import VisionFolder
from coach.vision.next_steps import next_step
from coach.vision.records import Section
from tests.helpers.kept_sessions import keep, recordings
from tests.helpers.visions import NOW, vision_of

ASK = "By March I will have asked to run the Monday planning."
CALL = "I will call two warehouses before Friday."


@pytest.fixture
def library() -> Library:
    return Library(recordings())


def stated(library: Library, *texts: str) -> None:
    lines = [(Section.NEXT_STEPS, text) for text in texts]
    VisionFolder(library.folder).write(vision_of((Section.AMBITION, "I want to lead."), *lines))


def answered(question: AskedQuestion, kind: Kind = Kind.PRACTICE) -> None:
    keep(["It is going well."], question=question, kind=kind)


def test_without_a_vision_nothing_is_asked(library: Library) -> None:
    assert next_step(library, NOW) is None
    stated(library)
    assert next_step(library, NOW) is None


def test_it_is_asked_in_the_words_in_which_it_was_said(library: Library) -> None:
    stated(library, ASK)
    asked = next_step(library, NOW)
    assert asked is not None
    assert asked.text == f'You said: "{ASK}" How is that going?'
    assert asked.theme == "next-steps"


def test_what_was_asked_rests_and_the_others_come_first(library: Library) -> None:
    stated(library, ASK, CALL)
    first = next_step(library, NOW)
    assert first
    assert ASK in first.text
    answered(first, Kind.DEMO)  # never counts
    assert next_step(library, NOW) == first
    answered(first)
    now = datetime.now().astimezone()
    second = next_step(library, now)
    assert second
    assert CALL in second.text
    answered(second, Kind.MOCK)
    assert next_step(library, now) is None
    assert next_step(library, now + timedelta(days=8)) == first


def test_a_step_of_a_new_vision_does_not_rest_for_one_that_was_erased(library: Library) -> None:
    stated(library, ASK)
    first = next_step(library, NOW)
    assert first
    answered(first)
    said_at = datetime.now().astimezone()
    now = said_at + timedelta(minutes=1)
    assert next_step(library, now) is None
    folder = VisionFolder(library.folder)
    folder.erase()
    vision = vision_of((Section.AMBITION, "I want to lead."), (Section.NEXT_STEPS, CALL))
    lines = tuple(line.model_copy(update={"said_at": said_at}) for line in vision.lines)
    folder.write(vision.model_copy(update={"lines": lines}))
    second = next_step(library, now)
    assert second
    assert (second.id, CALL in second.text) == (first.id, True)
