"""A whole session over the WebSocket of the page, against a real server; only Whisper is a fake."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from coach import wiring
from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.facts import SoundFacts
from coach.audio.reading import read_clip
from coach.debrief.keeping import read_debrief
from coach.library.library import Library
from coach.library.reading import facts_of, transcript_of
from coach.library.records import Kind, Session
from coach.transcription.choosing import choose_transcriber
from coach.web.practice.messages import frame_of
from tests.helpers.kept_sessions import recordings
from tests.helpers.page_server import Served, always_the_same, served
from tests.helpers.practising import LABEL, Pcm, PretendPage
from tests.helpers.reviewing import Client
from tests.helpers.spoken import TEAM
from tests.helpers.spoken_fixture import spoken
from tests.helpers.waiting import eventually

__all__ = ["spoken"]


@pytest.fixture(autouse=True)
def heard_before(home: Path) -> None:
    """Nobody is asked to say something first."""
    wiring.remember_heard(LABEL)


@pytest.fixture
def sentence(spoken: dict[str, Path]) -> Pcm:
    samples = read_clip(spoken[TEAM]).at_rate(LISTENING_RATE_HZ).samples
    return np.round(samples * 20_000).astype(np.int16)


@pytest.fixture
def answer(sentence: Pcm) -> Pcm:
    """Two seconds of speech, where it does not matter what is written down of it."""
    return sentence[: 2 * LISTENING_RATE_HZ]


def only_session() -> Session:
    return Library(recordings()).session("last")


def take_facts(session: Session) -> SoundFacts:
    facts = facts_of(recordings() / session.id, session.take(1, 1))
    assert facts
    return facts


def ended_take(server: Served) -> Session | None:
    session = server.library.session("last")
    return session if session.take(1, 1).ended_by else None


def kept_sound(session: Session, question: int = 1, take: int = 1) -> Pcm:
    path = recordings() / session.id / session.take(question, take).audio
    samples, rate_hz = soundfile.read(path, dtype="int16")
    assert rate_hz == LISTENING_RATE_HZ
    return np.asarray(samples, np.int16)


def place_of(part: Pcm, whole: Pcm) -> int:
    """Where `part` is in `whole`; it must be there to the sample."""
    head = part[:64]
    for start in np.flatnonzero(whole[: len(whole) - len(part) + 1] == head[0]):
        if np.array_equal(whole[start : start + 64], head):
            np.testing.assert_array_equal(whole[start : start + len(part)], part)
            return int(start)
    raise AssertionError("it is not there")


def test_a_whole_session_and_what_is_kept_is_what_was_sent(sentence: Pcm) -> None:
    with served() as server, server.tab() as page:
        assert page.wait_for_type("welcome")["state"] == "idle"
        page.open_microphone()
        page.begin(questions=2)
        started = page.wait_for_event("session_started")
        assert started["microphone"] == "a pretended microphone"
        for number in (1, 2):
            assert page.wait_for_event("question_asked")["question"]["number"] == number
            page.wait_for_event("answer_started")
            page.say(sentence)
            page.press("done")
            ended = page.wait_for_event("answer_ended")
            assert ended["duration_s"] >= len(sentence) / LISTENING_RATE_HZ
            written = page.wait_for_event("answer_transcribed")
            assert written["text"] == TEAM
            if number == 1:
                points = page.wait_for_event("choice_awaited")["listen_for"]
                page.send(type="ticked", question=1, take=1, point=len(points), heard=True)
            page.press("next")
        assert page.wait_for_type("ended", "failed") == {
            "type": "ended",
            "session": started["session"],
            "seq": page.messages[-1]["seq"],
        }
        sound = page.sound
    session = only_session()
    assert session.kind is Kind.PRACTICE
    assert session.finished_at is not None
    ticked = read_debrief(recordings() / session.id).of(1, 1)
    assert ticked is not None
    assert list(ticked.heard.values()) == [True]
    for number in (1, 2):
        place_of(kept_sound(session, number), sound)
        take = session.take(number, 1)
        transcript = transcript_of(recordings() / session.id, take)
        assert transcript
        assert transcript.text == TEAM
        assert take.ended_by == "person"


def test_where_nobody_spoke_the_page_names_no_command(answer: Pcm) -> None:
    with served() as server, server.tab() as page:
        page.open_microphone()
        page.begin()
        page.wait_for_event("answer_started")
        page.press("done")
        page.wait_for_event("answer_transcribed")
        page.press("next")
        failed = page.wait_for_type("failed", "ended")
    assert failed["message"].startswith("No speech was heard from")
    assert failed["hint"].startswith("Is it the right microphone? It is chosen")


def test_sound_at_the_rate_of_the_device_is_resampled(answer: Pcm) -> None:
    with served() as server, server.tab(rate_hz=48_000) as page:
        page.open_microphone()
        page.begin()
        page.wait_for_event("answer_started")
        page.say(np.repeat(answer, 3))
        page.press("done")
        page.wait_for_event("answer_transcribed")
        page.press("stop")
        page.wait_for_type("ended")
    kept = kept_sound(only_session()).astype(np.float64)
    fits = np.correlate(kept, answer.astype(np.float64) / 2, "valid").max()
    assert fits / np.sum((answer / 2.0) ** 2) == pytest.approx(1.0, abs=0.1)


def test_a_lost_connection_in_an_answer_loses_nothing(answer: Pcm) -> None:
    with served() as server, server.tab() as page:
        page.open_microphone()
        page.begin()
        page.wait_for_event("answer_started")
        page.say(answer[: len(answer) // 2])
        page.cut()
        page.say(answer[len(answer) // 2 :])
        assert page.unkept
        offers = [each["seq"] for each in page.messages if each["type"] == "choices"]
        page.reconnect()
        welcome = page.wait_for_type("welcome")
        assert (welcome["state"], welcome["offered"]) == ("running", offers[-1])
        page.press("done")
        page.wait_for_event("answer_transcribed")
        page.press("next")
        page.wait_for_type("ended")
        sound = page.sound
        seqs = [message["seq"] for message in page.messages if message["type"] == "event"]
    session = only_session()
    place_of(kept_sound(session), sound)
    assert len(kept_sound(session)) >= len(answer)
    assert len(set(seqs)) == len(seqs)  # what the page had is not sent again
    assert not take_facts(session).gaps


@pytest.mark.long
def test_a_reload_in_an_answer_is_a_marked_gap(answer: Pcm) -> None:
    with served() as server:
        with server.tab("first") as page:
            page.open_microphone()
            page.begin()
            page.wait_for_event("answer_started")
            page.say(answer)
        time.sleep(1.0)
        with server.tab("second") as page:
            assert page.wait_for_type("welcome")["state"] == "running"
            page.wait_for_event("answer_started")  # told again
            page.open_microphone()
            page.say(answer)
            page.press("done")
            page.wait_for_event("answer_transcribed")
            page.press("next")
            page.wait_for_type("ended")
    (gap,) = take_facts(only_session()).gaps
    assert 0.9 <= gap.lost_s <= 4.0
    assert len(kept_sound(only_session())) >= 2 * len(answer)


def test_a_page_that_stays_away_leaves_a_session_to_go_on_with(answer: Pcm) -> None:
    with served(grace_s=1.0) as server:
        with server.tab() as page:
            page.open_microphone()
            page.begin(questions=2)
            page.wait_for_event("answer_started")
            page.say(answer)
        session = eventually(lambda: ended_take(server))
        assert session.take(1, 1).ended_by == "microphone_lost"
        assert len(kept_sound(session)) >= len(answer)
        eventually(lambda: not server.room.is_running)
        with server.tab("later") as page:
            page.open_microphone()
            page.send(type="resume", session=session.id, options={"voice": "none"})
            page.wait_for_event("question_asked")
            page.wait_for_event("answer_started")
            page.say(answer)
            page.press("done")
            page.wait_for_event("answer_transcribed")
            page.press("stop")
            assert page.wait_for_type("ended", "failed")["type"] == "ended"


@contextmanager
def one_session_of_two_tabs() -> Iterator[tuple[PretendPage, PretendPage]]:
    """The tab that has the session, in its first answer, and one that was told so."""
    with served() as server, server.tab("first") as first, server.tab("second") as second:
        first.open_microphone()
        first.begin()
        first.wait_for_event("answer_started")
        second.begin()
        assert second.wait_for(lambda m: m.get("state") != "idle")["state"] == "elsewhere"
        yield first, second


def test_one_tab_at_a_time_and_the_other_can_take_over(answer: Pcm) -> None:
    with one_session_of_two_tabs() as (first, second):
        second.open_microphone()
        second.send(type="choice", choice="stop")  # not its own session
        second.send(type="take_over")
        assert second.wait_for_type("welcome")["state"] == "running"
        assert first.wait_for(lambda m: m.get("state") == "elsewhere")
        second.wait_for_event("answer_started")
        second.say(answer)
        second.press("done")
        second.wait_for_event("answer_transcribed")
        second.press("next")
        assert second.wait_for_type("ended")
    assert kept_sound(only_session()).size >= len(answer)


def test_a_tab_that_waited_can_begin_once_the_other_has_ended(answer: Pcm) -> None:
    with one_session_of_two_tabs() as (first, second):
        first.say(answer)
        first.press("stop")
        assert first.wait_for_type("ended")
        second.send(type="take_over")
        assert second.wait_for_type("welcome")["state"] == "idle"
        second.open_microphone()
        second.begin()
        assert second.wait_for_event("session_started")


def test_a_tab_that_was_open_before_does_not_go_on_with_the_session_unasked(answer: Pcm) -> None:
    with served() as server, server.tab("first") as first, server.tab("second") as second:
        assert second.wait_for_type("welcome")["state"] == "idle"
        first.open_microphone()
        first.begin()
        first.wait_for_event("answer_started")
        first.cut()  # as both are where the whole program was stopped for a while
        second.cut()
        second.reconnect()
        assert second.wait_for_type("welcome")["state"] == "elsewhere"
        first.reconnect()
        first.say(answer)
        first.press("stop")
        assert first.wait_for_type("ended", "failed")["type"] == "ended"


def test_a_server_that_is_stopped_keeps_the_answer(answer: Pcm) -> None:
    server = Served(60.0, always_the_same)
    with server.tab() as page:
        page.open_microphone()
        page.begin()
        page.wait_for_event("answer_started")
        page.say(answer)
        began_s = time.monotonic()
        server.stop()
        assert time.monotonic() - began_s < 8.0
        sound = page.sound
    session = only_session()
    assert session.take(1, 1).ended_by == "interrupted"
    assert session.finished_at is None
    assert len(kept_sound(session)) >= len(answer)
    place_of(kept_sound(session), sound)


def test_nothing_is_practised_from_another_page_or_without_the_cookie() -> None:
    with served() as server:
        address = f"ws://127.0.0.1:{server.port}{server.door.root}/practice/socket"
        ours = {"Cookie": server.cookie, "Origin": f"http://127.0.0.1:{server.port}"}
        for headers in (
            ours | {"Origin": "http://evil.example"},
            ours | {"Origin": "http://127.0.0.1:1"},
            {"Cookie": server.cookie},
            {"Origin": ours["Origin"]},
        ):
            with (
                pytest.raises(InvalidStatus, match="403"),
                connect(address, additional_headers=headers),
            ):
                pass


@pytest.mark.parametrize(
    "nonsense",
    [
        "{",
        "[" * 100_000,
        "null",
        '{"type": "nothing"}',
        '{"type": "choice", "choice": "explode"}',
        '{"type": "stream", "stream": 1, "rate_hz": 0}',
        '{"type": "stream", "stream": -1, "rate_hz": 48000}',
        '{"type": "begin", "set": 5}',
        '{"type": "begin", "set": "career-vision", "options": [1]}',
        '{"type": "hello", "page": "another"}',
        '{"type": "sound_started", "clip": 1e400, "stream": 1, "position": 0}',
        b"",
        b"short",
        b"\0" * 17,
        frame_of(1, 1 << 60, b"\0\0"),
        frame_of(9, 0, b"\0\0"),
        frame_of(1, 0, b"\0\0")[:-2] + b"\1\1",
    ],
)
def test_nonsense_is_dropped(nonsense: str | bytes) -> None:
    with served() as server, server.tab() as page:
        page.wait_for_type("welcome")
        page.send_raw(nonsense)
        page.begin(set="no such set")
        assert "no such set" in page.wait_for_type("failed")["message"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"questions": 0}, "“questions” is 0: it should be at least 1."),
        ({"think": "long"}, "“think” is 'long': it should be a number."),
        ({"coat": "raincoat"}, "“coat” is 'raincoat'"),
        ({"recordings": "/tmp"}, "The page has no option “recordings”."),
    ],
)
def test_a_wrong_option_is_told_in_a_sentence(options: dict[str, object], told: str) -> None:
    with served() as server, server.tab() as page:
        page.begin(**options)
        assert page.wait_for_type("failed")["message"].startswith(told)
        page.begin(set="../../etc/passwd")
        assert "by its name" in page.wait_for_type("failed")["message"]
    assert not recordings().exists()


def test_a_model_that_is_not_here_is_not_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_MODEL", "small.en")
    with served(choose=choose_transcriber) as server, server.tab() as page:
        page.open_microphone()
        page.begin()
        failed = page.wait_for_type("failed")
        assert "small.en is not on this machine" in failed["message"]
        assert failed["hint"] == "At a terminal: coach models get small.en"


@pytest.mark.long
def test_a_mock_interview_with_time_to_think(answer: Pcm) -> None:
    with served() as server, server.tab() as page:
        page.open_microphone()
        page.begin(kind="mock", set="screening", questions=1, think=1, answer=5, strict=True)
        assert page.wait_for_event("think_time_started")["think_s"] == 1
        page.wait_for_event("answer_started")
        page.say(answer)
        page.wait_for_event("time_warned")
        assert page.wait_for_event("answer_ended")["ended_by"] == "time_up"
        page.press("next")
        page.wait_for_type("ended")
    session = only_session()
    assert session.kind is Kind.MOCK
    assert session.turns[0].question.seconds == 5


def test_a_clip_is_fetched_as_a_file_and_gone_with_the_session() -> None:
    with served() as server, server.tab() as page:
        page.plays = False
        page.open_microphone()
        page.begin()
        clip = page.wait_for_type("play")
        browser = Client(server.app, server.door)
        browser.hold(server.door.root + "/", server.door.cookie_name, server.door.cookie)
        host = {"Host": f"127.0.0.1:{server.port}"}
        answer = browser.get(f"/practice/sound/{clip['clip']}", headers=host)
        assert answer.mimetype == "audio/wav"
        assert answer.headers["Cache-Control"] == "no-store"
        samples, rate_hz = soundfile.read(io.BytesIO(answer.data))
        assert len(samples) / rate_hz == pytest.approx(clip["duration_s"], abs=0.001)
        assert browser.get("/practice/sound/999", headers=host).status_code == 404
        page.plays = True  # the clips after it
        page.send(type="sound_failed", clip=clip["clip"], why="no loudspeaker")
        page.wait_for_event("answer_started")
        page.press("stop")
        page.wait_for_type("ended", "failed")
        gone = browser.get(f"/practice/sound/{clip['clip']}", headers=host)
        assert gone.status_code == 404


def test_what_a_page_had_not_sent_when_it_was_left_comes_by_a_request(answer: Pcm) -> None:
    with served() as server, server.tab() as page:
        page.open_microphone()
        page.begin()
        page.wait_for_event("answer_started")
        browser = Client(server.app, server.door)
        browser.hold(server.door.root + "/", server.door.cookie_name, server.door.cookie)
        here = f"127.0.0.1:{server.port}"
        ours = {"Host": here, "Origin": f"http://{here}"}
        page.say(answer)
        page.cut()
        page.say(answer[:4000])
        sound, unkept = page.sound, dict(page.unkept)
        frames = [frame_of(1, position, payload) for position, payload in unkept.items()]
        body = b"".join(len(frame).to_bytes(4, "little") + frame for frame in frames)
        elsewhere = browser.post("/practice/late/tab", body=body, headers=ours | {"Origin": "null"})
        assert elsewhere.status_code == 403
        for sent in (b"nonsense", body, body):
            answered = browser.post("/practice/late/tab", body=sent, headers=ours)
            assert answered.status_code == 204
        last = max(position + len(payload) // 2 for position, payload in unkept.items())
        time.sleep(1.0)  # it is being recorded
        server.room.__exit__()
    session = only_session()
    assert not take_facts(session).gaps
    kept = kept_sound(session)
    np.testing.assert_array_equal(kept, sound[last - len(kept) : last])


@pytest.mark.long
def test_a_page_that_was_away_for_too_long_hands_over_what_it_heard_meanwhile(answer: Pcm) -> None:
    with served(grace_s=0.5) as server, server.tab() as page:
        page.open_microphone()
        page.begin()
        page.wait_for_event("answer_started")
        page.say(answer)
        page.cut()
        eventually(lambda: not server.room.is_running)
        page.reconnect()
        assert page.wait_for_type("welcome")["state"] == "idle"
        failed = page.wait_for_type("failed")
        assert failed["session"] == only_session().id
        assert failed["message"] == "The page was closed, or lost its connection."
        page.hand_over(failed["session"])
        assert page.wait_for_type("taken_in", "refused")["type"] == "taken_in"
        sound, unkept = page.sound, page.unkept
        last = max(position + len(payload) // 2 for position, payload in unkept.items())
    session = only_session()
    kept = kept_sound(session)
    np.testing.assert_array_equal(kept, sound[last - len(kept) : last])
    assert len(kept) > len(answer) + 0.5 * LISTENING_RATE_HZ  # and what came after the cut
    assert not session.take(1, 1).damage


def test_a_tab_that_is_loaded_again_is_to_play_the_clip_once_more() -> None:
    with served() as server:
        with server.tab() as page:
            page.plays = False
            page.open_microphone()
            page.begin()
            clip = page.wait_for_type("play")["clip"]
            page.send(type="sound_started", clip=clip, stream=1, position=0)
        with server.tab() as page:  # the same one: a tab keeps its name
            assert page.wait_for_type("welcome")["state"] == "running"
            assert page.wait_for_type("play")["clip"] == clip
            page.open_microphone()
            page.wait_for_event("answer_started")
            page.press("stop")
            page.wait_for_type("ended", "failed")
