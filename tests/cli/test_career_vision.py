"""`coach vision`: the person's own sentences, each with its own copy of the sound."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from coach.audio.reading import read_clip
from coach.library.records import AskedQuestion, Kind
from coach.testing import RecordingSpeaker
from coach.vision.keeping import VisionFolder
from tests.helpers.coach_fixture import Coach
from tests.helpers.kept_sessions import keep, recordings
from tests.helpers.ordinary_user import make_unreadable

WANT = AskedQuestion(id="ten-years", theme="ambition", text="What do you want to have built?")
WITH = AskedQuestion(id="whom", theme="colleagues", text="Whom do you want to work with?")
LEAD = "I want to lead a small operations team."
FACE = "I want people who say it to my face."
SAID = f"Well. {LEAD} It should be in Leeds one day."


def build(coach: Coach, typed: str = "1\n\n", section: str = "ambition") -> str:
    code, out, _ = coach("vision", "build", "--section", section, typed=typed)
    assert code == 0
    return out


def lines(coach: Coach) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(coach("vision", "--json")[1])["lines"]
    return found


def test_before_there_is_one_it_says_how_to_begin(coach: Coach) -> None:
    code, out, err = coach("vision")
    assert (code, out) == (0, "")
    assert "coach vision build" in err
    assert coach("vision", "play")[0] == 2
    assert json.loads(coach("vision", "show", "--json")[1])["lines"] == []


def test_sentences_of_that_theme_are_offered_and_picked(coach: Coach) -> None:
    session = keep([SAID], question=WANT)
    keep([FACE], question=WITH)
    out = build(coach)
    assert f"   1  {LEAD}" in out
    assert "Well." not in out  # too short to be a line
    assert FACE not in out
    (line,) = lines(coach)
    assert (line["text"], line["session"], line["section"]) == (LEAD, session, "ambition")
    assert (line["first_word"], line["end_word"]) == (1, 9)
    _, out, err = coach("vision")
    assert f'"{LEAD}"' in out
    assert "What do you want to have built?" in out
    assert "  colleagues               The colleagues I want" in err


def test_what_was_picked_is_not_offered_again(coach: Coach) -> None:
    keep([SAID], question=WANT)
    out = build(coach, "1\n1\n\n")
    assert [line["text"] for line in lines(coach)] == [LEAD, "It should be in Leeds one day."]
    assert "There is no further sentence to pick." in out
    assert "There is no sentence to pick yet." not in out


def test_a_line_keeps_its_own_copy_of_the_sound(coach: Coach, speaker: RecordingSpeaker) -> None:
    session = keep([SAID], question=WANT)
    build(coach)
    (line,) = lines(coach)
    clip = read_clip(recordings() / "vision" / str(line["clip"]))
    assert clip.duration_s == pytest.approx(8 * 0.3 + 0.3, abs=0.01)
    _, _, said = coach("erase", session, "--yes")
    assert f'The vision has a line from this session: "{LEAD}"' in said
    assert not (recordings() / session).exists()
    assert coach("vision", "play")[0] == 0
    assert speaker.played[-1].duration_s == pytest.approx(clip.duration_s)


def test_one_can_be_heard_before_it_is_picked(coach: Coach, speaker: RecordingSpeaker) -> None:
    keep([SAID], question=WANT)
    build(coach, "p 2\np1\n\n")
    assert len(speaker.played) == 2
    assert lines(coach) == []


@pytest.mark.parametrize(
    "typed", ["7\n\n", "0\n\n", "what\n\n", "-1\n\n", "²\n\n", "9" * 5_000 + "\n\n", "\n", ""]
)
def test_what_means_nothing_picks_nothing(coach: Coach, typed: str) -> None:
    keep([FACE], question=WITH)
    assert coach("vision", "build", "--section", "colleagues", typed=typed)[0] == 0
    assert [line["text"] for line in lines(coach)] == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("x2,1", '"x2" means nothing here.'),
        ("1 99", "There is no number 99."),
        ("0", "There is no number 0."),
        ("p", '"p" means nothing here.'),
        ("p 3", "There is no number 3."),
        ("play 1", '"play" means nothing here.'),
        ("foo", '"foo" means nothing here.'),
    ],
)
def test_a_reply_that_is_not_clear_picks_none_of_it_and_says_what_can_be_typed(
    coach: Coach, speaker: RecordingSpeaker, typed: str, said: str
) -> None:
    keep([SAID], question=WANT)
    out = build(coach, f"{typed}\n\n")
    assert said in out
    assert "You can type: numbers (1 to 2), p 1 to hear one" in out
    assert lines(coach) == []
    assert speaker.played == []


def test_where_nothing_was_said_no_numbers_are_offered(coach: Coach) -> None:
    code, out, err = coach("vision", "build", "--section", "ambition", typed="1\n\n")
    assert code == 0
    assert "You can type: s to say it now, q to stop." in out
    assert "Numbers" not in err
    assert "Nothing to pick: s to say it now" in err


def test_a_number_typed_twice_is_one_line(coach: Coach) -> None:
    keep([SAID], question=WANT)
    build(coach, "1, 1\n\n")
    assert len(lines(coach)) == 1


def test_what_there_is_to_read_is_named_only_where_there_is_something(coach: Coach) -> None:
    keep([SAID], question=WANT)
    err = coach("vision", "build", "--section", "ambition", typed="q\n")[2]
    assert "Read it: coach vision" not in err
    assert "Nothing is picked yet." in err
    err = coach("vision", "build", "--section", "ambition", typed="1\nq\n")[2]
    assert "Read it: coach vision" in err


@pytest.mark.parametrize(("typed", "kept"), [("", False), ("1\n", True)])
def test_an_interruption_says_that_what_was_picked_is_kept(
    coach: Coach, monkeypatch: pytest.MonkeyPatch, typed: str, kept: bool
) -> None:
    keep([SAID], question=WANT)
    replies = iter(typed.splitlines())

    def line(*_: object) -> str:
        reply = next(replies, None)
        if reply is None:
            raise KeyboardInterrupt
        return reply

    monkeypatch.setattr("coach.cli.line_prompter.LinePrompter.line", line)
    code, _, err = coach("vision", "build", "--section", "ambition")
    assert code == 130
    assert ("What you picked is kept. Read it: coach vision" in err) == kept
    assert len(lines(coach)) == kept


def test_all_sections_one_after_the_other(coach: Coach) -> None:
    keep([SAID], question=WANT)
    keep([FACE], question=WITH)
    code, out, _ = coach("vision", "build", typed="1\n\n\n\n\n\n\n1\n\n\n")
    assert code == 0
    assert [line["section"] for line in lines(coach)] == ["ambition", "colleagues"]
    assert out.index("Ambition and desire") < out.index("Strategy and next steps")


def test_history_tells_what_came_and_went(coach: Coach) -> None:
    keep([SAID], question=WANT)
    build(coach, "1 2\n\n")
    assert coach("vision", "drop", "1")[0] == 0
    assert coach("vision", "drop", "1")[0] == 2
    versions = json.loads(coach("vision", "history", "--json")[1])
    assert [len(version["came"]) for version in versions] == [1, 1, 0]
    assert versions[-1]["went"] == [LEAD]
    out = coach("vision", "history")[1]
    assert f"- Ambition and desire: {LEAD}" in out
    assert list(VisionFolder(recordings()).folder.glob("clips/line-1.flac"))


def test_what_is_taken_out_is_named_with_the_way_back(coach: Coach) -> None:
    session = keep([SAID], question=WANT)
    build(coach, "1 2\n\n")
    code, out, err = coach("vision", "drop", "1")
    assert (code, out) == (0, "")
    assert f'Taken out: "{LEAD}"' in err
    assert "coach vision build --section ambition" in err
    build(coach, "1\n\n")
    assert LEAD in [line["text"] for line in lines(coach)]
    coach("erase", session, "--yes")
    err = coach("vision", "drop", "3")[2]
    assert "coach vision history" in err
    assert "coach vision build" not in err


def test_one_line_is_played(coach: Coach, speaker: RecordingSpeaker) -> None:
    keep([SAID], question=WANT)
    build(coach, "1 2\n\n")
    code, out, _ = coach("vision", "play", "--line", "2", "--json")
    assert (code, json.loads(out)["text"]) == (0, "It should be in Leeds one day.")
    assert len(speaker.played) == 1
    assert coach("vision", "play", "--line", "9")[0] == 2


def test_a_line_whose_sound_is_lost_keeps_nobody_from_the_others(
    coach: Coach, speaker: RecordingSpeaker
) -> None:
    keep([SAID], question=WANT)
    build(coach, "1 2\n\n")
    (recordings() / "vision" / "clips" / "line-1.flac").unlink()
    code, out, err = coach("vision", "play")
    assert (code, len(speaker.played), "It should be in Leeds" in out) == (1, 1, True)
    assert "Line 1 is passed over. The vision is damaged" in err
    assert "1 recording could not be played." in err
    code, _, err = coach("vision", "play", "--line", "1")
    assert (code, "passed over" in err, "The vision is damaged" in err) == (1, False, True)


def test_a_sentence_whose_sound_is_lost_keeps_nobody_from_picking_others(coach: Coach) -> None:
    lost = keep([SAID], question=WANT)
    keep([f"Now. {FACE}"], question=WANT)
    next((recordings() / lost).glob("*/take-1.flac")).write_bytes(b"")
    shown = build(coach, "p 2\n2\n1\n\n")
    assert shown.count(f"{lost} is damaged") == 2
    assert [line["text"] for line in lines(coach)] == [FACE]


def test_demos_are_not_offered(coach: Coach) -> None:
    keep([SAID], question=WANT, kind=Kind.DEMO)
    assert LEAD not in build(coach, "\n")


def test_it_reads_well_on_its_own(coach: Coach) -> None:
    keep([SAID], question=WANT)
    build(coach)
    text = (recordings() / "vision" / "vision.md").read_text()
    assert "## Ambition and desire" in text
    assert f"> {LEAD}" in text


def test_erasing_everything_erases_it_too(coach: Coach) -> None:
    keep([SAID], question=WANT)
    build(coach)
    assert coach("erase", "--all", "--yes")[0] == 0
    assert list(recordings().iterdir()) == []


@pytest.mark.parametrize("content", ["{", '{"lines": 3}'])
def test_damage_is_named_and_left_alone(coach: Coach, content: str) -> None:
    keep([SAID], question=WANT)
    build(coach)
    path = recordings() / "vision" / "vision.json"
    path.write_text(content)
    code, _, err = coach("vision")
    assert code == 1
    assert "vision.json" in err
    assert path.read_text() == content


def test_a_lost_clip_is_named(coach: Coach) -> None:
    keep([SAID], question=WANT)
    build(coach)
    Path(recordings() / "vision" / "clips" / "line-1.flac").unlink()
    code, _, err = coach("vision", "play")
    assert code == 1
    assert "line-1.flac" in err


def test_it_is_taken_along_with_its_sound(coach: Coach, tmp_path: Path) -> None:
    assert coach("vision", "export")[0] == 2
    keep([SAID], question=WANT)
    build(coach)
    (line,) = lines(coach)
    path = tmp_path / "mine.zip"
    code, out, _ = coach("vision", "export", "-o", path)
    assert (code, out) == (0, f"{path}\n")
    with zipfile.ZipFile(path) as archive:
        assert {"vision/vision.md", f"vision/{line['clip']}"} <= set(archive.namelist())
    assert coach("vision", "export", "-o", path)[0] == 2
    assert coach("vision", "export", "-o", path, "--force")[0] == 0


def test_what_may_not_be_read_is_named_and_the_rest_taken_along(
    coach: Coach, tmp_path: Path
) -> None:
    keep([SAID], question=WANT)
    build(coach)
    text, path = recordings() / "vision" / "vision.md", tmp_path / "mine.zip"
    make_unreadable(text)
    code, out, err = coach("vision", "export", "-o", path)
    assert (code, out) == (1, f"{path}\n")
    assert f"{text} cannot be read: Permission denied." in err
    assert "vision/vision.json" in zipfile.ZipFile(path).namelist()


def test_a_damaged_vision_names_its_last_whole_version(coach: Coach) -> None:
    session = keep([SAID], question=WANT)
    build(coach)
    vision = recordings() / "vision"
    whole = vision / "versions" / "0001.json"
    (vision / "vision.json").write_text("{")
    code, out, err = coach("vision")
    assert (code, out) == (1, "")
    assert str(whole) in err
    code, _, err = coach("erase", session, "--yes")  # privacy does not wait for its repair
    assert (code, "vision is damaged" in err) == (0, True)
    assert not (recordings() / session).exists()
    (vision / "vision.json").write_bytes(whole.read_bytes())
    assert [line["text"] for line in lines(coach)] == [LEAD]


def test_a_vision_of_a_newer_coach_is_neither_written_over_nor_set_back(coach: Coach) -> None:
    keep([SAID], question=WANT)
    build(coach)
    path = recordings() / "vision" / "vision.json"
    newer = json.dumps(json.loads(path.read_text()) | {"schema_version": 2})
    path.write_text(newer)
    code, _, err = coach("vision", "drop", "1")
    assert (code, "newer" in err, "upgrade" in err) == (1, True, True)
    assert "versions" not in err
    assert path.read_text() == newer
