"""`coach export --for-listener` and `coach debrief --listener`, in this process."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from coach.library.library import Library
from coach.library.records import Kind
from tests.helpers.coach_fixture import Coach
from tests.helpers.kept_sessions import HEDGED, PLAIN, keep, recordings
from tests.helpers.replies import LISTENED, returned

RATED = "1\nyes\ny\np\n-\nSay it plainly.\n"
ANNA = ("--format", "html", "--for-listener", "Anna")


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """What is exported, and what came back, lies in the current folder."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def came_back(session: str, **changed: object) -> Path:
    """The file that Anna sent."""
    path = Path("anna.json")
    path.write_bytes(returned(session, **changed))
    return path


class TestExport:
    def test_the_page_is_written_and_what_to_do_with_it_is_said(self, coach: Coach) -> None:
        session = keep([HEDGED], question=LISTENED)
        code, out, err = coach("export", session, *ANNA)
        assert (code, out) == (0, f"{session}_for-anna.html\n")
        assert "Give it to Anna. It has your voice; it sends nothing." in err
        assert "coach debrief --listener FILE" in err
        page = Path(out.strip()).read_text(encoding="utf-8")
        assert 'src="data:audio/mpeg;base64,' in page
        assert "a number" in page
        again = coach("export", session, *ANNA)
        assert (again[0], "is there already" in again[2]) == (2, True)

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            (("--for-listener", "Anna"), "A listener gets a page with sound."),
            ((*ANNA, "--with-notes"), "before they know what you think of them"),
            (("--format", "html", "--for-listener", "<b>"), "'<b>' is no name of a listener"),
        ],
    )
    def test_what_does_not_go_together_is_refused(
        self, coach: Coach, options: tuple[str, ...], told: str
    ) -> None:
        code, out, err = coach("export", keep([PLAIN]), *options)
        assert (code, out, told in err) == (2, "", True)
        assert "--for-listener " in err or "Leave --with-notes out." in err
        assert not list(Path().iterdir())

    def test_nothing_to_hear_is_said(self, coach: Coach) -> None:
        for session in (keep([""]), keep([PLAIN], kind=Kind.REAL)):
            code, _, err = coach("export", session, *ANNA)
            assert (code, "no answers that a listener could hear" in err) == (2, True)

    def test_an_answer_that_is_gone_is_named_and_none_at_all_is_no_page(self, coach: Coach) -> None:
        session = keep([PLAIN], question=LISTENED)
        next((recordings() / session).glob("01-*/take-1.flac")).write_bytes(b"fLaC, no more")
        code, _, err = coach("export", session, *ANNA)
        assert (code, "No answer could be played." in err) == (1, True)
        assert not list(Path().iterdir())


class TestTakingIn:
    def test_what_was_heard_is_kept_with_the_session_it_names(self, coach: Coach) -> None:
        session = keep([HEDGED], question=LISTENED)
        keep([PLAIN])
        code, out, err = coach("debrief", "--listener", came_back(session))
        assert code == 0
        assert out.startswith("Kept what Anna heard in 1 answer: ")
        assert (recordings() / session / "listeners" / "anna.json").is_file()
        assert "You see what was heard once you have rated an answer by ear." in err
        assert f"coach debrief {session}" in err
        assert "To lead" not in out + err

    def test_a_text_that_was_copied_is_pasted(self, coach: Coach) -> None:
        session = keep([HEDGED], question=LISTENED)
        pasted = io.TextIOWrapper(io.BytesIO(b"Hi!\n" + returned(session) + b"\nAnna"))
        code, out, _ = coach("debrief", "--listener", "-", terminal=pasted)
        assert (code, "Kept what Anna heard" in out) == (0, True)

    def test_the_same_listener_again_replaces_after_saying_so(self, coach: Coach) -> None:
        session = keep([HEDGED], question=LISTENED)
        coach("debrief", "--listener", came_back(session))
        older = came_back(session, saved_at="2026-11-28T09:30:00Z")
        code, out, err = coach("debrief", session, "--listener", older, "--json")
        assert code == 0
        assert "Anna had listened before: that reply is replaced." in err
        assert "after this one of" in err
        file = recordings() / session / "listeners" / "anna.json"
        told = {"session": session, "listener": "Anna", "answers": 1, "replaced": True}
        assert json.loads(out) == told | {"file": str(file)}

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (("--real",), "goes with a SESSION at most"),
            (("last", "1"), "goes with a SESSION at most"),
        ],
    )
    def test_it_goes_alone(self, coach: Coach, arguments: tuple[str, ...], told: str) -> None:
        path = came_back(keep([HEDGED], question=LISTENED))
        code, _, err = coach("debrief", *arguments, "--listener", path)
        assert (code, told in err) == (2, True)

    def test_what_is_wrong_with_a_file_is_a_sentence(self, coach: Coach) -> None:
        session, other = keep([HEDGED], question=LISTENED), keep([PLAIN], question=LISTENED)
        whole = returned(session)
        large = Path("large.json")
        with large.open("wb") as file:
            file.truncate(50_000_000)
        for content, told in (
            (whole[:-20], "is cut off"),
            (b"\xff\xd8\xff", "is no file of a listener"),
            (whole.replace(b'"no"', b'"poor"'), "is not what it should be"),
            (whole.replace(b"To lead", b"<script>"), "holds a tag"),
            (whole.replace(b'"take": 1', b'"take": 7'), "has no take 7"),
        ):
            Path("sent.json").write_bytes(content)
            code, out, err = coach("debrief", "--listener", "sent.json")
            assert (code, out, told in err) == (2, "", True), err
        code, _, err = coach("debrief", "--listener", large)
        assert (code, "at most 200 KB" in err) == (2, True)
        code, _, err = coach("debrief", other, "--listener", came_back(session))
        assert (code, f"Anna listened to {session}" in err) == (2, True)
        assert not list(recordings().glob("*/listeners"))


class TestLookingBack:
    def test_the_three_columns_come_after_the_own_rating(self, coach: Coach) -> None:
        session = keep([HEDGED], question=LISTENED)
        coach("debrief", "--listener", came_back(session))
        code, out, _ = coach("debrief", session, typed=RATED + "\n")
        assert code == 0
        own, _, rest = out.partition("beside what listeners heard:")
        assert "Anna" not in own
        assert "by ear         by figures    by listener" in rest
        assert "ambition and desire   yes            2 hedges      Anna: yes" in rest
        assert "Apart on skills. By ear: partly, Anna: no." in rest
        assert "They do not judge" in rest
        assert rest.index("What Anna heard you want: To lead") > rest.index("All of it is rated.")
        again = coach("debrief", session)[1]
        assert "1. Tell me about a team.  (take 1)" in again
        assert "Apart on skills." in again
        taken_in = coach("debrief", "--listener", came_back(session))[1]
        assert "What stayed with Anna: How calm you were. The trucks." in taken_in

    def test_json_has_them(self, coach: Coach) -> None:
        session = keep([HEDGED], question=LISTENED)
        coach("debrief", "--listener", came_back(session))
        coach("debrief", session, typed=RATED + "\n")
        for command in ("debrief", "show"):
            (reply,) = json.loads(coach(command, session, "--json")[1])["listeners"]
            assert (reply["listener"], reply["answers"][0]["ratings"]["skills"]) == ("Anna", "no")
        (columns,) = json.loads(coach("debrief", session, "--json")[1])["columns"]
        assert (columns["question"], columns["take"]) == (1, 1)
        assert columns["aspects"][2] == {
            "aspect": "skills",
            "ear": "partly",
            "figures": "-",
            "listener": "Anna: no",
        }
        assert columns["listen_for"][0]["heard_by"] == ["you"]
        assert columns["listen_for"][1] == {"text": "your own part", "heard_by": ["Anna"]}
        assert columns["apart"][0].startswith("Apart on skills.")


class TestTakenAlong:
    def test_exports_carry_it_only_with_notes(self, coach: Coach) -> None:
        session = keep([HEDGED], question=LISTENED)
        coach("debrief", "--listener", came_back(session))
        assert "rated an answer by ear" in coach("export", session, "-o", "-", "--with-notes")[1]
        coach("debrief", session, typed=RATED + "\n")
        for format_ in ("md", "json"):
            plain = coach("export", session, "--format", format_, "-o", "-")[1]
            noted = coach("export", session, "--format", format_, "-o", "-", "--with-notes")[1]
            assert ("Anna" in plain, "Anna" in noted) == (False, True)
        html = coach("export", session, "--format", "html", "-o", "-", "--with-notes")[1]
        assert "What Anna heard you want: To lead a small team" in html
        for options, is_in in (((), False), (("--with-notes",), True)):
            coach("export", session, "--format", "zip", "-o", "it.zip", "--force", *options)
            names = zipfile.ZipFile("it.zip").namelist()
            assert (f"{session}/listeners/anna.json" in names) is is_in

    def test_a_key_that_steers_a_terminal_does_not_come_out(self, coach: Coach) -> None:
        session = keep([HEDGED], question=LISTENED)
        kept = recordings() / session / "debrief.json"
        rated = {"question": 1, "take": 1, "rated_at": "2026-11-29T09:00:00Z"}
        key = "\x1b[2J" + "x" * 5000
        kept.write_text(json.dumps({"rated": [rated | {"ratings": {key: "yes"}}]}))
        code, out, err = coach("debrief", session, "--json")
        assert (code, out) == (1, "")
        assert "“rated.0.ratings.[2Jxxx" in err
        assert "\x1b" not in err
        assert len(err) < 500

    def test_what_one_listener_returned_is_erased_alone(self, coach: Coach) -> None:
        session = keep([HEDGED], question=LISTENED)
        coach("debrief", session, typed=RATED + "\n")
        for name in ("Anna", "Ben"):
            assert coach("debrief", "--listener", str(came_back(session, listener=name)))[0] == 0
        folder = recordings() / session
        code, _, err = coach("erase", session, "--listener", "Anna")
        assert (code, "add --yes" in err) == (2, True)
        code, out, err = coach("erase", session, "--listener", "anna", "--yes", "--json")
        assert code == 0, err
        assert json.loads(out)["erased"] is True
        assert [each.name for each in (folder / "listeners").iterdir()] == ["ben.json"]
        assert "Anna" not in (folder / "debrief.md").read_text()
        assert "Ben" in (folder / "debrief.md").read_text()
        code, _, err = coach(
            "erase", session, "--listener", "Anna"
        )  # nobody is asked about nothing
        assert (code, "Nothing of a listener 'Anna' is kept" in err) == (2, True)
        code, _, err = coach("erase", session, "--listener", "Ben", "--yes")
        assert (code, "What Ben heard is erased." in err) == (0, True)
        assert not (folder / "listeners").exists()

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [((), "Name the session."), (("last", "--audio"), "--listener goes with a SESSION")],
    )
    def test_it_is_erased_of_one_session(
        self, coach: Coach, arguments: tuple[str, ...], told: str
    ) -> None:
        code, _, err = coach("erase", *arguments, "--listener", "Anna", "--yes")
        assert (code, told in err) == (2, True)

    def test_erasing_says_whose_replies_go_and_they_are_gone(self, coach: Coach) -> None:
        session = keep([HEDGED], question=LISTENED)
        coach("debrief", "--listener", came_back(session))
        _, _, err = coach("erase", session, "--yes")
        assert "What listeners returned goes with it: Anna." in err
        assert not Library(recordings()).sessions()
        damaged = keep([HEDGED], question=LISTENED)
        coach("debrief", "--listener", came_back(damaged))
        (recordings() / damaged / "listeners" / "anna.json").write_text("{")
        assert coach("erase", damaged, "--yes")[0] == 0
