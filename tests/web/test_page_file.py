"""A session as one file: it opens from disk, plays, and keeps to itself what was rated."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import pytest
import soundfile
from playwright.sync_api import Browser, expect

from coach.debrief.keeping import write_debrief
from coach.debrief.records import Aspect, Debrief, Rated, Rating, Words
from coach.debrief.told import REAL_SET, TELLING, ToldInterview
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind
from coach.web.page_file import as_html
from tests.helpers.coach_program import coach, succeeded
from tests.helpers.kept_sessions import HEDGED, PLAIN, keep, keep_followed_up, recordings
from tests.helpers.reviewing import text_of
from tests.helpers.told_interview import RATINGS, keep_told

NEAR_S = 0.15
SOUND = re.compile(r"base64,[^\"]+")  # an Ogg file has a number by chance


def file_of(name: str, *, with_notes: bool = False) -> str:
    """The session as a page of its own."""
    library = Library(recordings())
    return as_html(library, library.session(name), with_notes).text


def rated(name: str) -> None:
    """Somebody has looked back at it."""
    session = Library(recordings()).session(name)
    take = session.turns[0].takes[0]
    each = Rated(
        question=1,
        take=1,
        ratings={Aspect.SKILLS: Rating.PARTLY},
        note="Say it plainly.",
        rated_at=take.started_at,
    )
    write_debrief(recordings() / name, session, Debrief(rated=(each,)))


def test_everything_is_in_the_file() -> None:
    page = file_of(keep([HEDGED, PLAIN]))
    assert HEDGED in text_of(page)
    assert PLAIN in text_of(page)
    assert not re.search(r'(?:src|href)="(?!data:|#)', page)
    sounds = re.findall(r'src="data:audio/[\w;=]+?;base64,([^"]+)"', page)
    lengths_s = [soundfile.info(io.BytesIO(base64.b64decode(sound))).duration for sound in sounds]
    takes = Library(recordings()).session("last").turns[0].takes
    assert lengths_s == pytest.approx([take.duration_s for take in takes], abs=0.05)


def test_a_rated_follow_up_is_named_by_what_was_asked() -> None:
    name = keep_followed_up()
    with Library(recordings()).open_session(name) as opened:
        (turn,) = opened.session.turns
        each = [
            Rated(question=1, take=take.number, rated_at=take.started_at) for take in turn.takes
        ]
        write_debrief(opened.folder, opened.session, Debrief(rated=tuple(each)))
    page = text_of(file_of(name, with_notes=True))
    assert "1. Follow-up: How so? (that was short)" in page
    assert "take 2" not in page


def test_what_was_rated_stays_here_unless_asked_for() -> None:
    name = keep([HEDGED])
    rated(name)
    assert "Say it plainly." not in file_of(name)
    page = text_of(file_of(name, with_notes=True))
    assert "My skillspartly" in page
    assert "Say it plainly." in page


def test_what_was_told_of_a_real_interview_is_in_it_also_what_was_typed() -> None:
    name = keep_told(*RATINGS)
    page = file_of(name, with_notes=True)
    text = text_of(page)
    assert "In one word: rushed" in text
    assert "They asked why I left <b>so early</b>. I said it was time." in text
    assert "1. Tell me why you left <b>so early</b>." in text
    assert "I saidI said it was time.Said aloud" in text.replace("\n", "")
    assert "My career visionyes" in text
    assert text.count("To fine-tune: Plainer.") == 1
    assert '<a href="#q2t1">' in page
    assert 'id="q2t1"' in page
    assert "rushed" not in file_of(name)


def test_of_a_telling_that_was_only_typed_no_word_is_lost() -> None:
    with Library(recordings()).new_session(Kind.REAL, REAL_SET, [TELLING]) as opened:
        ToldInterview(opened).tell_words(Words(text="They asked why.\n\nI did not know."))
    page = file_of(opened.folder.name, with_notes=True)
    assert '<blockquote class="told-words"><p>They asked why.\n\nI did not know.</p>' in page
    assert "There is no recording in this session." in text_of(page)


def test_notes_that_cannot_be_read_are_told_of_in_the_file() -> None:
    name = keep([HEDGED])
    (recordings() / name / "debrief.json").write_text("{")
    assert "debrief.json is cut off" in text_of(file_of(name, with_notes=True))


def test_the_command_writes_it(tmp_path: Path) -> None:
    name = keep([HEDGED])
    path = tmp_path / "mine.html"
    succeeded(coach("export", name, "--format", "html", "-o", path))
    written, expected = path.read_text(encoding="utf-8"), file_of(name)
    assert SOUND.sub("", written) == SOUND.sub("", expected)
    assert len(SOUND.findall(written)) == 1


def test_a_recording_that_is_gone_is_named_and_the_rest_is_there(tmp_path: Path) -> None:
    name = keep([HEDGED, PLAIN])
    rated(name)
    next((recordings() / name).glob("01-*/take-1.flac")).write_bytes(b"fLaC, and no more")
    (recordings() / name / "debrief.json").write_text("{")
    path = tmp_path / "mine.html"
    done = coach("export", name, "--format", "html", "--with-notes", "-o", path)
    refused_but_written = (done.returncode, done.stdout.strip())
    assert refused_but_written == (1, str(path))
    assert "take-1.flac is damaged" in done.stderr
    assert str(recordings()) not in done.stderr
    assert "debrief.json is cut off" in done.stderr
    assert "2 files are left out." in done.stderr
    page = text_of(path.read_text(encoding="utf-8"))
    assert HEDGED in page
    assert PLAIN in page
    assert "take-1.flac is damaged" in page
    assert str(recordings()) not in page
    assert len(SOUND.findall(path.read_text(encoding="utf-8"))) == 1


def test_it_opens_from_disk_and_plays(chromium: Browser, tmp_path: Path) -> None:
    hostile = "<script>window.bad=1</script></script> said I."
    name = keep([HEDGED, PLAIN + " " + hostile], question=AskedQuestion(id="q", text=hostile))
    path = tmp_path / "for my mentor.html"
    path.write_text(file_of(name), encoding="utf-8")
    page = chromium.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url) if away(request.url) else None)
    page.goto(path.as_uri())
    word = page.locator("#q1t2 .word").nth(10)
    start_s = float(word.get_attribute("data-s") or "nan")
    page.evaluate(
        "(() => { const audio = document.querySelector('#q1t2 audio'); let sentTo;"
        " audio.addEventListener('seeking', () => { sentTo = audio.currentTime; });"
        " audio.addEventListener('playing', () => { document.title = sentTo; }); })()"
    )
    word.click()
    expect(page).to_have_title(re.compile(r"^\d+(\.\d+)?$"))
    assert abs(float(page.title()) - start_s) <= NEAR_S
    page.keyboard.press("t")
    expect(page.locator("[data-now=take]")).to_have_text("Question 1, take 1")
    expect(page.get_by_role("link", name="Correct the text")).to_have_count(0)
    assert page.evaluate("window.bad") is None
    assert not wrong, wrong
    page.close()


def away(url: str) -> bool:
    """Whether an address is not in the file."""
    return not url.startswith(("file:", "data:"))
