"""A set is found by name in the order of the folders, or by path."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.errors import InvalidQuestionSet
from coach.paths import shipped_question_sets
from coach.questions.finding import available_sets, find_set

SHIPPED = sorted(each.stem for each in shipped_question_sets().glob("*.yaml"))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and an empty config folder next to it."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COACH_CONFIG", str(tmp_path / "config" / "config.toml"))
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "config" / "question_sets"


def put(folder: Path, name: str, title: str, valid: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(valid.replace("Two questions", title), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["loud.TXT", "loud.YAML", "loud.Yml"])
def test_an_ending_may_be_in_capitals(here: Path, name: str) -> None:
    put(here / "question_sets", name, "Loud", "- Why?\n")
    assert find_set("loud").questions[0].worded("interview") == "Why?"
    assert "loud" in [each.name for each in available_sets()]


def test_the_shipped_sets_are_found_by_name() -> None:
    assert [find_set(name).name for name in SHIPPED] == SHIPPED


def test_nearer_folders_win(here: Path, own: Path, tmp_path: Path, valid: str) -> None:
    extra = tmp_path / "extra"
    assert find_set("screening").title == "Screening"
    put(own, "screening.yml", "own", valid)
    assert find_set("screening").title == "own"
    put(here / "question_sets", "screening.yaml", "here", valid)
    assert find_set("screening").title == "here"
    put(extra, "screening.yaml", "extra", valid)
    assert find_set("screening", [extra]).title == "extra"
    assert find_set("screening").title == "here"


def test_yaml_comes_before_yml(here: Path, valid: str) -> None:
    put(here / "question_sets", "mine.yml", "yml", valid)
    put(here / "question_sets", "mine.yaml", "yaml", valid)
    assert find_set("mine").title == "yaml"


def test_a_path_is_read_as_it_is(here: Path, valid: str) -> None:
    path = put(here / "deep", "mine.yaml", "deep", valid)
    plain = put(here, "no-suffix", "plain", valid)
    for given in (path, str(path), "deep/mine.yaml"):
        assert find_set(given).title == "deep"
    assert find_set(plain.name).title == "plain"


def test_a_folder_of_that_name_does_not_hide_the_set(here: Path) -> None:
    (here / "screening").mkdir()
    assert find_set("screening").title == "Screening"


@pytest.mark.parametrize("given", ["none.yaml", "none.txt", "./none", "none.YML", "/nowhere/none"])
def test_what_looks_like_a_path_is_not_taken_for_a_name(given: str) -> None:
    with pytest.raises(InvalidQuestionSet, match="there is no such file"):
        find_set(given)


def test_dots_are_folders() -> None:
    with pytest.raises(InvalidQuestionSet, match="this is a folder"):
        find_set("..")


def test_an_unknown_name_is_answered_with_the_nearest_and_all(own: Path, valid: str) -> None:
    put(own, "mine.yaml", "own", valid)
    with pytest.raises(InvalidQuestionSet) as caught:
        find_set("Screning")
    assert 'no question set "Screning". Did you mean "screening"?' in caught.value.message
    assert f"There are: {', '.join(sorted([*SHIPPED, 'mine']))}." in caught.value.message
    assert caught.value.hint == "coach questions list"


@pytest.mark.parametrize("name", ["", "zzz", "x" * 5000, "a\0b", "*", "\udcff"])
def test_odd_names_are_unknown_names(name: str) -> None:
    with pytest.raises(InvalidQuestionSet, match="There is no question set") as caught:
        find_set(name)
    assert "Did you mean" not in caught.value.message
    assert caught.value.message.encode("utf-8")
    assert len(caught.value.message) < 300


def test_available_sets_are_each_name_once(here: Path, own: Path, valid: str) -> None:
    put(own, "screening.yaml", "own", valid)
    put(own, "mine.yml", "own", valid)
    put(own, ".hidden.yaml", "own", valid)
    put(own, "notes.md", "own", valid)
    put(own, "list.txt", "own", valid)
    put(here / "question_sets", "mine.yaml", "here", valid)
    found = {each.name: each for each in available_sets()}
    assert list(found) == sorted([*SHIPPED, "list", "mine"])
    assert found["screening"].path == own / "screening.yaml"
    assert found["mine"].path == Path("question_sets") / "mine.yaml"
    assert all(each.question_set and each.error is None for each in found.values())


def test_a_broken_set_is_listed_with_its_error(own: Path, valid: str) -> None:
    put(own, "broken.yaml", "[", valid)
    (own / "folder.yaml").mkdir()
    found = {each.name: each for each in available_sets()}
    assert found["broken"].question_set is None
    assert "broken.yaml, line 3" in str(found["broken"].error)
    assert "this is a folder" in str(found["folder"].error)
    assert found["screening"].question_set is not None
