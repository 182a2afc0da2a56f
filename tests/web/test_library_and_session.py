"""What the pages show, and what works without any script."""

from __future__ import annotations

import html
import json
import re
from datetime import datetime, timedelta

import pytest

from coach.library.library import Library
from coach.library.records import Kind
from coach.vision.building import each_candidate, pick
from coach.vision.records import Section
from tests.helpers.kept_sessions import HEDGED, PLAIN, TEAM, keep, keep_take, recordings
from tests.helpers.labels import as_transcript, facts_for
from tests.helpers.reviewing import client, read, send, text_of

SAID = "Um, I maybe planned the trucks. We needed nine of them."


def test_an_empty_library_says_how_to_begin() -> None:
    page = read(client(), "/library")
    assert "No sessions" in page
    assert '<a class="main" href="/">Practise</a>' in page


def test_the_newest_session_comes_first_with_what_is_in_it() -> None:
    keep([SAID], question=TEAM)
    newest = keep([SAID, SAID])
    page = read(client(), "/library")
    assert page.index(f"/session/{newest}") < page.index(f'/session/{newest[:-2]}"')
    assert "practice · 1 of 1 answered" in text_of(page)
    assert TEAM.text in page


def test_sessions_are_told_apart_by_kind_set_and_day() -> None:
    mock = keep([SAID], kind=Kind.MOCK)
    practice = keep([SAID])
    today = datetime.now().date()
    browser = client()
    shown = {
        "/library?kind=mock": {mock},
        "/library?kind=practice": {practice},
        "/library?set=Mine": {mock, practice},
        "/library?set=Other": set(),
        f"/library?from={today}&to={today}": {mock, practice},
        f"/library?from={today + timedelta(days=1)}": set(),
        "/library?from=nonsense&kind=": {mock, practice},
    }
    for path, expected in shown.items():
        found = set(re.findall(r'href="/session/([^"/]+)"', read(browser, path)))
        assert found == expected, path


def test_a_long_list_has_pages() -> None:
    name = keep([SAID])
    template = json.loads((recordings() / name / "session.json").read_text())
    for number in range(45):
        folder = recordings() / f"2025-01-01_00{number:02d}_mine"
        folder.mkdir()
        (folder / "session.json").write_text(json.dumps(template))
    browser = client()
    first = read(browser, "/library?kind=practice")
    assert first.count('<time datetime="') == 40
    (older,) = re.findall(r'href="([^"]+)" rel="next"', first)
    assert read(browser, html.unescape(older)).count('<time datetime="') == 6


def test_a_damaged_session_is_listed_and_said() -> None:
    name = keep([SAID])
    (recordings() / name / "session.json").write_text("{")
    browser = client()
    assert "damaged" in read(browser, "/library")
    assert "session.json" in read(browser, f"/session/{name}", 500)


def test_the_calendar_counts_days_of_practice_but_no_demo() -> None:
    keep([SAID], kind=Kind.DEMO)
    browser = client()
    assert "Spoken on 0 days" in read(browser, "/library")
    keep([SAID])
    assert "Spoken on 1 day " in read(browser, "/library")


def test_what_was_said_is_found_and_opens_at_the_word() -> None:
    name = keep(["Nobody was late.", SAID])
    browser = client()
    page = read(browser, "/library?q=trucks")
    assert "<mark>trucks.</mark>" in page
    (path,) = re.findall(rf'<a href="(/session/{name}[^"]+)"', page)
    opened = read(browser, html.unescape(path).split("#")[0])
    (sought,) = re.findall(r'<span class="word sought" data-s="([\d.]+)">([^<]+)', opened)
    assert sought == ("1.5", "trucks.")
    assert opened.count('id="sought"') == 1
    assert "Nothing found" in read(browser, "/library?q=elephants")
    assert "Nothing found" in read(browser, "/library?q=trucks&kind=mock")


def test_a_session_is_read_with_what_was_found_in_it() -> None:
    name = keep([SAID])
    page = read(client(), f"/session/{name}")
    assert "Um, I maybe planned the trucks." in text_of(page)
    assert '<span class="word filler" data-s="0.0">Um,</span>' in page
    assert '<span class="word hedge" data-s="0.6">maybe</span>' in page
    assert 'class="filler" data-s="0.0"' in page  # in the waveform
    assert re.search(r'<path d="M[\d.]+ \d+v\d+', page)
    assert f'<audio controls preload="none" src="/session/{name}/1/1/audio"' in page
    assert "1 filler" in text_of(page)


def test_a_long_pause_stands_between_the_words() -> None:
    transcript = as_transcript("Then I thought. And then I knew it was all right with everyone.")
    words = [
        word.model_copy(update={"start_s": word.start_s + 3, "end_s": word.end_s + 3})
        if number >= 3
        else word
        for number, word in enumerate(transcript.words)
    ]
    late = transcript.model_copy(update={"words": tuple(words)})
    facts = facts_for(late)
    first = facts.speech[0].model_copy(update={"end_s": 0.9})
    facts = facts.model_copy(
        update={
            "speech": (first, first.model_copy(update={"start_s": 3.9, "end_s": words[-1].end_s})),
            "levels_db": (*[-20.0] * 9, *[-70.0] * 30, *facts.levels_db[39:]),
        }
    )
    name = keep([SAID])
    with Library(recordings()).open_session(name) as opened:
        keep_take(opened, late, facts)
    page = read(client(), f"/session/{name}")
    assert re.search(r'<span class="silence" data-s="0.9"[^>]*>3.0 s</span> <span[^>]*>And', page)
    assert '<rect class="pause" data-s="0.9"' in page


def test_takes_stand_side_by_side_where_there_are_several() -> None:
    browser = client()
    assert "Side by side" not in read(browser, f"/session/{keep([SAID])}")
    page = read(browser, f"/session/{keep([HEDGED, PLAIN])}")
    assert "Side by side" in page
    assert 'id="q1t1"' in page
    assert 'id="q1t2"' in page


def test_what_has_no_words_says_why() -> None:
    name = keep([""])
    assert "No speech heard." in read(client(), f"/session/{name}")


def test_a_damaged_transcript_hides_nothing_else() -> None:
    name = keep([HEDGED, PLAIN])
    next((recordings() / name).glob("01-*/take-1.transcript-1.json")).write_text("{")
    page = read(client(), f"/session/{name}")
    assert "is damaged" in page
    assert PLAIN in text_of(page)


def test_the_vision_is_read_and_each_line_has_its_sound() -> None:
    browser = client()
    assert 'href="/vision/build"' in read(browser, "/vision")
    question = TEAM.model_copy(update={"theme": Section.AMBITION.value})
    name = keep([PLAIN], question=question)
    library = Library(recordings())
    line = pick(library, Section.AMBITION, next(each_candidate(library, Section.AMBITION))).lines[0]
    page = read(browser, "/vision")
    assert PLAIN in text_of(page)
    assert f"/session/{name}?take=q1t1&amp;at=0.0#sought" in page
    sound = browser.get(f"/vision/{line.number}/audio")
    assert sound.data[:4] == b"fLaC"
    library.erase(name)
    assert f"/session/{name}" not in read(browser, "/vision")
    read(browser, "/vision/99/audio", 404)


def test_where_somebody_was_is_remembered() -> None:
    name = keep([SAID])
    browser = client()
    assert send(browser, f"/session/{name}/place", take="q1t1", at_s="1.234").status_code == 204
    assert 'data-place="q1t1:1.23"' in read(client(), f"/session/{name}")
    for wrong in ({"take": "x", "at_s": "1"}, {"take": "q1t1", "at_s": "nan"}, {"take": "q1t1"}):
        assert send(browser, f"/session/{name}/place", **wrong).status_code == 400


@pytest.mark.parametrize("path", ["/session/none", "/session/none/1/1/audio", "/nowhere"])
def test_what_is_not_there_is_said(path: str) -> None:
    assert "There is no" in read(client(), path, 404)


def test_a_command_that_would_help_is_said_to_be_one_for_a_terminal() -> None:
    page = text_of(read(client(), "/session/nothing", 404))
    assert "There is no session 'nothing'. At a terminal: coach sessions" in page


def test_a_sound_that_may_be_a_filler_is_marked_apart() -> None:
    transcript = as_transcript("We planned the trucks for the north. Then we counted all of them.")
    words = [
        word.model_copy(update={"start_s": word.start_s + 1.2, "end_s": word.end_s + 1.2})
        if number >= 7
        else word
        for number, word in enumerate(transcript.words)
    ]
    late = transcript.model_copy(update={"words": tuple(words)})
    name = keep([SAID])
    with Library(recordings()).open_session(name) as opened:
        keep_take(opened, late, facts_for(late))  # speech, and a held tone, all the way
    page = read(client(), f"/session/{name}")
    take = page.split('id="q1t2"')[1]
    assert '<rect class="perhaps"' in take
    assert '<rect class="filler"' not in take
    assert "0 fillers" in text_of("<p>" + take)


def test_only_a_page_of_the_menu_is_the_current_one() -> None:
    name = keep([SAID])
    path = recordings() / name / "session.json"
    document = json.loads(path.read_text())
    document["question_set"]["title"] = "Career vision"
    path.write_text(json.dumps(document))
    browser = client()
    assert "aria-current" not in read(browser, f"/session/{name}")
    for page in ("/", "/library", "/progress", "/stories", "/vision"):
        assert f'<a href="{page}" aria-current="page">' in read(browser, page)


def test_a_page_beyond_the_last_is_the_last() -> None:
    name = keep([SAID])
    assert f"/session/{name}" in read(client(), "/library?page=99")


def test_a_search_looks_into_all_sessions_that_were_asked_for() -> None:
    old = keep(["We planned the trucks."], kind=Kind.MOCK)
    keep(["We planned the trucks. " * 101])  # more than a page shows
    page = read(client(), "/library?q=trucks&kind=mock")
    assert "1 found" in text_of(page)
    assert f"/session/{old}?take=q1t1" in page
    page = text_of(read(client(), "/library?q=trucks&set=Mine"))
    assert "102 found" in page
    assert "The first 100" in page


def test_a_filler_is_marked_and_not_the_word_that_begins_with_it() -> None:
    transcript = as_transcript("We left, but uh, they stayed.")
    words = [
        word.model_copy(update={"start_s": 0.9, "end_s": 0.9}) if word.text == "but" else word
        for word in transcript.words
    ]
    words[2:] = [w.model_copy(update={"start_s": max(0.9, w.start_s - 0.3)}) for w in words[2:]]
    name = keep([SAID])
    with Library(recordings()).open_session(name) as opened:
        keep_take(
            opened, transcript.model_copy(update={"words": tuple(words)}), facts_for(transcript)
        )
    take = read(client(), f"/session/{name}").split('id="q1t2"')[1]
    assert re.findall(r'class="word filler"[^>]*>([^<]+)<', take) == ["uh,"]


def test_words_are_read_although_the_facts_of_the_sound_are_damaged() -> None:
    name = keep([PLAIN])
    next((recordings() / name).glob("01-*/take-1.sound.json")).write_text("{")
    browser = client()
    for path in (f"/session/{name}", f"/session/{name}/1/1/correct"):
        page = text_of(read(browser, path))
        assert "is damaged" in page
        assert PLAIN in page


def test_what_has_no_words_is_not_corrected() -> None:
    page = read(client(), f"/session/{keep([''])}/1/1/correct")
    assert "No speech heard." in page
    assert "Save" not in page


@pytest.mark.parametrize(
    "damage",
    ["", "[]", '{"take": "q1t1"}', "[" * 100_000, f'{{"take": "q1t1", "at_s": {10**400}}}'],
)
def test_a_damaged_place_is_none(damage: str) -> None:
    name = keep([SAID])
    (recordings() / name / ".place.json").write_text(damage)
    assert 'data-place=""' in read(client(), f"/session/{name}")
