"""`coach drill`: a hedged sentence heard, said once more, both kept."""

from __future__ import annotations

from pathlib import Path

from coach.audio.clips import Samples
from coach.library.library import Library
from coach.library.records import Kind
from coach.testing import CannedTranscriber
from coach.transcription.ports import DecodeOptions, Transcript
from tests.helpers.coach_fixture import Hire
from tests.helpers.coach_program import coach_here, refused, succeeded
from tests.helpers.kept_sessions import HEDGED, PLAIN, keep, recordings
from tests.helpers.sound_card import no_sound_card
from tests.helpers.spoken import TEAM, write_silence


def test_said_once_more_without_the_hedge(
    tmp_path: Path, spoken: dict[str, Path], hire: Hire
) -> None:
    hire(CannedTranscriber([TEAM]))
    env = no_sound_card(tmp_path)
    session = keep([PLAIN, HEDGED])
    done = succeeded(coach_here("drill", "--answers", spoken[TEAM], "--voice", "none", env=env))
    assert f'"{HEDGED}"' in " ".join(done.stdout.split())
    assert "Say it once more, in one sentence, without maybe." in done.stdout
    assert "No hedge was found in it now. Before, and after:" in done.stdout
    assert "Look back: coach debrief" not in done.stderr  # the drill is not over yet
    assert "The next one: coach drill" in done.stderr
    assert "Pick it for your vision: coach vision build --section ambition" in done.stderr
    kept = Library(recordings()).session("last")
    assert kept.kind is Kind.DRILL
    source = kept.settings["drill"]
    assert (source["session"], source["take"], source["text"]) == (session, 2, HEDGED)
    assert "No hedge was found" in coach_here("drill", env=env).stderr  # it was drilled


def test_a_hedge_that_stays_is_quoted(tmp_path: Path, spoken: dict[str, Path], hire: Hire) -> None:
    hire(CannedTranscriber(["I want to maybe lead a small team in Leeds."]))
    keep([HEDGED])
    env = no_sound_card(tmp_path)
    done = succeeded(coach_here("drill", "--answers", spoken[TEAM], "--voice", "none", env=env))
    assert "Still hedged: " in done.stdout
    assert "for your vision" not in done.stderr
    assert "maybe" in done.stdout.split("Still hedged: ")[1].lower()


class UnsureTranscriber(CannedTranscriber):
    """Is unsure of every word."""

    def transcribe(
        self, samples: Samples, prompt: str = "", decoding: DecodeOptions | None = None
    ) -> Transcript:
        sure = super().transcribe(samples, prompt, decoding)
        words = tuple(word.model_copy(update={"probability": 0.2}) for word in sure.words)
        return sure.model_copy(update={"words": words})


def test_what_may_still_be_hedged_is_not_offered_for_the_vision(
    tmp_path: Path, spoken: dict[str, Path], hire: Hire
) -> None:
    hire(UnsureTranscriber([TEAM]))
    keep([HEDGED])
    env = no_sound_card(tmp_path)
    done = succeeded(coach_here("drill", "--answers", spoken[TEAM], "--voice", "none", env=env))
    assert "Whether there is a hedge in it now cannot be told." in done.stdout
    assert "for your vision" not in done.stderr
    assert "The next one: coach drill" in done.stderr


def test_with_json_there_are_events_and_nothing_else_on_stdout(
    tmp_path: Path, spoken: dict[str, Path], hire: Hire
) -> None:
    hire(CannedTranscriber([TEAM]))
    keep([HEDGED])
    options = ("--answers", spoken[TEAM], "--voice", "none", "--json")
    done = succeeded(coach_here("drill", *options, env=no_sound_card(tmp_path)))
    assert done.events[-1]["event"] == "session_finished"
    assert f'"{HEDGED}"' in " ".join(done.stderr.split())
    assert "No hedge was found in it now." in done.stderr


def test_a_hedge_whose_sound_was_erased_is_read(
    tmp_path: Path, spoken: dict[str, Path], hire: Hire
) -> None:
    hire(CannedTranscriber([TEAM]))
    env = no_sound_card(tmp_path)
    session = keep([HEDGED])
    succeeded(coach_here("erase", session, "--audio", "--yes"))
    done = succeeded(coach_here("drill", "--answers", spoken[TEAM], "--voice", "none", env=env))
    assert f'"{HEDGED}"' in " ".join(done.stdout.split())
    assert done.stderr.count("was erased on") == 2  # before, and after


def test_nothing_said_leaves_it_for_later(tmp_path: Path, spoken: dict[str, Path]) -> None:
    keep([HEDGED])
    silent = write_silence(tmp_path / "silent.wav", 2.0)
    env = no_sound_card(tmp_path)
    done = coach_here("drill", "--answers", silent, "--voice", "none", env=env)
    assert done.returncode == 3
    assert "coach drill" in done.stderr


def test_without_any_session_there_is_nothing_to_look_for_a_hedge_in(tmp_path: Path) -> None:
    refused(coach_here("drill", env=no_sound_card(tmp_path)), 2, "There is no session", "practice")


def test_no_hedge_no_drill(tmp_path: Path) -> None:
    keep([PLAIN])
    done = succeeded(coach_here("drill", env=no_sound_card(tmp_path)))
    assert (done.stdout, "No hedge was found" in done.stderr) == ("", True)
