"""`coach search`, `coach export` and corrections in `coach show`: in this process."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from coach.audio.damage import SoundGap
from coach.debrief.keeping import write_debrief
from coach.debrief.records import Aspect, Debrief, Rated, Rating
from coach.library.library import Library
from coach.library.reading import facts_of
from coach.library.records import AskedQuestion, Kind
from coach.testing import CannedTranscriber
from tests.helpers.coach_fixture import Coach, Hire
from tests.helpers.coach_program import COMMAND
from tests.helpers.kept_sessions import HEDGED, PLAIN, keep, recordings
from tests.helpers.ordinary_user import as_ordinary_user

NOTE = "Say it plainly."


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is exported goes into the current folder."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)


def rate(session: str) -> None:
    rated = Rated(
        question=1,
        take=1,
        ratings=dict.fromkeys(Aspect, Rating.PARTLY),
        note=NOTE,
        rated_at=datetime.now().astimezone(),
    )
    found = Library(recordings()).session(session)
    write_debrief(recordings() / session, found, Debrief(rated=(rated,)))


def correct(session: str, first: int, end: int, text: str) -> None:
    with Library(recordings()).open_session(session) as opened:
        opened.correct(1, opened.session.turn(1).takes[0], first, end, text)


class TestSearch:
    def test_sentences_and_how_to_hear_them(self, coach: Coach) -> None:
        session = keep([f"Well. {HEDGED}"])
        code, out, err = coach("search", "small", "team")
        assert (code, err) == (0, "")
        assert out.startswith(f'"{HEDGED}"\n')
        assert "at 0:02 · Mine\n" in out
        assert "1. Tell me about a team." in out
        assert f"coach replay {session} 1 --take 1 --line 2" in out

    def test_what_it_says_to_type_plays_the_sentence(self, coach: Coach) -> None:
        session = keep(["Well.", f"No. {HEDGED}"])
        (recordings() / session).rename(recordings() / "my best one")
        (hit,) = json.loads(coach("search", "Leeds", "--json")[1])["hits"]
        assert hit["hear"] == 'coach replay "my best one" 1 --take 2 --line 2'
        assert (hit["line"], hit["start_s"], hit["text"]) == (2, 0.3, HEDGED)

    def test_nothing_found_is_no_failure(self, coach: Coach) -> None:
        keep([HEDGED])
        code, out, err = coach("search", "warehouse")
        assert (code, out) == (0, "")
        assert "No sentence" in err
        assert "coach search" not in err
        assert json.loads(coach("search", "warehouse", "--json")[1]) == {
            "text": "warehouse",
            "total": 0,
            "hits": [],
        }

    def test_of_many_it_tells_how_many(self, coach: Coach) -> None:
        keep([HEDGED, PLAIN], kind=Kind.DEMO)
        code, out, err = coach("search", "want", "--limit", "1")
        assert (code, out.count("coach replay"), ", a demo" in out) == (0, 1, True)
        assert "1 of 2." in err

    def test_it_must_be_told_what_to_look_for(self, coach: Coach) -> None:
        keep([HEDGED])
        assert coach("search")[0] == 2
        for text in ('"', "*", "   ", "", '!"*'):
            code, out, err = coach("search", text)
            assert (code, out) == (2, "")
            assert "There is nothing to look for." in err

    @pytest.mark.parametrize(
        ("text", "longer"),
        [
            ("peo", '"peo*"'),
            ("team of fort", '"team* of* fort*"'),
            ('"forty peo"', "'\"forty peo\"*'"),
        ],
    )
    def test_where_a_longer_word_was_said_it_says_how_to_find_it(
        self, coach: Coach, text: str, longer: str
    ) -> None:
        keep([PLAIN])
        err = coach("search", text)[2]
        assert f"A * stands for any ending: coach search {longer}\n" in err
        assert PLAIN in coach("search", *shlex.split(longer))[1]

    def test_answers_that_cannot_be_read_are_told_of(self, coach: Coach) -> None:
        session = keep([HEDGED, PLAIN])
        next((recordings() / session).glob("01-*/take-2.transcript-1.json")).write_text("{")
        for text, found in (("want", HEDGED), ("warehouse", "")):
            code, out, err = coach("search", text)
            assert (code, found in out) == (0, True)
            assert f"1 answer could not be read, in {session}." in err
            assert f"coach transcribe {session}" in err
        code, out, err = coach("search", "want", "--json")
        assert set(json.loads(out)) == {"text", "total", "hits"}
        assert "1 answer could not be read" in err

    def test_of_several_sessions_with_such_answers_it_names_the_newest(self, coach: Coach) -> None:
        *_, newest = sorted(keep([HEDGED]) for _ in range(2))
        for path in recordings().glob("*/01-*/take-1.transcript-1.json"):
            path.write_text("{")
        err = coach("search", "want")[2]
        assert f"2 answers could not be read, in 2 sessions, the newest {newest}." in err


class TestCorrections:
    def test_they_are_shown_and_what_was_heard_can_be(self, coach: Coach) -> None:
        session = keep([HEDGED])
        correct(session, 4, 8, "run large teams,")
        shown = coach("show")[1]
        assert "I want to maybe run large teams, and" in shown
        assert "lead a small team," in coach("show", "--original")[1]
        (take,) = json.loads(coach("show", "--json")[1])["turns"][0]["takes"]
        assert (take["corrected"], take["words"][4]["text"]) == (True, "run")
        (take,) = json.loads(coach("show", "--json", "--original")[1])["turns"][0]["takes"]
        assert (take["corrected"], take["words"][4]["text"]) == (False, "lead")

    def test_when_they_are_damaged_it_says_so_and_shows_the_words(self, coach: Coach) -> None:
        session = keep([HEDGED])
        correct(session, 4, 8, "run large teams,")
        next((recordings() / session).glob("01-*/take-1.edits.json")).write_text("{")
        code, out, _ = coach("show")
        assert code == 0
        assert "Your corrections of it cannot be read" in out
        assert "lead a small team," in out
        assert "cannot be read" not in coach("show", "--original")[1]
        (take,) = json.loads(coach("show", "--json")[1])["turns"][0]["takes"]
        assert "take-1.edits.json" in take["trouble"]

    def test_the_pass_for_fillers_builds_on_what_was_heard(self, coach: Coach, hire: Hire) -> None:
        session = keep([HEDGED], verbatim=False)
        correct(session, 4, 8, "run large teams,")
        hire(CannedTranscriber([f"Um, {HEDGED}"]))
        assert coach("delivery")[0] == 0
        assert "lead a small team," in coach("show", "--original")[1]
        assert "run large teams," in coach("show")[1]


class TestDocuments:
    def test_markdown_lies_in_the_current_folder_under_the_sessions_name(
        self, coach: Coach
    ) -> None:
        session = keep([HEDGED])
        assert coach("export") == (0, f"{session}.md\n", "")
        text = Path(f"{session}.md").read_text()
        assert text.startswith("# Mine\n")
        assert HEDGED in text
        assert "take-1" not in text

    def test_what_looks_like_a_tag_is_text(self, coach: Coach) -> None:
        session = keep([HEDGED], question=AskedQuestion(id="a", text="Why <b>us</b>, 1 < 2?"))
        correct(session, 0, 1, "<script>I")
        text = coach("export", "last", "-o", "-")[1]
        assert "## 1. Why \\<b>us\\</b>, 1 < 2?" in text
        assert "\\<script>I want" in text

    def test_notes_only_when_they_are_wanted(self, coach: Coach) -> None:
        rate(keep([HEDGED]))
        for kind in ("md", "json"):
            code, out, err = coach("export", "last", "--format", kind)
            assert code == 0
            assert "--with-notes" in err
            assert NOTE not in Path(out.strip()).read_text()
            code, out, _ = coach("export", "last", "--format", kind, "--with-notes", "-o", "-")
            assert (code, NOTE in out) == (0, True)

    def test_json_has_the_words_and_nothing_of_this_machine(self, coach: Coach) -> None:
        session = keep([HEDGED])
        correct(session, 4, 8, "run large teams,")
        document = json.loads(coach("export", "last", "--format", "json", "-o", "-")[1])
        (take,) = document["turns"][0]["takes"]
        assert (document["session"], take["corrected"]) == (session, True)
        assert take["text"] == HEDGED.replace("lead a small team,", "run large teams,")
        assert take["words"][0] == {
            "text": "I",
            "start_s": 0.0,
            "end_s": 0.3,
            "probability": 0.9,
        }
        assert str(recordings()) not in json.dumps(document)
        assert "settings" not in document

    def test_a_damaged_take_hides_no_other_and_damaged_notes_are_named(self, coach: Coach) -> None:
        session = keep([HEDGED, PLAIN])
        next((recordings() / session).glob("01-*/take-1.transcript-1.json")).write_text("{")
        assert PLAIN in coach("export", "-o", "-")[1]
        (recordings() / session / "debrief.json").write_text("{")
        code, out, err = coach("export", "-o", "-", "--with-notes")
        assert (code, out) == (1, "")
        assert "debrief.json" in err

    @pytest.mark.parametrize("kind", ["md", "json", "html"])
    def test_words_that_cannot_be_read_are_named_there_and_here(
        self, coach: Coach, kind: str
    ) -> None:
        session = keep([HEDGED, PLAIN])
        next((recordings() / session).glob("01-*/take-1.transcript-1.json")).write_text("{")
        code, out, err = coach("export", "--format", kind)
        assert (code, out) == (1, f"{session}.{kind}\n")
        assert "take-1.transcript-1.json is cut off" in err
        assert "1 file is left out." in err
        text = Path(f"{session}.{kind}").read_text(encoding="utf-8")
        assert "take-1.transcript-1.json is cut off" in text
        assert "Not written down yet" not in text

    @pytest.mark.parametrize("kind", ["md", "json", "html", "srt"])
    def test_corrections_that_cannot_be_read_are_named(self, coach: Coach, kind: str) -> None:
        session = keep([HEDGED])
        correct(session, 4, 8, "run large teams,")
        next((recordings() / session).glob("01-*/take-1.edits.json")).write_text("{")
        code, _, err = coach("export", "--format", kind)
        assert code == 1
        assert err.count("Your corrections of it cannot be read") == 1
        assert Path(f"{session}.{kind}").is_file()

    def test_what_a_recording_lacks_is_told_in_the_text(self, coach: Coach) -> None:
        session = keep([HEDGED])
        with Library(recordings()).open_session(session) as opened:
            take = opened.session.turn(1).takes[0]
            facts = facts_of(opened.folder, take)
            assert facts
            gaps = (SoundGap(at_s=1.0, lost_s=0.4),)
            opened.add_facts(1, take, facts.model_copy(update={"gaps": gaps}))
        missing = "The recording: 0.4 s is missing at 0:01."
        assert missing in (recordings() / session / "transcript.md").read_text()
        assert missing in coach("export", "-o", "-")[1]
        document = json.loads(coach("export", "--format", "json", "-o", "-")[1])
        assert document["turns"][0]["takes"][0]["damage"]["gaps"] == [{"at_s": 1.0, "lost_s": 0.4}]


class TestSubtitles:
    def test_of_several_takes_each_has_a_file_in_a_folder(self, coach: Coach) -> None:
        session = keep([HEDGED, PLAIN])
        assert coach("export", "last", "--format", "srt") == (0, f"{session}\n", "")
        files = sorted(path.as_posix() for path in Path(session).rglob("*.srt"))
        assert files == [f"{session}/01-team/take-{n}.srt" for n in (1, 2)]
        assert "forty people" in Path(files[1]).read_text()

    def test_or_in_a_zip_file(self, coach: Coach) -> None:
        session = keep([HEDGED, PLAIN])
        assert coach("export", "last", "--format", "vtt", "-o", "both.zip")[:2] == (0, "both.zip\n")
        with zipfile.ZipFile("both.zip") as archive:
            assert archive.namelist() == [f"{session}/01-team/take-{n}.vtt" for n in (1, 2)]
            assert archive.read(archive.namelist()[0]).startswith(b"WEBVTT\n")

    def test_one_can_be_chosen(self, coach: Coach) -> None:
        session = keep([HEDGED, PLAIN])
        code, out, _ = coach("export", "last", "--format", "srt", "--question", 1, "-o", "-")
        assert (code, "forty people" in out) == (0, True)
        chosen = ("--format", "srt", "--question", 1, "--take", 1)
        name = f"{session}_01-team_take-1.srt"
        assert coach("export", "last", *chosen)[1] == f"{name}\n"
        assert "forty people" not in Path(name).read_text()

    def test_of_one_take_it_is_one_file(self, coach: Coach) -> None:
        session = keep([HEDGED])
        assert coach("export", "last", "--format", "vtt")[1] == f"{session}.vtt\n"
        assert Path(f"{session}.vtt").read_text().startswith("WEBVTT\n\n00:00:00.000 --> ")

    def test_a_damaged_take_is_named_and_the_others_are_made(self, coach: Coach) -> None:
        session = keep([HEDGED, PLAIN])
        next((recordings() / session).glob("01-*/take-1.transcript-1.json")).write_text("{")
        code, out, err = coach("export", "last", "--format", "srt")
        assert (code, out) == (1, f"{session}.srt\n")
        assert "take-1.transcript-1.json" in err
        assert "1 file is left out." in err
        assert f"coach transcribe {session}" in err
        assert "forty people" in Path(f"{session}.srt").read_text()

    def test_where_all_are_damaged_nothing_is_made(self, coach: Coach) -> None:
        session = keep([HEDGED])
        next((recordings() / session).glob("01-*/take-1.transcript-1.json")).write_text("{")
        code, out, err = coach("export", "last", "--format", "vtt")
        assert (code, out) == (1, "")
        assert "1 file is left out." in err
        assert list(Path().iterdir()) == []


class TestZip:
    def test_unpacked_it_is_the_session_again(self, coach: Coach, tmp_path: Path) -> None:
        session = keep([HEDGED])
        rate(session)
        correct(session, 4, 8, "run large teams,")
        (recordings() / session / "link").symlink_to("/etc/passwd")
        assert coach("export", "last", "--format", "zip")[:2] == (0, f"{session}.zip\n")
        other = tmp_path / "other"
        zipfile.ZipFile(f"{session}.zip").extractall(other)
        names = {path.name for path in (other / session).rglob("*") if path.is_file()}
        assert names == {
            *("session.json", "transcript.md", "take-1.flac", "take-1.sound.json"),
            *("take-1.transcript-1.json", "take-1.edits.json"),
        }
        shown = coach("show", "last", "--recordings", other)
        assert (shown[0], "run large teams," in shown[1]) == (0, True)

    def test_with_notes(self, coach: Coach) -> None:
        session = keep([HEDGED])
        rate(session)
        assert coach("export", "last", "--format", "zip", "--with-notes") == (
            0,
            f"{session}.zip\n",
            "",
        )
        names = zipfile.ZipFile(f"{session}.zip").namelist()
        assert {f"{session}/debrief.json", f"{session}/debrief.md"} < set(names)

    def test_copies_of_notes_that_a_sync_client_made_are_notes_too(self, coach: Coach) -> None:
        session = keep([HEDGED])
        rate(session)
        folder = recordings() / session
        (folder / "debrief (conflicted copy).json").write_text("{}")
        (folder / "listeners 2").mkdir()
        (folder / "listeners 2" / "anna.json").write_text("{}")
        assert coach("export", "last", "--format", "zip")[0] == 0
        names = zipfile.ZipFile(f"{session}.zip").namelist()
        assert not [name for name in names if "debrief" in name or "listeners" in name]

    def test_a_file_whose_name_is_no_text_goes_along(self, coach: Coach) -> None:
        session = keep([HEDGED])
        (recordings() / session / "caf\udce9.txt").write_text("notes")
        assert coach("export", "last", "--format", "zip")[0] == 0
        assert zipfile.ZipFile(f"{session}.zip").read(f"{session}/caf\ufffd.txt") == b"notes"

    def test_what_is_not_there_any_more_is_named(self, coach: Coach) -> None:
        session = keep([HEDGED, PLAIN])
        next((recordings() / session).glob("01-*/take-2.flac")).unlink()
        code, out, err = coach("export", "last", "--format", "zip")
        assert (code, out) == (1, f"{session}.zip\n")
        assert "/take-2.flac is not in its folder." in err
        assert f"1 file of {session} cannot be read." in err
        assert "/take-2.flac is not there any more." in coach("show")[1]

    def test_a_damaged_session_can_be_taken_along(self, coach: Coach) -> None:
        session = keep([HEDGED, PLAIN])
        (recordings() / session / "session.json").write_text("{")
        next((recordings() / session).glob("01-*/take-2.flac")).unlink()
        code, _, err = coach("export", session, "--format", "zip")
        assert code == 1
        assert "session.json is cut off" in err
        assert "the recording of 01-team/take-2 is not in its folder." in err
        assert f"2 files of {session} cannot be read." in err
        assert f"{session}/session.json" in zipfile.ZipFile(f"{session}.zip").namelist()

    def test_what_is_there_and_cannot_be_read_is_named_too(self, coach: Coach) -> None:
        session = keep([HEDGED, PLAIN])
        next((recordings() / session).glob("01-*/take-1.flac")).write_bytes(b"")
        next((recordings() / session).glob("01-*/take-2.transcript-1.json")).write_text("{")
        code, _, err = coach("export", "last", "--format", "zip")
        assert code == 1
        assert "01-team/take-1.flac is empty." in err
        assert "take-2.transcript-1.json is cut off" in err
        assert f"2 files of {session} cannot be read." in err

    @pytest.mark.real
    @pytest.mark.parametrize(
        "hidden", ["01-*/take-1.flac", "01-*/take-1.transcript-1.json", "01-*"]
    )
    def test_what_may_not_be_read_is_named_and_what_to_do(self, hidden: str) -> None:
        session = keep([HEDGED])
        (path,) = (recordings() / session).glob(hidden)
        as_user = as_ordinary_user()
        mode = path.stat().st_mode
        path.chmod(0)
        command = [*as_user, *COMMAND, "export", "last", "--format", "zip"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        path.chmod(mode)
        assert (done.returncode, done.stdout) == (1, f"{session}.zip\n")
        told, which, *hint = done.stderr.splitlines()
        assert told == f"{path} cannot be read: Permission denied."
        assert which == f"1 file of {session} cannot be read."
        assert "Allow yourself to read them" in " ".join(hint)
        packed = zipfile.ZipFile(f"{session}.zip").namelist()
        assert f"{session}/session.json" in packed
        inside = f"{session}/{path.relative_to(recordings() / session).as_posix()}"
        assert not any(name.startswith(inside) for name in packed)


class TestWhereItGoes:
    @pytest.mark.parametrize("kind", ["md", "json", "srt", "vtt", "zip"])
    def test_nothing_is_written_over_unless_it_is_told_to(self, coach: Coach, kind: str) -> None:
        keep([HEDGED])
        taken = Path(f"mine.{kind}")
        taken.write_text("mine")
        typed = ("export", "last", "--format", kind, "-o", taken)
        code, out, err = coach(*typed)
        assert (code, out, taken.read_text()) == (2, "", "mine")
        assert "--force" in err
        assert coach(*typed, "--force")[0] == 0
        assert taken.read_bytes() != b"mine"
        assert [path.name for path in Path().iterdir()] == [taken.name]

    def test_of_several_files_none_is_written_if_one_is_there(self, coach: Coach) -> None:
        session = keep([HEDGED, PLAIN])
        taken = Path("out", "01-team", "take-2.srt")
        taken.parent.mkdir(parents=True)
        taken.write_text("mine")
        assert coach("export", session, "--format", "srt", "-o", "out")[0] == 2
        assert [path.name for path in Path("out").rglob("*.srt")] == ["take-2.srt"]

    def test_into_a_folder_that_is_there(self, coach: Coach) -> None:
        session = keep([HEDGED])
        Path("out").mkdir()
        for kind in ("md", "zip", "srt"):
            path = Path("out") / f"{session}.{kind}"
            assert coach("export", session, "--format", kind, "-o", "out")[1] == f"{path}\n"
            assert path.is_file()

    @pytest.mark.parametrize("kind", ["md", "zip", "srt"])
    def test_into_a_folder_that_is_made_where_the_name_says_it_is_one(
        self, coach: Coach, kind: str
    ) -> None:
        session = keep([HEDGED])
        path = Path("some", "folder", f"{session}.{kind}")
        typed = ("export", session, "--format", kind, "-o", "some/folder/")
        assert coach(*typed)[:2] == (0, f"{path}\n")
        assert path.is_file()
        assert coach(*typed)[0] == 2

    def test_a_folder_of_a_files_name_cannot_be_made(self, coach: Coach) -> None:
        keep([HEDGED])
        Path("taken").write_text("mine")
        code, _, err = coach("export", "-o", "taken/")
        assert (code, "Cannot write taken" in err) == (1, True)
        assert Path("taken").read_text() == "mine"

    def test_json_tells_where(self, coach: Coach) -> None:
        session = keep([HEDGED])
        document = json.loads(coach("export", "--json", "-o", "a.md")[1])
        assert document == {"session": session, "format": "md", "files": ["a.md"]}

    def test_what_cannot_be_written_says_what_to_do(self, coach: Coach) -> None:
        keep([HEDGED])
        for kind in ("md", "zip"):
            code, _, err = coach("export", "last", "--format", kind, "-o", "no/such/file")
            assert code == 1
            assert "Cannot write no/such/file" in err
            assert "-o PATH" in err

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            (["--question", "1"], "choose subtitles"),
            (["--format", "srt", "--take", "1"], "needs a question"),
            (["--format", "srt", "--question", "2"], "no question 2"),
            (["--format", "srt", "--question", "1", "--take", "9"], "no take 9"),
            (["--format", "vtt", "--with-notes"], "no ratings"),
            (["--format", "zip", "-o", "-"], "-o NAME.zip"),
            (["--json", "-o", "-"], "-o -"),
            (["--format", "srt", "-o", "-"], "2 takes"),
            (["--format", "docx"], "docx"),
        ],
    )
    def test_what_does_not_go_together_is_refused(
        self, coach: Coach, typed: list[str], said: str
    ) -> None:
        keep([HEDGED, PLAIN])
        code, out, err = coach("export", "last", *typed)
        assert (code, out) == (2, "")
        assert said in err
        assert list(Path().iterdir()) == []

    def test_without_words_there_are_no_subtitles(self, coach: Coach) -> None:
        session = keep([""])
        code, _, err = coach("export", "last", "--format", "srt")
        assert code == 2
        assert f"coach transcribe {session}" in err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
@pytest.mark.parametrize(
    "command",
    [["export", "last", "-o"], ["reel", "-o"], ["plan", "screening", "--on", "friday", "--ics"]],
)
def test_a_pipe_or_a_device_is_never_replaced_by_a_file(
    coach: Coach, tmp_path: Path, command: list[str]
) -> None:
    keep([HEDGED])
    pipe = tmp_path / "pipe.mp3"
    os.mkfifo(pipe)
    code, _, err = coach(*command, pipe, "--force")
    assert (code, f"{pipe} is no file." in err, pipe.is_fifo()) == (2, True, True)
