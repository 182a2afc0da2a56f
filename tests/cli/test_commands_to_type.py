"""Commands that the coach shows, to be typed next: a shell takes each as it is meant."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.cli.hints import shown_path
from coach.formats import to_type
from tests.helpers.coach_program import coach_here
from tests.helpers.kept_sessions import HEDGED, keep, recordings

PACKAGE = Path(__file__).parents[2] / "coach"
NAME = "before the summer, Anna's"
_MADE_BY_HAND = re.compile(r"\bcoach( [a-z-]+)+ $")  # what stands before something that is put in


def test_a_shell_takes_the_words_as_they_were_given() -> None:
    assert to_type("show", "2026-11-23_0650_screening") == "coach show 2026-11-23_0650_screening"
    typed = to_type("retake", NAME, 2, "--answers", Path("my answers/one.wav"))
    assert shlex.split(typed) == ["coach", "retake", NAME, "2", "--answers", "my answers/one.wav"]


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        (NAME, f'"{NAME}"'),
        ("so relto", '"so relto"'),
        ("$HOME `x` !1", "'$HOME `x` !1'"),
        ('the "blue" one', "'the \"blue\" one'"),
        ("", "''"),
        ("~/my-set.yaml", '"~/my-set.yaml"'),
    ],
)
def test_how_a_word_is_quoted_for_a_posix_shell(word: str, quoted: str) -> None:
    assert to_type("show", word, on_windows=False) == f"coach show {quoted}"
    assert shlex.split(quoted) == [word]


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        ("2026-11-23_0650_screening", "2026-11-23_0650_screening"),
        (r"C:\Users\Ada\set.yaml", r"C:\Users\Ada\set.yaml"),
        (NAME, f'"{NAME}"'),
        ("R&D", '"R&D"'),
        ("", '""'),
        ('the "blue" one', r'"the \"blue\" one"'),
        ("C:\\my sets\\", r'"C:\my sets\\"'),
    ],
)
def test_how_a_word_is_quoted_on_windows(word: str, quoted: str) -> None:
    assert to_type("show", word, on_windows=True) == f"coach show {quoted}"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["delivery", NAME], ["delivery", NAME, "--play", "N"]),
        (["retake", NAME, 5], ["show", NAME]),
        (["delivery", NAME, 1, "--take", 7], ["show", NAME]),
        (["replay", NAME, 1, "--take", 7], ["show", NAME]),  # told without a loudspeaker, too
        (["compare", "team"], ["retake", NAME, "1"]),
        (["correct", NAME, 1, "nobody said that", "x"], ["show", NAME, "1"]),
        (["stories", "keep", NAME, 1, "--name", " "], ["stories", "keep", NAME, "1", "--name"]),
    ],
)
def test_the_name_of_a_session_that_has_spaces(typed: list[object], told: list[str]) -> None:
    (recordings() / keep([HEDGED])).rename(recordings() / NAME)
    done = coach_here(*typed)
    assert to_type(*told) in done.stderr


def test_a_path_that_is_shown_leads_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for path in (tmp_path / "recordings" / "one", PACKAGE.parent / "recordings" / "one"):
        assert Path(shown_path(path)).absolute() == path
    assert shown_path(tmp_path / "recordings" / "one") == str(Path("recordings/one"))
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert shown_path(tmp_path / "one") == str(tmp_path / "one")


def test_no_command_is_put_together_by_hand() -> None:
    assert [*_made_by_hand()] == []


def _made_by_hand() -> Iterator[str]:
    for path in PACKAGE.rglob("*.py"):
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(text, ast.JoinedStr) and _puts_words_in(text):
                yield f"{path.relative_to(PACKAGE)}:{text.lineno}"


def _puts_words_in(text: ast.JoinedStr) -> bool:
    """Whether something is put in right behind the words of a command."""
    parts = [part.value if isinstance(part, ast.Constant) else None for part in text.values]
    return any(isinstance(part, str) and _MADE_BY_HAND.search(part) for part in parts[:-1])
