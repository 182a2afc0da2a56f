"""`coach questions`: what is there, what is found, and questions of one's own."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coach.paths import shipped_question_sets, user_question_sets
from coach.questions.finding import find_set
from coach.questions.reading import read_set
from tests.helpers.coach_program import Done, coach_here, refused, succeeded

Typing = Callable[..., Done]


class Typist(io.StringIO):
    """A terminal at which these lines are typed; `ready` tells whether more waits to be read."""

    def __init__(self, lines: str, ready: int) -> None:
        super().__init__(lines)
        self._ready = ready

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._ready


@pytest.fixture
def typing() -> Iterator[Typing]:
    """Run a command at a terminal: each line is typed when it is asked for, or all are pasted."""
    never, other = os.pipe()
    always = os.open(os.devnull, os.O_RDONLY)

    def run(*arguments: object, lines: tuple[str, ...], pasted: bool = False) -> Done:
        text = "".join(f"{line}\n" for line in lines)
        return coach_here(*arguments, stdin=Typist(text, always if pasted else never))

    yield run
    for descriptor in (never, other, always):
        os.close(descriptor)


def own(name: str) -> Path:
    return user_question_sets() / name


def test_all_sets_are_listed_with_their_themes() -> None:
    done = succeeded(coach_here("questions", "list"))
    rows = [line.split("  ") for line in done.stdout.splitlines()]
    assert ["leadership", "15 questions", "Leadership"] in [
        [*filter(None, map(str.strip, row))] for row in rows
    ]
    assert "Themes: achievements-and-skills, ambition, " in done.stderr
    listed = {each["name"]: each for each in succeeded(_json("list")).document}
    assert "people" in listed["leadership"]["themes"]
    own("broken.yaml").parent.mkdir(parents=True)
    own("broken.yaml").write_text("[")
    listed = {each["name"]: each for each in succeeded(_json("list")).document}
    assert listed["broken"]["themes"] is None
    assert "broken.yaml, line" in listed["broken"]["error"]
    assert "cannot be read" in succeeded(coach_here("questions", "list")).stdout


def _json(*arguments: str) -> Done:
    return coach_here("questions", *arguments, "--json")


def test_the_questions_on_a_theme_are_listed_from_all_sets() -> None:
    done = succeeded(coach_here("questions", "list", "--theme", "change"))
    assert "behavioural\n  plans-changed  Tell me about a time when the plan changed" in done.stdout
    assert "promotion\n  change-first  What would you change first" in done.stdout
    found = succeeded(_json("list", "--theme", "change")).document
    assert {each["theme"] for each in found} == {"change"}
    assert found[0]["set"] == "behavioural"
    assert set(found[0]["wordings"]) == {"interview", "meeting", "chat"}
    refused(coach_here("questions", "list", "--theme", "chnge"), 2, '"chnge"', "Near: change")
    refused(coach_here("questions", "list", "--theme", "zzz"), 2, "There are: achievements-and")


def test_a_question_is_found_by_its_words_in_any_form_and_coat() -> None:
    done = succeeded(coach_here("questions", "find", "difficult", "customers"))
    assert done.stdout.startswith("behavioural\n  difficult-customer  Tell me about")
    (found,) = succeeded(_json("find", "leaving party")).document  # which only the chat has
    assert (found["set"], found["id"]) == ("screening", "others-say")
    nothing = succeeded(coach_here("questions", "find", "zebra"))
    assert (nothing.stdout, nothing.stderr) == ("", "No question has that: zebra\n")
    assert succeeded(_json("find", "zebra")).document == []
    refused(coach_here("questions", "find", "?!"), 2, "nothing to look for", "coach questions find")


def test_one_question_is_one_question() -> None:
    own("mine.txt").parent.mkdir(parents=True)
    own("mine.txt").write_text("Why nursing?\n")
    listed = succeeded(coach_here("questions", "list")).stdout
    assert re.search(r"^mine +1 question   Mine$", listed, re.MULTILINE)


def test_a_folder_beside_keeps_no_set_of_its_name_from_being_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "screening").mkdir()
    assert "nothing to mend" in succeeded(coach_here("questions", "check", "screening")).stdout
    refused(coach_here("questions", "check", "./screening"), 2, "this is a folder")


def test_a_set_that_is_found_by_no_name_is_practised_by_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = succeeded(coach_here("questions", "add", "./my ward.yaml", "Why nursing?"))
    assert 'Practise: coach practice "my ward.yaml"\n' in done.stderr
    succeeded(coach_here("questions", "show", "my ward.yaml"))
    done = succeeded(coach_here("questions", "add", "question_sets/mine.yaml", "Why nursing?"))
    assert "Practise: coach practice mine\n" in done.stderr


def test_a_check_tells_what_would_be_better_and_that_is_no_failure(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("Why nursing?\nHow old are you?\n")
    done = succeeded(coach_here("questions", "check", path))
    assert f"{path}: 2 questions that can be asked. What would make them better:" in done.stdout
    assert "  2 questions have no wording for a meeting" in done.stdout
    assert "  how-old-are-you: this asks about age" in done.stdout
    (row,) = succeeded(_json("check", str(path))).document
    assert (row["valid"], len(row["warnings"])) == (True, 3)
    done = succeeded(coach_here("questions", "check", "screening"))
    assert done.stdout == "screening: 16 questions, nothing to mend.\n"
    assert "   chat" not in succeeded(coach_here("questions", "show", path)).stdout


def test_a_question_begins_a_set_and_the_next_is_added_to_it() -> None:
    done = succeeded(coach_here("questions", "add", "My ward", "Why", "nursing?"))
    assert done.stdout.startswith(f"why-nursing: added to {own('my-ward.yaml')}, which has 1 quest")
    assert "Practise: coach practice my-ward" in done.stderr
    added = ["questions", "add", "my-ward", "Why: us?", "--chat", "# Why?", "--theme", "My aims"]
    done = succeeded(coach_here(*added, "--json"))
    assert done.document == {
        "set": "my-ward",
        "path": str(own("my-ward.yaml")),
        "id": "why-us",
        "questions": 2,
        "warnings": [],
    }
    found = find_set("my-ward")
    assert found.title == "My ward"
    assert found.questions[1].coats == {"interview": "Why: us?", "chat": "# Why?"}
    assert found.questions[1].theme == "my-aims"
    assert own("my-ward.yaml").read_text().startswith("# A set of your own.")
    assert own("my-ward.yaml").stat().st_mode & 0o077 == 0
    again = succeeded(coach_here("questions", "add", "my-ward", "And why nursing?"))
    assert "why-nursing: this means the same as and-why-nursing" in again.stderr


def test_a_plain_list_gets_a_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    succeeded(coach_here("questions", "add", path, "Why nursing?"))
    path.write_text("# my own\r\nWhy nursing?")
    succeeded(coach_here("questions", "add", path, "Why us?"))
    assert path.read_bytes() == b"# my own\r\nWhy nursing?\r\nWhy us?\r\n"
    refused(coach_here("questions", "add", path, "Why?", "--theme", "a"), 2, "no coats and themes")


COMMENTED = """\
# mine
questions:   # all of them
  - interview: "Why nursing?"   # always asked
    chat: |
      Why on earth
      nursing?

  # the second
  - id: us
    interview: "Why us?"
    listen_for: [a, b]
# the end
vocabulary: [Xarelto]
"""


def test_comments_and_all_else_stay_where_they_are(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    for text in (COMMENTED, COMMENTED.replace("\n", "\r\n")):
        path.write_bytes(text.encode())
        succeeded(coach_here("questions", "add", path, "Why now?"))
        added = path.read_bytes().decode()
        end = "\r\n" if "\r\n" in text else "\n"
        assert added == text.replace("b]", f"b]{end}{end}  - interview: Why now?")
        assert [each.id for each in read_set(path).questions][1:] == ["us", "why-now"]


@pytest.mark.parametrize("text", ["- Why?\n- How?", "- Why?\n- How?\n", "- interview: Why?\n"])
def test_a_list_without_a_key_is_added_to(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    succeeded(coach_here("questions", "add", path, "Who?"))
    assert path.read_text() == text.rstrip("\n") + "\n- interview: Who?\n"


@pytest.mark.parametrize(
    ("set_name", "question", "parts"),
    [
        ("screening", "Why?", ("comes with the program", "coach questions add my-screening")),
        ("mine", "  ", ("There is no question", "coach questions add mine")),
        ("./brackets.yaml", "Why?", ("stand in brackets", "a hyphen before it")),
        ("./broken.yaml", "Why?", ("broken.yaml, line 2", "coach questions check")),
        ("mine", "x" * 1001, ("expected a text", "coach questions check")),
    ],
)
def test_what_cannot_be_added_to_stays_as_it_is(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    set_name: str,
    question: str,
    parts: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    files = {"brackets.yaml": "questions: [Why us, Why now]\n", "broken.yaml": "questions: [\n"}
    for name, text in files.items():
        Path(name).write_text(text)
    before = (shipped_question_sets() / "screening.yaml").read_bytes()
    refused(coach_here("questions", "add", set_name, question), 2, *parts)
    assert {name: Path(name).read_text() for name in files} == files
    assert (shipped_question_sets() / "screening.yaml").read_bytes() == before
    assert not own("mine.yaml").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "sets" / "mine.yaml"
    refused(coach_here("questions", "add", path, "Why?"), 1, "Cannot write", "coach config")


def test_a_set_is_written_question_by_question(typing: Typing) -> None:
    lines = (
        "",
        "My ward",
        "Why nursing?",
        "Why you?",
        "So, why?",
        "My aims",
        "Who?",
        "",
        "",
        "",
        "",
    )
    done = succeeded(typing("questions", "new", lines=lines))
    assert f"{own('my-ward.yaml')}: 2 questions. Practise: coach practice my-ward" in done.stdout
    first, second = find_set("my-ward").questions
    assert tuple(first.coats.values()) == ("Why nursing?", "Why you?", "So, why?")
    assert (first.theme, second.theme) == ("my-aims", "general")


def test_a_name_of_the_programs_own_is_asked_for_again(typing: Typing) -> None:
    lines = ("screening", "mine", "How old are you?", "", "", "", "")
    done = succeeded(typing("questions", "new", "values", "--json", lines=lines))
    assert done.stderr.count("comes with the program") == 2
    assert "how-old-are-you: this asks about age" in done.stderr
    assert '"set": "mine"' in done.stdout


def test_a_list_that_is_pasted_is_taken_line_by_line(typing: Typing) -> None:
    lines = ("Why?", "How?", "Who?")
    done = succeeded(typing("questions", "new", "mine", lines=lines, pasted=True))
    assert "3 questions" in done.stdout
    assert [each.id for each in find_set("mine").questions] == ["why", "how", "who"]


def test_a_line_that_cannot_be_asked_hides_no_other_of_a_pasted_list(typing: Typing) -> None:
    lines = ("Why?", "", "x" * 1001, "y" * 1001)
    done = succeeded(typing("questions", "new", "mine", lines=lines, pasted=True))
    assert done.stderr.count("expected a text") == 2
    assert "1 question." in done.stdout
    assert "No question, no set." not in done.stderr


def test_what_was_typed_before_the_end_is_kept(typing: Typing) -> None:
    succeeded(typing("questions", "new", "mine", lines=("Why?", "In a meeting?")))
    assert find_set("mine").questions[0].coats == {"interview": "Why?"}
    done = succeeded(typing("questions", "new", "mine", lines=("x" * 1001, "", "", "")))
    assert "expected a text" in done.stderr
    assert "No question, no set." in done.stderr
    assert len(find_set("mine").questions) == 1
    assert succeeded(typing("questions", "new", lines=())).stdout.strip().endswith(">")


def test_new_needs_somebody_to_ask() -> None:
    refused(coach_here("questions", "new"), 2, "Nobody can be asked", "coach questions add NAME")
    refused(coach_here("questions", "new", "a b"), 2, 'coach questions add "a b"')
