"""What can be erased or left out of progress from the page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coach.debrief.keeping import read_debrief
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind
from coach.library.sound_erasing import erase_sound
from coach.paths import speech_cache
from coach.testing import RecordingVoice
from coach.vision.building import each_candidate, pick
from coach.vision.keeping import VisionFolder
from coach.vision.records import Section
from coach.voices.cache import CachedVoice
from tests.helpers.kept_sessions import HEDGED, PLAIN, SET, TEAM, keep, keep_take, recordings
from tests.helpers.labels import as_transcript, facts_for
from tests.helpers.reviewing import client, leads_to, read, send, text_of
from tests.helpers.told_interview import keep_told


def test_a_session_without_speech_offers_to_be_erased_and_counts_nowhere() -> None:
    silent, spoken = keep([""]), keep([HEDGED])
    browser = client()
    page = read(browser, "/library")
    assert f'href="/session/{silent}/erase"' in page
    assert f'href="/session/{spoken}/erase"' not in page
    assert "Spoken on 1 day " in page
    assert "not rated yet" not in read(browser, f"/session/{silent}")


def test_a_page_names_what_goes_and_what_stays_before_a_session_is_erased() -> None:
    want = AskedQuestion(id="want", theme=Section.AMBITION.value, text="What do you want?")
    name, library = keep([PLAIN], question=want), Library(recordings())
    pick(library, Section.AMBITION, next(each_candidate(library, Section.AMBITION)))
    browser = client()
    assert f'href="/session/{name}/erase"' in read(browser, f"/session/{name}")
    send(browser, f"/session/{name}/1/1/rating", vision="yes")
    with library.open_session(name) as opened:
        opened.correct(1, opened.session.turn(1).takes[0], 0, 1, "We")
    asked = text_of(read(browser, f"/session/{name}/erase"))
    for goes in ("1 recording, 0:06 long", "Your corrections", "What you rated and noted of 1"):
        assert goes in asked
    assert f"“{PLAIN}” in your career vision, with its own copy of the sound" in asked
    assert send(browser, f"/session/{name}/erase").status_code == 400
    assert (recordings() / name).exists()
    sent = send(browser, f"/session/{name}/erase", sure="1")
    assert leads_to(browser, sent) == "/library?erased=1"
    assert "The session is erased." in read(browser, "/library?erased=1")
    assert not (recordings() / name).exists()
    assert PLAIN in text_of(read(browser, "/vision"))
    assert send(browser, f"/session/{name}/erase", sure="1").status_code == 404


def test_that_a_session_was_erased_is_said_once() -> None:
    for _ in range(41):
        keep([""])
    page = read(client(), "/library?erased=1&kind=practice")
    assert 'href="/library?kind=practice&amp;page=2"' in page


def test_a_sound_that_was_erased_is_no_damage() -> None:
    name, browser = keep([PLAIN]), client()
    send(browser, f"/session/{name}/erase-sound", sure="1")
    told = text_of(read(browser, f"/session/{name}/1/1/audio", 404))
    assert "The sound of this answer was erased on" in told
    assert "damaged" not in told


def test_what_cannot_be_heard_any_more_is_not_offered_to_the_vision() -> None:
    want = AskedQuestion(id="want", theme=Section.AMBITION.value, text="What do you want?")
    name, browser = keep([PLAIN], question=want), client()
    assert PLAIN in text_of(read(browser, "/vision/build"))
    send(browser, f"/session/{name}/erase-sound", sure="1")
    assert PLAIN not in text_of(read(browser, "/vision/build"))


def test_where_a_link_leads_to_is_named(tmp_path: Path) -> None:
    name = keep([PLAIN])
    (recordings() / name).rename(tmp_path / "elsewhere")
    (recordings() / name).symlink_to(tmp_path / "elsewhere")
    asked = text_of(read(client(), f"/session/{name}/erase"))
    assert f"The folder to which it leads: {tmp_path / 'elsewhere'}" in asked


def test_a_damaged_session_can_be_erased() -> None:
    name = keep([PLAIN])
    (recordings() / name / "session.json").write_text("{")
    browser = client()
    assert "All files in its folder." in read(browser, f"/session/{name}/erase")
    send(browser, f"/session/{name}/erase", sure="1")
    assert not (recordings() / name).exists()


def test_files_that_cannot_be_read_do_not_hide_what_goes() -> None:
    name = keep([PLAIN])
    (recordings() / name / "debrief.json").write_text("{")
    (recordings() / name / "01-team" / "take-1.edits.json").write_text("{")
    VisionFolder(recordings()).folder.mkdir()
    (recordings() / "vision" / "vision.json").write_text("{")
    (recordings() / "stories").mkdir()
    (recordings() / "stories" / "stories.json").write_text("{")
    asked = text_of(read(client(), f"/session/{name}/erase"))
    assert "Your corrections of the words" in asked
    assert "rated" not in asked
    assert "1 recording, 0:06 long" in text_of(read(client(), f"/session/{name}/erase-sound"))
    assert "not rated" not in text_of(read(client(), "/library"))


def test_damaged_thoughts_of_the_vision_keep_nothing_else_of_a_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))  # without other tests' speech
    name = keep([PLAIN])
    CachedVoice(RecordingVoice(), speech_cache()).render(TEAM.text)
    thoughts = VisionFolder(recordings()).folder / "reconsidered.json"
    thoughts.parent.mkdir()
    thoughts.write_text("{")
    sent = send(client(), f"/session/{name}/erase", sure="1")
    told = text_of(sent.text)
    assert "The session is erased. Not erased: what you thought of its sentences" in told
    assert not (recordings() / name).exists()
    assert [path for path in speech_cache().rglob("*") if path.is_file()] == []


def test_a_session_in_use_is_not_erased() -> None:
    silent = keep([""])
    with Library(recordings()).open_session(silent):
        assert send(client(), f"/session/{silent}/erase", sure="1").status_code == 409
    assert (recordings() / silent).exists()


def test_the_set_of_a_real_interview_stays() -> None:
    session, browser = keep_told(), client()
    telling = read_debrief(recordings() / session).telling
    assert telling
    name = telling.set_name
    assert f"as a set of your own: {name}" in text_of(read(browser, f"/session/{session}/erase"))


def test_an_import_of_somebody_else_is_left_out_of_progress() -> None:
    keep([HEDGED])
    name = keep([PLAIN], kind=Kind.IMPORT)
    browser = client()
    assert text_of(read(browser, "/progress")).count("2 answers on 1 day") == 1
    send(browser, f"/session/{name}/mine", not_mine="1")
    assert "1 answer on 1 day" in text_of(read(browser, "/progress"))
    assert "not your own speech" in read(browser, "/library")
    page = text_of(read(browser, f"/session/{name}"))
    assert "It is mine" in page
    assert "not rated yet" not in page
    send(browser, f"/session/{name}/mine")
    assert text_of(read(browser, "/progress")).count("2 answers on 1 day") == 1


def test_nothing_is_done_by_a_link() -> None:
    name = keep([""], kind=Kind.IMPORT)
    assert client().get(f"/session/{name}/mine").status_code == 405
    assert client().get(f"/session/{name}/erase?sure=1").status_code == 200
    assert (recordings() / name).exists()


def test_what_is_not_written_down_has_no_words_to_erase_or_correct() -> None:
    name, browser = keep([PLAIN]), client()
    with Library(recordings()).open_session(name) as opened:
        take = opened.session.turn(1).takes[0]
        opened.save_take(1, take.model_copy(update={"transcripts": ()}))
    asked = text_of(read(browser, f"/session/{name}/erase"))
    assert "1 recording, 0:06 long" in asked
    assert "The words of each" not in asked
    assert "<textarea" not in read(browser, f"/session/{name}/1/1/correct")
    assert "Write it down" in read(browser, f"/session/{name}")


def test_the_page_says_that_the_sound_of_an_answer_was_erased() -> None:
    name = keep([PLAIN])
    with Library(recordings()).open_session(name) as opened:
        erase_sound(opened)
    shown = client().get(f"/session/{name}")
    assert shown.status_code == 200
    assert "The sound of this answer was erased on" in shown.text
    assert "/1/1/audio" not in shown.text
    assert client().get(f"/session/{name}/1/1/audio").status_code == 404
    to_rate = read(client(), f"/session/{name}/debrief")
    assert "The sound of this answer was erased on" in to_rate
    assert "/1/1/audio" not in to_rate


def test_the_sound_alone_is_erased_after_a_page_has_named_it() -> None:
    name = keep([PLAIN])
    browser = client()
    path = f"/session/{name}/erase-sound"
    assert f'href="{path}"' in read(browser, f"/session/{name}")
    asked = text_of(read(browser, path))
    assert "Erase the sound of this session for good?" in asked
    assert "1 recording, 0:06 long" in asked
    assert "The words, their figures" in asked
    assert send(browser, path).status_code == 400
    assert list((recordings() / name).rglob("*.flac"))
    sent = send(browser, path, sure="1")
    assert leads_to(browser, sent) == f"/session/{name}"
    assert not list((recordings() / name).rglob("*.flac"))
    page = text_of(read(browser, f"/session/{name}"))
    assert "The sound of this answer was erased" in page
    assert "forty" in page
    assert "There is no sound that could be erased." in text_of(read(browser, path))


def test_sound_that_is_not_written_down_stays_and_is_named() -> None:
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM]) as opened:
        opened.take_in(1, [np.full(16_000, 0.25, np.float32)])
    path = f"/session/{opened.session.id}/erase-sound"
    asked = text_of(read(client(), path))
    assert "1 recording not written down yet" in asked
    assert "Erase it for good" not in asked


def test_an_answer_whose_sound_was_erased_waits_for_nothing() -> None:
    name, browser = keep([PLAIN]), client()
    assert "1 not rated" in text_of(read(browser, "/library"))
    send(browser, f"/session/{name}/erase-sound", sure="1")
    library = read(browser, "/library")
    assert "data-sounds" not in library  # there is nothing to play
    assert "not rated" not in library
    page = read(browser, f"/session/{name}")
    assert "not rated yet" not in page
    assert "Keep it as a story" not in page
    summary = text_of(read(browser, f"/session/{name}/debrief/summary"))
    assert "Nothing is rated yet." in summary
    assert "Go on looking back" not in summary
    assert "no answer here that somebody could hear" in read(browser, f"/session/{name}/listeners")
    read(browser, f"/session/{name}/listeners/page?name=Anna", 404)


def test_what_was_heard_is_summed_up_where_the_sound_of_the_rest_was_erased() -> None:
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM, TEAM]) as opened:
        for question in (1, 2):
            transcript = as_transcript(PLAIN)
            keep_take(opened, transcript, facts_for(transcript), question)
        take = opened.session.take(2, 1)
        opened.save_take(2, take.model_copy(update={"sound_erased_at": take.started_at}))
    name, browser = opened.session.id, client()
    all_rated = dict.fromkeys(("vision", "ambition", "skills", "achievements"), "yes")
    assert "1 not rated" in text_of(read(browser, "/library"))
    send(browser, f"/session/{name}/1/1/rating", **all_rated, finish="1")
    assert "not rated" not in read(browser, "/library")
    page = text_of(read(browser, f"/session/{name}/debrief?question=1"))
    assert "Sum it up" in page
    assert "All is rated" not in page
    send(browser, f"/session/{name}/2/1/rating", **all_rated, finish="1")  # from memory
    assert "All is rated" in text_of(read(browser, f"/session/{name}/debrief?question=1"))


def test_a_sound_that_is_gone_already_is_not_named_among_what_goes() -> None:
    name, browser = keep([PLAIN]), client()
    send(browser, f"/session/{name}/erase-sound", sure="1")
    asked = text_of(read(browser, f"/session/{name}/erase"))
    assert "recording" not in asked
    assert "The words of each answer" in asked
    assert "no way back" not in text_of(read(browser, f"/session/{name}/erase-sound"))


def test_what_was_told_is_named_among_what_goes() -> None:
    asked = text_of(read(client(), f"/session/{keep_told()}/erase"))
    assert "What you told of the interview" in asked


def test_a_drill_is_not_said_to_wait_for_ratings() -> None:
    drill, browser = keep([PLAIN], kind=Kind.DRILL), client()
    assert "not rated" not in text_of(read(browser, "/library"))
    page = read(browser, f"/session/{drill}")
    assert "not rated yet" not in text_of(page)
    assert f'<a class="main" href="/drill/{drill}">' in page
    assert f'<a class="button" href="/session/{drill}/debrief">' in page
