"""What a listener returned: read with suspicion, kept with its session, laid beside the rest."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.debrief.columns import columns_of, overall_lines
from coach.debrief.keeping import read_debrief, write_debrief
from coach.debrief.listener_file import (
    answers_to_hear,
    check_reply,
    listener_name,
    reply_file,
    reply_in,
    session_of,
)
from coach.debrief.listener_keeping import KeptReply, erase_reply, keep_reply
from coach.debrief.listeners import KIND
from coach.debrief.records import Aspect, Debrief, Rated, Rating
from coach.debrief.replies import replies_of
from coach.errors import InvalidReply, InvalidSetting, SessionDamaged, SessionNotFound
from coach.library.library import Library
from coach.library.records import Kind
from tests.helpers.kept_sessions import HEDGED, PLAIN, SET, WHY, keep, keep_take, recordings
from tests.helpers.labels import as_transcript, facts_for
from tests.helpers.replies import LISTENED, RATINGS, returned


def library() -> Library:
    return Library(recordings())


def kept(session: str, **changed: Any) -> KeptReply:
    """Take in what Anna returned of that session."""
    with library().open_session(session) as opened:
        return keep_reply(opened, reply_in(returned(session, **changed), "anna.json"))


def rate(session: str, rating: Rating = Rating.PARTLY, take: int = 1) -> None:
    """Rate an answer by ear."""
    rated = Rated(
        question=1,
        take=take,
        ratings=dict.fromkeys(Aspect, rating),
        note="",
        rated_at=datetime.now().astimezone(),
    )
    folder = recordings() / session
    write_debrief(folder, library().session(session), Debrief(rated=(rated,)))


class TestReading:
    def test_what_was_ticked_and_written_is_read(self) -> None:
        reply = reply_in(returned(keep([PLAIN], question=LISTENED)), "anna.json")
        (answer,) = reply.answers
        assert answer.ratings[Aspect.SKILLS] is Rating.NO
        assert answer.heard == (2,)
        assert (reply.listener, reply.wanted) == ("Anna", "To lead a small team")
        assert reply.stayed == "How calm you were.\nThe trucks."

    @pytest.mark.parametrize("as_sent", [
        lambda text: "Hello!\n\n" + text + "\nBye, Anna",
        lambda text: text.replace("To lead", "To\nlead").replace(", ", ",\r\n"),
        lambda text: "\ufeff" + text,
    ])  # fmt: skip
    def test_a_copied_text_is_read_as_a_mail_brings_it(self, as_sent: Any) -> None:
        session = keep([PLAIN], question=LISTENED)
        text = as_sent(returned(session).decode())
        assert reply_in(text.encode(), "mail.txt").wanted == "To lead a small team"
        assert reply_in(text.encode("utf-16"), "mail.txt").listener == "Anna"

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"listener": 7}, "“listener” is not what it should be"),
            ({"listener": " \u202e "}, "“listener”: has nothing to read"),
            ({"answers": {}}, "“answers” is not what it should be"),
            ({"answers": [{"question": "1", "take": 1}]}, "“answers.0.question” is not"),
            ({"answers": [{"question": 1, "take": 1, "ratings": {"skills": 9}}]}, "is not what"),
            ({"answers": [{"question": 1, "take": 1, "ratings": {"s\x1b[2J": "no"}}]}, "is not"),
            ({"answers": [{"question": 1, "take": -1}]}, "“answers.0.take” is not"),
            ({"answers": [{"question": 1, "take": 1}] * 2}, "holds something else"),
            ({"started_at": "yesterday"}, "“started_at” is not"),
            ({"saved_at": "2026-11-29T09:00:00"}, "“saved_at” is not"),
            ({"wanted": "<script>alert(1)</script>"}, "“wanted”: holds a tag"),
            ({"stayed": "Nice.\n<img src=x onerror=alert(1)>"}, "“stayed”: holds a tag"),
            ({"listener": "<b>Anna</b>"}, "“listener”: holds a tag"),
            ({"wanted": "a" * 301}, "“wanted” is not"),
            ({"kind": "something else"}, "is no file of a listener"),
            ({"kind": f"no {KIND}"}, "“kind” is not"),
        ],
    )
    def test_what_is_not_as_it_should_be_is_told_in_a_sentence(
        self, changed: dict[str, Any], told: str
    ) -> None:
        session = keep([PLAIN], question=LISTENED)
        with pytest.raises(InvalidReply, match=r"^The listener's file is not taken in: ") as raised:
            reply_in(returned(session, **changed), "anna.json")
        assert told in raised.value.message
        assert "\x1b" not in raised.value.message
        assert raised.value.exit_code == 2
        assert raised.value.hint

    def test_a_file_that_is_cut_off_anywhere_is_refused(self) -> None:
        whole = returned(keep([PLAIN], question=LISTENED))
        for end in range(len(whole)):
            with pytest.raises(InvalidReply):
                reply_in(whole[:end], "anna.json")
        with pytest.raises(InvalidReply, match="cut off"):
            reply_in(whole[:-40], "anna.json")

    def test_no_more_is_read_than_such_a_file_can_have(self, tmp_path: Path) -> None:
        large = tmp_path / "large.json"
        with large.open("wb") as file:
            file.truncate(50_000_000)
        with pytest.raises(InvalidReply, match="larger than any such file, which has at most 200"):
            reply_file(large)
        with pytest.raises(InvalidReply, match="larger than"):
            reply_file(Path("/dev/zero"))
        with pytest.raises(InvalidReply, match="cannot be read"):
            reply_file(tmp_path)
        with pytest.raises(InvalidReply, match="cannot be read"):
            reply_file(tmp_path / "nothing.json")

    def test_what_a_newer_coach_made_is_not_guessed_at(self) -> None:
        with pytest.raises(InvalidReply, match="newer coach") as raised:
            reply_in(returned(keep([PLAIN]), schema_version=2), "anna.json")
        assert "pip install" in raised.value.hint

    def test_signs_that_turn_or_hide_text_are_left_out(self) -> None:
        session = keep([PLAIN], question=LISTENED)
        reply = reply_in(
            returned(session, listener="A\u202enna\x07", wanted="1 < 2,\x1b[31m I \ud83d\ude00"),
            "anna.json",
        )
        assert (reply.listener, reply.wanted) == ("Anna", "1 < 2,[31m I \U0001f600")

    @given(st.binary(max_size=400))
    def test_bytes_of_any_kind_are_read_or_refused(self, content: bytes) -> None:
        with pytest.raises(InvalidReply):
            reply_in(content, "any")

    @given(data=st.data())
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
    def test_any_value_in_any_place_is_read_or_refused(self, data: st.DataObject) -> None:
        document = dict(BASE) | {"answers": [dict(BASE["answers"][0])]}
        place = data.draw(st.sampled_from([document, document["answers"][0]]))
        key = data.draw(st.sampled_from(sorted(place)))
        place[key] = data.draw(VALUES)
        text = json.dumps(document).encode()
        refused = None
        try:
            reply = reply_in(text, "any")
        except InvalidReply as error:
            refused = error
        if refused:
            assert refused.message.isprintable()
            assert len(refused.message) < 400
        else:
            texts = [reply.listener, reply.wanted, reply.stayed]
            assert not any(f"<{sign}" in each for each in texts for sign in "!/abs")
            assert not any(sign in each for each in texts for sign in "\x1b\x00\u202e")


BASE: dict[str, Any] = {
    "kind": KIND,
    "schema_version": 1,
    "listener": "Anna",
    "session": "2026-11-22_2103_career-vision",
    "started_at": "2026-11-22T21:03:00+01:00",
    "saved_at": "2026-11-23T09:30:00Z",
    "answers": [{"question": 1, "take": 1, "ratings": RATINGS, "heard": [1]}],
    "wanted": "",
    "stayed": "",
}
SCALARS = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=400)),
    st.sampled_from(["<script>", "\x1b[2J", "2026-01-01", "yes", "not asked for", "1"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=20), inner, max_size=4)
    ),
    max_leaves=12,
)


class TestWhichSession:
    def test_it_is_known_by_when_it_began_whatever_its_folder_is_called(self) -> None:
        session = keep([PLAIN], question=LISTENED)
        reply = reply_in(returned(session), "anna.json")
        (recordings() / session).rename(recordings() / "my-best")
        assert session_of(library(), reply).id == "my-best"
        check_reply(reply, library().session("my-best"))

    def test_one_that_is_not_here_is_named(self) -> None:
        session = keep([PLAIN])
        other = reply_in(
            returned(session, session="2020-01-01_0900_x", started_at="2020-01-01T09:00:00Z"), "a"
        )
        with pytest.raises(InvalidReply, match=r"Anna listened to 2020-01-01_0900_x .* not here"):
            session_of(library(), other)
        with pytest.raises(InvalidReply, match=f"2020-01-01_0900_x .*and this is {session}"):
            check_reply(other, library().session(session))

    @pytest.mark.parametrize(
        ("answer", "told"),
        [
            ({"question": 9, "take": 1}, "has no take 1 of question 9"),
            ({"question": 1, "take": 3}, "has no take 3 of question 1"),
            ({"question": 1, "take": 1, "heard": [3]}, "no such point to listen for"),
        ],
    )
    def test_what_is_not_in_the_session_is_refused(self, answer: dict[str, Any], told: str) -> None:
        session = keep([PLAIN], question=LISTENED)
        with pytest.raises(InvalidReply, match=told):
            kept(session, answers=[answer])
        assert not (recordings() / session / "listeners").exists()

    def test_a_listener_needs_a_name_and_an_answer_to_hear(self) -> None:
        assert listener_name("  Anna\tB. ") == "Anna B."
        for wrong in ("", " ", "<b>", "x" * 81, "\u202e"):
            with pytest.raises(InvalidSetting, match="is no name of a listener"):
                listener_name(wrong)
        silent = library().session(keep([""]))
        real = library().session(keep([PLAIN], kind=Kind.REAL))
        for each in (silent, real):
            with pytest.raises(SessionNotFound, match="no answers that a listener could hear"):
                answers_to_hear(each)


class TestKeeping:
    def test_each_listener_has_a_file_and_the_same_one_replaces_theirs(self) -> None:
        session = keep([PLAIN], question=LISTENED)
        first = kept(session)
        assert (first.path.name, first.before) == ("anna.json", None)
        assert first.path.stat().st_mode & 0o777 == 0o600
        assert kept(session, listener="Anna?").path.name == "anna-2.json"
        assert kept(session, listener="安娜").path.name == "listener.json"
        again = kept(session, listener="ANNA", wanted="Something else")
        assert (again.path, again.before) == (first.path, first.reply)
        folder = recordings() / session
        assert [each.listener for each in replies_of(folder)] == ["ANNA", "Anna?", "安娜"]
        assert not list(folder.glob("listeners/.*"))

    def test_copies_that_a_sync_client_made_go_with_what_they_are_of(self) -> None:
        session = keep([PLAIN], question=LISTENED)
        path = kept(session).path
        copy = path.with_name("anna (conflicted copy).json")
        copy.write_bytes(path.read_bytes())
        again = kept(session, wanted="Something else").reply
        assert replies_of(recordings() / session) == [again]
        for each in (path, copy):
            each.write_text(again.model_dump_json(), encoding="utf-8")
        with library().open_session(session) as opened:
            assert erase_reply(opened, "Anna") == again
        assert not (recordings() / session / "listeners").exists()

    def test_a_damaged_one_is_named_and_stops_no_rating(self) -> None:
        session = keep([PLAIN], question=LISTENED)
        kept(session).path.write_text("{")
        with pytest.raises(SessionDamaged, match=r"anna\.json is cut off"):
            replies_of(recordings() / session)
        rate(session)
        assert "anna.json is cut off" in (recordings() / session / "debrief.md").read_text()
        with pytest.raises(SessionDamaged):
            kept(session)  # what cannot be read is not written over

    def test_what_was_rated_before_is_told_beside_it_at_once(self) -> None:
        session = keep([PLAIN], question=LISTENED)
        rate(session)
        kept(session)
        text = (recordings() / session / "debrief.md").read_text()
        assert "| skills | partly | - | Anna: no |" in text
        assert "- your own part: heard by Anna" in text
        assert "- What Anna heard you want: To lead a small team" in text

    def test_what_nobody_rated_stays_blind(self) -> None:
        session = keep([PLAIN, PLAIN], question=LISTENED)
        kept(session)
        assert not (recordings() / session / "debrief.md").exists()
        half = Rated(question=1, take=2, rated_at=datetime.now().astimezone())
        folder = recordings() / session
        write_debrief(folder, library().session(session), Debrief(rated=(half,)))
        text = (folder / "debrief.md").read_text()
        assert "Anna listened. You see what was heard once you have rated" in text
        assert "To lead" not in text


class TestColumns:
    def test_ear_figures_and_listeners_stand_side_by_side(self) -> None:
        session = keep([HEDGED], question=LISTENED)
        rate(session)
        kept(session)
        kept(session, listener="Ben", answers=[{"question": 1, "take": 1, "heard": [1]}], wanted="")
        folder = recordings() / session
        (turn,) = library().session(session).turns
        (columns,) = columns_of(folder, turn, read_debrief(folder), replies_of(folder))
        shown = "\n".join(columns.lines)
        assert "ambition and desire   partly         2 hedges      Anna: yes" in shown
        assert "skills                partly         -             Anna: no" in shown
        assert "Listen for: your own part: heard by Anna." in shown
        assert "Listen for: a number: heard by Ben." in shown
        assert "Apart on skills. By ear: partly, Anna: no." in columns.apart
        # The person heard no plain ambition, and Anna did where the figures show hedges.
        assert any(each.startswith("Anna: ambition and desire, yes.") for each in columns.apart)
        assert not any("achievements" in each for each in columns.apart)  # not asked for
        assert not any("Ben" in each for each in columns.apart)
        overall = overall_lines(read_debrief(folder), replies_of(folder))
        assert overall == [
            "What Anna heard you want: To lead a small team",
            "What stayed with Anna: How calm you were. The trucks.",
            "What stayed with Ben: How calm you were. The trucks.",
        ]

    def test_what_was_heard_over_all_waits_until_all_of_it_is_rated(self) -> None:
        with library().new_session(Kind.PRACTICE, SET, [LISTENED, WHY]) as opened:
            for question in (1, 2):
                transcript = as_transcript(PLAIN)
                keep_take(opened, transcript, facts_for(transcript), question)
            session = opened.session.id
        rate(session)
        kept(session, answers=[{"question": number, "take": 1} for number in (1, 2)])
        text = (recordings() / session / "debrief.md").read_text()
        assert "### 1. Tell me about a team. (take 1)" in text
        assert "is shown once you have rated every answer they heard" in text
        assert "To lead a small team" not in text

    def test_an_older_take_that_was_heard_is_shown_as_such(self) -> None:
        session = keep([HEDGED, PLAIN], question=LISTENED)
        rate(session, take=2)
        kept(session)
        folder = recordings() / session
        (turn,) = library().session(session).turns
        (columns,) = columns_of(folder, turn, read_debrief(folder), replies_of(folder))
        assert columns.take == 1
        assert {each.ear for each in columns.rows} == {"-"}

    def test_without_figures_nothing_is_guessed(self) -> None:
        session = keep([HEDGED], question=LISTENED)
        kept(session)
        folder = recordings() / session
        next(folder.glob("*/take-1.transcript-1.json")).write_text("{")
        (turn,) = library().session(session).turns
        (columns,) = columns_of(folder, turn, Debrief(), replies_of(folder))
        assert {each.figures for each in columns.rows} == {"-"}
        assert columns.apart == ()
