"""What a conversation looks like, on a terminal, in plain lines and as JSON."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console

from coach.audio.levels import Hearing
from coach.cli.hints import keys_while_answering
from coach.cli.jsonlines import JsonLines
from coach.cli.keys import CONTROLS
from coach.cli.plain import PlainPresenter
from coach.cli.state_keys import StateKeys
from coach.cli.terminal import TerminalPresenter
from coach.config import load_settings
from coach.delivery.advice.records import Candidate, ToChange
from coach.interview import events
from coach.library.records import QuestionRef
from coach.session.documents import event_document
from coach.transcription.ports import Unclear

QUESTION = QuestionRef(number=2, id="why-us", text="Why us?")
CAPTION = events.CaptionHeard(3.0, QUESTION, 1, "I want to lead a small team", 4)
WARNED = events.TimeWarned(60.0, QUESTION, 1, 30.0, 90.0)
DROPPED = events.QuestionsDropped(200.0, 2, 1)
THINK = events.ThinkTimeStarted(5.0, QUESTION, 30.0)
ENDED = events.AnswerEnded(100.0, QUESTION, 1, 97.0, 90, "person", "done", 4.1, 7.0)
MEASURED = events.AnswerMeasured(102.0, QUESTION, 1, 97.0, 90, 4.1, 151.4, 3.0)
LATE = events.AnswerTranscribed(130.0, QUESTION, 1, "Because.", (), 25.0, False, True)

SPANISH = Unclear(start_s=12.4, end_s=20.0, written="Thank you", language="es")
UNBELIEVED = dataclasses.replace(
    LATE, text="", late=False, unclear=(SPANISH,), advice="Get base: coach models get base"
)


def level(heard_s: float, clocked: bool = True) -> events.LevelHeard:
    return events.LevelHeard(heard_s, -30.0, heard_s, 90, False, clocked)


def keys_of(*, is_there: bool = True, alone: bool = False, **settings: object) -> StateKeys:
    return StateKeys(load_settings(settings), is_there=is_there, goes_on_by_itself=alone)


def on_terminal(
    *shown: events.Event,
    width: int = 60,
    quiet: bool = False,
    keys: StateKeys | None = None,
    is_part: bool = False,
) -> str:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=width, color_system=None)
    presenter = TerminalPresenter(
        console,
        quiet=quiet,
        keys=keys or keys_of(),
        controls=CONTROLS,
        redraw_every_s=0.0,
        is_part=is_part,
    )
    for event in shown:
        presenter.show(event)
    presenter.close()
    return screen.getvalue()


def without_control(screen: str) -> str:
    """`screen`, without what only steers a terminal."""
    return re.sub(r"\x1b\[[?0-9;]*[a-zA-Z]", "", screen).replace("\r", "\n")


def last_line(*shown: events.Event, keys: StateKeys | None = None) -> str:
    """The last line that was drawn."""
    screen = without_control(on_terminal(*shown, width=100, keys=keys))
    return [line for line in screen.splitlines() if line.strip()][-1].strip()


def in_lines(capsys: pytest.CaptureFixture[str], *shown: events.Event) -> tuple[str, str]:
    presenter = PlainPresenter(quiet=False, keys=lambda _: "", controls=CONTROLS, ascii_only=False)
    for event in shown:
        presenter.show(event)
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_captions_stand_below_the_meter() -> None:
    screen = on_terminal(CAPTION, level(3.0))
    assert screen.index("0:03 / 1:30") < screen.index("I want to lead a small team")


def test_no_key_is_parted_from_what_it_does() -> None:
    keys = "Enter done · space pause · r hear it again · s skip · x start over · q stop here"
    for width in (30, 60, 80):
        screen = on_terminal(events.AnswerStarted(1.0, QUESTION, 1), width=width)
        screen = without_control(screen)
        assert all(len(line) <= width for line in screen.splitlines())
        assert all(key in screen for key in keys.split(" · "))


def test_only_the_newest_lines_of_a_long_caption_are_shown() -> None:
    words = " ".join(f"word{number}" for number in range(200))
    screen = on_terminal(events.CaptionHeard(3.0, QUESTION, 1, words, 0), level(3.0))
    assert "word199" in screen
    assert "word100" not in screen


def test_overtime_is_shown_while_it_grows() -> None:
    assert "+0:07" in on_terminal(level(97.0))
    assert "+" not in on_terminal(level(89.0))
    assert "+" not in on_terminal(level(97.0, clocked=False))


def test_warnings_and_dropped_questions_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    screen = on_terminal(THINK, WARNED, DROPPED)
    _, lines = in_lines(capsys, THINK, WARNED, DROPPED)
    for shown in (screen, lines):
        assert "0:30 to think" in shown
        assert "0:30 left" in shown
        assert "2 questions are left out" in shown


def test_length_overtime_and_thinking_stand_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    _, lines = in_lines(capsys, ENDED)
    assert "1:37 of 1:30 · 0:07 over · thought 4.1 s" in lines


def test_what_was_not_understood_has_its_place_its_language_and_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = "Sound I could not make out: 8 s at 0:12 (like Spanish). Get base: coach models get base"
    screen = without_control(on_terminal(UNBELIEVED, width=100))
    out, _ = in_lines(capsys, UNBELIEVED)
    for shown in (screen, out):
        assert told in shown
        assert "No speech heard" not in shown
        assert not shown.startswith("\n")
    JsonLines().show(UNBELIEVED)
    document = json.loads(capsys.readouterr().out)
    assert document["unclear"] == [
        {"start_s": 12.4, "end_s": 20.0, "written": "Thank you", "language": "es"}
    ]
    assert document["advice"] == "Get base: coach models get base"


def test_one_quiet_line_tells_how_an_answer_was_said(capsys: pytest.CaptureFixture[str]) -> None:
    screen = on_terminal(ENDED, MEASURED, width=90)
    assert "1:37 of 1:30 · 0:07 over · 151 words a minute · 3 fillers · thought 4.1 s" in screen
    assert "words a minute" not in on_terminal(ENDED, MEASURED, quiet=True)
    _, lines = in_lines(capsys, ENDED, MEASURED)
    assert "151 words a minute · 3 fillers" in lines
    JsonLines().show(MEASURED)
    told = json.loads(capsys.readouterr().out)
    assert (told["event"], told["words_per_minute"], told["fillers"]) == (
        "answer_measured",
        151.4,
        3,
    )


def test_what_is_unsure_is_left_out_of_the_line() -> None:
    unsure = dataclasses.replace(MEASURED, words_per_minute=None, fillers=None)
    screen = on_terminal(ENDED, unsure, width=90)
    assert "1:37 of 1:30 · 0:07 over · thought 4.1 s" in screen


def test_a_late_transcript_names_its_question(capsys: pytest.CaptureFixture[str]) -> None:
    out, talk = in_lines(capsys, LATE)
    assert "question 2" in talk
    assert out == "Because.\n"
    assert "question 2" in on_terminal(ENDED, LATE)


def test_plain_lines_leave_captions_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert in_lines(capsys, CAPTION, level(3.0)) == ("", "")


def test_programs_are_told_of_captions_and_the_clock(capsys: pytest.CaptureFixture[str]) -> None:
    presenter = JsonLines()
    for event in (CAPTION, WARNED, DROPPED, ENDED):
        presenter.show(event)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["event"] for each in told] == [
        *("caption_heard", "time_warned", "questions_dropped", "answer_ended")
    ]
    assert (told[0]["text"], told[0]["settled_words"]) == ("I want to lead a small team", 4)
    assert told[1]["left_s"] == 30.0
    assert (told[3]["think_s"], told[3]["overtime_s"]) == (4.1, 7.0)


def test_a_question_in_other_words_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    reworded = events.QuestionReworded(9.0, QUESTION, "What drew you to us?")
    assert "What drew you to us?" in on_terminal(reworded)
    assert in_lines(capsys, reworded) == ("What drew you to us?\n", "")
    JsonLines().show(reworded)
    assert json.loads(capsys.readouterr().out)["text"] == "What drew you to us?"


ASKED = events.QuestionAsked(4.0, QUESTION, 3, "interview", 90)
STARTED = events.AnswerStarted(9.0, QUESTION, 1)
ANSWERING = "Enter done · space pause · r hear it again · s skip · x start over · q stop here"


def test_the_keys_are_those_of_the_present_state() -> None:
    seen = [ASKED]
    assert last_line(*seen) == "Enter answer now · r hear it again · s skip · q stop here"
    seen += [THINK, events.ThinkTimePassed(6.0, 29.0)]
    stop = "Enter answer now · space stop the clock · r hear it again · s skip · q stop here"
    assert last_line(*seen) == stop
    seen.append(events.ThinkTimePassed(6.1, 29.0, paused=True))
    assert last_line(*seen) == stop.replace("stop the clock", "go on")
    seen += [STARTED, level(3.0)]
    assert last_line(*seen) == ANSWERING
    seen.append(dataclasses.replace(level(3.0), paused=True))
    assert last_line(*seen) == "space go on · Enter done · s skip · q stop here"
    seen.append(ENDED)
    assert last_line(*seen) == "Enter go on without waiting · t again · q stop here"
    seen.append(events.ChoiceAwaited(99.0))
    assert last_line(*seen) == "Enter next question · t again · p play · q stop here"
    assert last_line(*seen, events.TakePlayed(99.0, 1)) == last_line(*seen)
    seen.append(events.ChoiceAwaited(99.5, in_mind=True))
    in_mind = "Enter next question · t again, with that in mind · p play · q stop here"
    assert last_line(*seen) == in_mind
    seen += [dataclasses.replace(ASKED, at_s=101.0), STARTED, level(1.0)]
    assert last_line(*seen) == ANSWERING


def test_a_pause_is_drawn_at_once_however_soon_it_comes() -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=80, color_system=None)
    presenter = TerminalPresenter(
        console, quiet=False, keys=keys_of(), controls=CONTROLS, redraw_every_s=60.0
    )
    for event in (STARTED, level(3.0), dataclasses.replace(level(3.0), paused=True)):
        presenter.show(event)
    presenter.close()
    assert "paused 0:03" in screen.getvalue()


def test_after_the_last_answer_enter_finishes() -> None:
    awaited = events.ChoiceAwaited(99.0, may_repeat=False, is_last=True)
    assert last_line(awaited) == "Enter finish · p play · q stop here"


POINTS = ("what they did themselves, and not the team", "what came of it")


def ticking(*heard: bool | None) -> events.PointsShown:
    return events.PointsShown(99.0, QUESTION, 1, POINTS, heard)


def test_the_points_stand_above_the_keys_and_are_ticked_by_digits() -> None:
    awaited = events.ChoiceAwaited(99.0, listen_for=POINTS, take=1)
    offered = "Enter next question · t again · l checklist · p play · q stop here"
    assert last_line(awaited) == offered
    keys = "1 to 2 tick what you heard · Enter next question · t again · p play · q stop here"
    assert last_line(awaited, ticking(None, None)) == keys
    screen = without_control(on_terminal(awaited, ticking(True, None), width=45))
    drawn = [line.rstrip() for line in screen.splitlines()]
    at = drawn.index("       1 ✓ what they did themselves, and")
    assert drawn[at + 1 : at + 3] == ["           not the team", "       2   what came of it"]
    one = events.PointsShown(99.0, QUESTION, 1, POINTS[:1], (False,))
    assert last_line(awaited, one).startswith("1 tick what you heard · Enter")
    assert "1 - what" in on_terminal(awaited, one)


def test_plain_lines_tell_the_points_once_and_then_each_tick(
    capsys: pytest.CaptureFixture[str],
) -> None:
    awaited = events.ChoiceAwaited(99.0, listen_for=POINTS, take=1)
    ticked = events.PointTicked(99.0, QUESTION, 1, 2, POINTS[1], heard=True)
    back = dataclasses.replace(ticked, heard=False)
    shown = [awaited, ticking(None, None), ticked, ticking(None, True), back]
    out, err = in_lines(capsys, *shown)
    assert not out
    assert err.splitlines() == [
        "Enter next question · t again · l checklist · p play · q stop here",
        f"1 {POINTS[0]}",
        f"2 {POINTS[1]}",
        "1 to 2 tick what you heard · Enter next question · t again · p play · q stop here",
        "Heard: what came of it.",
        "Not heard: what came of it.",
    ]


@pytest.mark.parametrize("is_part", [True, False])
def test_what_to_type_next_is_not_told_in_the_middle_of_a_command(is_part: bool) -> None:
    finished = events.SessionFinished(9.0, "s", Path("s"), 1, 0)
    screen = on_terminal(ASKED, finished, is_part=is_part, width=100)
    assert ("Look back: coach" in screen) is not is_part


def test_that_nothing_was_answered_is_told_in_the_middle_of_a_command_too() -> None:
    finished = events.SessionFinished(9.0, "s", Path("s"), 0, 0)
    assert "Nothing was answered." in on_terminal(ASKED, finished, is_part=True)


def test_where_no_key_works_none_is_shown() -> None:
    assert "Enter" not in on_terminal(ASKED, STARTED, level(1.0), keys=keys_of(is_there=False))
    assert "without waiting" not in on_terminal(ASKED, ENDED, keys=keys_of(alone=True))
    assert "Enter" not in on_terminal(ASKED, STARTED, level(1.0), quiet=True)
    finished = events.SessionFinished(9.0, "s", Path("s"), 1, 0)
    assert "Enter" not in on_terminal(ASKED, finished).split("Kept")[1]


def test_by_voice_it_shows_what_to_say() -> None:
    by_voice = keys_of(hands_free=True, alone=True)
    screen = on_terminal(STARTED, level(1.0), keys=by_voice, width=200)
    assert "how long have I got" in screen
    assert last_line(STARTED, level(1.0), keys=by_voice) == 'Say "next question" when you are done.'
    paused = dataclasses.replace(level(1.0), paused=True)
    assert last_line(STARTED, paused, keys=by_voice) == 'Say "go on".'


def test_by_voice_it_shows_what_to_say_in_german() -> None:
    started = events.SessionStarted(0.0, "s", "Vision", 2, "Mic", "Out", "base", "de")
    by_voice = keys_of(hands_free=True, alone=True)
    screen = on_terminal(started, STARTED, level(1.0), keys=by_voice, width=200)
    assert "wie lange habe ich noch" in screen
    line = last_line(started, STARTED, level(1.0), keys=by_voice)
    assert line == 'Say "nächste Frage" when you are done.'


def test_in_plain_lines_the_commands_are_those_of_the_language(
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = load_settings({"hands_free": True})
    presenter = PlainPresenter(
        quiet=False,
        keys=lambda language: keys_while_answering(settings, language),
        controls=CONTROLS,
        ascii_only=False,
    )
    presenter.show(events.SessionStarted(0.0, "s", "Vision", 2, "Mic", "Out", "base", "de"))
    presenter.show(STARTED)
    assert 'Say "nächste Frage" when you are done.' in capsys.readouterr().err


def test_what_is_left_of_the_whole_time_runs_on_except_in_pauses() -> None:
    asked = dataclasses.replace(ASKED, at_s=100.0, session_left_s=600.0)
    assert "10:00 left in all" in on_terminal(asked)
    heard = events.LevelHeard(130.0, -30.0, 30.0, 90, False)
    paused = events.LevelHeard(190.0, -30.0, 30.0, 90, True)
    again = events.LevelHeard(200.0, -30.0, 40.0, 90, False)
    assert "9:30 left in all" in on_terminal(asked, STARTED, heard)
    assert "9:20 left in all" in on_terminal(asked, STARTED, heard, paused, again)
    chosen = events.ChoiceAwaited(210.0, session_left_s=555.0)
    assert "9:15 left in all" in on_terminal(asked, STARTED, chosen)
    again = events.LevelHeard(220.0, -30.0, 1.0, 90, False)
    assert "9:05 left in all" in on_terminal(asked, STARTED, heard, chosen, STARTED, again)
    assert "left in all" not in on_terminal(ASKED, STARTED, heard)


def test_plain_lines_tell_what_is_left_with_each_question(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = dataclasses.replace(ASKED, session_left_s=600.0)
    assert in_lines(capsys, asked) == ("2/3 Why us?\n", "10:00 left in all.\n")


def test_the_sound_check_does_not_look_like_a_recording() -> None:
    check = events.SoundCheckStarted(1.0), events.LevelHeard(2.0, -30.0, 1.0, None, False)
    screen = on_terminal(*check)
    assert "●" not in screen
    assert "listening" in screen
    checked = events.SoundChecked(4.0, "Jabra", Hearing.GOOD)
    assert "●" in on_terminal(*check, checked, STARTED, level(1.0))


HEARD = events.AnswerTranscribed(100.5, QUESTION, 1, "I want to sell so relto.", (), 0.5, False)
IMPROVED = events.AnswerImproved(
    103.0, QUESTION, 1, "I want to sell Xarelto.", (), "base", (), 148.2, 2.0
)
AWAITED = events.ChoiceAwaited(102.5)


class TestBetterWords:
    """Better words take the place of the first ones, as long as these are the newest."""

    def test_they_are_written_over_the_first_with_all_below(self) -> None:
        screen = on_terminal(ENDED, HEARD, MEASURED, AWAITED, IMPROVED)
        upwards = "\x1b[1A\x1b[2K" * 2
        before, after = screen.split(f"\r\x1b[2K{upwards}")
        assert "so relto" in before
        assert "Enter" in before
        assert "so relto" not in after
        words, figures, *_ = [line for line in without_control(after).splitlines() if line.strip()]
        assert words.strip() == "I want to sell Xarelto."
        assert "148 words a minute" in figures
        assert "Enter" in after  # the keys are there again

    @pytest.mark.parametrize(
        "meanwhile",
        [
            events.AnswerStarted(110.0, QUESTION, 2),
            events.QuestionAsked(110.0, QUESTION, 2, "interview", 60),
            LATE,
        ],
    )
    def test_the_screen_stays_as_it_is_once_they_are_not_the_newest(
        self, meanwhile: events.Event
    ) -> None:
        assert "Xarelto" not in on_terminal(ENDED, HEARD, meanwhile, IMPROVED)
        assert on_terminal(IMPROVED) == ""

    def test_nor_where_they_have_scrolled_away(self) -> None:
        notices = [events.NoticeGiven(101.0, "A line.", "Another.")] * 20
        assert "Xarelto" not in on_terminal(ENDED, HEARD, *notices, IMPROVED)

    def test_what_is_unclear_is_told_anew(self) -> None:
        unclear = dataclasses.replace(HEARD, unclear=(Unclear(start_s=4.0, end_s=6.0),))
        screen = on_terminal(unclear, dataclasses.replace(IMPROVED, unclear=unclear.unclear))
        assert screen.count("Sound I could not make out") == 2

    def test_plain_lines_say_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        presenter = PlainPresenter(
            quiet=False, keys=lambda language: "", controls=CONTROLS, ascii_only=False
        )
        presenter.show(IMPROVED)
        assert capsys.readouterr() == ("", "")

    def test_scripts_get_them(self, capsys: pytest.CaptureFixture[str]) -> None:
        JsonLines().show(IMPROVED)
        document = json.loads(capsys.readouterr().out)
        assert document["event"] == "answer_improved"
        assert (document["text"], document["model"]) == ("I want to sell Xarelto.", "base")
        assert (document["words_per_minute"], document["fillers"]) == (148.2, 2.0)
        assert document["question"]["number"] == 2


FOLLOW_UP = QuestionRef(number=2, id="why-us", text="What came of it?", follow_up=1)
FOLLOWED_UP = (
    ENDED,
    events.FollowUpAsked(
        101.0, FOLLOW_UP, "What came of it?", "no_outcome", "I heard no outcome", "", 60, 0.6
    ),
    events.AnswerEnded(112.0, FOLLOW_UP, 2, 9.0, 60, "person", "done", 1.2),
    events.AnswerTranscribed(113.0, QUESTION, 1, "I asked them all.", (), 1.0, False),
    events.AnswerTranscribed(114.0, FOLLOW_UP, 2, "They agreed.", (), 1.0, False),
    MEASURED,
    events.AnswerMeasured(116.0, FOLLOW_UP, 2, 9.0, 60, 1.2, 130.0, 0.0),
)
FOLLOWED_UP_IMPROVED = (
    events.AnswerImproved(118.0, QUESTION, 1, "I asked all of them.", (), "base"),
    events.AnswerImproved(119.0, FOLLOW_UP, 2, "They all agreed.", (), "base", (), 140.0, 1.0),
)
REAL = (
    events.RealQuestionAsked(120.0, QUESTION, ("done-and-why", "pay")),
    events.RealQuestionTold(125.0, QUESTION, "pay", "What do you expect?", "pay"),
)


def test_a_follow_up_and_its_answer_stand_below_the_answer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    screen = without_control(on_terminal(*FOLLOWED_UP, width=100))
    places = [
        screen.index(text)
        for text in ("What came of it?", "I asked them all.", "They agreed.", "1:37 of 1:30")
    ]
    assert places == sorted(places)
    assert "follow-up: 0:09 of 1:00 · 130 words a minute · 0 fillers · thought 1.2 s" in screen
    assert screen.count("What came of it?") == 2  # asked, and above its answer
    out, err = in_lines(capsys, *FOLLOWED_UP)
    assert out.splitlines() == ["What came of it?", "I asked them all.", "They agreed."]
    assert "What came of it?" in err


def test_better_words_of_an_answer_and_of_its_follow_up_stand_where_the_first_ones_did() -> None:
    screen = on_terminal(*FOLLOWED_UP, *FOLLOWED_UP_IMPROVED, width=100)
    last = without_control(screen[screen.rindex("I asked all of them.") :])
    told = (
        *("I asked all of them.", "What came of it?", "They all agreed.", "1:37 of 1:30"),
        "follow-up: 0:09 of 1:00 · 140 words a minute · 1 filler",
    )
    places = [last.index(text) for text in told]
    assert places == sorted(places)


def test_a_follow_up_has_the_keys_of_a_question() -> None:
    asked = FOLLOWED_UP[1]
    assert last_line(asked) == "Enter answer now · r hear it again · s skip · q stop here"
    document = event_document(asked)
    assert document["event"] == "follow_up_asked"
    assert document["question"] == {
        "number": 2, "id": "why-us", "text": "What came of it?", "follow_up": 1,
    }  # fmt: skip


def test_which_question_it_really_was_is_asked_and_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked, told = REAL
    screen = without_control(on_terminal(*REAL, width=100))
    assert "Which question was that really?   1 done and why · 2 pay" in screen
    assert "Yes, it was about pay. In an interview: What do you expect?" in screen
    assert last_line(asked).startswith("its number · Enter I cannot tell")
    _, err = in_lines(capsys, asked, dataclasses.replace(told, chosen=None))
    assert "It was about pay." in err


CHANGE = Candidate(
    finding=ToChange.CAME_LATE,
    name="the long way to the answer",
    text="The answer came after 20 seconds. Begin there.",
    quote="I want to sell Xarelto.",
    start_s=20.0,
    confidence=0.9,
)
ADVISED = events.AnswerAdvised(
    99.0, QUESTION, 1, None, CHANGE, None, None, (f"Next time: {CHANGE.sentence}",)
)
PLAYED = events.TakePlayed(120.0, 1, ("what they did", "what came of it"))


def test_advice_stands_below_the_figures_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    screen = without_control(on_terminal(ENDED, MEASURED, ADVISED, PLAYED, width=100))
    told = "Next time: The answer came after 20 seconds. Begin there: “I want to sell Xarelto.”"
    assert told in screen
    assert screen.index("151 words a minute") < screen.index(told)
    assert "Listen for: what they did; what came of it." in screen
    assert "Next time: The answer came" in in_lines(capsys, ADVISED)[1]


def test_scripts_get_advice_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    JsonLines().show(ADVISED)
    document = json.loads(capsys.readouterr().out)
    assert document["event"] == "answer_advised"
    assert (document["change"]["finding"], document["change"]["start_s"]) == ("came_late", 20.0)
    assert document["keep"] is None
