"""Search over what was said, through the library."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.library.database import Database
from coach.library.library import Library
from coach.library.reading import read_record
from coach.library.records import Kind
from coach.library.search import SearchResults, search, sentences
from coach.transcription.ports import Transcript
from tests.helpers.kept_sessions import WHY, keep, recordings
from tests.helpers.labels import WORD_S, as_transcript

SAID = "I moved into planning. I led a small team in Zürich, and we don't stop there. Yes."


@pytest.fixture
def library() -> Library:
    return Library(recordings())


@pytest.fixture
def database(library: Library) -> Path:
    return library.folder / ".library.sqlite3"


def texts(found: SearchResults) -> list[str]:
    return [hit.text for hit in found.hits]


class TestWhatIsFound:
    def test_a_sentence_with_where_and_when_it_was_said(self, library: Library) -> None:
        session = keep(["Nothing here.", SAID])
        (hit,) = search(library, "zurich").hits
        take = library.session(session).turn(1).take(2)
        assert hit.text == "I led a small team in Zürich, and we don't stop there."
        assert (hit.session, hit.question, hit.take, hit.line) == (session, 1, 2, 2)
        assert (hit.kind, hit.title, hit.question_id) == (Kind.PRACTICE, "Mine", "team")
        assert hit.question_text == "Tell me about a team."
        assert hit.started_at == take.started_at
        assert hit.transcript == take.transcripts[-1]
        folder = library.folder / session
        words = read_record(folder / hit.transcript, Transcript, folder).words
        assert " ".join(word.text for word in words[hit.first_word : hit.end_word]) == hit.text
        assert [words[number].text for number in hit.matched] == ["Zürich,"]
        assert hit.at_s == words[hit.matched[0]].start_s
        assert (hit.start_s, hit.end_s) == (words[4].start_s, words[hit.end_word - 1].end_s)

    @pytest.mark.parametrize(
        ("text", "matched"),
        [
            ("SMALL", [7]),
            ("team small", [7, 8]),
            ('"small team"', [7, 8]),
            ("“small team”", [7, 8]),
            ('"small team', [7, 8]),
            ("zur*", [10]),
            ('"team in zur"*', [8, 9, 10]),
            ("don't", [13]),
            ("don\u2019t", [13]),
            ("(Zürich)", [10]),
        ],
    )
    def test_the_words_that_were_asked_for(
        self, library: Library, text: str, matched: list[int]
    ) -> None:
        keep([SAID])
        (hit,) = search(library, text).hits
        assert list(hit.matched) == matched
        assert hit.at_s == pytest.approx(matched[0] * WORD_S)

    @pytest.mark.parametrize("text", ['"team small"', "plan", "planning team", "warehouse", "zur"])
    def test_what_was_not_said_in_one_sentence_is_not_found(
        self, library: Library, text: str
    ) -> None:
        keep([SAID])
        assert search(library, text) == SearchResults(0, [])

    def test_the_words_together_first_and_then_the_newest(self, library: Library) -> None:
        keep(["My small team was old."], days_ago=9)
        keep(["A team that is small."])
        keep(["A team still small then."], days_ago=3)
        found = search(library, "small team")
        assert texts(found) == [
            "My small team was old.",
            "A team that is small.",
            "A team still small then.",
        ]

    def test_some_of_many(self, library: Library) -> None:
        keep([f"Number {n} of them." for n in range(5)])
        found = search(library, "number", limit=2)
        assert (found.total, texts(found)) == (5, ["Number 4 of them.", "Number 3 of them."])

    def test_all_kinds_or_one_session(self, library: Library) -> None:
        keep(["I said so."])
        demo = keep(["I said so."], kind=Kind.DEMO)
        assert {hit.kind for hit in search(library, "said").hits} == {Kind.PRACTICE, Kind.DEMO}
        (hit,) = search(library, "said", sessions={demo}).hits
        assert hit.session == demo
        assert search(library, "said", sessions=()).total == 0

    def test_a_sentence_with_the_signs_that_mark_what_was_found(self, library: Library) -> None:
        keep(["One \x02 two\x03 three."])
        (hit,) = search(library, "three").hits
        assert (hit.text, hit.matched, hit.at_s) == ("One \x02 two\x03 three.", (), 0.0)

    @pytest.mark.parametrize(
        "text",
        [
            *("", "!!!", '"', '""', "*", "-", "+", "(", "^I", "a\0b", "\udcff", "😀"),
            *("a AND", "said OR", "NOT", "NEAR(a b)", "text:said", "{a b}: c"),
            "'; DROP TABLE said; --",
        ],
    )
    def test_signs_are_no_commands(self, library: Library, text: str) -> None:
        keep([SAID])
        search(library, text)
        assert search(library, "planning").total == 1

    @given(st.text(max_size=30))
    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    def test_whatever_is_typed_never_breaks_it(self, library: Library, text: str) -> None:
        if not library.states():
            keep([SAID])
        search(library, text)
        search(library, f'{text}" said*')


class TestWhatIsKeptForIt:
    def test_nothing_is_read_again_until_a_session_changes(self, library: Library) -> None:
        session = keep([SAID])
        search(library, "planning")
        transcript = next((library.folder / session).glob("01-*/*.transcript-1.json"))
        words = transcript.read_text()
        transcript.write_text("{")
        assert search(library, "planning").total == 1
        transcript.write_text(words)
        with library.open_session(session) as opened:
            take = opened.session.turn(1).takes[0]
            opened.add_transcript(1, take, as_transcript(SAID.replace("planning", "driving")))
        assert search(library, "planning").total == 0
        assert search(library, "driving").hits[0].transcript.endswith("transcript-2.json")

    def test_corrections_are_found_and_what_they_replace_is_not(self, library: Library) -> None:
        session = keep([SAID])
        search(library, "zurich")
        with library.open_session(session) as opened:
            opened.correct(1, opened.session.turn(1).takes[0], 10, 11, "Züri West,")
        assert search(library, "zurich").total == 0
        (hit,) = search(library, '"zuri west"').hits
        assert hit.text == "I led a small team in Züri West, and we don't stop there."
        assert list(hit.matched) == [10, 11]

    def test_sessions_that_went_away_are_not_found(self, library: Library) -> None:
        session, other = keep([SAID]), keep(["Planning again."], question=WHY)
        assert search(library, "planning").total == 2
        (library.folder / session).rename(library.folder / "my best one")
        assert {hit.session for hit in search(library, "planning").hits} == {other, "my best one"}
        library.erase(other)
        assert [hit.session for hit in search(library, "planning").hits] == ["my best one"]

    def test_erasing_leaves_nothing_of_a_session_in_it(
        self, library: Library, database: Path
    ) -> None:
        session = keep([SAID])
        sentences(library).refresh()
        assert b"small team" in database.read_bytes()
        library.erase(session)
        assert list(library.folder.iterdir()) == []

    def test_nor_does_a_folder_that_was_thrown_away_once_somebody_searches(
        self, library: Library, database: Path
    ) -> None:
        session = keep(["Xarelto is a secret."])
        keep(["Nothing of it here."])
        sentences(library).refresh()
        assert b"arelto" in database.read_bytes()
        shutil.rmtree(library.folder / session)
        assert search(library, "here").total == 1
        assert b"arelto" not in database.read_bytes()

    def test_it_can_be_read_by_its_owner_alone(self, library: Library, database: Path) -> None:
        keep([SAID])
        sentences(library).refresh()
        assert database.stat().st_mode & 0o777 == 0o600

    def test_damage_hides_nothing_else(self, library: Library) -> None:
        damaged, half, whole = keep([SAID]), keep([SAID, "Planning, too."]), keep([SAID])
        (library.folder / damaged / "session.json").write_text("{")
        next((library.folder / half).glob("01-*/take-1.transcript-1.json")).write_text("[]")
        found = search(library, "planning")
        assert {(hit.session, hit.take) for hit in found.hits} == {(half, 2), (whole, 1)}

    @pytest.mark.parametrize(
        "damage",
        [
            lambda path: path.unlink(),
            lambda path: path.write_bytes(b""),
            lambda path: path.write_bytes(b"no database" * 1000),
            lambda path: path.write_bytes(path.read_bytes()[:5000]),
            lambda path: changed(path, "PRAGMA user_version = 1"),
            lambda path: changed(path, "DROP TABLE said"),
            lambda path: changed(path, "DROP TABLE searched_takes"),
            lambda path: changed(path, "ALTER TABLE searched_sessions RENAME COLUMN kind TO type"),
            lambda path: changed(path, "DELETE FROM said_data"),
        ],
    )
    def test_a_database_that_is_damaged_or_of_another_version_is_made_anew(
        self, library: Library, database: Path, damage: Callable[[Path], object]
    ) -> None:
        keep([SAID])
        before = search(library, "planning")
        damage(database)
        assert search(library, "planning") == before
        assert Database(library.folder).read(rows) == 3

    @pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
    )
    def test_where_nothing_may_be_written_it_is_found_all_the_same(self, library: Library) -> None:
        keep([SAID])
        library.folder.chmod(0o500)
        try:
            assert search(library, "planning").total == 1
        finally:
            library.folder.chmod(0o700)

    def test_while_another_coach_writes_it_is_found_all_the_same(
        self, library: Library, database: Path
    ) -> None:
        keep([SAID])
        sentences(library).refresh()
        with sqlite3.connect(database) as other:
            other.execute("BEGIN IMMEDIATE")
            assert search(library, "planning").total == 1
            other.rollback()
        other.close()

    def test_an_empty_library_gets_no_file(self, library: Library) -> None:
        assert search(library, "planning") == SearchResults(0, [])
        assert not library.folder.exists()


def changed(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as database:
        database.execute(statement)
    database.close()


def rows(database: sqlite3.Connection) -> int:
    (count,) = database.execute("SELECT count(*) FROM said").fetchone()
    return int(count)
