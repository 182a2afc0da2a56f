"""Several sets as one, and the questions on a theme as a set."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.errors import InvalidQuestionSet, InvalidSetting
from coach.questions.choosing import choose
from coach.questions.combining import about, combined, named_set, theme_set
from coach.questions.finding import find_set, readable_sets
from coach.questions.reading import read_set
from coach.questions.sets import LONGEST_SLUG, QuestionSet


def made(folder: Path, name: str, content: str) -> QuestionSet:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return read_set(path)


def test_sets_are_asked_in_turn(tmp_path: Path) -> None:
    one = made(tmp_path, "one.yaml", "vocabulary: [A, B]\nquestions: [a, b, c]\n")
    two = made(tmp_path, "two.yaml", "vocabulary: [B, C]\nquestions: [x, a]\n")
    three = made(tmp_path, "three.yaml", "- k\n")
    joint = combined([one, two, one, three])
    assert (joint.name, joint.title) == ("one+two+three", "One, Two and Three")
    assert joint.vocabulary == ("A", "B", "C")
    texts = [each.worded("interview") for each in joint.questions]
    assert texts == ["a", "x", "k", "b", "a", "c"]
    assert [each.id for each in joint.questions] == ["a", "x", "k", "b", "two-a", "c"]
    assert combined([one, one]) is one


def test_questions_of_sets_with_long_names_have_ids_of_their_own(tmp_path: Path) -> None:
    one = made(tmp_path, "one.yaml", "[a, b, c]")
    two = made(tmp_path, f"{'long-' * 9}name.yaml", "[a, b, c]")
    joint = combined([one, two])
    ids = [each.id for each in joint.questions]
    assert len(set(ids)) == len(ids)
    assert all(len(each) <= LONGEST_SLUG for each in ids)
    chosen = choose(joint, only=[ids[-1]])
    assert [each.text for each in chosen] == ["c"]


def test_sets_in_two_languages_are_not_asked_together(tmp_path: Path) -> None:
    english = made(tmp_path, "one.yaml", "language: en-GB\nquestions: [a]\n")
    german = made(tmp_path, "two.yaml", "language: de\nquestions: [x]\n")
    with pytest.raises(InvalidSetting, match="one is in en-GB and two in de") as caught:
        combined([english, german])
    assert caught.value.hint == "coach practice one"


def test_a_theme_picks_questions_of_a_set_or_of_all(tmp_path: Path) -> None:
    leading = about(find_set("behavioural"), "people")
    assert leading.name == "behavioural"
    assert {each.theme for each in leading.questions} == {"people"}
    everywhere = theme_set(readable_sets(), "people", "en-GB")
    assert (everywhere.name, everywhere.title) == ("theme-people", "People")
    assert len(everywhere.questions) > len(leading.questions)
    german = made(tmp_path, "two.yaml", "language: de\nquestions: [x]\n")
    for sets, theme, language in (([german], "general", "en"), (readable_sets(), "zzz", "en")):
        with pytest.raises(InvalidSetting, match="No question is on the theme"):
            theme_set(sets, theme, language)
    with pytest.raises(InvalidSetting, match="There are: general"):
        about(german, "people")


def test_what_a_session_was_made_of_is_found_again_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    joint = combined([find_set("screening"), find_set("values")])
    assert named_set(joint.name) == joint
    assert (
        named_set("theme-people").questions == theme_set(readable_sets(), "people", "en").questions
    )
    assert named_set("screening").name == "screening"
    with pytest.raises(InvalidQuestionSet, match='no question set "nothing"'):
        named_set("screening+nothing")
    with pytest.raises(InvalidQuestionSet, match='no question set "zzz"'):
        named_set("zzz")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "question_sets").mkdir()
    for name in ("a+b", "theme-mine"):
        made(tmp_path / "question_sets", f"{name}.yaml", "- Why?\n")
        assert len(named_set(name).questions) == 1


def test_a_set_with_a_plus_in_its_name_is_found_again_among_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "question_sets").mkdir()
    for name in ("c", "c++", "mine"):
        made(tmp_path / "question_sets", f"{name}.yaml", f"- Why {name}?\n")
    for names in (["c++", "mine"], ["mine", "c++"], ["c", "c++"], ["c++", "mine", "c"]):
        joint = combined([find_set(each) for each in names])
        assert named_set(joint.name) == joint
    with pytest.raises(InvalidQuestionSet, match='no question set "nothing"'):
        named_set("c+++nothing")
