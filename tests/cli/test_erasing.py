"""`coach erase` by age, of the sound alone, and of all that is kept elsewhere."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from coach.library.library import Library
from coach.paths import state_file, template_cache
from coach.state import remember, remembered
from coach.testing import CannedTranscriber
from coach.web.browser_storage import PORT, mark_of
from coach.web.page_key import kept_key
from coach.web.running import announced
from tests.helpers.coach_fixture import Coach, Hire, Terminal
from tests.helpers.kept_sessions import PLAIN, keep, keep_take, recordings
from tests.helpers.labels import as_transcript, facts_for


@pytest.fixture(autouse=True)
def canned(hire: Hire) -> None:
    hire(CannedTranscriber(["some words"]))


def begun(days_ago: int) -> str:
    """A session that began so many days ago; its id."""
    name = keep([PLAIN], days_ago=days_ago)
    session = Library(recordings()).session(name)
    earlier = session.model_copy(
        update={"started_at": session.started_at - timedelta(days=days_ago)}
    )
    (recordings() / name / "session.json").write_text(earlier.model_dump_json())
    return name


def names() -> list[str]:
    return [each.id for each in Library(recordings()).sessions()]


def sounds(name: str) -> int:
    return len(list((recordings() / name).rglob("take-*.flac")))


@pytest.mark.parametrize("age", ["90d", "12w", "90 D"])
def test_by_age(coach: Coach, age: str) -> None:
    begun(100)
    new = begun(80)
    code, out, _ = coach("erase", "--older-than", age, "--yes", "--json")
    assert (code, len(json.loads(out)["erased"]), names()) == (0, 1, [new])


def test_nothing_so_old_is_said(coach: Coach) -> None:
    new = begun(80)
    code, _, said = coach("erase", "--older-than", "1y", "--yes")
    assert (code, said, names()) == (0, "No session is that old.\n", [new])
    code, _, said = coach("erase", "--audio", "--older-than", "1y", "--yes")
    assert (code, said, sounds(new)) == (0, "No sound is that old.\n", 1)


def test_a_session_whose_age_cannot_be_read_stays_and_is_named(coach: Coach) -> None:
    old = begun(100)
    (recordings() / old / "session.json").write_text("{")
    code, _, said = coach("erase", "--older-than", "90d", "--yes")
    assert (code, f"{old} cannot be read" in said, names()) == (0, True, [old])


def test_a_file_in_place_of_the_folder_is_told_before_anything_is_erased(
    coach: Coach, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    remember("mine", "kept")
    code, out, said = coach("erase", "--all", "--yes", "--recordings", file)
    assert (code, out, "is a file" in said, remembered("mine")) == (2, "", True, "kept")


@pytest.mark.parametrize(
    "typed",
    [
        [],
        ["--all", "--older-than", "90d"],
        ["last", "--all"],
        ["last", "--older-than", "90d"],
        ["--older-than", "soon"],
        ["--older-than", "90"],
        ["--older-than", "3000y"],
        ["last", "--audio", "--with-stories"],
    ],
)
def test_what_is_unclear_is_refused(coach: Coach, typed: list[str]) -> None:
    begun(100)
    code, out, said = coach("erase", *typed, "--yes")
    assert (code, out, bool(said), len(names())) == (2, "", True, 1)


def test_the_sound_alone(coach: Coach) -> None:
    name = begun(1)
    code, out, _ = coach("erase", "last", "--audio", "--yes", "--json")
    document = json.loads(out)
    assert (code, document["erased"], sounds(name)) == (0, [], 0)
    assert [each["session"] for each in document["sound_erased"]] == [name]
    assert document["sound_erased"][0]["recordings"] == 1
    code, out, _ = coach("show", "last")
    assert (code, PLAIN[:20] in out, "The sound of this answer was erased on" in out) == (
        *(0, True, True),
    )
    code, _, said = coach("replay", "last")
    assert (code, "The sound of this answer was erased on" in said) == (1, True)
    assert "damaged" not in said
    code, _, said = coach("transcribe", "last")
    assert (code, said.startswith("The sound of this answer was erased on")) == (1, True)
    packed = ("export", "last", "--format", "zip", "-o", recordings() / "taken.zip")
    assert coach(*packed)[0] == 0  # what was erased is not missing
    for reading in (["sessions"], ["delivery"], ["progress"], ["search", "team"], ["reel"]):
        assert "broke that should not" not in coach(*reading)[2]


def test_the_sound_of_old_sessions_and_of_all(coach: Coach) -> None:
    old, new = begun(100), begun(1)
    code, _, said = coach("erase", "--audio", "--older-than", "90d", "--yes")
    assert (code, sounds(old), sounds(new)) == (0, 0, 1)
    assert said.startswith("Erased 1 recording (0:")
    assert coach("erase", "--audio", "--yes")[0] == 0
    assert (sounds(new), len(names())) == (0, 2)
    assert coach("erase", "--audio", "--yes")[2] == "No sound was kept.\n"


def test_sound_that_is_not_written_down_stays(coach: Coach) -> None:
    name = begun(1)
    path = recordings() / name / "session.json"
    document = json.loads(path.read_text())
    document["turns"][0]["takes"][0] |= {"transcripts": [], "no_speech": None}
    path.write_text(json.dumps(document))
    code, _, said = coach("erase", "last", "--audio", "--yes")
    assert (code, sounds(name)) == (1, 1)
    assert "1 recording is not written down yet." in said
    assert f"coach transcribe {name}" in said


def test_the_sound_of_what_was_skipped_goes_though_nobody_writes_it_down(coach: Coach) -> None:
    name = begun(1)
    with Library(recordings()).open_session(name) as opened:
        transcript = as_transcript(PLAIN)
        skipped = keep_take(opened, transcript, facts_for(transcript))
        opened.discard(1, skipped.model_copy(update={"transcripts": (), "no_speech": None}))
    assert sounds(name) == 2
    code, out, _ = coach("erase", "last", "--audio", "--yes", "--json")
    document = json.loads(out)
    assert (code, sounds(name), document["left"]) == (0, 0, [])
    assert document["sound_erased"][0]["recordings"] == 2
    assert list((recordings() / name).glob("*/take-2.*")) == []
    (take,) = Library(recordings()).session(name).turn(1).takes
    assert (take.number, take.has_sound, bool(take.transcripts)) == (1, False, True)


def test_what_goes_is_shown_before_it_is_asked_for(coach: Coach) -> None:
    ids = [begun(1) for _ in range(12)]
    (recordings() / ids[0] / "session.json").write_text("{")
    _, _, said = coach("erase", "--all", terminal=Terminal("no\n"))
    assert f"{ids[0]}  (cannot be read)" in said
    assert f"{ids[1]}  1 recording, 0:" in said
    assert "… and 2 more" in said
    assert "With them: the career vision, your stories, the plan, rendered speech" in said
    assert "These stay:" in said
    assert "Erase 12 sessions for good?" in said
    _, _, said = coach("erase", "--audio", terminal=Terminal("no\n"))
    assert "Erase the sound of 11 sessions for good?" in said
    assert len(names()) == 12


def test_where_a_link_leads_to_is_named_before_both_go(coach: Coach, tmp_path: Path) -> None:
    folder, elsewhere = recordings() / keep([PLAIN]), tmp_path / "on another disk"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)
    _, _, said = coach("erase", "last", terminal=Terminal("y\n"))
    assert f"with {elsewhere}, to which it leads" in " ".join(said.split())
    assert not elsewhere.exists()
    assert not folder.is_symlink()


def test_nobody_to_ask_is_refused(coach: Coach) -> None:
    begun(1)
    code, _, said = coach("erase", "--audio")
    assert (code, "This would erase the sound of 1 session for good." in said) == (2, True)


class TestAll:
    def test_a_plan_alone_is_asked_about(self, coach: Coach) -> None:
        coach("plan", "screening", "--on", "friday")
        code, _, said = coach("erase", "--all")
        assert (code, "This would erase the plan for good." in said) == (2, True)
        _, _, said = coach("erase", "--all", terminal=Terminal("no\n"))
        assert "Erase the plan for good?" in said
        assert "Your interview" in coach("plan")[1]
        assert "Erased the plan" in coach("erase", "--all", terminal=Terminal("y\n"))[2]

    def test_no_word_and_no_sound_is_left(
        self, coach: Coach, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        keep([PLAIN])
        coach("search", "team")  # which makes the index
        coach("progress")
        remember("review_places", {"last": [PLAIN, 2.5]})  # by an earlier coach
        folders = [recordings(), home, tmp_path / "cache"]
        words = b"team of forty people"

        def with_words() -> set[str]:
            return {
                path.name
                for folder in folders
                for path in folder.rglob("*")
                if path.is_file() and words in path.read_bytes()
            }

        assert with_words() >= {"transcript.md", ".library.sqlite3", "state.json"}
        assert coach("erase", "--all", "--yes")[0] == 0
        assert with_words() == set()
        assert [path for folder in folders for path in folder.rglob("*.flac")] == []

    def test_nothing_that_was_remembered_stays(self, coach: Coach, temporary_files: Path) -> None:
        name = begun(1)
        left = temporary_files / "spoken-coach-0123" / "line.wav"  # by a coach that was killed
        unfinished = state_file().with_name(f".{state_file().name}.99")
        compiled = template_cache() / "__jinja2_0123.cache"
        for path in (left, unfinished, compiled):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("")
        remember("review_places", {name: ["q1t1", 2.5]})  # by an earlier coach
        remember("microphone_last_heard", "the headset of Ada")
        key = kept_key()
        with announced(recordings(), 1):
            pass
        code, _, said = coach("erase", "--all", "--yes")
        assert (code, "coach open" in said) == (0, False)  # no page was opened here
        assert list(state_file().parent.iterdir()) == []
        assert not any(path.exists() for path in (left, unfinished, compiled))
        assert kept_key() != key

    def test_browsers_are_told_to_forget_where_a_page_was_opened(self, coach: Coach) -> None:
        begun(1)
        remember(PORT, 8722)
        assert mark_of(recordings()) == ""
        _, _, said = coach("erase", "--all", "--yes")
        assert "What a browser keeps of the page goes when the page is opened in it next" in said
        first = mark_of(recordings())
        assert first
        assert remembered(PORT) == 8722  # the page stays where browsers find it
        coach("erase", "--all", "--yes")
        assert mark_of(recordings()) not in ("", first)
        remember("browsers_forget", "damaged")
        assert mark_of(recordings()) == ""

    def test_a_page_that_is_served_keeps_its_note(self, coach: Coach) -> None:
        with announced(recordings(), 1):
            coach("erase", "--all", "--yes")
            assert len(list(state_file().parent.glob("page-*.json"))) == 1
