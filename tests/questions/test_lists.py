"""Lists of questions: lines of a text, or a table that a spreadsheet exported."""

from __future__ import annotations

from datetime import date

import pytest

from coach.errors import UnreadableText
from coach.questions.advert import questions_from_advert
from coach.questions.documents import Document, document_in
from coach.questions.importing import SourceKind, make_questions
from coach.questions.lists import questions_from_list

TODAY = date(2026, 6, 1)
LINES = """# Warm-up
1. Tell me about yourself.
2) Why us?

Strengths:
- [ ] What are you good at?
* “What are you good at?”
Some remark about the list
Q: Where do you see yourself?
"""
TABLE = """Topic,Question,Notes,Chat
People,"Who, if anybody,
said ""no""?",x,Who said no?
,,
,Short,
"""


def asked(text: str, name: str) -> list[tuple[str, str, str]]:
    questions = [each.question for each in questions_from_list(text, name)]
    return [(e.theme, e.wordings.interview, e.wordings.chat or "") for e in questions]


def test_a_question_is_known_without_its_mark_and_after_any_number() -> None:
    text = "3 - Why us?\n (a) Which one?\nb) Who else?\n- Where do you see yourself\nCan you lift\n"
    headings = "What you will do\nWho we are\nHow to apply\n"
    assert [each for _, each, _ in asked(text + headings, "list.txt")] == [
        "Why us?",
        "Which one?",
        "Who else?",
        "Where do you see yourself",
        "Can you lift",
    ]


def test_a_german_header_is_known() -> None:
    assert asked("Thema,Frage\nTeam,Warum wir?\n", "a.csv") == [("team", "Warum wir?", "")]


def test_a_line_that_asks_is_a_question_whatever_stands_before_it() -> None:
    texts = [(theme, text) for theme, text, _ in asked(LINES, "list.md")]
    assert texts == [
        ("warm-up", "Tell me about yourself."),
        ("warm-up", "Why us?"),
        ("strengths", "What are you good at?"),
        ("strengths", "Where do you see yourself?"),
    ]


def test_the_columns_of_a_table_are_found_by_their_names() -> None:
    assert asked(TABLE, "list.csv") == [("people", 'Who, if anybody, said "no"?', "Who said no?")]


def test_a_coat_that_says_the_same_is_left_out() -> None:
    table = "Question,Meeting,Chat\nWhy us?,Why us?,What drew you here?\nWhy now?,,\n"
    coats = [list(each.question.coats) for each in questions_from_list(table, "list.csv")]
    assert coats == [["interview", "chat"], ["interview"]]


def test_what_may_not_be_asked_stays_in_a_list_and_not_in_what_is_made_of_an_advert() -> None:
    listed = Document("a.txt", "How old are you?\nWhy us?\n")
    assert len(make_questions(listed, None, None, TODAY).made) == 2
    advert = Document("a.txt", "Duties:\n- Help your children to read\n- Bake bread\n")
    assert len(questions_from_advert(advert.text)) == 2
    (made,) = make_questions(advert, "advert", None, TODAY).made
    assert made.sources == ("Bake bread",)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_without_names_the_column_that_asks_is_taken(delimiter: str) -> None:
    rows = [["1", "Why us?", "easy"], ["2", "Why now?", "hard"]]
    text = "\n".join(delimiter.join(row) for row in rows)
    assert [text for _, text, _ in asked(text, "LIST.CSV")] == ["Why us?", "Why now?"]


def test_commas_of_a_question_part_no_cells_of_a_table() -> None:
    rows = "Tell me, briefly, about you;general\nWhy us, and why now?;why\nWhy not?;why\n"
    texts = ["Tell me, briefly, about you", "Why us, and why now?", "Why not?"]
    assert [text for _, text, _ in asked(rows, "list.csv")] == texts
    named = 'Question;Theme\n"Who, if\nanybody, said\nno, and why?";people\n'
    assert asked(named, "list.csv") == [("people", "Who, if anybody, said no, and why?", "")]
    for_excel = f"sep=;\nQuestion;Theme\n{rows}"
    assert [(theme, text) for theme, text, _ in asked(for_excel, "list.csv")] == [
        ("general", texts[0]), ("why", texts[1]), ("why", texts[2]),
    ]  # fmt: skip


def test_a_table_in_markdown_is_a_list_if_it_names_questions() -> None:
    table = "| Theme | Question |\n|---|:--|\n| people | Why do you want this? |\n| x | Sell me |\n"
    assert asked(table, "list.md") == [
        ("people", "Why do you want this?", ""),
        ("x", "Sell me", ""),
    ]
    assert make_questions(Document("list.md", table), None, None, TODAY).kind == "list"
    advert = "| Must have | Nice to have |\n|---|---|\n| You will bake bread. | A van |\n"
    assert make_questions(Document("job.md", advert), None, None, TODAY).kind == "advert"


@pytest.mark.parametrize("mark", ["**{}**", "*{}*", "1. **{}**", "- _{}_"])
def test_questions_in_bold_letters_are_a_list(mark: str) -> None:
    texts = ["Why us?", "Tell me about a failure.", "Where next?"]
    document = Document("a.md", "\n".join(mark.format(each) for each in texts))
    made = make_questions(document, None, None, TODAY)
    assert made.kind == "list"
    assert [each.question.wordings.interview for each in made.made] == texts


def test_a_table_that_is_broken_is_refused_in_a_sentence() -> None:
    with pytest.raises(UnreadableText, match="no table that can be read"):
        questions_from_list('Question\n"Why us?\n', "list.csv")


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (LINES, "list.txt", "list"),
        ("Question\nDescribe a day", "a.csv", "list"),
        ("Baker, 2010 - 2014\nCook, 2019 - now", "me.txt", "cv"),
        ("You will bake bread.", "job.txt", "advert"),
    ],
)
def test_what_a_document_is_shows(text: str, name: str, kind: str) -> None:
    assert make_questions(Document(name, text), None, None, TODAY).kind == kind


@pytest.mark.parametrize("kind", ["advert", "cv", "list"])
def test_a_document_with_nothing_to_ask_about_is_told(kind: SourceKind) -> None:
    with pytest.raises(UnreadableText, match="nothing in it to ask about") as raised:
        make_questions(Document("a.txt", "Hello there."), kind, None, TODAY)
    assert "--as" in raised.value.hint


def test_latin_1_from_a_spreadsheet_is_read() -> None:
    document = document_in("Frage\nWhat is a café to you?".encode("latin-1"), "a.csv")
    assert asked(document.text, document.name)[0][1] == "What is a café to you?"
