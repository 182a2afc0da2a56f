"""The vision said on the spot and stated aloud: the real Whisper listens."""

from __future__ import annotations

from pathlib import Path

from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind
from tests.helpers.coach_program import coach_here, refused, succeeded
from tests.helpers.kept_sessions import keep, recordings
from tests.helpers.sound_card import no_sound_card
from tests.helpers.spoken import TEAM, error_rate, understood

COLLEAGUES = AskedQuestion(id="colleagues", theme="colleagues", text="Who do you work well with?")
HEARING = ("--voice", "none", "--answers")


def test_a_line_said_on_the_spot_and_all_of_it_stated(
    tmp_path: Path, spoken: dict[str, Path]
) -> None:
    env = no_sound_card(tmp_path)
    build = ("vision", "build", "--section", "colleagues", *HEARING, str(spoken[TEAM]))
    done = succeeded(coach_here(*build, env=env, typed="s\n1\n\n"))
    assert "The colleagues I want: say it in a sentence." in done.stdout
    (line,) = succeeded(coach_here("vision", "--json")).document["lines"]
    assert error_rate(TEAM, line["text"]) <= 0.2
    assert Library(recordings()).session("last").kind is Kind.VISION
    clip = recordings() / "vision" / line["clip"]
    assert error_rate(TEAM, understood(clip)) <= 0.2
    done = succeeded(coach_here("vision", "say", *HEARING, str(spoken[TEAM]), env=env))
    assert line["text"] in " ".join(done.stdout.split())
    stated = Library(recordings()).session("last")
    assert stated.turns[0].question.text == "State your career vision aloud."
    assert stated.answered == 1


def test_where_nothing_can_be_said_there_is_still_something_to_pick(tmp_path: Path) -> None:
    keep(["I want to work with people who argue."], question=COLLEAGUES)
    build = ("vision", "build", "--section", "colleagues")
    done = succeeded(coach_here(*build, env=no_sound_card(tmp_path), typed="s\n1\n\n"))
    assert "No microphone" in done.stderr
    (line,) = succeeded(coach_here("vision", "--json")).document["lines"]
    assert line["text"] == "I want to work with people who argue."


def test_there_has_to_be_one_to_be_stated(tmp_path: Path) -> None:
    refused(coach_here("vision", "say", env=no_sound_card(tmp_path)), 2, "coach vision build")
