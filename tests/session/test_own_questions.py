"""The questions of the coach's own."""

from __future__ import annotations

import pytest

from coach.library.library import Library
from coach.session.own_questions import story_set, to_tell_story
from coach.stories.building import keep
from tests.helpers.kept_sessions import recordings
from tests.helpers.story_answers import keep_story


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("en-GB", "Tell it in half a minute: Trucks"),
        ("de-AT", "Erzählen Sie es in einer halben Minute: Trucks"),
        ("fr", "Tell it in half a minute: Trucks"),
    ],
)
def test_a_story_is_asked_for_in_its_language(language: str, asked: str) -> None:
    library = Library(recordings())
    session = library.session(keep_story())
    turn = session.turn(1)
    story = keep(library, session.id, turn, turn.takes[0], "Trucks")
    newest = story.newest.model_copy(update={"language": language})
    story = story.model_copy(update={"takes": (newest,)})
    question = to_tell_story(story, 30)
    assert (question.text, question.seconds) == (asked, 30)
    assert story_set(story).language == language
