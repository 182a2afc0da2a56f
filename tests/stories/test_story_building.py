"""Stories where something is missing, damaged, or was changed meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from coach.errors import WrongUse
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName
from coach.stories.building import (
    SETTING,
    best_of,
    drop,
    keep,
    keep_told,
    mark_fitting,
    take_back,
    words_of,
)
from coach.stories.candidates import candidates_in, each_story_candidate
from coach.stories.fitting import TOO_OFTEN, told_too_often
from coach.stories.keeping import StoriesFolder
from coach.stories.records import Story
from tests.helpers.kept_sessions import SET, keep_take, recordings
from tests.helpers.labels import as_transcript, facts_for
from tests.helpers.story_answers import AUDIT, HARD, TRUCKS, TRUCKS_AGAIN, keep_story


@pytest.fixture
def library() -> Library:
    return Library(recordings())


def kept(library: Library, session: str, name: str = "Trucks") -> Story:
    turn = library.session(session).turn(1)
    return keep(library, session, turn, turn.takes[-1], name)


def told(library: Library, number: int, *texts: str) -> str:
    """A session in which the story of that number is told; its id."""
    question = AskedQuestion(id="story", text="Tell it.")
    name = SetName(name="story", title="Story")
    with library.new_session(Kind.STORY, name, [question], {SETTING: number}) as opened:
        for text in texts:
            transcript = as_transcript(text)
            keep_take(opened, transcript, facts_for(transcript))
        opened.worth_keeping = True
    return opened.session.id


def test_what_is_told_for_a_story_becomes_its_take(library: Library) -> None:
    story = kept(library, keep_story())
    assert keep_told(library, told(library, story.number)) is None  # nothing was said
    assert keep_told(library, told(library, story.number, "")) is None
    again = keep_told(library, told(library, story.number, TRUCKS_AGAIN))
    assert again
    assert again.newest.text == TRUCKS_AGAIN
    drop(library, story.number)
    assert keep_told(library, told(library, story.number, AUDIT)) is None


def test_marks_that_come_at_once_are_all_kept(library: Library) -> None:
    number = kept(library, keep_story()).number
    questions = [f"screening/q{n}" for n in range(8)]
    with ThreadPoolExecutor(len(questions)) as pool:
        list(pool.map(lambda each: mark_fitting(library, number, each, fits=True), questions))
    (story,) = StoriesFolder(library.folder).read().stories
    assert sorted(story.fits) == questions


def test_an_answer_that_is_another_story_now_comes_not_back_with_the_old_one(
    library: Library,
) -> None:
    first, second = keep_story(), keep_story()
    for session in (first, second):
        kept(library, session)
    kept(library, first, "Nine trucks")
    drop(library, 1)
    kept(library, second, "Nine trucks")
    with pytest.raises(WrongUse, match="What “Trucks” was is the story “Nine trucks” now"):
        take_back(library)
    drop(library, 2)
    assert [each.session for each in take_back(library, 1).takes] == [second]
    assert [each.session for each in take_back(library, 2).takes] == [first]


def test_a_take_that_is_not_written_down_is_none_of_a_story(library: Library) -> None:
    story = kept(library, keep_story())
    session = told(library, story.number, TRUCKS_AGAIN)
    with library.open_session(session) as opened:
        take = opened.session.turn(1).takes[0]
        opened.save_take(1, take.model_copy(update={"transcripts": ()}))
    assert keep_told(library, session) is None


def test_the_words_that_were_kept_are_read_where_the_session_is_damaged(library: Library) -> None:
    session = keep_story()
    story = kept(library, session)
    (recordings() / session / "debrief.json").write_text("{")
    assert best_of(library, story) is None
    (recordings() / session / "session.json").write_text("{")
    assert words_of(library, story.newest) == TRUCKS
    assert told_too_often(library, StoriesFolder(library.folder).read()) == []


def test_what_cannot_be_read_is_not_offered(library: Library) -> None:
    damaged, whole = keep_story(AUDIT), keep_story()
    assert len(list(each_story_candidate(library))) == 2  # which is indexed now
    next((recordings() / damaged).glob("*/*.transcript-1.json")).write_text("{")
    assert [each.session for each in each_story_candidate(library)] == [whole]


def test_answers_that_cannot_be_read_tell_no_story(library: Library) -> None:
    with library.new_session(Kind.MOCK, SET, [HARD] * TOO_OFTEN) as opened:
        for number in range(1, TOO_OFTEN + 1):
            transcript = as_transcript(TRUCKS)
            keep_take(opened, transcript, facts_for(transcript), number)
    kept(library, opened.session.id)
    stories = StoriesFolder(library.folder).read()
    assert len(told_too_often(library, stories)) == 1
    last = opened.session.turn(TOO_OFTEN).takes[0]
    (opened.folder / last.transcripts[0]).write_text("{")
    assert told_too_often(library, stories) == []
    with library.open_session(opened.session.id) as again:
        again.save_take(TOO_OFTEN, last.model_copy(update={"transcripts": ()}))
    assert told_too_often(library, stories) == []


def test_of_two_takes_in_one_session_the_newest_is_offered(library: Library) -> None:
    with library.new_session(Kind.PRACTICE, SET, [HARD]) as opened:
        for text in (TRUCKS, TRUCKS_AGAIN):
            transcript = as_transcript(text)
            keep_take(opened, transcript, facts_for(transcript))
    (offered,) = each_story_candidate(library)
    assert offered.take.number == 2


def test_in_doubt_an_answer_does_not_sound_like_a_story(library: Library) -> None:
    with library.new_session(Kind.PRACTICE, SET, [HARD, HARD]) as opened:
        sure = as_transcript(TRUCKS)
        words = [word.model_copy(update={"probability": 0.1}) for word in sure.words]
        keep_take(opened, sure.model_copy(update={"words": tuple(words)}), facts_for(sure))
        take = keep_take(opened, sure, facts_for(sure), 2)
        opened.save_take(2, take.model_copy(update={"transcripts": ()}))
    session = library.session(opened.session.id)
    assert candidates_in(library, session) == []
    demo = session.model_copy(update={"kind": Kind.DEMO})
    assert candidates_in(library, demo) == []
