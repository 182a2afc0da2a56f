"""The clocks of a mock interview, and what silences mean."""

from __future__ import annotations

import pytest

from coach.interview.clock import AnswerClock, Clock, Interruption
from coach.interview.endpointer import EndpointDecision, Endpointer
from coach.interview.microphone_watch import MicrophoneWatch, ZerosDecision
from coach.interview.pausing import LONG_SPEECH_S, PauseDecision, PauseWatch
from coach.interview.session_options import SessionOptions
from coach.library.records import AskedQuestion, Turn, planned_turn


def turns(*seconds: int | None) -> list[Turn]:
    return [
        planned_turn(number, AskedQuestion(id=f"q{number}", text="?", seconds=each))
        for number, each in enumerate(seconds, 1)
    ]


def warnings(clock: AnswerClock, until_s: float) -> list[tuple[float, float]]:
    """(heard, left) of every warning, looking ten times a second."""
    found = []
    for tenth in range(round(until_s * 10)):
        left_s = clock.warning(tenth / 10)
        if left_s is not None:
            found.append((tenth / 10, left_s))
    return found


@pytest.mark.parametrize(
    ("limit_s", "expected"),
    [
        (120, [(60, 60), (90, 30), (110, 10)]),
        (60, [(30, 30), (50, 10)]),  # half time is 30 s left
        (40, [(10, 30), (20, 20), (30, 10)]),
        (20, [(10, 10)]),
        (8, [(4, 4)]),
    ],
)
def test_warned_at_half_time_at_thirty_and_at_ten_seconds(
    limit_s: float, expected: list[tuple[float, float]]
) -> None:
    assert warnings(AnswerClock(limit_s, strict=False), limit_s + 60) == expected


def test_of_several_warnings_due_at_once_only_the_newest_is_given() -> None:
    clock = AnswerClock(120, strict=False)
    assert clock.warning(111) == 10
    assert clock.warning(112) is None


def test_nobody_is_cut_off_unless_the_clock_is_strict() -> None:
    assert not AnswerClock(60, strict=False).over(1_000, 60)
    strict = AnswerClock(60, strict=True)
    assert not strict.over(59.9, 5)  # not before the limit
    assert not strict.over(61, 0.1)  # in the midst of a sentence
    assert strict.over(61, 0.7)  # its end
    assert strict.over(70, 0.0)  # ten seconds late at most


@pytest.mark.parametrize(("target_s", "from_s"), [(40, 70), (60, 90), (120, 180)])
def test_who_is_far_over_is_interrupted_once_in_a_pause(target_s: float, from_s: float) -> None:
    interruption = Interruption(target_s)
    assert not interruption.is_near(from_s - 30.1)
    assert not interruption.is_due(from_s - 0.1, 1.0)
    assert interruption.is_near(from_s - 30)
    assert not interruption.is_due(from_s, 0.7)  # in the midst of a sentence
    assert not interruption.is_due(from_s + 10, 2.1)  # who has stopped is not interrupted
    assert interruption.is_due(from_s + 12, 0.8)
    assert not interruption.is_due(from_s + 20, 1.0)
    assert not interruption.is_near(from_s + 20)


def test_later_questions_are_dropped_rather_than_rushed() -> None:
    clock = Clock(session_s=600, think_s=15)
    planned = turns(120, 120, 120, 120, None)
    assert clock.needs_s(planned[0]) == 150
    assert clock.fitting(planned, 0) == 4
    assert clock.fitting(planned, 200) == 2
    assert clock.fitting(planned, 599) == 1  # what is asked next is asked
    assert Clock().fitting(planned, 10_000) == 5  # without a time for the session


HANDS_FREE = SessionOptions(hands_free=True, ends_after_silence_s=5.0)


def test_silence_ends_nothing_unless_it_is_hands_free() -> None:
    silence = Endpointer(SessionOptions(asks_for_a_sign_s=180, gives_up_s=900))
    assert silence.decide(100, 60, 20) is EndpointDecision.NOTHING
    assert silence.decide(300, 181, 20) is EndpointDecision.ASK_FOR_A_SIGN
    assert silence.decide(301, 182, 20) is EndpointDecision.NOTHING  # once
    assert silence.decide(1100, 901, 20) is EndpointDecision.GIVE_UP


def test_hands_free_a_silence_is_announced_and_ends_the_answer() -> None:
    silence = Endpointer(HANDS_FREE)
    assert silence.decide(20, 2.9, 10) is EndpointDecision.NOTHING
    assert silence.decide(20, 3.0, 10) is EndpointDecision.ANNOUNCE_END
    assert silence.decide(20, 3.1, 10) is EndpointDecision.NOTHING
    assert silence.decide(21, 0.1, 10) is EndpointDecision.NOTHING  # a word cancels it
    assert silence.decide(25, 3.1, 10) is EndpointDecision.ANNOUNCE_END
    assert silence.decide(27, 5.0, 10) is EndpointDecision.END


def test_silence_counts_only_after_five_seconds_of_speech() -> None:
    assert Endpointer(HANDS_FREE).decide(60, 50, 4.9) is EndpointDecision.NOTHING


def test_thinking_buys_half_a_minute() -> None:
    silence = Endpointer(HANDS_FREE)
    silence.thinking(20)
    assert silence.decide(45, 25, 10) is EndpointDecision.NOTHING
    assert silence.decide(48, 28, 10) is EndpointDecision.ANNOUNCE_END
    assert silence.decide(50, 30, 10) is EndpointDecision.END


SPEECH_S, QUIET_S = 1.0, 2.5  # a remark, and long enough after it


def test_by_voice_a_remark_in_a_pause_is_answered_now_and_then_and_long_speech_goes_on() -> None:
    watch = PauseWatch(by_voice=True)
    watch.begin()
    assert watch.decide(0, 0.2, QUIET_S, is_reading=False) is PauseDecision.NOTHING  # a cough
    assert watch.decide(0, SPEECH_S, 0.5, is_reading=False) is PauseDecision.NOTHING  # not over
    assert watch.decide(0, SPEECH_S, QUIET_S, is_reading=True) is PauseDecision.NOTHING
    assert watch.decide(0, SPEECH_S, QUIET_S, is_reading=False) is PauseDecision.TELL
    assert watch.decide(5, SPEECH_S, QUIET_S, is_reading=False) is PauseDecision.FORGET
    assert watch.decide(30, SPEECH_S, QUIET_S, is_reading=False) is PauseDecision.TELL
    assert watch.decide(31, LONG_SPEECH_S, 0.0, is_reading=True) is PauseDecision.GO_ON


def test_whoever_paused_with_a_key_is_told_once_in_a_pause_and_never_recorded() -> None:
    watch = PauseWatch(by_voice=False)
    watch.begin()
    assert watch.decide(0, SPEECH_S, QUIET_S, is_reading=False) is PauseDecision.NOTHING
    assert watch.decide(1, LONG_SPEECH_S, 0.0, is_reading=False) is PauseDecision.TELL
    assert watch.decide(60, LONG_SPEECH_S, 0.0, is_reading=False) is PauseDecision.NOTHING
    watch.begin()
    assert watch.decide(90, LONG_SPEECH_S, 0.0, is_reading=False) is PauseDecision.TELL


def test_zeros_are_shown_soon_and_sounded_late_once_in_each_silence_of_the_microphone() -> None:
    watch = MicrophoneWatch()
    assert watch.decide(3, 0) is ZerosDecision.NOTHING
    assert watch.decide(8, 3.5) is ZerosDecision.NOTHING
    assert watch.decide(9, 4.5) is ZerosDecision.SHOW
    assert watch.decide(10, 5.5) is ZerosDecision.NOTHING
    assert watch.decide(2, 2) is ZerosDecision.NOTHING  # the next answer
    assert watch.decide(20, 20) is ZerosDecision.SOUND
    assert watch.decide(40, 40) is ZerosDecision.NOTHING
    assert watch.decide(41, 0) is ZerosDecision.IS_BACK
    assert watch.decide(42, 0) is ZerosDecision.NOTHING
    assert watch.decide(47, 5) is ZerosDecision.SHOW


def test_a_microphone_that_never_gave_any_sound_is_sounded_sooner() -> None:
    watch = MicrophoneWatch()
    assert watch.decide(0, 0) is ZerosDecision.NOTHING
    assert watch.decide(4.5, 4.5) is ZerosDecision.SHOW
    assert watch.decide(5.5, 5.5) is ZerosDecision.SOUND


def test_zeros_are_forgiven_for_a_while_after_the_program_was_stopped() -> None:
    watch = MicrophoneWatch(has_given_sound=True)
    watch.forgive(3.0)
    assert watch.decide(40, 22.9) is ZerosDecision.NOTHING
    assert watch.decide(41, 23.1) is ZerosDecision.SHOW
    assert watch.decide(42, 0.0) is ZerosDecision.IS_BACK
    assert watch.decide(47, 4.1) is ZerosDecision.SHOW
