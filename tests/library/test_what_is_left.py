"""Sessions that were renamed, damaged, or left half done."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.reading import read_clip
from coach.audio.writing import write_blocks
from coach.errors import SessionDamaged, SessionNotFound
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.overview import overviews
from coach.library.reading import read_session, sound_of
from coach.library.records import AskedQuestion, Kind, SetName
from coach.library.settled import ERASED, LookedAt
from coach.transcription.ports import Transcript

SET = SetName(name="mine", title="Mine")
QUESTIONS = [AskedQuestion(id="one", text="One?"), AskedQuestion(id="two", text="Two?")]
SOUND: Samples = (
    np.random.default_rng(2).uniform(-0.2, 0.2, 2 * LISTENING_RATE_HZ).astype(np.float32)
)
NO_WORDS = Transcript(engine="canned", model="canned", language="en", segments=(), words=())


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "recordings")


def kept(library: Library, kind: Kind = Kind.PRACTICE, questions: int = 1) -> OpenSession:
    """A finished session with its first question answered, not written down."""
    with library.new_session(kind, SET, QUESTIONS[:questions]) as opened:
        opened.take_in(1, [SOUND])
        opened.finish()
    return opened


def written_down(library: Library, opened: OpenSession) -> None:
    with library.open_session(opened.folder.name) as again:
        again.add_transcript(1, again.session.turn(1).takes[0], NO_WORDS)


class TestFromElsewhere:
    @pytest.mark.parametrize("kind", ["audio", "facts", "transcripts"])
    @pytest.mark.parametrize(
        "path", ["../other/take-1.wav", "01-one/../../x", "/etc/passwd", "C:\\x", "..\\x", ".."]
    )
    def test_what_it_names_outside_of_its_folder_is_not_touched(
        self, library: Library, kind: str, path: str
    ) -> None:
        folder = kept(library).folder
        description = json.loads((folder / "session.json").read_text())
        take = description["turns"][0]["takes"][0]
        take |= {kind: [path] if kind == "transcripts" else path, "duration_s": None}
        (folder / "session.json").write_text(json.dumps(description))
        assert library.recover() == []
        with pytest.raises(SessionDamaged, match="leads out of its folder"):
            library.session("last")

    def test_a_folder_that_is_a_link_is_erased_where_it_is(
        self, library: Library, tmp_path: Path
    ) -> None:
        folder = kept(library).folder
        folder.rename(tmp_path / "on another disk")
        folder.symlink_to(tmp_path / "on another disk")
        library.erase(library.find("last"))
        assert not (tmp_path / "on another disk").exists()
        assert not folder.is_symlink()


class TestRenamed:
    def test_the_folders_name_counts(self, library: Library) -> None:
        folder = kept(library).folder
        folder.rename(library.folder / "my best one")
        assert library.session("my best one").id == "my best one"
        assert library.find("last") == "my best one"
        with library.open_session("my best one") as opened:
            opened.reopen()
            assert opened.session.id == "my best one"
            assert json.loads((opened.folder / "session.json").read_text())["id"] == "my best one"

    def test_a_renamed_session_is_not_the_last_for_its_name(self, library: Library) -> None:
        kept(library).folder.rename(library.folder / "zebra")
        newer = kept(library)
        assert library.find("last") == newer.folder.name

    def test_the_last_one_is_so_whatever_the_clock_showed(self, library: Library) -> None:
        """Clocks go back an hour in autumn, and by more on the way west."""
        for name, began in (
            ("2026-10-25_0259_mine", "2026-10-25T02:59:00+02:00"),
            ("2026-10-25_0201_mine", "2026-10-25T02:01:00+01:00"),  # two minutes later
        ):
            folder = kept(library).folder.rename(library.folder / name)
            description = json.loads((folder / "session.json").read_text())
            description["started_at"] = began
            (folder / "session.json").write_text(json.dumps(description))
        assert library.find("last") == "2026-10-25_0201_mine"
        (library.folder / name).rename(library.folder / "9999-99-99_9999_mine")
        assert library.find("last") == "9999-99-99_9999_mine"

    def test_one_that_is_being_erased_is_not_seen(self, library: Library) -> None:
        folder = kept(library).folder
        folder.rename(library.folder / f"{ERASED}{folder.name}")
        assert (library.sessions(), library.states(), overviews(library.folder)) == ([], {}, [])
        with pytest.raises(SessionNotFound):
            library.find("last")
        library.recover()
        assert not list(library.folder.glob(f"{ERASED}*"))

    def test_what_another_coach_deletes_meanwhile_is_no_hindrance(self, library: Library) -> None:
        looked = LookedAt({}, [], [library.folder / "2026-11-22_2103_mine"])
        assert library.recover(looked) == []

    def test_without_its_description_it_is_still_seen(self, library: Library) -> None:
        folder = kept(library).folder.rename(library.folder / "zebra")
        (folder / "session.json").unlink()
        (listed,) = library.sessions()
        assert listed.damage
        assert str(folder) in listed.damage.hint


class TestSound:
    def test_a_recording_that_is_whole(self, library: Library) -> None:
        opened = kept(library)
        take = opened.session.turn(1).takes[0]
        assert sound_of(opened.folder, take).duration_s == 2.0

    @pytest.mark.parametrize("damage", ["text", "cut", "short", "gone"])
    def test_a_damaged_recording_is_named(self, library: Library, damage: str) -> None:
        opened = kept(library)
        take = opened.session.turn(1).takes[0]
        path = opened.folder / take.audio
        if damage == "text":
            path.write_text("x")
        elif damage == "cut":
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        elif damage == "short":
            write_blocks(path, iter([SOUND[:LISTENING_RATE_HZ]]))
            assert read_clip(path).duration_s == 1.0
        else:
            path.unlink()
        with pytest.raises(SessionDamaged, match=r"take-1\.flac is") as caught:
            sound_of(opened.folder, take)
        assert caught.value.exit_code == 1
        assert "coach show" in caught.value.hint


class TestGoingOn:
    def test_an_import_waits_until_it_is_written_down(self, library: Library) -> None:
        opened = kept(library, Kind.IMPORT)
        assert library.unfinished() == opened.folder.name
        written_down(library, opened)
        with pytest.raises(SessionNotFound):
            library.unfinished()

    def test_a_session_comes_before_an_import_and_a_demo_never(self, library: Library) -> None:
        practised = kept(library)
        kept(library, Kind.IMPORT)
        kept(library, Kind.DEMO, questions=2)
        assert library.unfinished() == practised.folder.name

    def test_questions_of_an_import_do_not_wait(self, library: Library) -> None:
        opened = kept(library, Kind.IMPORT, questions=2)
        written_down(library, opened)
        assert not read_session(opened.folder).waits

    def test_takes_that_are_forgotten_leave_nothing(self, library: Library) -> None:
        with library.new_session(Kind.IMPORT, SET, QUESTIONS) as opened:
            opened.take_in(1, [SOUND])
            opened.forget_takes()
        assert list(library.folder.iterdir()) == []

    def test_an_import_that_was_killed_while_copying_leaves_nothing(self, library: Library) -> None:
        folder = kept(library, Kind.IMPORT).folder
        with library.open_session(folder.name) as opened:
            opened.forget_takes()
            opened.begin_take(1)
        (folder / ".holder.json").write_text("{}")
        assert library.recover() == []
        assert not folder.exists()


def test_a_session_without_speech_is_told_from_one_with(library: Library) -> None:
    opened = kept(library)
    assert not read_session(opened.folder).without_speech
    written_down(library, opened)
    assert read_session(opened.folder).without_speech
    assert not read_session(opened.folder).unwritten
