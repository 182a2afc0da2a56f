"""A set is read as written, or refused with the place and the way to mend it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from coach.errors import InvalidQuestionSet
from coach.questions.reading import LARGEST_BYTES, MOST_PROBLEMS, read_set

Written = Callable[[str | bytes], Path]
ErrorOf = Callable[[str | bytes], InvalidQuestionSet]


def test_a_valid_set_is_read_as_written(written: Written, valid: str) -> None:
    path = written(valid)
    read = read_set(path)
    assert (read.name, read.path) == ("mine", path)
    assert (read.title, read.language) == ("Two questions", "en")
    assert read.vocabulary == ("Kubernetes", "Aix-en-Provence")
    assert [each.id for each in read.questions] == ["strengths", "ambition"]
    first = read.questions[0]
    assert (first.theme, first.seconds) == ("about-you", 90)
    assert first.listen_for == ("an example",)
    assert first.follow_ups == ("When was that?",)
    assert first.worded("interview") == "What are your strengths?"
    assert first.worded("meeting") == "What should we rely on you for?"
    assert first.worded("chat") == "What do people come to you for?"


def test_a_set_is_frozen(written: Written, valid: str) -> None:
    question = read_set(written(valid)).questions[0]
    with pytest.raises(ValidationError):
        question.seconds = 30


def test_a_text_over_several_lines_is_one_line(written: Written, valid: str) -> None:
    folded = "interview: |\n        What are\n          your strengths?"
    text = valid.replace("interview: What are your strengths?", folded)
    assert read_set(written(text)).questions[0].worded("interview") == "What are your strengths?"


@pytest.mark.parametrize("content", ["\ufeff{0}", "# mine\n{0}", "---\n{0}...\n"])
def test_harmless_variations_are_read(written: Written, valid: str, content: str) -> None:
    assert len(read_set(written(content.replace("{0}", valid))).questions) == 2


def test_windows_line_ends_are_read(written: Written, valid: str) -> None:
    assert len(read_set(written(valid.replace("\n", "\r\n"))).questions) == 2


SCHEMA = [
    # what is changed, into what, the line told, and what the message says
    ("title: Two questions", "titel: Two", 1, 'unknown key "titel"; did you mean "title"?'),
    ("title: Two questions", "title:", 1, "title: expected a text"),
    ("title: Two questions", "title: ''", 1, '(at most 1000 characters), found ""'),
    ("title: Two questions", "title: '  '", 1, "title: expected a text"),
    ("title: Two questions", r'title: "a\e[31m"', 1, r'found "a\x1b[31m"'),
    ("title: Two questions", r'title: "a\uD800"', 1, r'found "a\ud800"'),
    ("title: Two questions", "title: yes", 1, "yes, which YAML reads as true or false: put"),
    ("title: Two questions", "title: 2026-11-22", 1, "which YAML reads as a date: put it"),
    ("title: Two questions", "title: 12", 1, "12, which YAML reads as a number: put it in quotes"),
    ("title: Two questions", "title: 1.5", 1, "1.5, which YAML reads as a number"),
    ("title: Two questions", "title: ~", 1, "~, which YAML reads as nothing: put it in quotes"),
    ("title: Two questions", "title: T\nlanguage: no", 2, "language: expected a language code"),
    ("title: Two questions", "title: T\nlanguage: english please", 2, "such as en or pt-BR"),
    ("title: Two questions", "title: T\npurpose: 3", 2, "purpose: expected a text"),
    ("title: Two questions", "title: T\nname: mine", 2, 'found the unknown key "name"'),
    ("title: Two questions", "title: T\n<<: {a: b}", 2, 'found the unknown key "<<"'),
    ("[Kubernetes, Aix-en-Provence]", "Kubernetes", 2, "vocabulary: expected a list"),
    ("Aix-en-Provence", "on", 2, "vocabulary[2]: expected a text"),
    ("    theme: about-you", "    theme: About you", 5, "theme: expected a short name of a-z"),
    ("id: strengths", "id: 12", 4, "questions[1].id: expected a short name"),
    ("id: strengths", "id: strengths/..", 4, 'found "strengths/.."'),
    ("id: strengths", "id: ambition", 15, 'found "ambition" again, already on line 4'),
    ("seconds: 90", "seconds: ninety", 10, 'a whole number from 15 to 600, found "ninety"'),
    ("seconds: 90", "seconds: '90'", 10, "a number stands without quotes"),
    ("seconds: 90", "seconds: '²'", 10, 'found "²"'),
    ("seconds: 90", "seconds: 14", 10, "from 15 to 600, found 14"),
    ("seconds: 90", "seconds: 601", 10, "from 15 to 600, found 601"),
    ("seconds: 90", "seconds: 90.0", 10, "found 90.0"),
    ("seconds: 90", "seconds: 1:30", 10, "found 1:30"),
    ("seconds: 90", "seconds: true", 10, "found true"),
    ("seconds: 90", "seconds: " + "9" * 5000, 10, "found 9999"),
    ("seconds: 90", "seconds: [90]", 10, "found a list"),
    ("seconds: 90", "second: 90", 10, 'did you mean "seconds"?'),
    ("      interview: What are your strengths?\n", "", 6, "[1].wordings.interview: missing"),
    ("    seconds: 90", "    So: why", 10, 'the unknown key "So"'),
    ("    seconds: 90", "    So then: why", 10, "a text with a colon in it needs quotes"),
    ("chat: What do people come", "coffee: What do people come", 9, 'the unknown coat "coffee"'),
    ("chat: What do people come", "chatt: What do people come", 9, 'did you mean "chat"?'),
    ("What are your strengths?", "[Strengths]", 7, "wordings.interview: expected a text"),
    ("What are your strengths?", "x" * 1001, 7, "at most 1000 characters"),
    ("listen_for:\n      - an example", "listen_for: an example", 11, "expected a list"),
    ("listen_for:\n      - an example", "listen_for: []", 11, "found an empty list"),
    ("- an example", "- why: because", 12, "found a mapping: a text with a colon in it needs"),
    ("follow_ups:\n      - When was that?", "follow_ups:", 13, "one text, found nothing"),
    ("- When was that?", "-", 14, "questions[1].follow_ups[1]: expected a text"),
    ("follow_ups:", "wished: [a]\n    follow_ups:", 13, "questions[1].wished: expected a text"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "says"), SCHEMA)
def test_what_breaks_the_schema_is_told_with_its_place(
    error_of: ErrorOf, valid: str, old: str, new: str, line: int, says: str
) -> None:
    assert old in valid
    error = error_of(valid.replace(old, new, 1))
    told = [each for each in error.message.splitlines() if says in each]
    assert told, error.message
    assert f"mine.yaml, line {line}: " in told[0]
    assert "coach questions check " in error.hint
    assert "screening.yaml" in error.hint


def test_questions_need_not_only_be_there(error_of: ErrorOf) -> None:
    assert "questions: missing, expected a list" in error_of("title: T\n").message
    assert "line 2: questions: expected a list" in error_of("title: T\nquestions: []\n").message
    assert "questions[1]: expected a question" in error_of("title: T\nquestions: [[a]]\n").message


def test_an_id_that_comes_twice_on_one_line_is_refused(error_of: ErrorOf) -> None:
    question = "{id: a, theme: b, wordings: {interview: I, meeting: M, chat: C}, "
    question += "seconds: 60, listen_for: [x], follow_ups: [y]}"
    error = error_of(f"title: T\nquestions: [{question}, {question}]\n")
    assert 'questions[2].id: expected an id of its own, found "a" again' in error.message


def test_a_list_is_not_blamed_for_its_items(error_of: ErrorOf, valid: str) -> None:
    message = error_of(valid.replace("- an example", "- no")).message
    assert "listen_for[1]: expected a text" in message
    assert len(message.splitlines()) == 1


def test_a_key_that_comes_twice_is_refused(error_of: ErrorOf, valid: str) -> None:
    error = error_of(valid.replace("    seconds: 90\n", "    seconds: 90\n    seconds: 60\n"))
    expected = "line 11: questions[1].seconds: this key is already on line 10"
    assert expected in error.message


def test_several_problems_are_told_topmost_first_and_the_rest_counted(
    error_of: ErrorOf, valid: str
) -> None:
    broken = valid.replace("seconds: ", "sec: ").replace("chat: ", "tea: ").replace("theme", "t")
    lines = error_of(broken).message.splitlines()
    assert len(lines) == MOST_PROBLEMS + 1
    numbers = [int(each.split(" line ")[1].split(":")[0]) for each in lines[:MOST_PROBLEMS]]
    assert numbers == sorted(numbers)
    assert lines[-1] == "… and 1 more"


UNLIKE_THEIR_LOOKS = [
    # what is changed, into what, the line told, and what the message says
    ("What are your strengths?", "Why C # and not C++?", 7, "ends before the #"),
    ("What are your strengths?", "# 1 or # 2?", 7, "begins a comment: quote it"),
    ("- When was that?", "- Are we # 1?", 14, "follow_ups[1]: the text ends before the #"),
    ("title: Two questions", "title: Mine # and yours", 1, "title: the text ends before the #"),
    ("[Kubernetes, Aix-en-Provence]", "[C #\n  , F]", 2, "vocabulary[1]: the text ends"),
    ("What are your strengths?", "What\u2028are?", 7, "U+2028, a line separator: delete it"),
    ("What are your strengths?", '"What\u2029are?"', 7, "U+2029, a paragraph separator"),
    ("title: Two questions", "title: T # a\x85b", 1, "U+0085, a next line"),
    ("seconds: 90", "seconds: 5", 10, "from 15 to 600, found 5"),
    ("What are your strengths?", "\u201cWhy us?\u201d", 7, "found curly quotes, expected straight"),
    ("What are your strengths?", "\u201cSo: why?\u201d", 7, "needs quotes (straight ones)"),
    ("What are your strengths?", "@home or not?", 7, "begins with this sign needs quotes"),
    ("What are your strengths?", "> a third", 7, "begins with > or | needs quotes"),
    ("What are your strengths?", "- a third", 7, "begins with - needs quotes"),
    ("What are your strengths?", '"Why" indeed?', 7, "put quotes around the whole text"),
    ("What are your strengths?", "no", 7, "true or false: put it in quotes"),
    ("What are your strengths?", "007", 7, "a number: put it in quotes"),
    ("seconds: 90", "seconds: 0100", 10, "found 0100"),
    ("interview: What", "interview:What", 7, "a space is missing after the colon"),
]  # fmt: skip


@pytest.mark.parametrize("trap", UNLIKE_THEIR_LOOKS)
@pytest.mark.parametrize("before", ["", "# copied\u2028from the web\n"])
def test_what_yaml_reads_otherwise_than_it_looks_is_told_where_an_editor_shows_it(
    error_of: ErrorOf, valid: str, before: str, trap: tuple[str, str, int, str]
) -> None:
    old, new, line, says = trap
    assert old in valid
    told = error_of(before + valid.replace(old, new, 1)).message.splitlines()
    assert any(f"line {line + bool(before)}: " in each and says in each for each in told), told


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("What are your strengths?", "What\u00a0are your\u202fstrengths?"),
        ("What are your strengths?", "What are\u200b your strengths?"),
        ("What are your strengths?", '"What are your strengths?" # in a chat, too'),
        ("What are your strengths?", ">\n        What are\n        your strengths?"),
        ("      interview: ", "\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0interview:\u00a0"),
        ("id: strengths", "id: strengths # the first"),
        ("seconds: 90", "seconds: 90 # a minute and a half"),
    ],
)
def test_what_looks_the_same_is_read_the_same(
    written: Written, valid: str, old: str, new: str
) -> None:
    read = read_set(written(valid.replace(old, new, 1))).questions[0]
    assert (read.id, read.seconds) == ("strengths", 90)
    assert read.worded("interview") == "What are your strengths?"


def test_a_sign_inside_a_word_or_in_quotes_is_text(written: Written, valid: str) -> None:
    for text in ("Why C#?", '"Why C # and not C++?"', "“Why” is what they ask?"):
        read = read_set(written(valid.replace("What are your strengths?", text, 1)))
        assert read.questions[0].worded("interview") == text.strip('"')


SYNTAX = [
    ("title: 'T\nquestions: []\n", 3, "a quote that was opened is never closed"),
    ("title: So: what\n", 1, "a text with a colon in it needs quotes"),
    ("title: T\n\tquestions: []\n", 2, "indent with spaces, not tabs"),
    ("title: T\n - a\n", 1, "questions: missing"),
    ("title: [T\n", 2, "a list opened with [ is not closed"),
    ("title: T\n---\ntitle: U\n", 2, "expected one document"),
    ("a: &x [y]\nb: *x\n", 1, "anchors (&) and aliases (*) are not taken"),
    ("a: *x\n", 1, "anchors (&) and aliases (*) are not taken"),
    ("title: !!python/object/apply:os.system [ls]\n", 1, "tags (!) are not taken"),
    ("title: !!str 12\n", 1, "tags (!) are not taken"),
    ("a: 1\n? [x, y]\n: b\n", 2, "a key must be a word"),
    ('title: "\\UFFFFFFFF"\n', 1, "out of range"),
    ("%YAML 1." + "9" * 5000 + "\n---\na: b\n", 1, "out of range"),
    ("title: T\nb: a\0b\n", 2, "column 5: the character U+0000 has no place"),
    ("title: a\x1b[31m\n", 1, "the character U+001B"),
    ("[" * 50_000, 1, "levels deep"),
    ("- " * 50_000, 1, "levels deep"),
    ("{a: " * 50_000, 1, "levels deep"),
    ("? " * 50_000, 1, "levels deep"),
    ("- a\n" * 30_001, 30_001, "more than 30000 keys and values"),
    ("- [a]\n", 1, "questions[1]: expected a question with"),
    ("- a\n- no\n", 2, "questions[2].wordings.interview: expected a text"),
    ("- a\n-\n", 2, "questions[2].wordings.interview: expected a text"),
    ("- What, C # or C?\n", 1, "the text ends before the #"),
    ("- interview: So: why?\n", 1, "a text with a colon in it needs quotes"),
    ("- meeting: Why?\n", 1, "questions[1].wordings.interview: missing"),
    ("- theme: a\n", 1, "questions[1].wordings: missing"),
    ("- {interview: a, wordings: {interview: b}}\n", 1, 'the unknown key "interview"'),
    ("- interview: a\n  interview: b\n", 2, "already on line 1"),
    ("hello\n", 1, "put a hyphen before each question, or save one question a line as .txt"),
    ("12\n", 1, "expected keys such as title and questions"),
    ("---\n", 2, "expected keys such as title and questions"),
    ("", 1, "an empty file"),
    ("# only a comment\n", 1, "an empty file"),
    (b"title: T\nb: caf\xe9\n", 2, "expected UTF-8 text, found the byte 0xE9"),
    ("title: T\n".encode("utf-16"), 1, "save the file as UTF-8"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "line", "says"), SYNTAX)
def test_what_is_not_plain_yaml_is_told_with_its_place(
    error_of: ErrorOf, content: str | bytes, line: int, says: str
) -> None:
    message = error_of(content).message
    assert f"mine.yaml, line {line}: " in message
    assert says in message
    assert len(message) < 500


def test_billion_laughs_are_refused_at_the_first(error_of: ErrorOf) -> None:
    bomb = "a: &a [lol, lol]\n" + "".join(
        f"{after}: &{after} [{', '.join(['*' + before] * 9)}]\n"
        for before, after in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert "line 1: column 4: anchors" in error_of(bomb).message


def test_a_missing_file_a_folder_and_no_plain_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidQuestionSet, match=r"none\.yaml: there is no such file"):
        read_set(tmp_path / "none.yaml")
    with pytest.raises(InvalidQuestionSet, match="this is a folder"):
        read_set(tmp_path)
    with pytest.raises(InvalidQuestionSet, match="cannot be read"):
        read_set(tmp_path / ("x" * 300))
    with pytest.raises(InvalidQuestionSet, match="cannot be read"):
        read_set(tmp_path / "a\0b.yaml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(InvalidQuestionSet, match="not a plain file"):
        read_set(tmp_path / "pipe.yaml")


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="this user may read everything"
)
def test_a_file_that_may_not_be_read_is_told(written: Written, valid: str) -> None:
    path = written(valid)
    path.chmod(0)
    with pytest.raises(InvalidQuestionSet, match="cannot be read"):
        read_set(path)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(InvalidQuestionSet, match=r"50\.0 MB, expected at most 1 MB"):
        read_set(path)
    assert LARGEST_BYTES == 1_000_000


_FUZZ = settings(
    max_examples=150,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
_YAMLISH = st.text(alphabet="ab:-[]{}&*!?|>%@`'\"#,~0 1\n\t\\\0\x85\u2028\ud7ffé", max_size=80)


def _reads_or_refuses(path: Path) -> None:
    try:
        read = read_set(path)
    except InvalidQuestionSet as error:
        told = error.message.encode("utf-8")  # can be printed
    else:
        told = read.title.encode("utf-8")
    assert told


@_FUZZ
@given(content=st.one_of(st.binary(max_size=200), _YAMLISH.map(str.encode)))
def test_no_bytes_get_past_the_reader(written: Written, content: bytes) -> None:
    _reads_or_refuses(written(content))


@_FUZZ
@given(data=st.data())
def test_no_mutated_set_gets_past_the_reader(
    written: Written, valid: str, data: st.DataObject
) -> None:
    begin = data.draw(st.integers(0, len(valid)))
    end = data.draw(st.integers(begin, min(len(valid), begin + 40)))
    put = data.draw(st.one_of(_YAMLISH, st.sampled_from(valid.splitlines(keepends=True))))
    _reads_or_refuses(written(valid[:begin] + put + valid[end:]))
