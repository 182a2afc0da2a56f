"""Follow-ups in a conversation, with fakes all around it. Their rules: test_probing.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coach.audio.clips import Samples
from coach.errors import MicrophoneLost
from coach.interview import events
from coach.interview.clock import Clock
from coach.interview.ports import Choice
from coach.interview.session_options import SessionOptions
from coach.interview.time_source import SystemTime
from coach.library.library import Library
from coach.library.reading import read_session
from coach.library.records import AskedQuestion, Kind, SetName
from coach.testing import (
    CannedTranscriber,
    RecordingPresenter,
    RecordingVoice,
    ScriptedMicrophone,
)
from coach.voices.panel import Panel
from tests.interview.test_conversation import (
    ALONE,
    ASKED,
    Room,
    SlowSpeaker,
    TrailingVoice,
    ending,
)

pytestmark = pytest.mark.real  # takes too long for `make quick`

OWN = ("Who else would say so?", "When did that last help?")
QUESTIONS = [
    AskedQuestion(
        id="strengths", text="What are your greatest strengths?", seconds=40, follow_ups=OWN
    ),
    AskedQuestion(id="why-us", text="Why us?", seconds=40, follow_ups=("Why not another?",)),
]
CHANGED = "I changed the rota with all of them, and the sick days went down by thirty percent."
MEASURE = "You said “thirty percent”. How did you measure that?"
ONE = replace(ALONE, follow_ups=1)
BY_HAND = replace(ASKED, follow_ups=1)
FOLLOWED_UP = [
    *("QuestionAsked", "AnswerStarted", "AnswerEnded"),
    *("FollowUpAsked", "AnswerStarted", "AnswerEnded"),
    *("AnswerTranscribed", "AnswerTranscribed", "AnswerMeasured", "AnswerMeasured"),
]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    library = Library(tmp_path / "recordings")
    with library.new_session(
        Kind.PRACTICE, SetName(name="screening", title="Screening"), QUESTIONS
    ) as opened:
        transcriber = CannedTranscriber([CHANGED, "We counted the days.", CHANGED, "No other."])
        yield Room(library, opened, transcriber=transcriber)


@pytest.fixture
def answer(speech: Samples) -> Samples:
    """More than four seconds of speech."""
    return np.tile(speech, 4)


def asked(room: Room) -> list[str]:
    return [event.text for event in room.of(events.FollowUpAsked)]


def test_a_follow_up_is_asked_answered_and_kept_in_the_turn(room: Room, answer: Samples) -> None:
    room.hold(ending(answer, answer, answer, answer), session_options=ONE)
    assert room.told == ["SessionStarted", *FOLLOWED_UP * 2, "SessionFinished"]
    turn = read_session(room.opened.folder).turn(1)
    (kept,) = turn.follow_ups
    assert (kept.text, kept.reason, kept.after) == (MEASURE, "number", 1)
    assert kept.quote == "thirty percent"
    assert [take.follow_up for take in turn.takes] == [None, 1]
    assert [take.number for take in turn.answers] == [1]
    assert [take.number for take in turn.said] == [1, 2]
    assert turn.follow_up_of(turn.takes[0]) is None
    assert turn.follow_up_of(turn.takes[1]) == kept
    assert room.written(1) == [CHANGED, "We counted the days."]
    assert room.finished.answered == 2
    assert MEASURE in room.said_aloud
    session = room.library.session("last")
    assert session.spoken_s > sum(turn.takes[0].duration_s or 0 for turn in session.turns)


def test_events_name_the_follow_up_and_why_it_is_asked(room: Room, answer: Samples) -> None:
    room.hold(ending(answer, answer), session_options=ONE)
    (event,) = room.of(events.FollowUpAsked)
    assert (event.reason, event.why, event.seconds) == ("number", "you named a number", 40)
    assert (event.question.number, event.question.follow_up) == (1, 1)
    assert event.question.text == MEASURE
    started = [(e.take, e.question.follow_up) for e in room.of(events.AnswerStarted)]
    assert started == [(1, None), (2, 1)]
    written = [(e.take, e.question.follow_up, e.late) for e in room.of(events.AnswerTranscribed)]
    assert written == [(1, None, False), (2, 1, False)]
    targets = [e.target_s for e in room.of(events.AnswerMeasured)]
    assert targets == [40, 40]


def test_a_follow_up_has_a_minute_and_no_more_than_its_question(
    room: Room, answer: Samples
) -> None:
    turns = [
        turn.model_copy(update={"question": turn.question.model_copy(update={"seconds": seconds})})
        for turn, seconds in zip(room.opened.session.turns, (120, 45), strict=True)
    ]
    for turn in turns:
        room.opened.save_turn(turn)
    room.hold(ending(*[answer] * 4), session_options=ONE)
    assert [event.seconds for event in room.of(events.FollowUpAsked)] == [60, 45]
    kept = read_session(room.opened.folder).turns
    assert [turn.target_s(turn.takes[1]) for turn in kept] == [60, 45]


def test_nothing_is_asked_twice_in_a_session(room: Room, answer: Samples) -> None:
    room.transcriber = CannedTranscriber([CHANGED])
    room.hold(ending(*[answer] * 4), session_options=ONE)
    assert asked(room)[0] == MEASURE
    assert len(set(asked(room))) == 2


def test_at_most_two_follow_where_that_is_wanted(room: Room, answer: Samples) -> None:
    room.transcriber = CannedTranscriber([CHANGED])
    room.hold(ending(*[answer] * 4), session_options=replace(ONE, follow_ups=2))
    assert [turn.follow_ups and len(turn.follow_ups) for turn in room.opened.session.turns] == [
        2,
        (),
    ]
    first, second = asked(room)
    assert first == MEASURE
    assert second == "“thirty percent”: how do you know?"


def test_without_an_answer_left_for_it_nothing_follows(room: Room, answer: Samples) -> None:
    room.hold(ending(answer, answer), session_options=replace(ONE, follow_ups_in_all=0))
    assert asked(room) == []
    assert room.finished.answered == 2


def test_the_last_prepared_answer_is_not_followed_up(room: Room, answer: Samples) -> None:
    room.hold(ending(answer), session_options=ONE)
    assert asked(room) == []


@pytest.mark.parametrize("said", ["speech", "silence"])
def test_who_says_nothing_is_not_probed(room: Room, answer: Samples, said: str) -> None:
    room.transcriber = CannedTranscriber(["No."])
    sound = answer if said == "speech" else np.zeros(32_000, np.float32)
    room.hold(ending(sound, answer), session_options=ONE)
    assert room.told[:5] == [
        "SessionStarted",
        "QuestionAsked",
        "AnswerStarted",
        "AnswerEnded",
        "AnswerTranscribed",
    ]


def test_a_follow_up_is_skipped_with_the_key_of_a_question(room: Room, answer: Samples) -> None:
    room.speaker = SlowSpeaker()
    script = [Choice.GO, Choice.GO, 0.3, Choice.DONE, Choice.SKIP, Choice.STOP]
    room.hold(
        ScriptedMicrophone([answer] * 3), script, replace(BY_HAND, waits_for_transcript_s=None)
    )
    assert asked(room) == [MEASURE]
    turn = room.opened.session.turn(1)
    assert [take.follow_up for take in turn.takes] == [None]
    assert not turn.skipped
    assert room.written(1) == [CHANGED]


def test_an_answer_to_a_follow_up_can_be_skipped_too(room: Room, answer: Samples) -> None:
    script = [0.3, Choice.DONE, 0.3, Choice.SKIP, Choice.NEXT, 0.2, Choice.STOP]
    room.hold(
        ScriptedMicrophone([answer] * 3), script, replace(BY_HAND, waits_for_transcript_s=None)
    )
    assert not room.opened.session.turn(1).skipped
    assert room.written(1)[0] == CHANGED
    assert [event.question.number for event in room.of(events.QuestionAsked)] == [1, 2]


def test_a_follow_up_is_said_again_and_answered_anew(room: Room, answer: Samples) -> None:
    room.speaker = SlowSpeaker()
    script = [
        *(Choice.GO, Choice.GO, 0.3, Choice.DONE),
        *(Choice.REPEAT, Choice.GO, 0.2, Choice.START_OVER, 0.2, Choice.DONE, Choice.STOP),
    ]
    room.hold(
        ScriptedMicrophone([answer] * 4), script, replace(BY_HAND, waits_for_transcript_s=None)
    )
    assert room.said_aloud.count(MEASURE) == 2
    takes = room.opened.session.turn(1).takes
    assert [take.follow_up for take in takes] == [None, 1, 1]


@pytest.mark.parametrize("moment", ["asked", "answered", "answered at length"])
def test_who_stops_at_a_follow_up_keeps_the_answer(
    room: Room, answer: Samples, moment: str
) -> None:
    room.speaker = SlowSpeaker()
    last: list[Choice | float] = [Choice.STOP]
    if moment != "asked":
        last = [Choice.GO, 0.0 if moment == "answered" else 0.3, Choice.STOP]
    second = np.zeros(160, np.float32) if moment == "answered" else answer
    room.hold(
        ScriptedMicrophone([answer, second]),
        [Choice.GO, Choice.GO, 0.3, Choice.DONE, *last],
        replace(BY_HAND, waits_for_transcript_s=None),
    )
    assert asked(room) == [MEASURE]
    assert room.told[-1] == "SessionFinished"
    assert room.written(1)[0] == CHANGED
    kept = [take.follow_up for take in room.library.session("last").turn(1).kept_takes]
    assert kept == ([None, 1] if moment == "answered at length" else [None])


def test_a_microphone_lost_at_a_follow_up_loses_no_word(room: Room, answer: Samples) -> None:
    class Failing(ScriptedMicrophone):
        def blocks(self):  # type: ignore[no-untyped-def]
            self._lost_after_s = 5.0 if self.opened and len(self._answers) == 1 else None
            return super().blocks()

    with pytest.raises(MicrophoneLost):
        room.hold(Failing([answer, answer], ends=True), session_options=ONE)
    assert room.told.count("AnswerTranscribed") == 2
    assert all(room.written(1))


def test_where_the_time_is_nearly_over_nothing_follows(room: Room, answer: Samples) -> None:
    clock = Clock(session_s=30.0)
    room.clock = SystemTime()
    room.hold(ending(answer, answer), session_options=replace(ONE, clock=clock))
    assert asked(room) == []


def test_the_clock_leaves_time_for_follow_ups(room: Room) -> None:
    turns = room.opened.session.turns
    assert Clock(session_s=111.0).fitting(turns, 0.0) == 2
    assert Clock(session_s=111.0, follow_up_s=30.0).fitting(turns, 0.0) == 1


def test_what_is_asked_is_rendered_while_the_person_speaks(room: Room, answer: Samples) -> None:
    seen: list[bool] = []

    class Looking(RecordingPresenter):
        def show(self, event: events.Event) -> None:
            if isinstance(event, events.AnswerEnded) and not seen:
                seen.append(MEASURE in room.voice.said)
            super().show(event)

    room.presenter = Looking()
    room.clock = SystemTime()
    room.transcriber = CannedTranscriber([CHANGED])
    script: list[Choice | float] = [2.0, Choice.DONE, 0.3, Choice.DONE, Choice.STOP]
    options = SessionOptions(asks_for_a_sign_s=None, gives_up_s=None, follow_ups=1)
    room.hold(ScriptedMicrophone([answer, answer]), script, options)
    assert seen == [True]
    (event,) = room.of(events.FollowUpAsked)
    assert event.text == MEASURE
    assert event.latency_s < 1.6


def test_what_another_take_is_not_asked_is_not_rendered(room: Room, answer: Samples) -> None:
    room.clock = SystemTime()
    room.transcriber = CannedTranscriber([CHANGED])
    script = [2.0, Choice.DONE, 0.3, Choice.DONE, Choice.AGAIN, 2.0, Choice.DONE, Choice.STOP]
    options = SessionOptions(asks_for_a_sign_s=None, gives_up_s=None, follow_ups=1)
    room.hold(ScriptedMicrophone([answer] * 3), script, options)
    assert asked(room) == [MEASURE]
    assert "“thirty percent”: how do you know?" not in room.voice.said


def test_both_takes_of_a_turn_are_played_back(room: Room, answer: Samples) -> None:
    script = [0.3, Choice.DONE, 0.3, Choice.DONE, Choice.PLAY, Choice.STOP]
    room.hold(
        ScriptedMicrophone([answer] * 2), script, replace(BY_HAND, waits_for_transcript_s=None)
    )
    assert [event.take for event in room.of(events.TakePlayed)] == [1, 2]


def test_who_goes_on_while_a_take_is_played_hears_of_no_further_one(
    room: Room, answer: Samples
) -> None:
    room.speaker = SlowSpeaker()
    script = [Choice.GO, Choice.GO, 0.3, Choice.DONE, Choice.GO, 0.3, Choice.DONE]
    room.hold(
        ScriptedMicrophone([answer] * 2),
        [*script, Choice.PLAY, Choice.STOP],
        replace(BY_HAND, waits_for_transcript_s=None),
    )
    assert [event.take for event in room.of(events.TakePlayed)] == [1]


def test_another_take_of_a_question_is_not_followed_up_again(room: Room, answer: Samples) -> None:
    script = [0.3, Choice.DONE, 0.3, Choice.DONE, Choice.AGAIN, 0.3, Choice.DONE, Choice.STOP]
    room.hold(
        ScriptedMicrophone([answer] * 3), script, replace(BY_HAND, waits_for_transcript_s=None)
    )
    takes = room.opened.session.turn(1).takes
    assert [take.follow_up for take in takes] == [None, 1, None]
    assert len(asked(room)) == 1


def test_on_a_panel_who_asks_a_question_asks_what_follows(room: Room, answer: Samples) -> None:
    voices = [RecordingVoice() for _ in range(3)]
    panel = Panel(voices)
    room.hold(ending(*[answer] * 4), session_options=ONE, panel=panel)
    assert [event.asked_by for event in room.of(events.QuestionAsked)] == ["Alex", "Robin"]
    assert [event.asked_by for event in room.of(events.FollowUpAsked)] == ["Alex", "Robin"]
    chair, second, third = (voice.said for voice in voices)
    assert {"I am Alex.", QUESTIONS[0].text, MEASURE} <= set(chair)
    assert {"I am Robin.", QUESTIONS[1].text} <= set(second)
    assert third == ["I am Kim."]


def test_silence_at_the_end_of_a_spoken_follow_up_is_time_to_think(
    room: Room, answer: Samples
) -> None:
    room.voice = TrailingVoice()
    room.hold(ending(answer, answer), session_options=ONE)
    _, follow_up = room.takes(1)
    assert follow_up.follow_up == 1
    assert follow_up.think_s == pytest.approx(2.3, abs=0.5)
