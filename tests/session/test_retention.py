"""The setting `keep_audio_days`: which sound goes, what stays, and what is said of it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from coach.config import Settings
from coach.library.library import Library
from coach.session.retention import apply_retention
from coach.state import forget, remember
from tests.helpers.kept_sessions import PLAIN, keep, recordings


@pytest.fixture(autouse=True)
def yesterday(home: Path) -> None:
    """The day before today the coach was used, too."""
    seen(1)


def seen(days_ago: int) -> None:
    remember("days_seen", [(date.today() - timedelta(days=days_ago)).isoformat()])


def aged(days: int, *, finished: bool = True) -> Path:
    """The folder of a session of so many days ago, named so."""
    name = keep([PLAIN], days_ago=days)
    library = Library(recordings())
    if finished:
        with library.open_session(name) as opened:
            opened.finish()
    folder = recordings() / name
    older = re.sub(r"^\d{4}", "2020", name)
    while (recordings() / older).exists():
        older += "-2"
    return folder.rename(recordings() / older)


def sounds(folder: Path) -> int:
    return len(list(folder.rglob("take-*.flac")))


def applied(days: int | None = 90) -> list[str]:
    told: list[str] = []
    apply_retention(Library(recordings()), Settings(keep_audio_days=days), told.append)
    return told


def test_old_sound_goes_its_words_stay_and_that_is_said_once() -> None:
    folder = aged(100)
    (told,) = applied()
    assert "keep_audio_days = 90" in told
    assert "the sound of 1 answer" in told
    assert "The words stay." in told
    assert sounds(folder) == 0
    take = Library(recordings()).session(folder.name).turns[0].takes[0]
    assert (take.sound_erased_at is not None, take.has_sound) == (True, False)
    assert PLAIN in (folder / "transcript.md").read_text(encoding="utf-8")
    assert "take-1.flac" not in (folder / "transcript.md").read_text(encoding="utf-8")
    assert applied() == []


def test_nothing_goes_without_the_setting_or_before_its_time() -> None:
    folder = aged(100)
    assert applied(None) == []
    assert applied(101) == []
    assert sounds(folder) == 1


def test_sound_of_an_unfinished_session_stays() -> None:
    folder = aged(100, finished=False)
    assert (applied(), sounds(folder)) == ([], 1)


def test_sound_that_is_not_written_down_stays() -> None:
    folder = aged(100)
    session = Library(recordings()).session(folder.name)
    take = session.turns[0].takes[0].model_copy(update={"transcripts": (), "no_speech": None})
    turn = session.turns[0].with_take(take)
    (folder / "session.json").write_text(session.with_turn(turn).model_dump_json())
    assert (applied(), sounds(folder)) == ([], 1)


def test_what_is_damaged_or_in_use_stays_and_stops_nothing() -> None:
    damaged, used, free = aged(100), aged(100), aged(100)
    (damaged / "session.json").write_text("{")
    with Library(recordings()).open_session(used.name):
        assert len(applied()) == 1
    assert [sounds(each) for each in (damaged, used, free)] == [1, 1, 0]


def test_once_a_day_it_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert applied() == []
    folder = aged(100)
    assert (applied(), sounds(folder)) == ([], 1)
    assert len(applied(80)) == 1  # another number is looked for at once


def test_a_clock_that_jumped_ahead_erases_nothing_on_that_day() -> None:
    folder = aged(100)
    seen(50)  # so it was 50 days old then, if the clock is right now
    assert (applied(), sounds(folder)) == ([], 1)
    assert (applied(80), sounds(folder)) == ([], 1)  # nor at a second look
    seen(-50)  # on a day that is still to come
    assert (len(applied()), sounds(folder)) == (1, 0)


@pytest.mark.parametrize("damaged", [None, "monday", ["monday"]])
def test_on_the_first_day_nothing_is_erased(damaged: object) -> None:
    folder = aged(100)
    forget("days_seen")
    if damaged:
        remember("days_seen", damaged)
    assert (applied(), sounds(folder)) == ([], 1)
