"""Hundreds of sessions: what was read before is not read again, and nothing is missed."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import io
import json
import os
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime
from functools import partialmethod
from pathlib import Path
from typing import Any

import pytest

from coach.debrief.asked_set import AskedOnce, free_name, write_asked_set
from coach.delivery import kept, over_time
from coach.delivery.kept import all_measured, all_takes, figures, refresh_figures
from coach.delivery.measuring import MeasuredTake
from coach.library import said
from coach.library.library import Library
from coach.library.overview import overviews
from coach.library.search import search_as_indexed
from coach.library.session_index import MANY
from coach.library.settled import look_at
from coach.session.questions import asked_lately
from coach.vision.keeping import VisionFolder
from coach.vision.next_steps import next_step
from coach.vision.records import Section
from coach.web.listing import Listing, Rows, Wanted
from coach.web.listing_index import SessionRow
from tests.helpers.coach_fixture import Coach
from tests.helpers.kept_sessions import recordings
from tests.helpers.linked_library import ANSWERS, link_sessions
from tests.helpers.visions import vision_of

COUNT = MANY + 20
_THOROUGHLY = ANSWERS  # each question's folder
_AT_MOST_BESIDES = COUNT // 2  # whatever the command itself loads and looks at


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
        assert now[3].marks == ["not finished"]
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
        listed = overviews(library.folder)
        library.forget_index()
        assert overviews(library.folder) == listed
        for each in listed:
            session = library.session(each.id)
            told = (each.started_at, each.kind, each.questions, each.answered, each.spoken_s)
            kept = (session.started_at, session.kind, len(session.turns), session.answered)
            assert told == (*kept, round(session.spoken_s, 3))

    def test_silence_is_that_of_practice(self, library: Library) -> None:
        (first, *_) = overviews(library.folder)
        silent = dataclasses.replace(first, without_speech=True)
        assert silent.is_silent
        assert not dataclasses.replace(silent, kind="real").is_silent


SHOWN = 40


def newest(rows: Rows) -> list[SessionRow]:
    return rows.page(Wanted(), 0, SHOWN)


class TestPage:
    def test_a_new_start_reads_nothing_again(self, library: Library, reads: list[str]) -> None:
        rows = Listing(library).ask(newest)
        assert len(reads) == COUNT
        reads.clear()
        listing = Listing(library)
        assert listing.ask(newest) == rows
        assert listing.ask(Rows.count) == COUNT
        assert not reads
        rewrite(library, rows[0].id, "screening", "screening")
        reads.clear()
        assert listing.ask(newest) == rows
        assert reads == [rows[0].id]
        library.erase(rows[0].id)
        assert listing.ask(newest)[0] == rows[1]

    def test_only_the_rows_that_are_shown_are_read_of_the_index(
        self, library: Library, reads: list[str]
    ) -> None:
        rows = Listing(library).ask(newest)
        with contextlib.closing(sqlite3.connect(library.folder / ".library.sqlite3")) as index:
            index.execute("UPDATE page_rows SET document = '' WHERE session < ?", (rows[-1].id,))
            index.commit()
        reads.clear()
        assert Listing(library).ask(newest) == rows
        assert not reads
        older = Listing(library).ask(lambda listed: listed.page(Wanted(), SHOWN, SHOWN))
        assert older[0].when < rows[-1].when  # not believed, and read again
        assert len(reads) == COUNT

    def test_where_no_index_can_be_kept_a_coach_reads_everything_once(
        self, library: Library, reads: list[str]
    ) -> None:
        (library.folder / ".library.sqlite3").mkdir()
        listing = Listing(library)
        rows = listing.ask(newest)
        assert set(reads) == set(library.states())
        reads.clear()
        assert listing.ask(newest) == rows
        assert not reads


class TestWhatWaits:
    def test_it_is_found_without_reading_the_others(
        self, library: Library, reads: list[str]
    ) -> None:
        first, second = list(library.states())[:2]
        rewrite(library, first, '"finished_at": "', '"finished_at": null, "was": "')
        rewrite(library, second, '"finished_at": "', '"finished_at": null, "was": "')
        assert library.unfinished() == second
        reads.clear()
        assert library.unfinished() == second
        assert not reads

    def test_only_sessions_that_asked_about_a_step_are_read(
        self, library: Library, reads: list[str]
    ) -> None:
        step = (Section.NEXT_STEPS, "I will call two warehouses before Friday.")
        VisionFolder(library.folder).write(vision_of((Section.AMBITION, "I want to lead."), step))
        asked_in = next(reversed(library.states()))
        rewrite(library, asked_in, '"question-1"', '"next-step-2"')
        question = next_step(library, datetime.now().astimezone())
        assert question
        assert question.id == "next-step-2"
        reads.clear()
        assert next_step(library, datetime.now().astimezone()) == question
        assert reads == [asked_in]

    def test_questions_of_a_real_interview_were_practised_in_any_of_them(
        self, library: Library, reads: list[str]
    ) -> None:
        today = date.today()
        name = free_name(today)
        write_asked_set([AskedOnce(question="Why do you want to leave?")], today, name)
        assert asked_lately(library, today)
        reads.clear()
        assert asked_lately(library, today)
        assert not reads
        rewrite(library, next(iter(library.states())), '"screening"', f'"{name}"')
        assert asked_lately(library, today) is None


class TestRecovery:
    def test_a_take_without_an_end_is_found_whenever_it_comes(self, library: Library) -> None:
        assert look_at(library.folder).unsettled == []
        session = next(iter(library.states()))
        rewrite(library, session, '"duration_s": 40.0', '"duration_s": null')
        assert look_at(library.folder).unsettled == [session]
        assert look_at(library.folder).unsettled == [session]
        assert [take.session_id for take in library.recover()] == [session] * ANSWERS
        assert look_at(library.folder).unsettled == []

    def test_what_somebody_held_is_looked_at(self, library: Library) -> None:
        look_at(library.folder)
        session = next(iter(library.states()))
        note = library.folder / session / ".holder.json"
        note.write_text("{}")
        assert look_at(library.folder).unsettled == [session]
        library.recover()
        assert not note.exists()

    def test_what_is_gone_is_forgotten(self, library: Library) -> None:
        look_at(library.folder)
        session = next(iter(library.states()))
        (library.folder / session).rename(library.folder.parent / "elsewhere")
        assert look_at(library.folder).unsettled == []
        assert session.encode() not in (library.folder / ".library.sqlite3").read_bytes()


def corrected(library: Library, session: str, word: str = "Zanzibar") -> None:
    """A correction that a sync client brings, without touching `session.json`."""
    (path,) = (library.folder / session).glob("01-*/take-1.transcript-1.json")
    transcript = json.loads(path.read_text())
    transcript["words"][0]["text"] = word
    path.unlink()
    path.write_text(json.dumps(transcript))


class TestCosts:
    """Counted, not timed: what grows with the library is looked at once, and no more is read."""

    @pytest.fixture
    def touched(self, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
        """How often the system is asked about, or for the content of, what is in the library."""
        counts: Counter[str] = Counter()
        for name in ("stat", "access", "scandir", "listdir", "lstat"):
            monkeypatch.setattr(os, name, _counted(counts, name, getattr(os, name)))
        monkeypatch.setattr(io, "open", _counted(counts, "open", io.open))
        return counts

    @pytest.mark.parametrize(
        ("command", "each"),
        [(["sessions"], 2), (["progress"], 3 + _THOROUGHLY), (["search", "the"], 2 + _THOROUGHLY)],
    )
    def test_a_session_is_looked_at_so_many_times(
        self, library: Library, coach: Coach, touched: Counter[str], command: list[str], each: int
    ) -> None:
        coach(*command)
        touched.clear()
        assert coach(*command)[0] == 0
        assert touched.total() <= each * COUNT + _AT_MOST_BESIDES
        assert touched["open"] <= _AT_MOST_BESIDES

    def test_figures_are_read_of_the_index_and_few_become_objects(
        self, library: Library, coach: Coach, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        coach("progress")
        made: Counter[str] = Counter()
        real = kept.takes_in

        def counting(rows: Iterable[tuple[str, int]]) -> list[MeasuredTake]:
            found = real(rows)
            made["take"] += len(found)
            return found

        monkeypatch.setattr(over_time, "takes_in", counting)
        assert f"{COUNT * ANSWERS} answers" in coach("progress")[1]
        assert made["take"] <= 2 * ANSWERS  # the first and the newest of each question

    @pytest.mark.parametrize("command", [["progress"], ["search", "--json", "the"]])
    def test_taking_in_goes_on_where_it_was_broken_off(
        self, library: Library, coach: Coach, monkeypatch: pytest.MonkeyPatch, command: list[str]
    ) -> None:
        read: list[str] = []
        for index in (kept.FiguresIndex, said.SentenceIndex):
            monkeypatch.setattr(index, "read", partialmethod(_until_killed, read, index.read))
        assert coach(*command)[0] == 130
        first, read[:] = list(read), []
        assert coach(*command)[0] == 0
        assert not {*first[:100]} & {*read}
        assert len(read) == COUNT - 100


def _counted(counts: Counter[str], name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def counting(*given: Any, **named: Any) -> Any:
        counts[name] += 1
        return real(*given, **named)

    return counting


def _until_killed(index: Any, read: list[str], real: Callable[..., Any], folder: Path) -> Any:
    read.append(folder.name)
    if len(read) == 150:
        raise KeyboardInterrupt
    return real(index, folder)


class TestFromOutside:
    def test_a_search_shows_what_it_knows_and_a_moment_later_what_changed(
        self, library: Library, coach: Coach
    ) -> None:
        first, second = list(library.states())[:2]
        corrected(library, first)
        code, out, err = coach("search", "Zanzibar")
        assert (code, "meanwhile" in err) == (0, False)
        assert f"coach replay {first} 1 --take 1 --line 1" in out
        corrected(library, second)
        code, out, err = coach("search", "Zanzibar")
        assert code == 0
        assert "Changed meanwhile" in err
        assert out.index(f"coach replay {first} 1") < out.index(f"coach replay {second} 1")
        assert "meanwhile" not in coach("search", "Zanzibar")[2]

    def test_a_search_never_shows_what_is_not_there_any_more(
        self, library: Library, coach: Coach
    ) -> None:
        first, second = list(library.states())[:2]
        corrected(library, first)
        assert json.loads(coach("search", "--json", "Zanzibar")[1])["total"] == 1
        (library.folder / first).rename(library.folder.parent / "elsewhere")
        assert "No sentence" in coach("search", "Zanzibar")[2]
        corrected(library, second)
        assert json.loads(coach("search", "--json", "Zanzibar")[1])["total"] == 1
        corrected(library, second, "Timbuktu")
        assert first not in coach("search", "Zanzibar")[1]
        assert "Zanzibar" not in coach("search", "Zanzibar")[1]
        assert search_as_indexed(library, "\0", limit=1) is None

    def test_a_folder_of_a_question_that_comes_late_is_taken_in(
        self, library: Library, coach: Coach
    ) -> None:
        session = next(iter(library.states()))
        corrected(library, session)
        (folder,) = (library.folder / session).glob("01-*")
        elsewhere = folder.rename(library.folder.parent / "on its way")
        assert "could not be read" in coach("search", "Zanzibar")[2]
        elsewhere.rename(folder)
        assert f"coach replay {session} 1" in coach("search", "Zanzibar")[1]

    def test_progress_says_so(self, coach: Coach) -> None:
        link_sessions(recordings(), 2)
        library = Library(recordings())
        assert "outside" not in coach("progress")[2]
        corrected(library, next(iter(library.states())))
        assert len(figures(library, thorough=False).ask(all_takes)) == 2 * ANSWERS
        assert "Sessions have changed from outside" in coach("progress")[2]
        assert not refresh_figures(library)
        assert len(all_measured(library)) == 2 * ANSWERS
