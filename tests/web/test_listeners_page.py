"""The page of a session's listeners, and what listeners heard on the pages of looking back."""

from __future__ import annotations

import json
import re
from typing import Any

from coach.debrief.replies import replies_of
from coach.library.library import Library
from coach.library.records import Kind
from coach.stories.building import choose
from coach.stories.building import keep as keep_as_story
from tests.helpers.kept_sessions import HEDGED, PLAIN, keep, recordings
from tests.helpers.replies import LISTENED, returned
from tests.helpers.reviewing import Client, client, leads_to, read, send, text_of
from tests.helpers.story_answers import TRUCKS, keep_story

ALL = dict.fromkeys(("vision", "ambition", "skills", "achievements"), "yes")


def take_in(browser: Client, session: str, **changed: Any) -> str:
    """Take in what Anna returned; the page after it."""
    sent = send(
        browser, f"/session/{session}/listeners", text=returned(session, **changed).decode()
    )
    assert sent.status_code == 303, sent.text
    return text_of(read(browser, leads_to(browser, sent)))


def test_a_session_leads_there_and_the_page_makes_one_for_a_listener() -> None:
    session, browser = keep([HEDGED, PLAIN], question=LISTENED), client()
    assert f'href="/session/{session}/listeners"' in read(browser, f"/session/{session}")
    assert "Who listens" in text_of(read(browser, f"/session/{session}/listeners"))
    made = browser.get(f"/session/{session}/listeners/page?name=%C3%84nne%20B.")
    named = made.headers["Content-Disposition"]
    assert named == f"attachment; filename*=UTF-8''{session}_for-anne-b.html"
    page = text_of(made.text)
    assert "Änne B., please listen" in page
    assert "forty people" in page  # the newest take
    assert "maybe" not in page
    assert len(re.findall("data:audio/mpeg", made.text)) == 1
    assert not re.search(r'(?:src|href)="(?!data:|#)', made.text)
    refused = read(browser, f"/session/{session}/listeners/page?name=%20", 400)
    assert "is no name of a listener" in text_of(refused)


def test_the_page_for_a_listener_tells_nothing_that_the_coach_found() -> None:
    session, browser = keep([HEDGED], question=LISTENED), client()
    send(browser, f"/session/{session}/1/1/rating", **ALL, note="Say it plainly.", finish="1")
    page = text_of(browser.get(f"/session/{session}/listeners/page?name=Anna").text)
    assert not [word for word in ("hedge", "words a minute", "plainly", "By ear") if word in page]


def take_story_along(name: str) -> None:
    """Keep an answer of another session as a story, and choose it."""
    library, session = Library(recordings()), keep_story()
    turn = library.session(session).turn(1)
    keep_as_story(library, session, turn, turn.takes[-1], name)
    choose(library, 1, chosen=True)


def test_a_chosen_story_is_heard_below_the_answers_and_not_rated() -> None:
    session, browser = keep([HEDGED], question=LISTENED), client()
    bare = browser.get(f"/session/{session}/listeners/page?name=Anna").text
    assert "of mine" not in bare
    take_story_along("Late <trucks>")
    page = browser.get(f"/session/{session}/listeners/page?name=Anna").text
    answers, stories = page.split('<section class="question" aria-labelledby="stories">')
    story, end = stories.split("</section>", maxsplit=1)
    assert HEDGED in text_of(answers)
    assert "In the end" in end
    assert "Only to hear: there is nothing to tick here. Late <trucks>" in text_of(story)
    assert TRUCKS in text_of(story.split("<details>")[1])
    assert story.count('src="data:audio/mpeg;base64,') == 1
    assert "<input" not in story
    assert page.count("<input") == bare.count("<input")


def test_a_story_without_its_sound_is_left_out_of_the_page() -> None:
    session, browser = keep([HEDGED], question=LISTENED), client()
    take_story_along("Late trucks")
    for clip in (recordings() / "stories").rglob("*.flac"):
        clip.write_bytes(b"no sound")
    page = browser.get(f"/session/{session}/listeners/page?name=Anna").text
    assert "Late trucks" not in page
    assert HEDGED in text_of(page)


def test_a_telling_has_nothing_to_hear() -> None:
    session, browser = keep([PLAIN], kind=Kind.REAL), client()
    page = text_of(read(browser, f"/session/{session}/listeners"))
    assert "There is no answer here that somebody could hear." in page
    assert "/listeners" not in read(browser, f"/session/{session}")


def test_what_came_back_is_taken_in_and_shown_after_the_own_rating() -> None:
    session, browser = keep([HEDGED], question=LISTENED), client()
    told = take_in(browser, session)
    assert "What Anna heard in 1 answer is kept. Look back" in told
    assert "Anna, Sun 29 Nov 2026" in told
    look_back = f"/session/{session}/debrief"
    assert "Anna" not in text_of(read(browser, look_back))
    assert "Anna" not in text_of(read(browser, f"{look_back}/summary"))
    send(browser, f"/session/{session}/1/1/rating", **ALL, finish="1")
    page = text_of(read(browser, f"{look_back}?question=1"))
    assert "Take 1by earby figuresby listener" in page.replace(" by", "by")
    assert "ambition and desireyes2 hedgesAnna: yes" in page
    assert "your own part: heard by Anna" in page
    assert "a number: not heard" in page
    assert "Apart on skills. By ear: yes, Anna: no." in page
    assert "They do not judge" in page
    assert "What stayed with Anna: How calm you were." in text_of(
        read(browser, f"{look_back}/summary")
    )


def test_the_same_listener_again_replaces_and_that_is_said() -> None:
    session, browser = keep([HEDGED], question=LISTENED), client()
    take_in(browser, session)
    told = take_in(browser, session, wanted="A team")
    assert "is kept, in the place of what they had returned before." in told
    (reply,) = replies_of(recordings() / session)
    nobody = text_of(read(browser, f"/session/{session}/listeners?kept=Pay+here"))
    assert "Pay" not in nobody
    assert reply.wanted == "A team"


def test_a_file_that_is_wrong_is_told_and_nothing_is_kept() -> None:
    session, other, browser = keep([HEDGED]), keep([PLAIN]), client()
    for text, told in (
        ("hello", "the file is no file of a listener"),
        (returned(session).decode()[:-9], "the file is cut off"),
        (returned(other).decode(), f"Anna listened to {other}"),
        (json.dumps(json.loads(returned(session)) | {"wanted": "<script>"}), "holds a tag"),
    ):
        sent = send(browser, f"/session/{session}/listeners", text=text)
        assert sent.status_code == 400
        assert told in text_of(sent.text)
        assert "<script>" not in sent.text
    large = send(browser, f"/session/{session}/listeners", text="{" * 300_000)
    assert (large.status_code, "at most 200 KB" in text_of(large.text)) == (400, True)
    larger = send(browser, f"/session/{session}/listeners", text="a" * 50_000_000)
    assert larger.status_code == 413
    assert not list(recordings().glob("*/listeners"))


def test_what_was_typed_and_not_taken_stands_there_still() -> None:
    session, browser = keep([HEDGED]), client()
    page = read(browser, f"/session/{session}/listeners/page?name=A<b>nna", 400)
    assert "is no name of a listener" in text_of(page)
    assert 'value="A&lt;b&gt;nna"' in page
    sent = send(browser, f"/session/{session}/listeners", text="My <b> heard: nothing.")
    assert "My &lt;b&gt; heard: nothing.</textarea>" in sent.text


def test_where_no_answer_can_be_played_the_page_says_so_and_keeps_the_name() -> None:
    session, browser = keep([HEDGED]), client()
    for recording in (recordings() / session).rglob("*.flac"):
        recording.write_bytes(b"")
    page = read(browser, f"/session/{session}/listeners/page?name=Anna", 400)
    assert "No answer could be played." in text_of(page)
    assert 'value="Anna"' in page


def test_a_damaged_file_of_a_listener_is_named_wherever_it_is_shown() -> None:
    session, browser = keep([HEDGED], question=LISTENED), client()
    take_in(browser, session)
    send(browser, f"/session/{session}/1/1/rating", **ALL, finish="1")
    (recordings() / session / "listeners" / "anna.json").write_text("{")
    named = "anna.json is cut off"
    assert named in text_of(read(browser, f"/session/{session}/listeners", 400))
    assert named in text_of(read(browser, f"/session/{session}/debrief?question=1"))
    assert named in text_of(read(browser, f"/session/{session}/debrief/summary"))
    assert HEDGED in text_of(read(browser, f"/session/{session}/debrief?question=1"))
    assert HEDGED in text_of(browser.get(f"/session/{session}/along/html?notes=1").text)


def test_erasing_names_what_listeners_returned() -> None:
    session, browser = keep([HEDGED], question=LISTENED), client()
    take_in(browser, session)
    assert "What listeners returned: Anna" in text_of(read(browser, f"/session/{session}/erase"))
    send(browser, f"/session/{session}/erase", sure="1")
    assert not (recordings() / session).exists()


def test_what_a_listener_returned_is_erased() -> None:
    session, browser = keep([HEDGED], question=LISTENED), client()
    take_in(browser, session)
    path = f"/session/{session}/listeners"
    assert "Erase what Anna heard" in text_of(read(browser, path))
    sent = send(browser, f"{path}/erase", listener="Anna")
    page = text_of(read(browser, leads_to(browser, sent)))
    assert "What Anna heard is erased." in page
    assert "Anna" not in leads_to(browser, sent)  # which a browser remembers
    assert "Who listened" not in page
    assert replies_of(recordings() / session) == []
    assert send(browser, f"{path}/erase", listener="Anna").status_code == 404


def test_nobody_is_said_to_be_erased_who_was_not() -> None:
    session, browser = keep([HEDGED], question=LISTENED), client()
    for asked in ("erased=Pay+here", "erased=1"):
        page = text_of(read(browser, f"/session/{session}/listeners?{asked}"))
        assert "is erased" not in page
        assert "Pay" not in page
