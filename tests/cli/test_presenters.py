"""What a conversation looks like, on a terminal, in plain lines and as JSON."""

from __future__ import annotations

import dataclasses
import io
import json

import pytest
from rich.console import Console

from coach.cli.jsonlines import JsonLines
from coach.cli.keys import CONTROLS
from coach.cli.plain import PlainPresenter
from coach.cli.terminal import TerminalPresenter
from coach.interview import events
from coach.library.records import QuestionRef

QUESTION = QuestionRef(number=2, id="why-us", text="Why us?")
CAPTION = events.CaptionHeard(3.0, QUESTION, 1, "I want to lead a small team", 4)
WARNED = events.TimeWarned(60.0, QUESTION, 1, 30.0, 90.0)
DROPPED = events.QuestionsDropped(200.0, 2, 1)
THINK = events.ThinkTimeStarted(5.0, QUESTION, 30.0)
ENDED = events.AnswerEnded(100.0, QUESTION, 1, 97.0, 90, "person", "done", 4.1, 7.0)
MEASURED = events.AnswerMeasured(102.0, QUESTION, 1, 97.0, 90, 4.1, 151.4, 3.0)
LATE = events.AnswerTranscribed(130.0, QUESTION, 1, "Because.", (), 25.0, False, True)


def level(heard_s: float, clocked: bool = True) -> events.LevelHeard:
    return events.LevelHeard(heard_s, -30.0, heard_s, 90, False, clocked)


def on_terminal(
    *shown: events.Event, width: int = 60, quiet: bool = False, keys: str = "Enter done"
) -> str:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=width, color_system=None)
    presenter = TerminalPresenter(
        console, quiet=quiet, keys=keys, controls=CONTROLS, redraw_every_s=0.0
    )
    for event in shown:
        presenter.show(event)
    presenter.close()
    return screen.getvalue()


def in_lines(capsys: pytest.CaptureFixture[str], *shown: events.Event) -> tuple[str, str]:
    presenter = PlainPresenter(quiet=False, keys="", controls=CONTROLS, ascii_only=False)
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
        screen = on_terminal(events.AnswerStarted(1.0, QUESTION, 1), width=width, keys=keys)
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
