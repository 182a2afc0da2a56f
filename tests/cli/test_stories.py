"""`coach stories`: answers kept by name, heard, told again, taken along; what erasing leaves."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.reading import read_blocks
from coach.debrief.records import Rating
from coach.library.library import Library
from coach.library.records import Kind
from coach.session.own_questions import to_tell_story
from coach.stories.building import SETTING
from coach.stories.keeping import StoriesFolder
from coach.testing import CannedTranscriber, RecordingSpeaker
from tests.helpers.coach_fixture import Coach, Hire, Terminal
from tests.helpers.kept_sessions import PLAIN, SET, keep, keep_take, recordings
from tests.helpers.labels import as_transcript, facts_for
from tests.helpers.ratings import rate
from tests.helpers.story_answers import AUDIT, HARD, PROUD, TRUCKS, TRUCKS_AGAIN, keep_story


def stories(coach: Coach) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(coach("stories", "--json")[1])
    return document


def test_answers_that_sound_like_a_story_are_offered_and_kept_by_name(coach: Coach) -> None:
    assert "No story yet" in coach("stories")[2]
    keep([PLAIN])
    assert stories(coach)["offered"] == []
    session = keep_story()
    _, out, _ = coach("stories")
    assert f'coach stories keep {session} 1 --take 1 --name "A NAME"' in out
    assert f"coach replay {session} 1 --take 1" in out
    code, _, err = coach("stories", "keep", session, 1, "--name", "  Late   trucks ")
    assert (code, 'Kept: "Late trucks", 1 take.' in err) == (0, True)
    document = stories(coach)
    assert document["offered"] == []
    (story,) = document["stories"]
    assert (story["name"], story["themes"]) == ("Late trucks", ["challenges"])
    assert story["takes"][0]["text"] == TRUCKS
    _, out, err = coach("stories")
    assert out.startswith("1  Late trucks  (1 take)\n")
    assert "fits: " in out
    assert "No story yet for questions on people (" in err
    assert "ambition" not in err
    told = (recordings() / "stories" / "stories.md").read_text()
    assert f"## Late trucks\n\n> {TRUCKS}" in told


def test_only_ones_own_words_are_kept(coach: Coach) -> None:
    session = keep_story(kind=Kind.DEMO)
    assert coach("stories", "keep", session, 1, "--name", "Trucks")[0] == 2
    code, _, err = coach("stories", "keep", keep_story(), 1, "--name", " ")
    assert (code, '--name "A NAME"' in err) == (2, True)
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [HARD]) as opened:
        transcript = as_transcript(TRUCKS)
        take = keep_take(opened, transcript, facts_for(transcript))
        opened.save_take(1, take.model_copy(update={"transcripts": ()}))
    code, _, err = coach("stories", "keep", opened.session.id, 1, "--name", "Trucks")
    assert (code, f"coach transcribe {opened.session.id}" in err) == (2, True)
    assert coach("stories", "play", "Trucks")[0] == 2


def test_takes_of_one_story(coach: Coach, speaker: RecordingSpeaker) -> None:
    first, again = keep_story(days_ago=4), keep_story(TRUCKS_AGAIN, PROUD)
    coach("stories", "keep", first, 1, "--name", "Trucks")
    (offered,) = stories(coach)["offered"]
    assert (offered["session"], offered["same_as"]) == (again, 1)
    assert 'another take of "Trucks"? coach stories keep' in coach("stories")[1]
    _, out, _ = coach("stories", "keep", again, 1, "--name", "trucks", "--json")
    assert [take["session"] for take in json.loads(out)["takes"]] == [first, again]
    rate(first, Rating.YES)
    rate(again, Rating.NO)
    assert stories(coach)["stories"][0]["best"]["session"] == first
    out = coach("stories")[1]
    assert "newest: " in out
    assert "best: " in out
    for options, played in (((), [again]), (("--best",), [first]), (("--all",), [first, again])):
        before = len(speaker.played)
        _, out, _ = coach("stories", "play", "TRUCKS", *options, "--json")
        assert len(speaker.played) - before == len(played)
        assert re.findall(r'"session": "([^"]+)"', out) == played
    assert "As a result only four percent" in " ".join(coach("stories", "play", "1")[1].split())


def test_an_answer_is_a_take_of_one_story_only(coach: Coach) -> None:
    session = keep_story()
    coach("stories", "keep", session, 1, "--name", "Trucks")
    coach("stories", "keep", session, 1, "--name", "Leeds")
    (story,) = stories(coach)["stories"]
    assert story["name"] == "Leeds"
    assert "Trucks" in coach("stories", "drop", "--undo")[2]
    assert len(list((recordings() / "stories" / "clips").iterdir())) == 2


def test_words_are_read_as_they_are_corrected(coach: Coach) -> None:
    session = keep_story()
    coach("stories", "keep", session, 1, "--name", "Trucks")
    coach("correct", session, 1, "Leeds", "York")
    assert "warehouse in York" in stories(coach)["stories"][0]["takes"][0]["text"]
    code, _, err = coach("erase", session, "--yes")
    assert code == 0
    assert 'Your story "Trucks" has a take of this session.' in err
    assert "It stays in the story" in err
    (story,) = stories(coach)["stories"]
    assert "warehouse in York" in story["takes"][0]["text"]
    assert coach("stories", "play", "Trucks")[0] == 0


def test_erasing_takes_it_out_of_the_stories_where_that_is_wanted(coach: Coach) -> None:
    first, again = keep_story(), keep_story(TRUCKS_AGAIN)
    for session in (first, again):
        coach("stories", "keep", session, 1, "--name", "Trucks")
    assert "That take is erased, too." in coach("erase", first, "--yes", "--with-stories")[2]
    (story,) = stories(coach)["stories"]
    assert [take["session"] for take in story["takes"]] == [again]
    coach("erase", again, "--yes", "--with-stories")
    assert stories(coach)["stories"] == []
    assert list((recordings() / "stories" / "clips").iterdir()) == []


def test_a_dropped_story_goes_with_its_session_and_all_with_all(coach: Coach) -> None:
    first, again = keep_story(), keep_story(AUDIT)
    coach("stories", "keep", first, 1, "--name", "Trucks")
    coach("stories", "keep", again, 1, "--name", "Audit")
    assert "coach stories drop --undo" in coach("stories", "drop", "Trucks")[2]
    coach("erase", first, "--yes")
    assert coach("stories", "drop", "--undo")[0] == 2
    done = coach("erase", "--all", "--yes", "--json")[1]
    assert json.loads(done)["stories_erased"] is True
    assert list(recordings().iterdir()) == []


def test_privacy_does_not_wait_for_the_repair_of_the_stories(coach: Coach) -> None:
    session, other = keep_story(), keep_story(AUDIT)
    coach("stories", "keep", session, 1, "--name", "Trucks")
    path = recordings() / "stories" / "stories.json"
    path.write_text("{")
    assert coach("stories")[0] == 1
    code, _, err = coach("erase", session, "--yes")
    assert (code, "unknown whether a story has a take" in err) == (0, True)
    assert not (recordings() / session).exists()
    assert path.read_text() == "{"
    code, _, err = coach("erase", other, "--yes", "--with-stories")
    assert (code, "its takes in your stories" in err) == (1, True)


def test_a_session_stays_where_its_corrected_words_cannot_be_kept(coach: Coach) -> None:
    session = keep_story()
    coach("stories", "keep", session, 1, "--name", "Trucks")
    readable = recordings() / "stories" / "stories.md"
    readable.unlink()
    readable.mkdir()
    code, _, err = coach("erase", session, "--yes")
    assert (code, f"Not erased: {session}." in err) == (1, True)
    assert (recordings() / session).exists()
    assert coach("erase", "--all", "--yes")[0] == 0
    assert list(recordings().iterdir()) == []


def test_old_sessions_leave_stories_whole_unless_they_are_to_go_too(coach: Coach) -> None:
    sessions = [keep_story(), keep_story(AUDIT)]
    for session in sessions:
        coach("stories", "keep", session, 1, "--name", session)
    typed = ("erase", "--older-than", "0d")
    _, _, err = coach(*typed, "--with-stories", terminal=Terminal("no\n"))
    assert "With them: their takes in your stories." in err
    coach(*typed, "--yes")
    assert not [path for path in sessions if (recordings() / path).exists()]
    assert len(stories(coach)["stories"]) == 2
    assert coach("stories", "play", sessions[0])[0] == 0


def test_sound_alone_goes_and_a_story_keeps_its_own_copy(coach: Coach) -> None:
    kept, offered = keep_story(), keep_story(AUDIT)
    coach("stories", "keep", kept, 1, "--name", "Trucks")
    assert [each["session"] for each in stories(coach)["offered"]] == [offered]
    assert coach("erase", "--audio", "--yes")[0] == 0
    assert stories(coach)["offered"] == []
    assert coach("stories", "play", "Trucks")[0] == 0
    code, _, err = coach("stories", "keep", offered, 1, "--name", "Audit")
    assert (code, err.startswith("The sound of this answer was erased on")) == (1, True)


def test_a_story_is_dropped_and_had_back_and_renamed(coach: Coach) -> None:
    assert coach("stories", "drop", "--undo")[0] == 2
    coach("stories", "keep", keep_story(), 1, "--name", "Trucks")
    assert coach("stories", "drop")[0] == 2
    coach("stories", "drop", "Trucks")
    assert stories(coach)["stories"] == []
    coach("stories", "keep", keep_story(AUDIT), 1, "--name", "Trucks")
    code, _, err = coach("stories", "drop", "--undo")
    assert (code, "another story" in err) == (2, True)
    assert coach("stories", "name", "Trucks", "Audit")[0] == 0
    _, out, _ = coach("stories", "drop", "--undo", "--json")
    assert json.loads(out)["number"] == 1
    assert coach("stories", "name", "Audit", "trucks")[0] == 2
    assert coach("stories", "name", "Audit", "")[0] == 2
    assert [story["number"] for story in stories(coach)["stories"]] == [1, 2]
    code, _, err = coach("stories", "play", "Nothing")
    assert (code, "There are: Trucks, Audit." in err) == (2, True)


def test_which_questions_it_fits(coach: Coach) -> None:
    coach("stories", "keep", keep_story(), 1, "--name", "Trucks")
    _, out, _ = coach("stories", "fits", "Trucks")
    assert "career-vision/hardest-challenge" in out
    assert "(told to it)" in out
    assert "behavioural/conflict" not in out
    _, out, _ = coach("stories", "fits", "Trucks", "--mark", "behavioural/conflict", "--json")
    first, *others = json.loads(out)
    assert (first["id"], first["marked"]) == ("conflict", True)
    assert not any(each["marked"] for each in others)
    assert "(your mark)" in coach("stories", "fits", "Trucks")[1]
    _, out, _ = coach("stories", "fits", "Trucks", "--unmark", "behavioural/conflict", "--json")
    assert json.loads(out) == others
    assert coach("stories", "fits", "Trucks", "--mark", "nowhere/nothing")[0] == 2


def test_a_story_without_a_theme_fits_what_is_marked(coach: Coach) -> None:
    session = keep([TRUCKS])  # to a question of no theme
    coach("stories", "keep", session, 1, "--name", "Trucks")
    assert "coach stories fits NAME --mark" in coach("stories", "fits", "Trucks")[2]
    assert "fits:" not in coach("stories")[1]


def test_a_story_that_was_told_three_times_in_one_mock(coach: Coach) -> None:
    with Library(recordings()).new_session(Kind.MOCK, SET, [HARD, PROUD, HARD, PROUD]) as opened:
        for number, text in enumerate((TRUCKS, TRUCKS_AGAIN, TRUCKS, AUDIT), 1):
            transcript = as_transcript(text)
            keep_take(opened, transcript, facts_for(transcript), number)
    session = opened.session.id
    assert stories(coach)["told_too_often"] == []
    coach("stories", "keep", session, 1, "--name", "Trucks")
    (often,) = stories(coach)["told_too_often"]
    assert often == {"story": 1, "session": session, "questions": [1, 2, 3]}
    assert f"was told to questions 1, 2, 3 of {session}" in coach("stories")[2]
    coach("stories", "keep", session, 3, "--name", "Another")  # the mark says so
    assert stories(coach)["told_too_often"] == []


@pytest.fixture
def answer(speech: Samples, tmp_path: Path) -> Path:
    path = tmp_path / "told.wav"
    soundfile.write(path, np.concatenate([speech, speech]), LISTENING_RATE_HZ)
    return path


def test_after_a_session_an_answer_that_sounds_like_a_story_is_named(
    coach: Coach, hire: Hire, answer: Path
) -> None:
    hire(CannedTranscriber([TRUCKS]))
    held = ("practice", "behavioural", "--questions", "1", "--answers", answer, "--voice", "none")
    offer = 'Answer 1 sounds like a story. Keep it: coach stories keep last 1 --name "A NAME"'
    assert offer in coach(*held)[2]
    assert "sounds like" not in coach(*held, "--json")[2]
    hire(CannedTranscriber([PLAIN]))
    assert "sounds like" not in coach("mock", *held[1:])[2]


@pytest.mark.parametrize(("seconds", "asked"), [(60, "a minute"), (45, "45 seconds")])
def test_a_story_is_told_once_more(
    coach: Coach, hire: Hire, answer: Path, seconds: int, asked: str
) -> None:
    coach("stories", "keep", keep_story(), 1, "--name", "Trucks")
    hire(CannedTranscriber([TRUCKS_AGAIN]))
    code, out, err = coach(
        *("stories", "practise", "Trucks", "--seconds", seconds),
        *("--answers", answer, "--voice", "none"),
    )
    assert code == 0, err
    assert f"Tell it in {asked}: Trucks" in out
    assert 'It is take 2 of "Trucks".' in err
    (story,) = stories(coach)["stories"]
    assert story["takes"][1]["text"] == TRUCKS_AGAIN
    kept = Library(recordings()).session("last")
    assert (kept.kind, kept.turns[0].question.theme) == (Kind.STORY, "challenges")
    hire(CannedTranscriber([TRUCKS_AGAIN]))
    held = ("stories", "practise", "1", "--answers", answer, "--voice", "none", "--json")
    assert "It is take" not in coach(*held)[2]
    takes = json.loads(coach("progress", "story-1", "--json")[1])["takes"]
    assert [take["plain"] for take in takes] == ["Tell it: Trucks"] * 2


def test_a_story_that_was_broken_off_becomes_a_take_once_it_is_gone_on_with(
    coach: Coach, hire: Hire, answer: Path
) -> None:
    coach("stories", "keep", keep_story(), 1, "--name", "Trucks")
    hire(CannedTranscriber([TRUCKS_AGAIN]))
    story = StoriesFolder(recordings()).story("Trucks")
    asked, notes = [to_tell_story(story, 60)], {SETTING: story.number}
    with Library(recordings()).new_session(Kind.STORY, SET, asked, notes) as opened:
        opened.take_in(1, read_blocks(answer))  # told, and not written down yet
    code, _, err = coach("resume", opened.session.id)
    assert code == 0, err
    assert 'It is take 2 of "Trucks".' in err
    assert [take.text for take in StoriesFolder(recordings()).story("1").takes] == [
        TRUCKS,
        TRUCKS_AGAIN,
    ]


def test_chosen_stories_come_first_in_the_reel(
    coach: Coach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    session, other = keep_story(), keep_story(AUDIT, PROUD)
    coach("stories", "keep", session, 1, "--name", "Trucks")
    assert "goes into the reel" in coach("stories", "choose", "Trucks")[2]
    assert "(1 take, goes along)" in coach("stories")[1]
    rate(session, Rating.YES)
    rate(other, Rating.YES)
    _, out, _ = coach("reel", "-o", "a.wav", "--json")
    first, second = json.loads(out)["chapters"]
    assert (first["story"], first["text"]) == ("Trucks", TRUCKS)
    assert second["session"] == other  # the other answer is there already
    _, out, _ = coach("reel", "-o", "b.wav", "--minutes", "0.3")
    assert "Trucks" in out
    assert "told " in out
    assert Path("b.chapters.txt").read_text().startswith(" 0:00  Trucks\n")
    assert "is left out" in coach("stories", "choose", "Trucks", "--not")[2]
    _, out, _ = coach("reel", "-o", "c.wav", "--json")
    assert all("story" not in each for each in json.loads(out)["chapters"])


def test_what_somebody_else_says_is_no_story(coach: Coach) -> None:
    session = keep_story()
    assert coach("sessions", "--not-mine", session)[0] == 0
    code, _, err = coach("stories", "keep", session, 1, "--name", "Trucks")
    assert (code, f"If it is: coach sessions --mine {session}" in err) == (2, True)


def test_a_lost_clip_is_named(coach: Coach) -> None:
    coach("stories", "keep", keep_story(), 1, "--name", "Trucks")
    next((recordings() / "stories" / "clips").iterdir()).unlink()
    code, _, err = coach("stories", "play", "Trucks")
    assert (code, "The stories are damaged" in err) == (1, True)


def test_a_lost_clip_keeps_nobody_from_the_other_takes(coach: Coach) -> None:
    for _ in range(2):
        coach("stories", "keep", keep_story(), 1, "--name", "Trucks")
    min((recordings() / "stories" / "clips").iterdir()).unlink()
    code, out, err = coach("stories", "play", "Trucks", "--all")
    assert (code, out.count(TRUCKS)) == (1, 1)
    assert "Take 1 is passed over. The stories are damaged" in err


def test_chosen_stories_are_on_the_page_for_a_listener(coach: Coach, tmp_path: Path) -> None:
    session, other = keep_story(), keep([PLAIN])
    coach("stories", "keep", session, 1, "--name", "Trucks")
    page = tmp_path / "page.html"
    export = ("export", other, "--format", "html", "-o", page, "--force")
    coach(*export)
    assert TRUCKS not in page.read_text()
    coach("stories", "choose", "1")
    assert coach(*export)[0] == 0
    text = page.read_text()
    assert TRUCKS in text
    assert text.count('src="data:audio/') == 2
    clip = next((recordings() / "stories" / "clips").iterdir())
    clip.write_bytes(b"")
    code, _, err = coach(*export)
    assert (code, f"{clip.name} cannot be read" in err) == (1, True)
    (recordings() / "stories" / "stories.json").write_text("{")
    code, _, err = coach(*export)
    assert (code, "stories is damaged" in err) == (1, True)
    assert page.read_text().count('src="data:audio/') == 1  # the answer itself
