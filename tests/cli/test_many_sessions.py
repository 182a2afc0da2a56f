"""Hundreds of sessions: what was read before is not read again, and nothing is missed."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest

from coach.delivery.kept import all_measured, kept_figures, refresh_figures
from coach.library.index import MANY, Index
from coach.library.library import Library
from coach.library.overview import Overview, overviews
from coach.library.search import refresh, search, sentences
from coach.library.settled import unsettled
from coach.web.listing import Listing
from tests.helpers.coach_fixture import Coach
from tests.helpers.kept_sessions import recordings
from tests.helpers.linked_library import ANSWERS, link_sessions

COUNT = MANY + 20


@pytest.fixture
def library() -> Library:
    link_sessions(recordings(), COUNT)
    return Library(recordings())


READ: list[str] = []


@functools.cache  # no hook is ever taken out again
def note_what_is_read() -> None:
    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and str(arguments[0]).endswith("session.json"):
            READ.append(Path(arguments[0]).parent.name)

    sys.addaudithook(note)


@pytest.fixture
def reads(library: Library) -> list[str]:
    """The sessions that are read, by name."""
    note_what_is_read()
    READ.clear()
    return READ


def rewrite(library: Library, session: str, old: str, new: str) -> None:
    path = library.folder / session / "session.json"
    path.write_text(path.read_text().replace(old, new))
    os.utime(path)


class TestList:
    def test_only_what_changed_is_read_again(self, library: Library, reads: list[str]) -> None:
        before = overviews(library.folder)
        assert len(before) == len(reads) == COUNT
        reads.clear()
        assert overviews(library.folder) == before
        assert not reads
        rewrite(library, before[3].id, '"finished_at": "', '"finished_at": null, "was": "')
        (library.folder / before[4].id / "session.json").write_text("{")
        reads.clear()
        now = overviews(library.folder)
        assert sorted(reads) == [before[3].id, before[4].id]
        assert now[3].marks == ("not finished",)
        assert now[-1].id == before[4].id
        assert now[-1].damage
        assert now[-1].started_at is None

    def test_a_session_that_lost_its_file_is_named(self, library: Library) -> None:
        lost = overviews(library.folder)[0].id
        (library.folder / lost / "session.json").unlink()
        (last,) = [each for each in overviews(library.folder) if each.damage]
        assert last.id == lost
        library.erase(lost)
        assert lost not in {each.id for each in overviews(library.folder)}

    def test_work_that_was_broken_off_goes_on(self, library: Library, reads: list[str]) -> None:
        shown: list[int] = []

        def broken_off(names: Collection[str]) -> Iterator[str]:
            shown.append(len(names))
            for number, name in enumerate(names):
                if number == 150:
                    raise KeyboardInterrupt
                yield name

        with pytest.raises(KeyboardInterrupt):
            overviews(library.folder, broken_off)
        reads.clear()
        overviews(library.folder)
        assert (shown, len(reads)) == ([COUNT], COUNT - 100)

    def test_the_same_as_without_an_index(self, library: Library, coach: Coach) -> None:
        kept = coach("sessions"), coach("sessions", "--json")
        assert kept[0][1].count("3 of 3") == COUNT
        assert (coach("sessions"), coach("sessions", "--json")) == kept
        assert overviews(library.folder) == overviews(library.folder, many=COUNT + 1)

    def test_silence_is_that_of_practice(self) -> None:
        silent = {"no_speech": True}
        assert Overview("a", None, silent | {"kind": "practice"}).is_silent
        assert not Overview("a", None, silent | {"kind": "real"}).is_silent


class TestPage:
    def test_a_new_start_reads_nothing_again(self, library: Library, reads: list[str]) -> None:
        rows = Listing(library).rows()
        assert len(rows) == len(reads) == COUNT
        reads.clear()
        listing = Listing(library)
        assert listing.rows() == rows
        assert not reads
        rewrite(library, rows[0].id, "screening", "screening")
        reads.clear()
        assert listing.rows() == rows
        assert reads == [rows[0].id]
        library.erase(rows[0].id)
        assert listing.rows() == rows[1:]


class TestRecovery:
    def test_a_take_without_an_end_is_found_whenever_it_comes(self, library: Library) -> None:
        assert unsettled(library.folder) == []
        session = next(iter(library.states()))
        rewrite(library, session, '"duration_s": 40.0', '"duration_s": null')
        assert unsettled(library.folder) == [session]
        assert unsettled(library.folder) == [session]
        assert [take.session_id for take in library.recover()] == [session] * ANSWERS
        assert unsettled(library.folder) == []

    def test_what_somebody_held_is_looked_at(self, library: Library) -> None:
        unsettled(library.folder)
        session = next(iter(library.states()))
        note = library.folder / session / ".holder.json"
        note.write_text("{}")
        assert unsettled(library.folder) == [session]
        library.recover()
        assert not note.exists()

    def test_what_is_gone_is_forgotten(self, library: Library) -> None:
        unsettled(library.folder)
        session = next(iter(library.states()))
        (library.folder / session).rename(library.folder.parent / "elsewhere")
        assert unsettled(library.folder) == []
        assert session.encode() not in (library.folder / ".library.sqlite3").read_bytes()


def corrected(library: Library, session: str) -> None:
    """A correction that a sync client brings, without touching `session.json`."""
    (path,) = (library.folder / session).glob("01-*/take-1.transcript-1.json")
    transcript = json.loads(path.read_text())
    transcript["words"][0]["text"] = "Zanzibar"
    path.unlink()
    path.write_text(json.dumps(transcript))


class TestFromOutside:
    def test_a_search_in_short_sees_it_once_it_was_looked_for(self, library: Library) -> None:
        said = sentences(library, thorough=False)
        session = next(iter(library.states()))
        assert search(said, "Zanzibar").total == 0
        assert not refresh(library)
        corrected(library, session)
        assert search(said, "Zanzibar").total == 0
        assert refresh(library)
        assert search(said, "Zanzibar").total == 1
        assert not refresh(library)

    def test_the_search_shows_it_a_moment_later(self, library: Library, coach: Coach) -> None:
        assert "No sentence" in coach("search", "Zanzibar")[2]
        session = next(iter(library.states()))
        corrected(library, session)
        code, out, err = coach("search", "Zanzibar")
        assert code == 0
        assert "Changed from outside meanwhile" in err
        assert f"coach replay {session} 1 --take 1 --line 1" in out
        assert "outside" not in coach("search", "Zanzibar")[2]
        corrected(library, list(library.states())[1])
        assert json.loads(coach("search", "--json", "Zanzibar")[1])["total"] == 2

    def test_progress_says_so(self, coach: Coach) -> None:
        link_sessions(recordings(), 2)
        library = Library(recordings())
        assert "outside" not in coach("progress")[2]
        corrected(library, next(iter(library.states())))
        assert len(kept_figures(library, thorough=False)) == 2
        assert "Sessions have changed from outside" in coach("progress")[2]
        assert not refresh_figures(library)
        assert len(all_measured(library)) == 2 * ANSWERS


def test_an_index_knows_whether_it_is_up_to_date(tmp_path: Path) -> None:
    index = Index(tmp_path, "figures")
    assert not index.is_up_to_date(lambda _: {})
    index.documents(lambda _: {"one": "1"}, lambda name: {"name": name})
    assert index.is_up_to_date(lambda _: {"one": "1"})
    assert not index.is_up_to_date(lambda _: {"one": "2"})
