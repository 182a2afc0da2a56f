"""What counts as the person's own answer, and what arrives later than `session.json`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from coach.debrief.keeping import write_debrief
from coach.debrief.records import Aspect, Debrief, Rated, Rating
from coach.debrief.reel import rated_takes
from coach.debrief.walk import newest
from coach.delivery.kept import all_measured
from coach.library.library import Library
from coach.library.reading import edits_path
from coach.library.records import Kind
from coach.library.search import search
from coach.vision.building import each_candidate
from coach.vision.drilling import hedged
from coach.vision.records import Section
from coach.web.listing import Listing, Wanted, calendar
from coach.web.listing_index import SessionRow
from tests.helpers.coach_fixture import Coach, coach, speaker
from tests.helpers.kept_sessions import HEDGED, PLAIN, TEAM, keep, recordings

__all__ = ["coach", "speaker"]

TODAY = datetime.now().astimezone().date()
ABOUT = TEAM.model_copy(update={"theme": Section.AMBITION.value})


@pytest.fixture
def library() -> Library:
    return Library(recordings())


def rate(library: Library, session_id: str) -> None:
    with library.open_session(session_id) as opened:
        rated = Rated(
            question=1,
            take=1,
            rated_at=datetime.now().astimezone(),
            ratings=dict.fromkeys(Aspect, Rating.YES),
        )
        write_debrief(opened.folder, opened.session, Debrief(rated=(rated,)))


def finish(library: Library, session_id: str) -> None:
    with library.open_session(session_id) as opened:
        opened.finish()


def listed(library: Library) -> list[SessionRow]:
    return Listing(library).ask(lambda rows: rows.page(Wanted(), 0, 10))


def counts(library: Library) -> dict[str, int]:
    """In how many places something of the library counts as the person's own speech."""
    rows = listed(library)
    days = Listing(library).ask(lambda rows: calendar(rows, TODAY, 2))
    return {
        "answered": sum(row.answered for row in rows),
        "minutes": sum(row.spoken_s > 0 for row in rows),
        "days": sum(day.sessions for day in days),
        "progress": len(all_measured(library)),
        "reel": len(list(rated_takes(library))),
        "vision": len(list(each_candidate(library, Section.AMBITION))),
        "drill": len(list(hedged(library))),
    }


def test_a_recording_without_speech_counts_nowhere(library: Library) -> None:
    session_id = keep([""], question=ABOUT)
    rate(library, session_id)
    finish(library, session_id)
    assert set(counts(library).values()) == {0}
    session = library.session(session_id)
    assert newest(session.turn(1)) is None  # nobody is asked to rate it
    assert [turn.number for turn in session.open_turns] == [1]
    assert not session.complete
    assert library.unfinished() == session_id
    (row,) = listed(library)
    assert (row.without_speech, row.note) == (True, "no speech heard")


def test_an_answer_counts_with_a_silent_take_after_it(library: Library) -> None:
    session_id = keep([HEDGED, ""], question=ABOUT)
    rate(library, session_id)
    finish(library, session_id)
    assert set(counts(library).values()) == {1}
    session = library.session(session_id)
    taken = newest(session.turn(1))
    assert taken is not None
    assert taken.number == 1
    assert session.complete
    assert session.spoken_s == taken.duration_s


def test_somebody_elses_speech_counts_nowhere_until_the_mark_is_taken_off(
    library: Library,
) -> None:
    session_id = keep([HEDGED], kind=Kind.IMPORT, question=ABOUT)
    rate(library, session_id)
    of_itself = {"answered", "minutes"}  # what its own row says
    with library.open_session(session_id) as opened:
        opened.mark_not_mine(True)
    assert {name for name, count in counts(library).items() if count} == of_itself
    assert listed(library)[0].not_mine
    with library.open_session(session_id) as opened:
        opened.mark_not_mine(False)
    assert set(counts(library).values()) == {1}


def test_a_session_written_before_there_was_the_mark_is_ones_own(library: Library) -> None:
    path = recordings() / keep([HEDGED]) / "session.json"
    document = json.loads(path.read_text())
    del document["not_mine"]
    path.write_text(json.dumps(document))
    (listed,) = library.sessions()
    assert listed.session
    assert listed.session.own_speech


def test_the_command_line_marks_and_offers_to_erase(library: Library, coach: Coach) -> None:
    mine, silent = keep([HEDGED]), keep([""])
    _, out, said = coach("sessions", "--not-mine", mine)
    assert "not your speech" in out
    assert said == f"One session has no speech. Delete it: coach erase {silent}\n"
    assert all_measured(library) == []
    rows = json.loads(coach("sessions", "--mine", mine, "--json")[1])["sessions"]
    assert {row["session"]: row["not_mine"] for row in rows} == {mine: False, silent: False}
    assert {row["session"]: row["answered"] for row in rows} == {mine: 1, silent: 0}
    assert {row["session"]: row["spoken_s"] > 0 for row in rows} == {mine: True, silent: False}
    assert len(all_measured(library)) == 1


def test_looking_back_at_silence_says_so(library: Library, coach: Coach) -> None:
    silent = keep([""])
    for arguments in (["debrief", silent], ["debrief", silent, 1], ["delivery", silent]):
        code, _, said = coach(*arguments)
        assert (code, "with speech" in said) == (2, True), arguments


def copied(folder: Path, elsewhere: Path) -> Path:
    """The same folder, as a sync client brings it to another machine, times and all."""
    shutil.copytree(folder, elsewhere / folder.name, copy_function=shutil.copy2)
    return elsewhere / folder.name


@pytest.mark.parametrize("write", [shutil.copyfile, shutil.move])
def test_a_correction_that_comes_later_is_found(
    library: Library, tmp_path: Path, write: Callable[[Path, Path], object]
) -> None:
    session_id = keep([PLAIN])
    folder = library.folder / session_id
    there = copied(folder, tmp_path / "there")
    assert search(library, "leeds").total == 1
    for name in ("York", "Hull"):
        with Library(there.parent).open_session(there.name) as opened:
            take = opened.session.turn(1).takes[0]
            opened.take_back(take)
            opened.correct(1, take, 10, 11, name)
        later = edits_path(there, take)
        sent = tmp_path / later.name
        shutil.copyfile(later, sent)
        write(sent, edits_path(folder, take))
        assert search(library, name).total == 1
        assert search(library, "leeds").total == 0


def test_a_transcript_and_a_session_that_come_later_are_named_until_they_are_whole(
    library: Library,
) -> None:
    session_id = keep([PLAIN])
    folder = library.folder / session_id
    transcript = next(folder.glob("*/*.transcript-1.json"))
    words, about = transcript.read_bytes(), (folder / "session.json").read_bytes()
    transcript.unlink()
    assert search(library, "leeds").unread == {session_id: 1}
    assert all_measured(library) == []
    transcript.write_bytes(words[:100])  # half of it is there
    assert search(library, "leeds").unread == {session_id: 1}
    transcript.write_bytes(words)
    found = search(library, "leeds")
    assert (found.total, found.unread) == (1, {})
    assert len(all_measured(library)) == 1
    (folder / "session.json").write_bytes(about[:100])
    assert search(library, "leeds").unread == {session_id: 1}
    (folder / "session.json").unlink()
    assert search(library, "leeds").unread == {session_id: 1}
    (folder / "session.json").write_bytes(about)
    assert search(library, "leeds").total == 1


def test_corrections_that_cannot_be_read_are_named(library: Library) -> None:
    session_id = keep([PLAIN])
    take = library.session(session_id).turn(1).takes[0]
    edits_path(library.folder / session_id, take).write_text("{")
    found = search(library, "leeds")
    assert (found.total, found.unread) == (1, {session_id: 1})
